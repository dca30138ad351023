//! Which sets of beliefs are seen to lie within which.

use crate::belief_set::{BeliefSet, Distribution};
use crate::number::{Rational, sum};

/// The only belief of a set: its smallest probabilities, when they add up to 1; where inequalities leave these without a closed form, its only corner
/// ([`BeliefSet::corners`]). `None` for a set with several beliefs, and for one with too many inequalities to go through.
pub fn sole_belief(set: &BeliefSet) -> Option<Distribution> {
    let states = set.states();
    if states == 1 {
        return Distribution::new(vec![Rational::ONE]).ok();
    }
    let least: Option<Vec<Rational>> = (0..states)
        .map(|state| {
            let mut only = vec![Rational::ZERO; states];
            only[state] = Rational::ONE;
            set.lower(&only).map(|lower| lower.value)
        })
        .collect();
    let Some(least) = least else {
        let [only] = <[Distribution; 1]>::try_from(set.corners()?).ok()?;
        return Some(only);
    };
    if sum(&least).is_one() { Distribution::new(least).ok() } else { None }
}

/// Whether the first set is seen to lie within the second, by one of these reasons: they are the same; the second is everything; the
/// points that span the first, as given or as its corners ([`BeliefSet::corners`]), are in the second; the second has the same centre and a larger share or
/// radius. `false` when no reason is seen.
pub fn is_within(inner: &BeliefSet, outer: &BeliefSet) -> bool {
    if inner.states() != outer.states() {
        return false;
    }
    if inner == outer || matches!(outer, BeliefSet::Wald(_)) {
        return true;
    }
    let is_in = |prior: &Distribution| outer.contains(prior) == Some(true);
    let by_form = match (inner, outer) {
        (BeliefSet::Hull(hull), _) => hull.vertices().iter().all(is_in),
        (BeliefSet::Contamination(a), BeliefSet::Contamination(b)) => {
            // (1 − ε)F + εH = (1 − ε')F + ε'((1 − ε/ε')F + (ε/ε')H), where F is in the convex set of the H.
            let same = a.centre() == b.centre() && a.with() == b.with();
            same && a.epsilon() <= b.epsilon() && a.with().contains(a.centre()) == Some(true)
        }
        (BeliefSet::Ball(a), BeliefSet::Ball(b)) => {
            a.centre() == b.centre() && a.metric() == b.metric() && a.radius() <= b.radius()
        }
        _ => false,
    };
    by_form || inner.corners().is_some_and(|corners| corners.iter().all(is_in))
}
