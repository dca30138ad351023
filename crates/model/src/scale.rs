//! The smallest scale of a family of pairs, for one attitude after another.
//!
//! The theory is in [`crate::preference`], under families of pairs.

use crate::coalition::Coalition;
use crate::design::Obstacle;
use crate::index::JointTypeId;
use crate::number::Rational;
use crate::preference::Attitude;
use crate::property::{Goal, Reports};
use crate::transfer::base::Base;

/// A misreport, pure or mixed, of a coalition's type, that gains under the base rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misreport {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// What it reports, with positive probabilities that add up to 1.
    pub reports: Vec<(JointTypeId, Rational)>,
    /// What that gains over the truth under the base rule, in money; positive.
    pub gain: Rational,
}

/// The smallest sufficient scale: in the interval from `low` to `high`; `high` is sufficient, and whatever is below `low` is not.
/// The two are equal for linear attitudes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallestScale {
    /// No smaller scale is sufficient.
    pub low: Rational,
    /// This scale is sufficient.
    pub high: Rational,
}

impl SmallestScale {
    /// Whether the smallest scale is known exactly.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

/// Why no scale is enough for a family of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoScaleReason {
    /// The coalition's attitude has α ≤ ½: the best case attracts at least as much as the worst case deters.
    NotAverse,
    /// The coalition's attitude is smooth and reports are mixed: a small enough probability of lying gains.
    SmallLies,
    /// The coalition is that of all agents, to which side bets among them are worth nothing.
    AllTogether,
}

/// A misreport that no scale stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoScale {
    /// Why.
    pub reason: NoScaleReason,
    /// A misreport of the coalition that gains under the base rule.
    pub misreport: Misreport,
}

/// Which scale is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScaleAnswer {
    /// No misreport gains under the base rule, so that no bets are needed.
    NotNeeded,
    /// There is a smallest scale.
    Found {
        /// It.
        scale: SmallestScale,
        /// A misreport that gains with smaller scales.
        binding: Misreport,
        /// The largest amount that anybody ever pays under the family with the scale [`SmallestScale::high`].
        largest_payment: Rational,
    },
    /// No scale is enough.
    Never(NoScale),
    /// Enclosures were not narrow enough to tell.
    Unsettled,
}

/// An attitude of everybody, and its scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleRow {
    /// The attitude of every coalition; `None` for the attitudes that the environment has.
    pub attitude: Option<Attitude>,
    /// The scale.
    pub answer: ScaleAnswer,
}

/// The smallest scales of one family of pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleTable {
    /// What the family is for.
    pub goal: Goal,
    /// The misreports to be safe against.
    pub reports: Reports,
    /// The base rule η.
    pub base: Base,
    /// The number K of side bets; the family has 2 K rules. One bet against pure reports, otherwise one for every joint type that is
    /// tempted under η.
    pub bets: usize,
    /// The scales, in the order of the attitudes asked about.
    pub rows: Vec<ScaleRow>,
}

/// The answer to the question for smallest scales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScaleStudy {
    /// These are the scales.
    Table(ScaleTable),
    /// There is no family of pairs for the goal here.
    Obstructed(Vec<Obstacle>),
}
