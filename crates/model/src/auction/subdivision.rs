//! Proofs that a function is at least 0 on a box: the box is cut until interval arithmetic suffices on every part.

use super::expression::Expression;
use super::polynomial::Polynomial;
use super::variable::Variable;
use super::winning::middle;
use crate::number::Rational;
use std::collections::BTreeMap;

/// Ranges of variables.
pub type Ranges = BTreeMap<Variable, (Rational, Rational)>;

/// A function with bounds on boxes.
pub trait Bounded {
    /// Bounds that hold wherever every variable is in its range; `None` when there are none, as when a variable has no range.
    fn bounds(&self, ranges: &Ranges) -> Option<(Rational, Rational)>;
}

impl Bounded for Polynomial {
    fn bounds(&self, ranges: &Ranges) -> Option<(Rational, Rational)> {
        self.range(&|variable| ranges.get(&variable).cloned())
    }
}

impl Bounded for Expression {
    fn bounds(&self, ranges: &Ranges) -> Option<(Rational, Rational)> {
        self.range(ranges)
    }
}

/// A box, cut in halves again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subdivision {
    /// Not cut.
    Whole,
    /// Cut in the middle of a variable's range; the lower half first.
    Cut(Variable, Box<(Subdivision, Subdivision)>),
}

impl Subdivision {
    /// Whether interval arithmetic proves on every part that the function is at least 0.
    pub fn proves(&self, function: &impl Bounded, ranges: &Ranges) -> bool {
        match self {
            Subdivision::Whole => {
                let range = function.bounds(ranges);
                range.is_some_and(|(low, _)| low >= Rational::ZERO)
            }
            Subdivision::Cut(variable, halves) => {
                let Some((lower, upper)) = halved(ranges, *variable) else { return false };
                halves.0.proves(function, &lower) && halves.1.proves(function, &upper)
            }
        }
    }

    /// The number of parts.
    pub fn parts(&self) -> usize {
        match self {
            Subdivision::Whole => 1,
            Subdivision::Cut(_, halves) => halves.0.parts() + halves.1.parts(),
        }
    }
}

/// The two halves of a box; `None` when the variable has no range.
pub fn halved(ranges: &Ranges, variable: Variable) -> Option<(Ranges, Ranges)> {
    let (low, high) = ranges.get(&variable)?;
    let middle = middle(low, high);
    let (mut lower, mut upper) = (ranges.clone(), ranges.clone());
    lower.insert(variable, (low.clone(), middle.clone()));
    upper.insert(variable, (middle, high.clone()));
    Some((lower, upper))
}
