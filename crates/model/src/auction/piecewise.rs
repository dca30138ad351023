//! Densities that are polynomials on pieces, and the distribution of a weighted sum of independent signals.
//!
//! A piecewise polynomial is a sum of truncated powers a (x − κ)_+^r, one for each jump of a derivative at a knot κ. Two of them have the
//! convolution (x − κ)_+^m * (x − λ)_+^n = m! n! / (m+n+1)! · (x − κ − λ)_+^{m+n+1}, so that the density, and then the distribution
//! function, of Σ_k w_k x_k with independent x_k is again a piecewise polynomial, computed without error.

use super::univariate::Univariate;
use crate::number::Rational;
use std::collections::{BTreeMap, BTreeSet};

/// A polynomial on each of several intervals that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piecewise {
    /// The ends of the intervals, increasing, at least two.
    breaks: Vec<Rational>,
    /// One polynomial for each interval.
    pieces: Vec<Univariate>,
}

impl Piecewise {
    /// A function on pieces; `None` unless the breaks increase and there is one polynomial between any two neighbours.
    pub fn new(breaks: Vec<Rational>, pieces: Vec<Univariate>) -> Option<Piecewise> {
        let increasing = breaks.windows(2).all(|pair| pair[0] < pair[1]);
        (increasing && !pieces.is_empty() && breaks.len() == pieces.len() + 1)
            .then_some(Piecewise { breaks, pieces })
    }

    /// The ends of the intervals.
    pub fn breaks(&self) -> &[Rational] {
        &self.breaks
    }

    /// The polynomials.
    pub fn pieces(&self) -> &[Univariate] {
        &self.pieces
    }

    /// The first break.
    pub fn low(&self) -> &Rational {
        &self.breaks[0]
    }

    /// The last break.
    pub fn high(&self) -> &Rational {
        &self.breaks[self.breaks.len() - 1]
    }

    /// The integral over everything.
    pub fn total(&self) -> Rational {
        let parts = self.breaks.windows(2).zip(&self.pieces).map(|(ends, piece)| {
            let primitive = piece.integral();
            primitive.at(&ends[1]) - primitive.at(&ends[0])
        });
        parts.fold(Rational::ZERO, |sum, part| sum + part)
    }

    /// The integral between two numbers, low ≤ high; nothing outside the ends counts.
    pub fn mass(&self, low: &Rational, high: &Rational) -> Rational {
        let mut mass = Rational::ZERO;
        for (ends, piece) in self.breaks.windows(2).zip(&self.pieces) {
            let (from, to) = (low.max(&ends[0]), high.min(&ends[1]));
            if from >= to {
                continue;
            }
            if piece.degree() == 0 {
                mass += piece.coefficient(0) * (to - from);
            } else {
                let primitive = piece.integral();
                mass += primitive.at(to) - primitive.at(from);
            }
        }
        mass
    }

    /// The polynomial in force around a number between the ends; 0 outside.
    pub fn piece_at(&self, x: &Rational) -> Univariate {
        if x < self.low() || x > self.high() {
            return Univariate::default();
        }
        let place = self.breaks.partition_point(|point| point <= x);
        let last = self.pieces.len() - 1;
        self.pieces.get(place.saturating_sub(1).min(last)).cloned().unwrap_or_default()
    }

    /// The same function times a number.
    pub fn scaled(&self, factor: &Rational) -> Piecewise {
        let pieces = self.pieces.iter().map(|piece| piece.scaled(factor)).collect();
        Piecewise { breaks: self.breaks.clone(), pieces }
    }

    /// This density given that x lies between two numbers, on the same range; `None` when that has probability 0.
    pub fn given(&self, low: &Rational, high: &Rational) -> Option<Piecewise> {
        let mass = self.mass(low, high);
        if mass <= Rational::ZERO {
            return None;
        }
        let inside = |cut: &&Rational| self.low() < *cut && *cut < self.high();
        let cuts: BTreeSet<Rational> =
            self.breaks.iter().chain([low, high].into_iter().filter(inside)).cloned().collect();
        let breaks: Vec<Rational> = cuts.into_iter().collect();
        let factor = Rational::ONE / mass;
        let piece = |ends: &[Rational]| match ends[0] >= *low && ends[1] <= *high {
            true => self.piece_at(&((&ends[0] + &ends[1]) / Rational::from(2))).scaled(&factor),
            false => Univariate::default(),
        };
        let pieces = breaks.windows(2).map(piece).collect();
        Piecewise::new(breaks, pieces)
    }

    /// The density of w·x for x with this density; w is not 0.
    fn of_multiple(&self, weight: &Rational) -> Piecewise {
        let mut breaks: Vec<Rational> = self.breaks.iter().map(|point| point * weight).collect();
        let inverse = Univariate::new(vec![Rational::ZERO, Rational::ONE / weight]);
        let size = if *weight < Rational::ZERO { -weight.clone() } else { weight.clone() };
        let one = Rational::ONE / size;
        let mut pieces: Vec<Univariate> =
            self.pieces.iter().map(|piece| piece.compose(&inverse).scaled(&one)).collect();
        if *weight < Rational::ZERO {
            breaks.reverse();
            pieces.reverse();
        }
        Piecewise { breaks, pieces }
    }

