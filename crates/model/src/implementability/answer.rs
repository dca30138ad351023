//! Answers about an allocation rule under sets of beliefs.

use super::{Flow, Impossibility};
use crate::belief_verdict::{Criterion, NoVerdict, SetVerdict};
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
    /// A program was not solved, or a proof was not accepted.
    Unsolved(String),
    /// What the transfers promise was not decided.
    NoVerdict(NoVerdict),
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
    /// The answer.
    pub answer: RuleAnswer,
}
