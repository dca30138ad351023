//! Exact affine functions a + s·(B − b) of one parameter B, around the value b that B has now.
//!
//! Adding, and multiplying or dividing by a number, stays within these functions; what leads out of them (a product or
//! quotient of two that both move with B, an order that B decides) is `None`. Without a parameter left open every slope
//! is 0, and this is ordinary exact arithmetic.

use ambimech_model::number::{Rational, bit_length};
use std::cmp::Ordering;

/// A number that may move with one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affine {
    /// The number at the parameter's present value.
    pub now: Rational,
    /// By how much it grows when the parameter grows by 1.
    pub slope: Rational,
}

impl Affine {
    /// A number that does not move.
    pub fn constant(now: Rational) -> Affine {
        Affine { now, slope: Rational::ZERO }
    }

    /// Whether it does not move.
    pub fn is_constant(&self) -> bool {
        self.slope.is_zero()
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Affine) -> Affine {
        Affine { now: self.now + other.now, slope: self.slope + other.slope }
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Affine) -> Affine {
        Affine { now: self.now - other.now, slope: self.slope - other.slope }
    }

    /// The negative.
    #[must_use]
    pub fn negative(self) -> Affine {
        Affine { now: -self.now, slope: -self.slope }
    }

    /// The product; `None` when both move.
    #[must_use]
    pub fn times(self, other: Affine) -> Option<Affine> {
        match (self.is_constant(), other.is_constant()) {
            (true, true) => Some(Affine::constant(self.now * other.now)),
            (false, true) => Some(Affine { now: self.now * &other.now, slope: self.slope * other.now }),
            (true, false) => Some(Affine { now: other.now * &self.now, slope: other.slope * self.now }),
            (false, false) => None,
        }
    }

    /// The quotient, by a divisor that is not 0; `None` when the divisor moves or is 0.
    #[must_use]
    pub fn over(self, divisor: &Affine) -> Option<Affine> {
        if !divisor.is_constant() || divisor.now.is_zero() {
            return None;
        }
        let slope = if self.is_constant() { self.slope } else { self.slope / &divisor.now };
        Some(Affine { now: self.now / &divisor.now, slope })
    }

    /// Which is larger at every value of the parameter; `None` when it depends on the value.
    pub fn order(&self, other: &Affine) -> Option<Ordering> {
        (self.slope == other.slope).then(|| self.now.cmp(&other.now))
    }

    /// Bits of its longest number.
    pub fn bit_length(&self) -> usize {
        bit_length(&self.now).max(bit_length(&self.slope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affine(now: i64, slope: i64) -> Affine {
        Affine { now: now.into(), slope: slope.into() }
    }

    #[test]
    fn what_stays_affine_is_exact_and_the_rest_is_refused() {
        let (b, two) = (affine(7, 1), affine(2, 0));
        assert_eq!(b.clone().plus(b.clone()), affine(14, 2));
        assert_eq!(two.clone().minus(b.clone()), affine(-5, -1));
        assert_eq!(b.clone().negative().times(two.clone()), Some(affine(-14, -2)));
        assert_eq!(two.clone().times(b.clone()), Some(affine(14, 2)));
        let half = b.clone().over(&two).unwrap();
        assert_eq!((half.now.to_string(), half.slope.to_string()), ("7/2".into(), "1/2".into()));
        assert_eq!(b.clone().times(b.clone()), None);
        assert_eq!(two.clone().over(&b), None);
        assert_eq!(two.clone().over(&affine(0, 0)), None);
        assert_eq!(b.order(&affine(6, 1)), Some(Ordering::Greater));
        assert_eq!(b.order(&two), None);
        // What cancels does not move: (B − B)·B is 0.
        assert_eq!(b.clone().minus(b.clone()).times(b), Some(affine(0, 0)));
    }
}
