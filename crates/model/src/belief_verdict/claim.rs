//! Claims about a mechanism under sets of beliefs.

use super::Stage;
use crate::property::{Reports, UnknownName};
use std::str::FromStr;

/// How a type compares reports when it has several beliefs; see [`crate::belief_verdict`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criterion {
    /// By the worst scenario of each.
    Maxmin,
    /// The truth is best in every scenario.
    Optimal,
    /// Nothing is better than the truth in every scenario.
    Maximal,
}

impl Criterion {
    /// All criteria.
    pub const ALL: [Criterion; 3] = [Criterion::Maxmin, Criterion::Optimal, Criterion::Maximal];

    /// `maxmin`, `optimal` or `maximal`.
    pub fn name(self) -> &'static str {
        match self {
            Criterion::Maxmin => "maxmin",
            Criterion::Optimal => "optimal",
            Criterion::Maximal => "maximal",
        }
    }
}

impl FromStr for Criterion {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Criterion, UnknownName> {
        let found = Criterion::ALL.into_iter().find(|criterion| criterion.name() == text);
        found.ok_or_else(|| UnknownName(text.to_string()))
    }
}

/// What can be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetProperty {
    /// Interim incentive compatibility of single agents, against these reports.
    Ic(Reports),
    /// Interim individual rationality.
    Ir,
    /// Ex post budget balance: payments sum to 0 at every profile under every rule. No belief enters.
    Bb,
    /// Efficiency of the allocation rule with one transfer rule; by maxmin only.
    Efficient(Stage),
}

impl SetProperty {
    /// `ic`, `ir`, `bb`, `ex-ante-efficient`, `interim-efficient` or `ex-post-efficient`.
    pub fn name(self) -> &'static str {
        match self {
            SetProperty::Ic(_) => "ic",
            SetProperty::Ir => "ir",
            SetProperty::Bb => "bb",
            SetProperty::Efficient(Stage::ExAnte) => "ex-ante-efficient",
            SetProperty::Efficient(Stage::Interim) => "interim-efficient",
            SetProperty::Efficient(Stage::ExPost) => "ex-post-efficient",
        }
    }

    /// Whether no belief enters, so that a criterion has no meaning.
    pub fn is_free_of_beliefs(self) -> bool {
        matches!(self, SetProperty::Bb | SetProperty::Efficient(Stage::ExPost))
    }

    /// The misreports meant, for `ic`.
    pub fn reports(self) -> Option<Reports> {
        match self {
            SetProperty::Ic(reports) => Some(reports),
            SetProperty::Ir | SetProperty::Bb | SetProperty::Efficient(_) => None,
        }
    }
}

/// A property by a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetClaim {
    /// The property.
    pub property: SetProperty,
    /// The criterion; without a meaning where no belief enters.
    pub criterion: Criterion,
}
