//! Why a claim has no verdict.

use crate::check::SetRefusal;

/// Why there is no verdict about a claim, or no worst case of a mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoVerdict {
    /// The mechanism has no rules, or rules for other agents or types.
    NoRules,
    /// Efficiency is about one transfer rule.
    SeveralRules,
    /// Efficiency before types are known needs their probabilities, and there is no common prior.
    NoPrior,
    /// No belief satisfies the inequalities of a set.
    EmptySet,
    /// A claim about the whole mechanism was asked of one type.
    NotAboutTypes,
    /// A linear program was not solved; what its solver says.
    Unsolved(String),
    /// The checker did not accept what was found.
    Refused(Box<SetRefusal>),
    /// A worst case that was found is not attained.
    NotAttained,
}
