//! The answer to the whole job: conditions, what can be done with and without ambiguity, and one mechanism looked at closely.
//!
//! Data only: how it is found is the business of the clever room, how it is shown that of the files' room.

use crate::certificate::ConditionCertificate;
use crate::condition::{Condition, Verdict};
use crate::design::{Design, DesignAnswer};
use crate::few_rules::Fewer;
use crate::property::Goal;
use crate::verification::{ReportValues, Verification};

/// What mechanisms with one rule and with several can do about a goal.
#[derive(Debug, Clone)]
pub struct GoalAnswers {
    /// The goal.
    pub goal: Goal,
    /// With one rule.
    pub simple: DesignAnswer,
    /// With any number of rules.
    pub ambiguous: DesignAnswer,
}

/// Everything that was found out about an environment.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The conditions, in the order in which they were decided.
    pub conditions: Vec<(Condition, Verdict<ConditionCertificate>)>,
    /// The goals that were tried, in this order.
    pub goals: Vec<GoalAnswers>,
    /// The place in `goals` of the goal that the rest is about.
    pub chosen: usize,
    /// Whether fewer rules do for the chosen goal. Where they do, the mechanism with fewer is the ambiguous answer about it, and the
    /// construction is here.
    pub fewer: Fewer,
    /// Every property of the ambiguous mechanism designed for the chosen goal; `None` without one, or when it is too large to be verified
    /// beside everything else.
    pub verification: Option<Verification>,
    /// The value of every report under every rule of that mechanism; `None` when there are too many.
    pub values: Option<Vec<ReportValues>>,
}

impl Answer {
    /// The answers about the chosen goal; `None` when no goal was tried.
    pub fn about(&self) -> Option<&GoalAnswers> {
        self.goals.get(self.chosen)
    }

    /// The ambiguous mechanism designed for the chosen goal.
    pub fn design(&self) -> Option<&Design> {
        match &self.about()?.ambiguous {
            DesignAnswer::Done(design) => Some(design),
            _ => None,
        }
    }
}
