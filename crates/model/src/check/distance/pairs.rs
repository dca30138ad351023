//! No prior nearer than a limit gives two joint types of a coalition the same belief.
//!
//! # Mathematics
//! Two rows a, b of weights become b' = s a' for some s > 0. For a fixed s, N = Σ (b − s a)⁺ and M = Σ (s a − b)⁺ over the cells,
//! the least probability that must be moved is
//!
//! f(s) = (max(N, M) + min(N, M) · min(s, 1/s)) / (1 + s),
//!
//! and nothing outside the two rows need be moved. So all s must have f(s) ≥ limit. Exchanging the rows turns s into 1/s, so that
//! s ≥ 1 is looked at for both orders. Between two neighbouring ratios b/a, the sign of N − M (which is that of ΣB − s ΣA) fixed,
//! s (1 + s) (f(s) − limit) is a quadratic in s; it must be non-negative at both ends and, where it is convex, at its lowest point.
//!
//! Most pairs are far apart at a first look: whatever their common posterior π becomes, ‖a − a'‖ ≥ ½ A ‖a/A − π‖ in the sum of absolute
//! differences, since it is at least |A − A'| and at least A ‖a/A − π‖ − |A − A'|; so twice what is moved is at least ½ min(A, B) ‖a/A − b/B‖.
//!
//! Under the change of odds two rows with the same support become proportional with a change of μ exactly when the largest ratio
//! b/a is at most μ² times the smallest.

use super::DistanceRefusal;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::fragility::Measure;
use crate::number::{Integer, Natural, Rational};

/// Goes through all pairs of joint types of the coalitions.
pub(super) fn check(
    environment: &Environment,
    coalitions: &[Coalition],
    measure: Measure,
    limit: Option<&Rational>,
) -> Result<(), DistanceRefusal> {
    let prior = environment.common_prior().ok_or(DistanceRefusal::NotAsked)?;
    for coalition in coalitions {
        let split = environment.space().split(*coalition);
        let row = |own| split.rest().map(|x| prior.weight(split.profile(own, x))).collect::<Vec<Natural>>();
        let rows: Vec<Vec<Natural>> = split.own().map(row).collect();
        for (place, first) in rows.iter().enumerate() {
            for second in &rows[..place] {
                let is_far = match measure {
                    Measure::TotalVariation => {
                        limit.is_some_and(|limit| is_moved(first, second, prior.total(), limit))
                    }
                    Measure::Odds => is_spread(first, second, limit),
                };
                if !is_far {
                    return Err(DistanceRefusal::Nearer(*coalition));
                }
            }
        }
    }
    Ok(())
}

/// Whether making the rows proportional takes a change of odds of at least the limit; rows of different support never become
/// proportional, and a row of zeros has no belief.
fn is_spread(first: &[Natural], second: &[Natural], limit: Option<&Rational>) -> bool {
    if first.iter().zip(second).any(|(a, b)| a.is_zero() != b.is_zero()) {
        return true;
    }
    let cells = || first.iter().zip(second).filter(|(a, _)| !a.is_zero());
    let ratios = || cells().map(|(a, b)| Rational::from_parts(b.clone().into(), a.clone()));
    match (ratios().max(), ratios().min(), limit) {
        (Some(most), Some(least), Some(limit)) => most >= limit * limit * least,
        (Some(_), Some(_), None) => false,
        _ => true,
    }
}

/// Whether making the rows proportional moves at least the limit, a probability.
fn is_moved(first: &[Natural], second: &[Natural], total: &Natural, limit: &Rational) -> bool {
    if *limit <= Rational::ZERO {
        return true;
    }
    // All weights times the denominator of the limit, so that the limit becomes an integer weight.
    let (top, bottom) = (limit.numerator(), limit.denominator());
    let scaled =
        |row: &[Natural]| row.iter().map(|weight| Integer::from(weight * bottom)).collect::<Vec<Integer>>();
    let limit = top * Integer::from(total.clone());
    let (first, second) = (scaled(first), scaled(second));
    is_far_apart(&first, &second, &limit)
        || (is_moved_upwards(&first, &second, &limit) && is_moved_upwards(&second, &first, &limit))
}

/// Whether a quarter of the smaller weight times the sum of absolute differences of the posteriors is at least the limit.
fn is_far_apart(a: &[Integer], b: &[Integer], limit: &Integer) -> bool {
    let sum = |row: &[Integer]| row.iter().fold(Integer::ZERO, |sum, weight| sum + weight);
    let (mass_a, mass_b) = (sum(a), sum(b));
    let apart = a.iter().zip(b).fold(Integer::ZERO, |total, (x, y)| {
        let difference = x * &mass_b - y * &mass_a;
        if difference < Integer::ZERO { total - difference } else { total + difference }
    });
    let larger = mass_a.max(mass_b);
    larger > Integer::ZERO && apart >= larger * limit * Integer::from(4)
}

