//! Interim verdicts: conditions on one type space, with their proofs (THESIS definitions 2.4.1 and 2.4.3).
//!
//! α sends types to types. A *reward* of S is a function z: T_−S → Δ(X) such that for every guarded S̄ ⊇ S, all t''_S̄ and all reports ρ of
//! those in S̄ but not in S some j ∈ S̄ expects no more from z(ρ, t_−S̄) than from f(θ̂(t'')). S *objects* at t_S when some reward is better for
//! all its members than f(θ̂(α(t))), each expecting z(α_−S(t_−S)). f is *interim monotone* when every α that changes f meets an objection.

use super::proof::{Requirement, Scope};
use super::study::MonotonicityOpen;
use super::verdict::Concept;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::number::Rational;
use crate::type_space::TypeSpace;

/// α, perhaps not yet for all types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeDeception(Vec<Vec<Option<TypeId>>>);

impl TypeDeception {
    /// Nothing is said yet.
    pub fn open(space: &TypeSpace) -> TypeDeception {
        TypeDeception(space.agents().map(|agent| vec![None; space.type_count(agent)]).collect())
    }

    /// The deception of these reports, by agent and type; `None` when they do not fit.
    pub fn of(space: &TypeSpace, reports: Vec<Vec<TypeId>>) -> Option<TypeDeception> {
        let fits = |agent: AgentId| {
            let count = space.type_count(agent);
            reports[agent.0].len() == count && reports[agent.0].iter().all(|report| report.0 < count)
        };
        let all = reports.len() == space.agent_count() && space.agents().all(fits);
        all.then(|| TypeDeception(reports.into_iter().map(|of| of.into_iter().map(Some).collect()).collect()))
    }

    /// The same with one more report; reports of types that do not exist change nothing.
    #[must_use]
    pub fn with(&self, agent: AgentId, t: TypeId, report: TypeId) -> TypeDeception {
        let mut more = self.clone();
        if let Some(place) = more.0.get_mut(agent.0).and_then(|of| of.get_mut(t.0)) {
            *place = Some(report);
        }
        more
    }

    /// α_i(t_i), when it is said.
    pub fn report(&self, agent: AgentId, t: TypeId) -> Option<TypeId> {
        *self.0.get(agent.0)?.get(t.0)?
    }

    /// The first type of which nothing is said.
    pub fn first_open(&self) -> Option<(AgentId, TypeId)> {
        let open = |(agent, of): (usize, &Vec<Option<TypeId>>)| {
            of.iter().position(Option::is_none).map(|t| (AgentId(agent), TypeId(t)))
        };
        self.0.iter().enumerate().find_map(open)
    }

    /// Of how many types the report is said.
    pub fn said_count(&self) -> usize {
        self.0.iter().flatten().flatten().count()
    }

    /// α_S(t_S), when all of it is said.
    pub fn joint(&self, space: &TypeSpace, coalition: Coalition, own: JointTypeId) -> Option<JointTypeId> {
        let types = space.joint_types(coalition, own);
        let reports: Option<Vec<TypeId>> = types.into_iter().map(|(agent, t)| self.report(agent, t)).collect();
        Some(space.joint_type(coalition, &reports?))
    }
}

/// A coalition that is better off with a reward when everybody reports by α.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimObjection {
    /// S.
    pub coalition: Coalition,
    /// t_S.
    pub truth: JointTypeId,
    /// z(r), one lottery for each r ∈ T_−S.
    pub reward: Vec<Lottery>,
}

/// A proof that every α that changes f and agrees with what is said so far meets an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterimRefutation {
    /// α is said for all types and does not change f.
    Acceptable,
    /// An objection that only depends on what is said.
    Objected(Box<InterimObjection>),
    /// A type of which nothing is said, and a proof for each of its reports.
    Reports(AgentId, TypeId, Vec<InterimRefutation>),
}

/// A proof that a coalition has no reward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterimNoReward {
    /// The weighted gains are at most 0 under the weighted requirements.
    Sum {
        /// Weights of the members, which add up to 1.
        gains: Vec<(AgentId, Rational)>,
        /// Weights of requirements, of which this member is the one they ask for.
        bounds: Vec<(Requirement, AgentId, Rational)>,
    },
    /// A requirement, and a proof for each member of its coalition that may be the one it asks for.
    Cases(Requirement, Vec<InterimNoReward>),
}

/// A coalition that does not object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimSilence {
    /// S.
    pub coalition: Coalition,
    /// t_S.
    pub truth: JointTypeId,
    /// Why there is no reward.
    pub proof: InterimNoReward,
}

/// α that changes f without an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimStanding {
    /// α.
    pub deception: TypeDeception,
    /// t* with f(θ̂(α(t*))) ≠ f(θ̂(t*)).
    pub at: ProfileId,
    /// One for every coalition that may object and all types at which it forms.
    pub silences: Vec<InterimSilence>,
}

/// A verdict about interim monotonicity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterimMonotonicity {
    /// Every deception that changes f meets an objection.
    Holds(InterimRefutation),
    /// This one does not.
    Fails(Box<InterimStanding>),
}

/// A verdict about interim coalitional incentive compatibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterimIncentives {
    /// In every coalition some member does not gain.
    Holds,
    /// All members expect to gain.
    Fails {
        /// S.
        coalition: Coalition,
        /// t_S ∈ T_S.
        truth: JointTypeId,
        /// The reported payoff types θ'_S ∈ Θ_S.
        report: JointTypeId,
        /// The gain of every member, in agent order.
        gains: Vec<Rational>,
    },
}

/// What is found on one type space by one concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimStudy {
    /// The concept.
    pub concept: Concept,
    /// The coalitions that may object, and those that rewards are safe against.
    pub scope: Scope,
    /// Incentives of the guarded coalitions.
    pub incentives: InterimIncentives,
    /// Monotonicity.
    pub monotonicity: Result<InterimMonotonicity, MonotonicityOpen>,
}

impl InterimStudy {
    /// Whether both conditions hold, one fails, or neither is known.
    pub fn holds(&self) -> Option<bool> {
        match (&self.incentives, &self.monotonicity) {
            (InterimIncentives::Fails { .. }, _) | (_, Ok(InterimMonotonicity::Fails(_))) => Some(false),
            (InterimIncentives::Holds, Ok(InterimMonotonicity::Holds(_))) => Some(true),
            (InterimIncentives::Holds, Err(_)) => None,
        }
    }
}