    /// As truncated powers: for every knot κ the polynomial in x − κ that begins there.
    fn jumps(&self) -> BTreeMap<Rational, Univariate> {
        let mut jumps = BTreeMap::new();
        let mut before = Univariate::default();
        for (at, knot) in self.breaks.iter().enumerate() {
            let after = self.pieces.get(at).cloned().unwrap_or_default();
            let shifted = after.minus(&before).compose(&Univariate::new(vec![knot.clone(), Rational::ONE]));
            if !shifted.is_zero() {
                jumps.insert(knot.clone(), shifted);
            }
            before = after;
        }
        jumps
    }
}

/// The distribution function of a weighted sum of independent signals: 0 below [`Distribution::low`], 1 from [`Distribution::high`] on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    function: Piecewise,
}

impl Distribution {
    /// The distribution of Σ w_k x_k for independent x_k with these densities; `None` when no weight differs from 0.
    pub fn of_sum<'d>(terms: impl IntoIterator<Item = (&'d Rational, &'d Piecewise)>) -> Option<Distribution> {
        let mut sum: Option<BTreeMap<Rational, Univariate>> = None;
        for (weight, density) in terms {
            if weight.is_zero() {
                continue;
            }
            let next = density.of_multiple(weight).jumps();
            sum = Some(match sum {
                None => next,
                Some(known) => convolution(&known, &next),
            });
        }
        let jumps: Vec<(Rational, Univariate)> = sum?.into_iter().collect();
        let mut pieces = Vec::new();
        let mut value = Univariate::default();
        for (knot, jump) in jumps.iter().take(jumps.len().saturating_sub(1)) {
            let shift = Univariate::new(vec![-knot.clone(), Rational::ONE]);
            value = value.plus(&jump.integral().compose(&shift));
            pieces.push(value.clone());
        }
        let breaks = jumps.into_iter().map(|(knot, _)| knot).collect();
        Piecewise::new(breaks, pieces).map(|function| Distribution { function })
    }

    /// The least value of the sum.
    pub fn low(&self) -> &Rational {
        self.function.low()
    }

    /// The greatest value of the sum.
    pub fn high(&self) -> &Rational {
        self.function.high()
    }

    /// Where one polynomial ends and another begins.
    pub fn breaks(&self) -> &[Rational] {
        self.function.breaks()
    }

    /// The polynomial in force around a number.
    pub fn piece_at(&self, x: &Rational) -> Univariate {
        if x <= self.low() {
            return Univariate::default();
        }
        if x >= self.high() {
            return Univariate::constant(Rational::ONE);
        }
        let place = self.breaks().partition_point(|point| point <= x);
        self.function.pieces.get(place.saturating_sub(1)).cloned().unwrap_or_default()
    }

    /// The probability of at most x.
    pub fn at(&self, x: &Rational) -> Rational {
        self.piece_at(x).at(x)
    }
}

/// Sums and products of truncated powers.
fn convolution(
    one: &BTreeMap<Rational, Univariate>,
    other: &BTreeMap<Rational, Univariate>,
) -> BTreeMap<Rational, Univariate> {
    let mut result: BTreeMap<Rational, Univariate> = BTreeMap::new();
    for (a, p) in one {
        for (b, q) in other {
            let mut made = vec![Rational::ZERO; p.coefficients().len() + q.coefficients().len()];
            for (m, x) in p.coefficients().iter().enumerate() {
                // m! n! / (m+n+1)! for n = 0, 1, …
                let mut beta = Rational::ONE / Rational::from(m + 1);
                for (n, y) in q.coefficients().iter().enumerate() {
                    made[m + n + 1] += x * y * &beta;
                    beta = beta * Rational::from(n + 1) / Rational::from(m + n + 2);
                }
            }
            let sum = result.entry(a + b).or_default();
            *sum = sum.plus(&Univariate::new(made));
        }
    }
    result.retain(|_, jump| !jump.is_zero());
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(top: i32, bottom: u32) -> Rational {
        Rational::from_parts(top.into(), bottom.into())
    }

    fn uniform() -> Piecewise {
        let one = Univariate::constant(Rational::ONE);
        Piecewise::new(vec![Rational::ZERO, Rational::ONE], vec![one]).unwrap()
    }

    /// The sum of two uniform numbers has the triangular density; of three, P(x + y + z ≤ 1) = 1/6.
    #[test]
    fn sums_of_uniform_numbers() {
        let (one, u) = (Rational::ONE, uniform());
        let two = Distribution::of_sum([(&one, &u), (&one, &u)]).unwrap();
        assert_eq!(two.at(&ratio(1, 2)), ratio(1, 8));
        assert_eq!(two.at(&ratio(3, 2)), ratio(7, 8));
        assert_eq!((two.at(&ratio(-1, 1)), two.at(&ratio(5, 1))), (Rational::ZERO, Rational::ONE));
        let three = Distribution::of_sum([(&one, &u), (&one, &u), (&one, &u)]).unwrap();
        assert_eq!(three.at(&Rational::ONE), ratio(1, 6));
    }

    /// P(x − y ≤ t) by its area, with another weight on y.
    #[test]
    fn negative_weights_turn_a_density_around() {
        let u = uniform();
        let (one, minus) = (Rational::ONE, ratio(-1, 2));
        let difference = Distribution::of_sum([(&one, &u), (&minus, &u)]).unwrap();
        assert_eq!((difference.low().clone(), difference.high().clone()), (ratio(-1, 2), Rational::ONE));
        // x ≤ y/2 has area 1/4.
        assert_eq!(difference.at(&Rational::ZERO), ratio(1, 4));
        assert_eq!(difference.at(&ratio(1, 2)), ratio(3, 4));
    }
}
