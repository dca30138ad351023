//! The conditions of THESIS chapter 3, and for which coalitions they are meant.

use super::problem::ChoiceProblem;
use crate::coalition::{Coalition, Pattern};

/// A condition on a social choice set; see [`crate::maxmin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaxminCondition {
    /// Definitions 3.3.1 and 3.5.1.
    IncentiveCompatible,
    /// Definitions 3.3.2 and 3.5.2.
    Monotone,
    /// Definition 3.3.5.
    Closed,
    /// Definition 3.3.4.
    LocallyEfficient,
    /// Definition 3.3.3.
    Efficient,
    /// Definition 3.4.1.
    BadOutcome,
    /// Definition 3.4.1, strengthened so that claims cannot be hedged; see [`crate::maxmin`].
    DeepBadOutcome,
    /// No coalition of several gains by plans that mix reports and rewards; see [`crate::maxmin`].
    SafeRewards,
    /// Assumption 3.4.1.
    Supported,
}

impl MaxminCondition {
    /// All conditions, in the order of answers.
    pub const ALL: [MaxminCondition; 9] = [
        MaxminCondition::IncentiveCompatible,
        MaxminCondition::Monotone,
        MaxminCondition::Closed,
        MaxminCondition::LocallyEfficient,
        MaxminCondition::Efficient,
        MaxminCondition::BadOutcome,
        MaxminCondition::DeepBadOutcome,
        MaxminCondition::SafeRewards,
        MaxminCondition::Supported,
    ];

    /// Its name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            MaxminCondition::IncentiveCompatible => "ambiguous-coalitional-ic",
            MaxminCondition::Monotone => "ambiguous-coalitional-monotonicity",
            MaxminCondition::Closed => "closure",
            MaxminCondition::LocallyEfficient => "local-pareto-efficiency",
            MaxminCondition::Efficient => "ambiguous-pareto-efficiency",
            MaxminCondition::BadOutcome => "bad-outcome-for-all-reports",
            MaxminCondition::DeepBadOutcome => "deep-bad-outcome",
            MaxminCondition::SafeRewards => "safe-rewards",
            MaxminCondition::Supported => "support-assumption",
        }
    }
}

/// The coalitions that are meant: those of the pattern, or all, whatever the pattern (double implementation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One known pattern.
    Pattern,
    /// All patterns at once.
    Double,
}

impl Scope {
    /// `pattern` or `double`.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Pattern => "pattern",
            Scope::Double => "double",
        }
    }

    /// The coalitions that deviate, in order.
    pub fn coalitions(self, problem: &ChoiceProblem) -> Vec<Coalition> {
        let agents = problem.environment().space().agent_count();
        match self {
            Scope::Pattern => problem.pattern().coalitions(agents).collect(),
            Scope::Double => Pattern::All.coalitions(agents).collect(),
        }
    }

    /// The coalitions that may be rewarded, in order.
    pub fn rewarded(self, problem: &ChoiceProblem) -> Vec<Coalition> {
        match self {
            Scope::Pattern => self.coalitions(problem),
            Scope::Double => problem.environment().space().agents().map(Coalition::single).collect(),
        }
    }

    /// The coalitions whose members may deviate at different types in different ways: those of several agents, and everybody; in order.
    pub fn groups(self, problem: &ChoiceProblem) -> Vec<Coalition> {
        let several = |coalition: &Coalition| coalition.len() > 1 || *coalition == problem.grand();
        self.coalitions(problem).into_iter().filter(several).collect()
    }

    /// Whether everybody together is a coalition that deviates.
    pub fn has_grand(self, problem: &ChoiceProblem) -> bool {
        self == Scope::Double || problem.pattern().contains(problem.grand())
    }
}
