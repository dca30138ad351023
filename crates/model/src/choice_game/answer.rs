//! What a search for unwanted equilibria finds.

use super::message::{ChoiceDeviation, ChoiceStrategy};
use crate::maxmin::ChoiceId;
use crate::number::Natural;

/// How large a search is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoicePlaySize {
    /// Strategy profiles of the bounded message space.
    pub strategies: Natural,
    /// Those without claims, counted by their reports and functions: what is looked at.
    pub reports: Natural,
}

/// An unwanted strategy and a deviation that dissolves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceDissolved {
    /// The strategy.
    pub strategy: ChoiceStrategy,
    /// Who deviates.
    pub deviation: ChoiceDeviation,
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoicePlayAnswer {
    /// A function of F with a profitable deviation from the truth, if any (claim 3.4.1).
    pub from_truth: Option<(ChoiceId, ChoiceDeviation)>,
    /// Strategies without claims that bring a function of F on T*.
    pub wanted: u64,
    /// Those that do not and from which a coalition deviates.
    pub dissolved: u64,
    /// The first few of them.
    pub shown: Vec<ChoiceDissolved>,
    /// Those that do not and from which no deviation was found.
    pub standing: u64,
    /// Those of them from which larger coalitions might deviate, with claims of different sizes or because there are too many deviations; the others are equilibria of
    /// the game with its listed rewards.
    pub open: u64,
    /// The first that is an equilibrium, or else the first that might be one.
    pub equilibrium: Option<ChoiceStrategy>,
    /// Whether every strategy outside M1 is dissolved for all numbers: F has one function, or Assumption 3.4.1 holds and the bad outcome is deep enough (claim 3.4.2).
    pub supported: bool,
    /// Whether a larger coalition might deviate from the truth of some function, with claims of different sizes or because there are too many deviations.
    pub truth_open: bool,
}
