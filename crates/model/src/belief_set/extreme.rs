//! An extreme expectation over a set of beliefs.

use super::Distribution;
use crate::number::Rational;

/// The smallest (or largest) expectation over a set of beliefs, and a belief of the set that attains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extreme {
    /// The expectation.
    pub value: Rational,
    /// The belief that attains it.
    pub prior: Distribution,
}

impl Extreme {
    /// What this belief makes of these values.
    pub(crate) fn of(prior: Distribution, values: &[Rational]) -> Extreme {
        Extreme { value: prior.expectation(values), prior }
    }
}

/// The first place of the smallest value; 0 for none.
pub(super) fn cheapest(values: &[Rational]) -> usize {
    (0..values.len()).fold(0, |best, next| if values[next] < values[best] { next } else { best })
}
