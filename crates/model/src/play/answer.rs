//! What a search for unwanted equilibria finds.

use super::message::{PlayDeviation, Strategy};
use crate::index::ProfileId;
use crate::number::Natural;

/// How large a search is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaySize {
    /// Strategy profiles of the bounded message space.
    pub strategies: Natural,
    /// Those without claims, counted by their reports: what is looked at.
    pub reports: Natural,
}

/// An unwanted strategy and a deviation that dissolves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dissolved {
    /// The strategy.
    pub strategy: Strategy,
    /// Where it does not bring the choice.
    pub at: ProfileId,
    /// Who deviates.
    pub deviation: PlayDeviation,
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayAnswer {
    /// A profitable deviation from the truth, if any (claim 2.5.1).
    pub from_truth: Option<PlayDeviation>,
    /// Strategies without claims that bring the choice everywhere.
    pub wanted: u64,
    /// Those that do not and from which a coalition deviates.
    pub dissolved: u64,
    /// The first few of them.
    pub shown: Vec<Dissolved>,
    /// Those that do not and from which nobody deviates: unwanted equilibria.
    pub standing: u64,
    /// The first of them, and where it does not bring the choice.
    pub equilibrium: Option<(Strategy, ProfileId)>,
}
