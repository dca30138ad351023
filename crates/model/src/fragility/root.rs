//! Numbers of the form u + √w, compared exactly.

use crate::number::{Integer, Natural, Rational};
use std::cmp::Ordering;

/// The number u + √w with rational u and w ≥ 0.
#[derive(Debug, Clone)]
pub struct Root {
    rational: Rational,
    radicand: Rational,
}

impl Root {
    /// u + √w; w below 0 counts as 0. The square root is taken where it is rational.
    pub fn new(rational: Rational, radicand: Rational) -> Root {
        if radicand <= Rational::ZERO {
            return Root { rational, radicand: Rational::ZERO };
        }
        match rational_root(&radicand) {
            Some(root) => Root { rational: rational + root, radicand: Rational::ZERO },
            None => Root { rational, radicand },
        }
    }

    /// u.
    pub fn rational(&self) -> &Rational {
        &self.rational
    }

    /// w; 0 for a rational number.
    pub fn radicand(&self) -> &Rational {
        &self.radicand
    }

    /// The number itself where it is rational.
    pub fn exact(&self) -> Option<&Rational> {
        self.radicand.is_zero().then_some(&self.rational)
    }

    /// The number times a positive one.
    #[must_use]
    pub fn times(&self, factor: &Rational) -> Root {
        Root { rational: &self.rational * factor, radicand: &self.radicand * factor * factor }
    }

    /// The largest rational number with this denominator that is not above the number itself, for one that is not rational; the
    /// number itself otherwise.
    pub fn floor_over(&self, denominator: &Natural) -> Rational {
        if self.radicand.is_zero() {
            return self.rational.clone();
        }
        // ⌊√w · d⌋ may fall short of what u leaves room for, by less than one step: that step is tried.
        let scale = Rational::from(denominator.clone());
        let whole = (&self.rational * &scale).floor();
        let step = |steps: Integer| Rational::from_parts(steps, denominator.clone());
        let mut steps = whole + Integer::from(floor_root(&self.radicand, denominator));
        while *self >= step(&steps + Integer::ONE) {
            steps += Integer::ONE;
        }
        step(steps)
    }

    /// The sign of u + √w − u' − √w'.
    fn compare(&self, other: &Root) -> Ordering {
        let difference = &self.rational - &other.rational;
        if difference >= Rational::ZERO {
            compare_sum(&difference, &self.radicand, &other.radicand)
        } else {
            compare_sum(&-difference, &other.radicand, &self.radicand).reverse()
        }
    }
}

/// Compares d + √w with √v for d ≥ 0.
fn compare_sum(d: &Rational, w: &Rational, v: &Rational) -> Ordering {
    // (d + √w)² = d² + w + 2d√w against v.
    let rest = v - d * d - w;
    if rest < Rational::ZERO {
        return Ordering::Greater;
    }
    (Rational::from(4) * d * d * w).cmp(&(&rest * &rest))
}

/// √w where it is rational.
fn rational_root(w: &Rational) -> Option<Rational> {
    let (_, top) = w.numerator().clone().into_parts();
    let (above, below) = (top.nth_root(2), w.denominator().nth_root(2));
    let is_square = &above * &above == top && &below * &below == *w.denominator();
    is_square.then(|| Rational::from_parts(above.into(), below))
}

/// ⌊√w · d⌋.
fn floor_root(w: &Rational, d: &Natural) -> Natural {
    let (_, top) = w.numerator().clone().into_parts();
    (top * d * d / w.denominator()).nth_root(2)
}

impl From<Rational> for Root {
    fn from(rational: Rational) -> Root {
        Root { rational, radicand: Rational::ZERO }
    }
}

impl PartialEq for Root {
    fn eq(&self, other: &Root) -> bool {
        self.compare(other) == Ordering::Equal
    }
}

impl Eq for Root {}

impl PartialOrd for Root {
    fn partial_cmp(&self, other: &Root) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Root {
    fn cmp(&self, other: &Root) -> Ordering {
        self.compare(other)
    }
}

impl PartialEq<Rational> for Root {
    fn eq(&self, other: &Rational) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd<Rational> for Root {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.compare(&Root::from(other.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse_number;

    fn root(u: &str, w: &str) -> Root {
        Root::new(parse_number(u).unwrap(), parse_number(w).unwrap())
    }

    #[test]
    fn roots_are_compared_exactly() {
        assert_eq!(root("1/2", "9/4").exact(), Some(&Rational::from(2)));
        assert_eq!(root("0", "2").exact(), None);
        let ascending = [
            root("-3", "2"),
            root("-1", "0"),
            root("-2", "3"),
            root("0", "2"),
            root("-1/3", "3.1"),
            root("1/1000000000000", "2.0736"),
            root("0", "3"),
            root("1", "2"),
        ];
        for (place, one) in ascending.iter().enumerate() {
            for (other_place, other) in ascending.iter().enumerate() {
                assert_eq!(one.cmp(other), place.cmp(&other_place), "{one:?} {other:?}");
            }
        }
        // √8 − √2 = √2: equal numbers in two forms.
        assert_eq!(root("0", "8").times(&parse_number("1/2").unwrap()), root("0", "2"));
    }

    #[test]
    fn floors_are_below_and_near() {
        let thousand = Natural::from(1000u32);
        for (u, w) in [("0", "2"), ("-7/3", "5"), ("1/9999", "3/7"), ("-1", "1/1000000007")] {
            let number = root(u, w);
            let floor = number.floor_over(&thousand);
            assert!(number >= floor, "{u} {w}");
            assert!(number < floor + Rational::from_parts(1.into(), 1000u32.into()), "{u} {w}");
        }
    }
}
