//! Rewards, objections, and the proofs that a deception is refuted or stands.

use super::deception::Deception;
use crate::coalition::{Coalition, Pattern};
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::lottery::Lottery;
use crate::number::Rational;

/// Who may object, and against whom rewards must be safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The coalitions S that may ask for a reward.
    pub objectors: Pattern,
    /// The coalitions S̄ that must not want the reward when everybody tells the truth.
    pub guarded: Pattern,
}

/// A coalition that, when its true types are `truth` and all report by the deception, so that it reports `report`, asks for a reward
/// and is better off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// S.
    pub coalition: Coalition,
    /// θ_S.
    pub truth: JointTypeId,
    /// θ'_S.
    pub report: JointTypeId,
    /// z(r), one lottery for each report r ∈ Θ_−S of the others.
    pub reward: Vec<Lottery>,
}

/// A proof that every unacceptable deception within a given one meets an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refutation {
    /// Some type has no report left: no deception is within.
    Empty,
    /// Wherever the choice differs from the one at the truth, one of these objects.
    Covered(Vec<Objection>),
    /// Single agents object, so that no deception that stands has these reports; then the proof for what is left.
    Removed(Vec<Objection>, Box<Refutation>),
    /// A coalition objects, so that a deception that stands lacks the report of one of its members: the proofs for what is left without
    /// that of each, in agent order.
    Divided(Objection, Vec<Refutation>),
}

/// A requirement on rewards of S: when S̄ ⊇ S has the true types `truth`, and those in S̄ but not in S report `reports`, some member of
/// S̄ is, whatever the others' types, no better off with the reward than with the choice at the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// S̄.
    pub coalition: Coalition,
    /// θ''_S̄.
    pub truth: JointTypeId,
    /// The reports of the members of S̄ that are not in S.
    pub reports: JointTypeId,
}

/// A multiple of u_i(z(r), θ) − u_i(f(θ'_S, r), θ), the gain of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GainWeight {
    /// i.
    pub agent: AgentId,
    /// r: what the others report.
    pub reports: JointTypeId,
    /// θ_−S: what they truly are.
    pub others: JointTypeId,
    /// Positive.
    pub weight: Rational,
}

/// A multiple of u_j(z(r), τ) ≤ u_j(f(τ), τ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundWeight {
    /// j.
    pub agent: AgentId,
    /// r.
    pub reports: JointTypeId,
    /// τ.
    pub truth: ProfileId,
    /// Positive.
    pub weight: Rational,
}

/// A proof that no reward makes all members better off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReward {
    /// The weighted gains, which are conjectures of the members, are at most 0 under the bounds.
    Sum {
        /// The weights of the gains, which add up to 1.
        gains: Vec<GainWeight>,
        /// The multipliers of the bounds.
        bounds: Vec<BoundWeight>,
    },
    /// A requirement, and the proof for each member that may be the one it asks for.
    Cases {
        /// The requirement.
        requirement: Requirement,
        /// One for each member of its coalition.
        cases: Vec<NoReward>,
    },
}

/// A coalition that has no objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// S.
    pub coalition: Coalition,
    /// θ_S.
    pub truth: JointTypeId,
    /// θ'_S.
    pub report: JointTypeId,
    /// Why there is no reward.
    pub proof: NoReward,
}

/// An unacceptable deception that nobody objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// β.
    pub deception: Deception,
    /// θ*.
    pub truth: ProfileId,
    /// θ' ∈ β(θ*) with f(θ') ≠ f(θ*).
    pub report: ProfileId,
    /// One for every coalition that may object, and all its true types and reports.
    pub silences: Vec<Silence>,
}

impl Standing {
    /// Whether the deception can be played in equilibrium in some type space, whatever the mechanism: everybody may tell the truth, the
    /// coalitions are single agents or everybody, and every single agent is silent by a conjecture of its own (see the module's page in
    /// the book, theorem 3).
    pub fn is_conjectural(&self, agents: usize) -> bool {
        let fits = |silence: &Silence| {
            silence.coalition.len() == agents
                || silence.coalition.len() == 1 && matches!(silence.proof, NoReward::Sum { .. })
        };
        self.deception.has_truth() && self.silences.iter().all(fits)
    }
}

/// A verdict about robust coalitional monotonicity, with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Monotonicity {
    /// Every unacceptable deception meets an objection.
    Holds(Refutation),
    /// This one does not.
    Fails(Box<Standing>),
}

/// A verdict about the pairwise form of the definition, with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairwise {
    /// One objection at least for every pair of profiles with different choices, each good against all others' reports.
    Holds(Vec<Objection>),
    /// At this pair nobody has one.
    Fails {
        /// θ*.
        truth: ProfileId,
        /// θ'.
        report: ProfileId,
        /// One for every coalition that may object.
        silences: Vec<Silence>,
    },
}
