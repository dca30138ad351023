//! Answers about collusion: what a side contract does, and whether there is a profitable one.

use super::{ContractCertificate, ContractClaim, ContractExclusion, RulePair, SideContract};
use crate::condition::UndecidedReason;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;

/// A lie of one member to the mediator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lie {
    /// The member i.
    pub agent: AgentId,
    /// Its type θ̄_i.
    pub truth: TypeId,
    /// The types it reports with their probabilities, positive and adding up to 1.
    pub report: Vec<(TypeId, Rational)>,
    /// Its worst case over the pairs (t, τ).
    pub value: Rational,
    /// The worst case of the truth.
    pub on_path: Rational,
}

impl Lie {
    /// What the lie gains: profitable when positive.
    pub fn gain(&self) -> Rational {
        &self.value - &self.on_path
    }
}

/// Where a property of a side contract fails most, or holds most narrowly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractWorst {
    /// For S-IC: the lie with the largest gain.
    Lie(Lie),
    /// For S-BB: the sum of payments that is farthest from 0.
    Budget {
        /// The rules t and τ.
        pair: RulePair,
        /// The profile.
        profile: ProfileId,
        /// Σ_j τ_j(t, θ).
        total: Rational,
    },
    /// For S-IR: the member's type that gains least.
    Participation(MemberGain),
}

/// The answer about one property of a side contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractAnswer {
    /// The property, with the reports it was checked against.
    pub claim: ContractClaim,
    /// Whether it holds.
    pub holds: bool,
    /// The worst case; `None` when nobody can lie.
    pub worst: Option<ContractWorst>,
}

/// What a member of one type gains from the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberGain {
    /// The member.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// min_{t,τ} W_i(t, τ; θ_i, θ_i).
    pub with: Rational,
    /// min_t V_i(t, θ_i).
    pub without: Rational,
}

/// What the coalition gains at one of its joint types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointGain {
    /// θ_S.
    pub types: JointTypeId,
    /// min_t V_S\[δ_S\](t, θ_S).
    pub with: Rational,
    /// min_t V_S(t, θ_S).
    pub without: Rational,
}

impl JointGain {
    /// What it gains: profitable when positive.
    pub fn gain(&self) -> Rational {
        &self.with - &self.without
    }
}

/// Everything about a side contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractStudy {
    /// S-IC against pure and against mixed reports, S-BB, S-IR.
    pub answers: Vec<ContractAnswer>,
    /// What the members gain, those types that occur.
    pub members: Vec<MemberGain>,
    /// What the coalition gains, at the joint types that occur.
    pub gains: Vec<JointGain>,
    /// The proof of all that holds; accepted by the checker.
    pub certificate: ContractCertificate,
}

impl ContractStudy {
    /// Whether a claim holds; `false` for one without an answer.
    pub fn holds(&self, claim: ContractClaim) -> bool {
        self.answers.iter().any(|answer| answer.claim == claim && answer.holds)
    }

    /// The first joint type at which the coalition gains most; `None` when it gains nowhere.
    pub fn best_gain(&self) -> Option<&JointGain> {
        let gaining = self.gains.iter().filter(|gain| gain.gain() > Rational::ZERO);
        gaining.reduce(|best, next| if next.gain() > best.gain() { next } else { best })
    }
}

/// How a side contract was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractMethod {
    /// A single agent needs no contract: it deviates.
    Alone,
    /// CPAM Proposition 1: every joint type deviates as is best for the coalition, and the gains are shared equally.
    EqualShares,
    /// Some members' types share a posterior: the strategy comes from a linear program.
    Program,
    /// The same report whatever the members say, and no payments: honest by default, but nobody need gain by taking part.
    Constant,
}

/// A profitable side contract that was constructed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundContract {
    /// The contract.
    pub contract: SideContract,
    /// What it does, with the proof.
    pub study: ContractStudy,
    /// How it was made.
    pub method: ContractMethod,
    /// M: by how much the bets of its side rules are multiplied, when each costs a lie 1; `None` without bets.
    pub scale: Option<Rational>,
}

/// Whether a coalition has a profitable side contract with S-IC and S-BB, and S-IR when it must be voluntary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collusion {
    /// Here is one.
    Found(Box<FoundContract>),
    /// None has; the proofs, one for every coalition asked about and every joint type that occurs.
    Excluded(Vec<ContractExclusion>),
    /// Not settled.
    Undecided(UndecidedReason),
}
