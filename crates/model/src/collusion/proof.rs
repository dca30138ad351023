//! What is claimed of a side contract, and what proves it; proofs about WCIC.

use super::{ContractExclusion, SideContract};
use crate::index::{AgentId, JointTypeId, RuleId, TypeId};
use crate::number::Rational;
use crate::property::Reports;

/// A property of a side contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContractProperty {
    /// No member gains from lying to the mediator.
    SIc,
    /// Payments among the members add up to 0.
    SBb,
    /// Every member expects at least what the mechanism gives it without the contract.
    SIr,
}

impl ContractProperty {
    /// All of them, in report order.
    pub const ALL: [ContractProperty; 3] = [ContractProperty::SIc, ContractProperty::SBb, ContractProperty::SIr];

    /// `s-ic`, `s-bb`, `s-ir`.
    pub fn name(self) -> &'static str {
        match self {
            ContractProperty::SIc => "s-ic",
            ContractProperty::SBb => "s-bb",
            ContractProperty::SIr => "s-ir",
        }
    }
}

/// A property of a side contract, with the reports it is claimed against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContractClaim {
    /// The property.
    pub property: ContractProperty,
    /// The reports to the mediator, for S-IC; otherwise `None`.
    pub reports: Option<Reports>,
}

impl ContractClaim {
    /// The claim of a property against these reports; they are dropped where they have no meaning.
    pub fn new(property: ContractProperty, reports: Reports) -> ContractClaim {
        ContractClaim { property, reports: (property == ContractProperty::SIc).then_some(reports) }
    }
}

/// A pair (t, τ): a rule of the mechanism and a side rule, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RulePair {
    /// t.
    pub rule: RuleId,
    /// τ, from 0.
    pub side: usize,
}

/// Weights λ over pairs that hold the mixed misreports of one member of one type down (theory 9.7): Σ λ W_i(t, τ; θ̄_i, θ̂_i) is at
/// most the on-path worst case for every θ̂_i, the truth included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairWeights {
    /// The member i.
    pub agent: AgentId,
    /// Its type θ̄_i.
    pub truth: TypeId,
    /// Positive weights that add up to 1; pairs not named have weight 0.
    pub weights: Vec<(RulePair, Rational)>,
}

/// Proof that a side contract has the properties claimed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractCertificate {
    /// What is claimed.
    pub claims: Vec<ContractClaim>,
    /// The joint types θ_S at which it is claimed to be profitable.
    pub profitable: Vec<JointTypeId>,
    /// Why mixed misreports to the mediator are harmless.
    pub weights: Vec<PairWeights>,
}

/// Proof of a verdict about WCIC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeakProof {
    /// It holds: one exclusion, about all contracts, for every coalition that can form and every one of its joint types that
    /// occurs, where it has two.
    Holds(Vec<ContractExclusion>),
    /// It fails: a side contract with S-IC against mixed reports and S-BB that is profitable somewhere.
    Fails(Box<SideContract>, ContractCertificate),
}
