//! Why the checker does not accept what is claimed about a side contract, or about there being none.

use super::{ContractClaim, RulePair};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;

/// A rejected certificate about collusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractRefusal {
    /// Strategy or tables do not fit coalition, types or rules.
    Malformed,
    /// The certificate claims nothing.
    NoClaims,
    /// A claim about reports does not say which, or another claim says so needlessly.
    ReportsMissing(ContractClaim),
    /// No weights, or two lists, for this member and type.
    WeightsMissing {
        /// The member.
        agent: AgentId,
        /// Its type.
        truth: TypeId,
    },
    /// Weights that are not positive, for unknown rules or pairs named twice, or do not add up to 1.
    WeightsInvalid {
        /// What they add up to.
        sum: Rational,
    },
    /// Payments among the members do not add up to 0.
    Unbalanced {
        /// The pair of rules.
        pair: RulePair,
        /// The profile.
        profile: ProfileId,
        /// What they add up to.
        total: Rational,
    },
    /// A lie to the mediator is not held down to the on-path worst case.
    Tempted {
        /// The claim that fails.
        claim: ContractClaim,
        /// The member.
        agent: AgentId,
        /// Its type.
        truth: TypeId,
        /// The type it reports.
        report: TypeId,
        /// The value of the lie: its worst case, or its weighted average.
        value: Rational,
        /// The on-path worst case.
        on_path: Rational,
    },
    /// A member is worse off with the contract.
    NotRational {
        /// The member.
        agent: AgentId,
        /// Its type.
        truth: TypeId,
        /// Its worst case with the contract.
        value: Rational,
        /// Without it.
        without: Rational,
    },
    /// The coalition does not gain at these types.
    NotProfitable {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// Its worst case with the contract.
        value: Rational,
        /// Its worst case when everybody is truthful.
        truthful: Rational,
    },
    /// The exclusions are not one for each coalition and joint type, in order; this one is missing, repeated or about nothing.
    ExclusionMissing {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
    },
    /// A multiplier is not positive, stands twice, or is about types that do not share a posterior.
    ImitationInvalid {
        /// The member.
        agent: AgentId,
        /// The type a.
        truth: TypeId,
        /// The type b.
        report: TypeId,
    },
    /// The multipliers for and against this type leave less than nothing for its participation.
    ImitationsRemain {
        /// The member.
        agent: AgentId,
        /// The type.
        types: TypeId,
        /// What is left.
        rest: Rational,
    },
    /// An exclusion of all contracts uses the budget, or a multiplier of it is not positive, stands twice or is for no rule.
    BudgetInvalid {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
    },
    /// The bound on what a contract can reach is above the truthful worst case.
    NotExcluded {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// The bound.
        bound: Rational,
        /// The truthful worst case.
        truthful: Rational,
    },
}
