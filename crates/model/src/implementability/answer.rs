//! Answers about an allocation rule under sets of beliefs.

use super::{Flow, Impossibility, SetScheme};
use crate::belief_verdict::{Criterion, NoVerdict, SetProperty, SetVerdict};
use crate::index::AgentId;
use crate::number::Rational;
use crate::property::Reports;
use crate::transfer::TransferTable;

/// How the transfers for one agent were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// Full insurance with the least rewards that are nowhere below 0.
    Insured,
    /// Rewards and bets that each type likes best under a belief of its own.
    Bets,
    /// What an exact program found.
    Program,
}

/// Transfers under which truth is reported and everybody takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleScheme {
    /// How they were made, for every agent.
    pub kinds: Vec<SchemeKind>,
    /// The worst case V_i(θ_i) of the truth of every type, at least 0.
    pub values: Vec<Vec<Rational>>,
    /// The transfers.
    pub table: TransferTable,
    /// Verdicts `ic` and `ir`, accepted by the checker.
    pub verdicts: Vec<SetVerdict>,
}

/// What stands in the way of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// No fully insuring transfers do, because of these lies, and sets of beliefs that depend on the type leave room for others.
    SetsDiffer {
        /// The agent.
        agent: AgentId,
        /// A circulation with a positive sum, through types whose sets do not contain one another.
        flows: Vec<Flow>,
    },
    /// A smallest expectation, a program or a verdict about the transfers was not found.
    NoVerdict(NoVerdict),
    /// The checker did not accept a proof that was found.
    Refused,
    /// The transfers that were found lack this.
    Lacks(SetProperty),
    /// The search ended in a way that cannot be.
    Inconsistent,
}

/// Whether transfers make truth optimal for the allocation rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleAnswer {
    /// These do.
    Implementable(Box<RuleScheme>),
    /// None do.
    Impossible(Impossibility),
    /// It is not known.
    Undecided(Open),
}

/// The answer by one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleStudy {
    /// The criterion.
    pub criterion: Criterion,
    /// The misreports.
    pub reports: Reports,
    /// The answer for one announced transfer rule.
    pub answer: RuleAnswer,
    /// A mechanism with several rules, where one rule does not do and several are known to.
    pub several: Option<Box<SetScheme>>,
}

impl RuleStudy {
    /// Whether the answer for one rule is the answer for several, too. One rule is a set of rules, and by maxmin and optimal what excludes one rule
    /// excludes several; by maximal it does not.
    pub fn covers_several(&self) -> bool {
        self.criterion != Criterion::Maximal || matches!(self.answer, RuleAnswer::Implementable(_))
    }
}
