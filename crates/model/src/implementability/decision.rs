//! The answer to whether a goal of incentive compatibility, participation and a balanced budget is reached under sets of beliefs.

use super::{CaseAnswer, RuleAnswer, RuleStudy, SetGoal};
use crate::belief_verdict::Criterion;
use crate::mechanism::{Mechanism, NamedRule, Rules};
use crate::property::{Goal, MechanismKind, Property};
use crate::transfer::TransferTable;

/// The name of the one rule of mechanisms made here.
pub const RULE_NAME: &str = "t";

/// Where the answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetDecision {
    /// From the theorems about free transfers, by every criterion.
    Theorems(Vec<RuleStudy>),
    /// From cases.
    Cases(CaseAnswer),
}

impl SetDecision {
    /// The study by this criterion, where theorems answer.
    pub fn study(&self, criterion: Criterion) -> Option<&RuleStudy> {
        match self {
            SetDecision::Theorems(studies) => studies.iter().find(|study| study.criterion == criterion),
            SetDecision::Cases(_) => None,
        }
    }

    /// The mechanism that reaches the goal by this criterion, if one was found.
    pub fn mechanism(&self, goal: &Goal, criterion: Criterion) -> Option<Mechanism> {
        match self {
            SetDecision::Theorems(_) => match &self.study(criterion)?.answer {
                RuleAnswer::Implementable(scheme) => Some(mechanism_of(&scheme.table)),
                _ => None,
            },
            SetDecision::Cases(CaseAnswer::Reached(scheme)) => Some(Mechanism {
                name: String::new(),
                source: String::new(),
                goal: Some(goal.clone()),
                rules: Rules::Tables(scheme.rules.clone()),
            }),
            SetDecision::Cases(_) => None,
        }
    }
}

impl SetGoal {
    /// A goal as it is decided under sets of beliefs; `None` unless it is of `ic`, `ir` and `bb`, `ic` among them.
    pub fn of(goal: &Goal, mechanism: MechanismKind, criterion: Criterion) -> Option<SetGoal> {
        let properties = goal.properties();
        let is_known = |property: &Property| matches!(property, Property::Ic | Property::Ir | Property::Bb);
        let fits = properties.iter().all(is_known) && properties.contains(&Property::Ic);
        fits.then(|| SetGoal {
            criterion,
            mechanism,
            participation: properties.contains(&Property::Ir),
            balanced: properties.contains(&Property::Bb),
        })
    }
}

/// The mechanism with this one rule, for truth and participation.
pub fn mechanism_of(table: &TransferTable) -> Mechanism {
    let rule = NamedRule { name: RULE_NAME.to_string(), table: table.clone() };
    Mechanism {
        name: String::new(),
        source: String::new(),
        goal: Some(Goal::Properties(vec![Property::Ic, Property::Ir])),
        rules: Rules::Tables(vec![rule]),
    }
}