/// A positive fraction s, by numerator and denominator.
type Fraction<'a> = (&'a Integer, &'a Integer);

fn is_below(first: Fraction<'_>, second: Fraction<'_>) -> bool {
    first.0 * second.1 < second.0 * first.1
}

/// Whether f(s) ≥ limit for all s ≥ 1.
fn is_moved_upwards(a: &[Integer], b: &[Integer], limit: &Integer) -> bool {
    let sum = |row: &[Integer]| row.iter().fold(Integer::ZERO, |sum, weight| sum + weight);
    let (mass_a, mass_b) = (sum(a), sum(b));
    if mass_a.is_zero() || mass_b.is_zero() {
        return false;
    }
    let one = Integer::ONE;
    let unity: Fraction<'_> = (&one, &one);
    let balance: Fraction<'_> = (&mass_b, &mass_a);
    let mut ends: Vec<Fraction<'_>> = b.iter().zip(a).filter(|(_, a)| !a.is_zero()).collect();
    ends.push(balance);
    ends.retain(|end| is_below(unity, *end));
    ends.sort_by(|first, second| (first.0 * second.1).cmp(&(second.0 * first.1)));
    ends.dedup_by(|first, second| !is_below(*first, *second) && !is_below(*second, *first));
    let starts = std::iter::once(unity).chain(ends.iter().copied());
    starts.enumerate().all(|(place, start)| {
        let end = ends.get(place).copied();
        // The cells with b > s a throughout the piece.
        let mut heavy = (Integer::ZERO, Integer::ZERO);
        for (a, b) in a.iter().zip(b).filter(|(a, b)| *a * start.0 < *b * start.1) {
            heavy.0 += a;
            heavy.1 += b;
        }
        let (heavy_a, heavy_b) = heavy;
        let (light_a, light_b) = (&mass_a - &heavy_a, &mass_b - &heavy_b);
        let quadratic = if is_below(start, balance) {
            // N ≥ M: s N + M − limit s (1 + s), with N = heavy_b − s heavy_a and M = s light_a − light_b.
            [-(&heavy_a + limit), heavy_b + &light_a - limit, -light_b]
        } else {
            // M ≥ N: s M + N − limit s (1 + s).
            [light_a - limit, -(light_b + heavy_a + limit), heavy_b]
        };
        is_non_negative(&quadratic, start, end)
    })
}

/// Whether e₂ s² + e₁ s + e₀ ≥ 0 for all s from the start to the end (`None`: for all larger ones).
fn is_non_negative([e2, e1, e0]: &[Integer; 3], start: Fraction<'_>, end: Option<Fraction<'_>>) -> bool {
    let zero = Integer::ZERO;
    let at = |(top, bottom): Fraction<'_>| e2 * top * top + e1 * top * bottom + e0 * bottom * bottom;
    let at_the_end = match end {
        Some(end) => at(end) >= zero,
        None => *e2 > zero || (*e2 == zero && *e1 >= zero),
    };
    if at(start) < zero || !at_the_end {
        return false;
    }
    // The lowest point of a convex quadratic, −e₁ / 2e₂, where it is inside.
    let twice = e2 * Integer::from(2);
    let is_inside =
        *e2 > zero && -e1 * start.1 > &twice * start.0 && end.is_none_or(|end| -e1 * end.1 < &twice * end.0);
    !is_inside || e1 * e1 <= e2 * e0 * Integer::from(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_far(first: &[u64], second: &[u64], total: u64, limit: (i64, u64)) -> bool {
        let row = |row: &[u64]| row.iter().map(|weight| Natural::from(*weight)).collect::<Vec<_>>();
        let limit = Rational::from_parts(limit.0.into(), limit.1.into());
        is_moved(&row(first), &row(second), &Natural::from(total), &limit)
    }

    /// The least of 4/10 + (4/10)/s − 1/(1+s), at s = 1/(√(10/4) − 1): 2√(4/10) − 1 = 0.264911….
    #[test]
    fn the_limit_is_sharp_where_it_is_irrational() {
        assert!(is_far(&[1, 4], &[4, 1], 10, (264_911, 1_000_000)));
        assert!(!is_far(&[1, 4], &[4, 1], 10, (264_912, 1_000_000)));
        assert!(is_far(&[4, 1], &[1, 4], 10, (264_911, 1_000_000)));
    }

    #[test]
    fn proportional_rows_are_at_no_distance() {
        assert!(is_far(&[1, 2], &[2, 4], 9, (0, 1)));
        assert!(!is_far(&[1, 2], &[2, 4], 9, (1, 1_000_000_000)));
        assert!(!is_far(&[0, 0], &[2, 4], 6, (1, 1_000_000_000)));
    }
}
