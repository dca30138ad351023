//! Taylor coefficients of the antiderivatives of power utility.
//!
//! # Antiderivatives
//! With β = 1−γ < 1, ψ(y) = y^β/β, or ln y at β = 0, for y > 0. An n-fold antiderivative A_n (with A_n' = A_{n−1}, A_0 = ψ, A_{−1} = ψ'):
//!
//! * if β is none of 0, −1, …, −n: A_n = y^(β+n) / (β(β+1)⋯(β+n)).
//! * if β = −q with 0 ≤ q ≤ n: A_n = (−1)^q/q! · y^(n−q)/(n−q)! · (ln y − H_{n−q}), with H_k = 1 + 1/2 + … + 1/k. For n < q the first formula
//!   holds, an empty product being 1; A_q' is (−1)^q/q!·1/y = A_{q−1}, since (−q)(−q+1)⋯(−1) = (−1)^q q!, and
//!   d/dy \[y^k/k!·(ln y − H_k)\] = y^(k−1)/(k−1)!·(ln y − H_{k−1}).
//!
//! At y = 0 every A_n with β + n > 0 is continuous and 0; the others are unbounded there.

use super::divided_difference::factorial;
use super::fixed_point::{FixedPoint, Span};
use crate::number::{Integer, Rational};

/// Binary places that tell whether a power is too large to be written out.
const COARSE: usize = 64;

/// Negative exponents of this size are not tried first.
const MOST_UNTRIED: i32 = 1 << 12;

/// The Taylor coefficients A_n^(k)(y)/k! = A_{n−k}(y)/k!, k = 0..count, at a node y ≥ 0, with count ≤ n + 2. `None` at y = 0 when one is
/// unbounded, and when a number is too large or small for these places.
pub(super) fn power_coefficients(
    beta: &Rational,
    n: usize,
    node: &Rational,
    count: usize,
    fixed: FixedPoint,
) -> Option<Vec<Span>> {
    let exponent = beta + Rational::from(n);
    if node.is_zero() {
        let bounded = exponent > Rational::from(count) - Rational::ONE;
        return bounded.then(|| vec![Span::ZERO; count]);
    }
    match whole(&-beta.clone()).filter(|q| *q <= n) {
        Some(q) => logarithmic(q, n, node, count, fixed),
        None => pure(beta, &exponent, n, node, count, fixed),
    }
}

/// A non-negative integer.
fn whole(number: &Rational) -> Option<usize> {
    if number.denominator().is_one() { usize::try_from(number.numerator().clone()).ok() } else { None }
}

/// β is none of 0, −1, …, −n.
fn pure(
    beta: &Rational,
    exponent: &Rational,
    n: usize,
    node: &Rational,
    count: usize,
    fixed: FixedPoint,
) -> Option<Vec<Span>> {
    // A number that is too large is so with few places too: then many need not be tried.
    let coarse = FixedPoint::new(COARSE);
    if *exponent < Rational::from(-MOST_UNTRIED)
        && let Some(logarithm) = coarse.ln(&coarse.enclose(node))
    {
        coarse.exp(&logarithm.times(exponent))?;
    }
    let logarithm = fixed.ln(&fixed.enclose(node))?;
    let product = (0..=n).fold(Rational::ONE, |product, j| product * (beta + Rational::from(j)));
    let mut coefficient = fixed.exp(&logarithm.times(exponent))?.times(&(Rational::ONE / product));
    let mut all = Vec::with_capacity(count);
    for k in 0..count {
        if k > 0 {
            // Each derivative takes down the exponent and one power of y.
            let down = exponent - Rational::from(k) + Rational::ONE;
            coefficient = coefficient.times(&(down / (node * Rational::from(k))));
        }
        all.push(coefficient.clone());
    }
    Some(all)
}

