//! The reward T̲ of the full-insurance scheme (SONG equation (21)), which is also the least information rent (Proposition F 2).
//!
//! T̲(s) is the integral of w(t) g'(t) from the least own index to s, where g' = ∂v^i/∂t depends on t alone and w(t) is the least probability of
//! winning with the favourable report, over the bidder's beliefs. On a piece w is the least of several alternatives, each the greatest of several polynomials.
//! Where Bernstein coefficients show which polynomial is in force the integral is exact; otherwise the interval is halved, and what is left
//! is enclosed by the bounds of the polynomials.

use super::report::Report;
use super::univariate::Univariate;
use super::winning::{Bound, Level, NoClosedForm, Place, Winning, middle};
use crate::number::Rational;
use std::collections::BTreeSet;

/// Two numbers with the true one between them; equal when it is known exactly.
pub type Between = (Rational, Rational);

/// So often an interval is halved in which the polynomial in force changes.
const DEPTH: usize = 14;

/// T̲ at increasing own indices of the bidder's range.
///
/// # Errors
/// The probability of winning has no closed form.
pub fn rewards(winning: &Winning<'_>, owns: &[Rational]) -> Result<Vec<Between>, NoClosedForm> {
    let breaks = winning.breaks()?;
    let mut ends: BTreeSet<&Rational> = breaks.iter().collect();
    ends.extend(owns);
    let ends: Vec<&Rational> = ends.into_iter().collect();
    let mut sum = (Rational::ZERO, Rational::ZERO);
    let mut found = Vec::with_capacity(owns.len());
    let mut wanted = owns.iter().peekable();
    while wanted.next_if(|own| Some(own) == ends.first()).is_some() {
        found.push(sum.clone());
    }
    for pair in ends.windows(2) {
        let level = winning.bound(Report::Favourable, Bound::Lower, &middle(pair[0], pair[1]), Place::Piece)?;
        let (low, high) = integral(&level, &winning.slope, pair[0], pair[1], DEPTH);
        sum = (sum.0 + low, sum.1 + high);
        while wanted.next_if(|own| *own == pair[1]).is_some() {
            found.push(sum.clone());
        }
    }
    Ok(found)
}

/// The integral of a lower level times the slope.
fn integral(level: &Level, slope: &Univariate, low: &Rational, high: &Rational, depth: usize) -> Between {
    let between = |part: &Univariate| {
        let primitive = part.times(slope).integral();
        primitive.at(high) - primitive.at(low)
    };
    if let Some(part) = in_force(level, low, high) {
        let exact = between(part);
        return (exact.clone(), exact);
    }
    if depth > 0 {
        let cut = middle(low, high);
        let left = integral(level, slope, low, &cut, depth - 1);
        let right = integral(level, slope, &cut, high, depth - 1);
        return (left.0 + right.0, left.1 + right.1);
    }
    let least = |part: &Univariate| part.lower_bound(low, high);
    let most = |part: &Univariate| -part.scaled(&-Rational::ONE).lower_bound(low, high);
    let bound = |of: &dyn Fn(&Univariate) -> Rational| {
        level.alternatives.iter().filter_map(|parts| parts.iter().map(of).max()).min().unwrap_or_default()
    };
    let weight = between(&Univariate::constant(Rational::ONE));
    (bound(&least) * &weight, bound(&most) * &weight)
}

/// The polynomial that is the level on the whole interval, where Bernstein coefficients show it.
fn in_force<'l>(level: &'l Level, low: &Rational, high: &Rational) -> Option<&'l Univariate> {
    let is_at_least = |one: &Univariate, other: &Univariate| {
        one == other || one.minus(other).lower_bound(low, high) >= Rational::ZERO
    };
    let greatest =
        |parts: &'l Vec<Univariate>| parts.iter().find(|part| parts.iter().all(|other| is_at_least(part, other)));
    let heads = level.alternatives.iter().map(greatest).collect::<Option<Vec<_>>>()?;
    heads.iter().find(|part| heads.iter().all(|other| is_at_least(other, part))).copied()
}
