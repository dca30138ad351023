//! The values of a parameter at which a goal is attainable: an interval, with a mechanism at each end and a proof beyond.

use crate::certificate::ImpossibilityCertificate;
use crate::check::Checked;
use crate::design::{Design, Obstacle};
use crate::direction::Direction;
use crate::number::Rational;

/// Values at which a goal is out of reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excluded {
    /// All values.
    Everything,
    /// All values below this one.
    Below(Rational),
    /// All values above this one.
    Above(Rational),
}

/// Why a goal is out of reach at these values.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// The values.
    pub values: Excluded,
    /// A proof for the environment at `checked_at`; the same rows and multipliers prove it at every excluded value.
    pub certificate: ImpossibilityCertificate,
    /// One of the values, at which the checker accepted the certificate.
    pub checked_at: Rational,
    /// By how much the constant of the proof falls when the parameter moves away from the end by 1; `None` where it does not
    /// change.
    pub slope: Option<Rational>,
}

/// An end of the interval of attainable values.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The last attainable value.
    pub value: Rational,
    /// The mechanism at that value.
    pub mechanism: Box<Design>,
    /// Why nothing beyond is attainable.
    pub exclusion: Exclusion,
}

/// Why there is no end on a side: mechanisms for all values there, at which the checker looked.
#[derive(Debug, Clone)]
pub struct Endless {
    /// The rules at one attainable value and how they move from there: at the other end, where there is one.
    pub direction: Direction,
    /// How much the checker looked at.
    pub checked: Checked,
}

/// The attainable values: from the lower end to the upper end, both included; `None`: however small, or however large.
#[derive(Debug, Clone)]
pub struct Interval {
    /// The lower end.
    pub lower: Option<Limit>,
    /// The upper end.
    pub upper: Option<Limit>,
    /// Why there is no lower end, where there is none.
    pub endless_below: Option<Box<Endless>>,
    /// Why there is no upper end, where there is none.
    pub endless_above: Option<Box<Endless>>,
    /// The mechanism at one attainable value when there is no end.
    pub inside: Option<(Rational, Box<Design>)>,
}

/// At which values of the parameter the goal is attainable.
#[derive(Debug, Clone)]
pub enum Threshold {
    /// At these.
    Between(Box<Interval>),
    /// At none: these ranges cover all values.
    Never(Vec<Exclusion>),
    /// Not settled.
    Undecided(Obstacle),
}

impl Excluded {
    /// The end of the range; `None` for everything.
    pub fn end(&self) -> Option<&Rational> {
        match self {
            Excluded::Everything => None,
            Excluded::Below(end) | Excluded::Above(end) => Some(end),
        }
    }

    /// Whether both ranges lie on the same side.
    pub fn is_same_side(&self, other: &Excluded) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Of two ranges on the same side, whether this one contains more.
    pub fn is_wider_than(&self, other: &Excluded) -> bool {
        match (self, other) {
            (Excluded::Below(one), Excluded::Below(two)) => one > two,
            (Excluded::Above(one), Excluded::Above(two)) => one < two,
            _ => false,
        }
    }
}