/// β = −q with q ≤ n.
fn logarithmic(q: usize, n: usize, node: &Rational, count: usize, fixed: FixedPoint) -> Option<Vec<Span>> {
    let logarithm = fixed.ln(&fixed.enclose(node))?;
    let coefficient = |k: usize| {
        let degree = n as isize - k as isize - q as isize;
        let power = node.pow(degree) / Rational::from(factorial(k));
        if let Ok(degree) = usize::try_from(degree) {
            let sign = if q.is_multiple_of(2) { Integer::ONE } else { -Integer::ONE };
            let factor = power * Rational::from(sign) / Rational::from(factorial(q) * factorial(degree));
            let harmonic = (1..=degree).fold(Rational::ZERO, |sum, k| sum + Rational::ONE / Rational::from(k));
            logarithm.minus(&fixed.enclose(&harmonic)).times(&factor)
        } else {
            // A_{n−k} with n − k < q; n − k may be −1, for ψ'.
            let product = (0..=n)
                .take((n + 1).saturating_sub(k))
                .fold(Integer::ONE, |product, j| product * (Integer::from(j) - Integer::from(q)));
            fixed.enclose(&(power / Rational::from(product)))
        }
    };
    Some((0..count).map(coefficient).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(top: i64, bottom: u8) -> Rational {
        Rational::from_parts(top.into(), bottom.into())
    }

    #[test]
    fn each_antiderivative_is_the_derivative_of_the_next() {
        // A central difference with step h is off by about h²: enough to tell a wrong formula.
        let fixed = FixedPoint::new(120);
        let (y, h) = (ratio(3, 4), ratio(1, 200) * ratio(1, 50));
        for beta in [ratio(1, 2), ratio(-1, 2), ratio(0, 1), ratio(-1, 1), ratio(-2, 1), ratio(-7, 1)] {
            for n in 0..4 {
                let at = |node: &Rational| power_coefficients(&beta, n, node, 1, fixed).unwrap().swap_remove(0);
                let difference = at(&(&y + &h)).minus(&at(&(&y - &h)));
                let slope = fixed.enclosure(&difference.times(&(Rational::ONE / (&h + &h))));
                let derivative = power_coefficients(&beta, n, &y, 2, fixed).unwrap().swap_remove(1);
                let error = fixed.enclosure(&derivative).minus(&slope);
                let tolerance = ratio(1, 100) * ratio(1, 100);
                assert!(error.low > -tolerance.clone() && error.high < tolerance, "{beta} {n} {error:?}");
            }
        }
    }

    #[test]
    fn coefficients_agree_with_the_antiderivatives_they_stand_for() {
        let fixed = FixedPoint::new(100);
        let y = ratio(5, 9);
        for beta in [ratio(1, 3), ratio(0, 1), ratio(-1, 1), ratio(-3, 1), ratio(-5, 2)] {
            let n = 3;
            let all = power_coefficients(&beta, n, &y, n + 1, fixed).unwrap();
            for (k, coefficient) in all.iter().enumerate() {
                let alone = power_coefficients(&beta, n - k, &y, 1, fixed).unwrap().swap_remove(0);
                let alone = alone.times(&(Rational::ONE / Rational::from(factorial(k))));
                let (one, other) = (fixed.enclosure(coefficient), fixed.enclosure(&alone));
                assert_eq!(one.compare(&other).filter(|order| order.is_ne()), None, "{beta} {k}");
            }
        }
    }

    #[test]
    fn nothing_is_said_where_an_antiderivative_is_unbounded() {
        let fixed = FixedPoint::new(50);
        let zeros = |beta: Rational, n, count| power_coefficients(&beta, n, &Rational::ZERO, count, fixed);
        assert_eq!(zeros(ratio(1, 2), 2, 3), Some(vec![Span::ZERO; 3]));
        assert_eq!(zeros(ratio(0, 1), 2, 2), Some(vec![Span::ZERO; 2]));
        assert_eq!(zeros(ratio(0, 1), 2, 3), None);
        assert_eq!(zeros(ratio(-3, 1), 2, 1), None);
    }
}
