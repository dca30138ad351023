//! Deceptions: what every payoff type may report.

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::type_space::TypeSpace;

/// One type of one agent, and what it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lie {
    /// The agent i.
    pub agent: AgentId,
    /// Its payoff type θ_i.
    pub truth: TypeId,
    /// The report θ'_i, which may be the truth.
    pub report: TypeId,
}

/// A set-valued deception β = (β_i): the reports β_i(θ_i) of every payoff type (THESIS section 2.4.2).
///
/// In this type a set of reports may be empty; then no agents play it ([`Deception::is_played`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deception {
    /// By agent, truth, report.
    allowed: Vec<Vec<Vec<bool>>>,
}

impl Deception {
    fn from_fn(space: &TypeSpace, allow: impl Fn(TypeId, TypeId) -> bool) -> Deception {
        let of_type = |agent, truth| space.types(agent).map(|report| allow(truth, report)).collect();
        let of_agent = |agent| space.types(agent).map(|truth| of_type(agent, truth)).collect();
        Deception { allowed: space.agents().map(of_agent).collect() }
    }

    /// The largest deception: every type may report everything.
    pub fn full(space: &TypeSpace) -> Deception {
        Deception::from_fn(space, |_, _| true)
    }

    /// Everybody tells the truth.
    pub fn truthful(space: &TypeSpace) -> Deception {
        Deception::from_fn(space, |truth, report| truth == report)
    }

    /// The deception of exactly these reports; `None` when a type does not exist.
    pub fn of(space: &TypeSpace, lies: impl IntoIterator<Item = Lie>) -> Option<Deception> {
        let mut found = Deception::from_fn(space, |_, _| false);
        for lie in lies {
            *found.allowed.get_mut(lie.agent.0)?.get_mut(lie.truth.0)?.get_mut(lie.report.0)? = true;
        }
        Some(found)
    }

    /// Whether it was made for these numbers of types.
    pub fn fits(&self, space: &TypeSpace) -> bool {
        let square = |agent: AgentId| {
            let (types, count) = (&self.allowed[agent.0], space.type_count(agent));
            types.len() == count && types.iter().all(|reports| reports.len() == count)
        };
        self.allowed.len() == space.agent_count() && space.agents().all(square)
    }

    /// Whether θ'_i ∈ β_i(θ_i).
    pub fn allows(&self, lie: Lie) -> bool {
        self.allowed[lie.agent.0][lie.truth.0][lie.report.0]
    }

    /// Whether every report of every type is one of a larger deception too.
    pub fn is_within(&self, larger: &Deception) -> bool {
        self.lies().into_iter().all(|lie| larger.allows(lie))
    }

    /// The deception without one report of one type.
    #[must_use]
    pub fn without(&self, lie: Lie) -> Deception {
        let mut smaller = self.clone();
        smaller.allowed[lie.agent.0][lie.truth.0][lie.report.0] = false;
        smaller
    }

    /// Whether every type has a report.
    pub fn is_played(&self) -> bool {
        self.allowed.iter().flatten().all(|reports| reports.iter().any(|allowed| *allowed))
    }

    /// Whether every type may tell the truth.
    pub fn has_truth(&self) -> bool {
        self.allowed.iter().all(|types| types.iter().enumerate().all(|(truth, reports)| reports[truth]))
    }

    /// θ'_i ∈ β_i(θ_i), all of them, in order.
    pub fn lies(&self) -> Vec<Lie> {
        let mut lies = Vec::new();
        for (agent, types) in self.allowed.iter().enumerate() {
            for (truth, reports) in types.iter().enumerate() {
                let allowed = reports.iter().enumerate().filter(|(_, allowed)| **allowed);
                lies.extend(allowed.map(|(report, _)| Lie {
                    agent: AgentId(agent),
                    truth: TypeId(truth),
                    report: TypeId(report),
                }));
            }
        }
        lies
    }

    /// Whether θ'_i ∈ β_i(θ_i) for every member.
    pub fn allows_joint(
        &self,
        space: &TypeSpace,
        coalition: Coalition,
        truth: JointTypeId,
        report: JointTypeId,
    ) -> bool {
        joint_lies(space, coalition, truth, report).into_iter().all(|lie| self.allows(lie))
    }

    /// Whether θ' ∈ β(θ).
    pub fn allows_profile(&self, space: &TypeSpace, truth: ProfileId, report: ProfileId) -> bool {
        space.agents().all(|agent| {
            self.allows(Lie { agent, truth: space.type_of(truth, agent), report: space.type_of(report, agent) })
        })
    }
}

/// What every member reports when the coalition of joint type `truth` reports `report`.
pub fn joint_lies(space: &TypeSpace, coalition: Coalition, truth: JointTypeId, report: JointTypeId) -> Vec<Lie> {
    let pairs = space.joint_types(coalition, truth).into_iter().zip(space.joint_types(coalition, report));
    pairs.map(|((agent, truth), (_, report))| Lie { agent, truth, report }).collect()
}
