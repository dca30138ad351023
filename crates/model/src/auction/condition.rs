//! The conditions of SONG sections 4 and 5 on an auction, and what is found about them, with evidence.
//!
//! Every answer is about one bidder i and its rivals j; an auction has a condition when every bidder has it. The evidence is checked by
//! [`crate::check::check_auction_finding`].

use super::enclosed::EnclosedCell;
use super::report::Report;
use super::subdivision::Subdivision;
use super::variable::Variable;
use super::winning::NoClosedForm;
use crate::index::AgentId;
use crate::number::Rational;
use std::collections::BTreeMap;

/// A condition on an auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuctionCondition {
    /// v^i increases in i's own index and does not decrease in the others' signals: equation (4), asked for strictly in the own index.
    Increasing,
    /// Winning with either extreme report is easier the higher the own index (Assumption 3).
    Monotonicity,
    /// v^i = g(own index) f(others) + h(others) (Assumption 2).
    Linearity,
    /// The order in which the others' signals raise ∂v^i/∂s does not depend on s (Assumption 5, Lemma B 13).
    IncreasingDifferences,
    /// The set of beliefs is the core of a convex capacity (Assumption 4).
    ComonotonicIndependence,
    /// The extreme reports are Lipschitz continuous in the own index (Assumption 6).
    LipschitzContinuity,
    /// Assumption 1, at almost every own index.
    MinimalAmbiguity,
}

impl AuctionCondition {
    /// All, in the order they are shown.
    pub const ALL: [AuctionCondition; 7] = [
        AuctionCondition::Increasing,
        AuctionCondition::Monotonicity,
        AuctionCondition::Linearity,
        AuctionCondition::IncreasingDifferences,
        AuctionCondition::ComonotonicIndependence,
        AuctionCondition::LipschitzContinuity,
        AuctionCondition::MinimalAmbiguity,
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            AuctionCondition::Increasing => "increasing-values",
            AuctionCondition::Monotonicity => "monotonicity",
            AuctionCondition::Linearity => "linearity",
            AuctionCondition::IncreasingDifferences => "increasing-differences",
            AuctionCondition::ComonotonicIndependence => "comonotonic-independence",
            AuctionCondition::LipschitzContinuity => "lipschitz-continuity",
            AuctionCondition::MinimalAmbiguity => "minimal-ambiguity",
        }
    }
}

/// Values of variables.
pub type Point = BTreeMap<Variable, Rational>;

/// One cell of a proof that Δ ≥ β on a piece: there the alternative with this number has no Bernstein coefficient below β.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlackCell {
    /// The lower end.
    pub low: Rational,
    /// The upper end.
    pub high: Rational,
    /// Which alternative of the piece.
    pub alternative: usize,
}

/// Where Δ comes closest to its infimum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tightest {
    /// The number of the piece.
    pub piece: usize,
    /// The own index; at an end of the piece the limit from inside is meant.
    pub own: Rational,
    /// Δ there.
    pub slack: Rational,
    /// Δ is nowhere less than this.
    pub at_least: Rational,
}

/// Why a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Every derivative in the list is at least 0 (in the own index more), by the subdivision beside it.
    Derivatives(Vec<Subdivision>),
    /// For each rival, the margin with either extreme report does not decrease on any piece: one subdivision for each rival, report and piece,
    /// in this order.
    Margins(Vec<Subdivision>),
    /// The powers of the own index in ∂v^i/∂s have proportional coefficients; with the proof that ∂v^i/∂s ≥ 0.
    Proportional(Subdivision),
    /// ∂v^i/∂s depends on the others through one component and never falls (or never rises) in it.
    OneComponent(Variable, Subdivision),
    /// One density: the core of an additive capacity.
    OneDensity,
    /// Contamination: the core of (1 − ε)F(A) for A other than everything.
    Contamination,
    /// A Prokhorov ball: the core of 1 − min(1, F(closed ε-neighbourhood of the complement) + ε).
    ProkhorovBall,
    /// The Lipschitz constant.
    Constant(Rational),
    /// Δ is at least 0, by a cover of every piece, and where it is least.
    Slack(Tightest, Vec<Vec<SlackCell>>),
    /// Δ is at least this number at every own index, by boxes: cells that cover the range of the own index, in order.
    Enclosed(Rational, Vec<EnclosedCell>),
}

/// Why a condition fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fails {
    /// The derivative of v^i in this variable is negative, in the own index not positive, at the point.
    Derivative(Variable, Point),
    /// With this report the bidder wins at the first own index and not at the second, higher one, against the signals of the others.
    Lost {
        /// The report.
        report: Report,
        /// The lower own index.
        from: Rational,
        /// The higher one.
        to: Rational,
        /// The others' signals.
        others: Point,
    },
    /// D = ∂v^i/∂s has D(s, x) D(t, y) ≠ D(t, x) D(s, y).
    NotProportional {
        /// s and t.
        own: (Rational, Rational),
        /// x and y.
        others: (Point, Point),
    },
    /// D = ∂v^i/∂s is larger at x than at y for the own index s, and smaller for t.
    NotComonotonic {
        /// s and t.
        own: (Rational, Rational),
        /// x and y.
        others: (Point, Point),
    },
    /// The hull of two or more different densities is never the core of a convex capacity; these two of the list differ.
    TwoDensities(usize, usize),
    /// Δ < 0 at an own index inside the piece.
    Slack(Tightest),
    /// Δ is at most this negative number on a whole cell of own indices, by boxes.
    Enclosed(Rational, EnclosedCell),
}

/// Why a condition is left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// There is no closed form of the probability of winning.
    NoClosedForm(NoClosedForm),
    /// The subdivision did not settle the sign.
    NotSettled,
    /// A polynomial has too many terms.
    TooLarge,
    /// Boxes enclose Δ between the last two numbers on these own indices, which leaves its sign open.
    NotEnclosed {
        /// The own indices.
        own: (Rational, Rational),
        /// Between what Δ lies there.
        slack: (Rational, Rational),
    },
}

/// What is found about a condition for one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuctionVerdict {
    /// It holds.
    Holds(Holds),
    /// It fails.
    Fails(Fails),
    /// It is left open.
    Undecided(Open),
}

/// A condition and what is found about it for a bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuctionFinding {
    /// The condition.
    pub condition: AuctionCondition,
    /// The bidder; in an auction with exchangeable bidders the first stands for all.
    pub bidder: AgentId,
    /// The verdict.
    pub verdict: AuctionVerdict,
}
