//! What is shown about a grid of an auction.

use ambimech_model::auction::grid::Grid;
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::implementability::RuleAnswer;

/// A grid, and what is decided about the auction and about it.
#[derive(Debug)]
pub struct GridReport<'a> {
    /// The grid.
    pub grid: &'a Grid<'a>,
    /// What is known about the efficient rule of the auction.
    pub conclusion: EfficientRule,
    /// Whether transfers make truth optimal on the grid, by maxmin and against pure reports; `None` for a large grid.
    pub answer: Option<&'a RuleAnswer>,
    /// The file of the environment.
    pub environment: String,
    /// The file of the mechanism, if one is written.
    pub mechanism: Option<String>,
    /// Whether Prokhorov balls of the auction are the balls of the grid; `None` without balls.
    pub keeps_balls: Option<bool>,
}
