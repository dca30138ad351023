//! What is found out about one case.

use ambimech_model::condition::{Condition, UndecidedReason};
use ambimech_model::design::DesignAnswer;

/// Holds, fails, or neither with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionWord {
    /// It holds, by a certificate that the checker accepted.
    Holds,
    /// It fails, likewise.
    Fails,
    /// Not settled.
    Undecided(UndecidedReason),
}

/// What is found out about one case, in the order of the plan.
#[derive(Debug, Clone)]
pub struct CaseAnswer {
    /// The conditions.
    pub conditions: Vec<(Condition, ConditionWord)>,
    /// The decisions, with the number of rules of a mechanism.
    pub decisions: Vec<DecisionAnswer>,
}

/// The answer to a decision, and the number of transfer rules of the mechanism.
#[derive(Debug, Clone)]
pub struct DecisionAnswer {
    /// The answer; what is settled has been accepted by the checker.
    pub answer: DesignAnswer,
    /// The number of rules of the mechanism, where there is one.
    pub rules: Option<usize>,
}

/// What became of a case.
#[derive(Debug, Clone)]
pub enum CaseOutcome {
    /// It was looked at.
    Answered(CaseAnswer),
    /// The draw is no environment: every draw of the prior left a pair of types impossible.
    NoPrior,
}
