//! Real numbers between two rational ones.
//!
//! Exponentials and logarithms of rationals are irrational. What is known about such a number x is an [`Enclosure`]: rationals
//! low ≤ x ≤ high, proved, never estimated. A question about x (its sign, its order beside another number) is settled when every number of the
//! enclosure gives the same answer; otherwise one asks again with more bits, or says that the question is open.

use crate::number::Rational;
use std::cmp::Ordering;

/// A real number x with low ≤ x ≤ high.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// At most x.
    pub low: Rational,
    /// At least x, and at least `low`.
    pub high: Rational,
}

impl Enclosure {
    /// A number that is known exactly.
    pub fn exact(number: Rational) -> Enclosure {
        Enclosure { low: number.clone(), high: number }
    }

    /// high − low, the largest possible error of any number of the enclosure.
    pub fn width(&self) -> Rational {
        &self.high - &self.low
    }

    /// Whether the number is known exactly.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// Whether the number may be this one.
    pub fn contains(&self, number: &Rational) -> bool {
        self.low <= *number && *number <= self.high
    }

    /// How x and y are ordered; `None` when the enclosures do not tell.
    pub fn compare(&self, other: &Enclosure) -> Option<Ordering> {
        if self.high < other.low {
            Some(Ordering::Less)
        } else if self.low > other.high {
            Some(Ordering::Greater)
        } else {
            (self.is_exact() && self == other).then_some(Ordering::Equal)
        }
    }

    /// The sign of x, as its order beside 0; `None` when the enclosure does not tell.
    pub fn sign(&self) -> Option<Ordering> {
        self.compare(&Enclosure::exact(Rational::ZERO))
    }

    /// x − y.
    pub fn minus(&self, other: &Enclosure) -> Enclosure {
        Enclosure { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    /// x + y.
    pub fn plus(&self, other: &Enclosure) -> Enclosure {
        Enclosure { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    /// c·x.
    pub fn times(&self, factor: &Rational) -> Enclosure {
        let (one, other) = (&self.low * factor, &self.high * factor);
        if one <= other { Enclosure { low: one, high: other } } else { Enclosure { low: other, high: one } }
    }

    /// What two enclosures of the same number say together. Where they exclude each other, the first counts.
    pub fn and(self, other: &Enclosure) -> Enclosure {
        let low = if other.low > self.low { other.low.clone() } else { self.low.clone() };
        let high = if other.high < self.high { other.high.clone() } else { self.high.clone() };
        if low <= high { Enclosure { low, high } } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: i32, high: i32) -> Enclosure {
        Enclosure { low: Rational::from(low), high: Rational::from(high) }
    }

    #[test]
    fn order_and_sign_are_told_only_when_settled() {
        assert_eq!(between(1, 2).compare(&between(3, 4)), Some(Ordering::Less));
        assert_eq!(between(1, 3).compare(&between(3, 4)), None);
        assert_eq!(between(3, 3).compare(&between(3, 3)), Some(Ordering::Equal));
        assert_eq!(between(-2, -1).sign(), Some(Ordering::Less));
        assert_eq!(between(0, 1).sign(), None);
        assert_eq!(between(0, 0).sign(), Some(Ordering::Equal));
    }

    #[test]
    fn arithmetic_keeps_the_number_inside() {
        assert_eq!(between(1, 2).minus(&between(1, 4)), between(-3, 1));
        assert_eq!(between(1, 2).plus(&between(1, 4)), between(2, 6));
        assert_eq!(between(1, 2).times(&Rational::from(-3)), between(-6, -3));
        assert_eq!(between(1, 5).and(&between(2, 9)), between(2, 5));
    }
}
