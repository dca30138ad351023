//! Mechanisms on the straight way from a prior to one at which a condition fails.
//!
//! # Mathematics
//! Let p* fail at distance d in total variation and p_s = (1 − s) p + s p*. The distance of p_s from p is s d, so that before the end
//! the condition holds wherever s d is below the distance from failing: up to the end when p* is a nearest prior.
//!
//! **Stakes of every mechanism.** Let joint types a, b of a coalition S have posteriors at distance δ in total variation, and let nobody's payment or
//! receipt exceed K in a mechanism, with any number of rules, from which neither gains by reporting the other. Under every rule
//! |E_a t_S(b, ·) − E_b t_S(b, ·)| ≤ 2 |S| K δ. Let U be the worst cases on path. That a does not report b says U_a ≥ min_t {u(b|a) + E_a t_S(b, ·)}
//! ≥ u(b|a) − u(b|b) + U_b − 2 |S| K δ; likewise with a and b exchanged. Added up: 4 |S| K δ ≥ G, where G = u(b|a) − u(a|a) + u(a|b) − u(b|b) is what
//! the two gain together from each other's report, before payments. On the way δ falls like 1 − s, so K grows at least like 1/(1 − s) where G stays
//! positive. Instead of the worst case any attitude will do that is monotone and takes a constant out; others are left out.
//!
//! **Stakes of the closed form** are of that order (the book, *Fragility*).

use crate::benchmark::attempt_benchmark;
use crate::design::design_in_closed_form;
use ambimech_model::benchmark::Benchmark;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Station, Way};
use ambimech_model::interim::Interim;
use ambimech_model::number::{Integer, Natural, Rational, sum};
use ambimech_model::prior::Prior;
use ambimech_model::property::{Goal, Property, Reports};

use super::rows::{Rows, mixed};

/// What is designed on the way.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The goal; `None` for the one that goes with the condition.
    pub goal: Option<Goal>,
    /// The misreports to be safe against.
    pub reports: Reports,
    /// How often the rest of the way is halved.
    pub halvings: usize,
}

/// The goal that goes with a condition, and the mechanism of the literature that needs it.
pub fn usual_goal(condition: Condition) -> (Goal, Option<Benchmark>) {
    match condition {
        Condition::Cbdp => (Goal::CoalitionProof, None),
        Condition::ConvexIndependence => (Goal::Extract, Some(Benchmark::CremerMcLean)),
        _ => (Goal::Implement, None),
    }
}

/// The way to the nearest failing prior that is known, and a mechanism each time when the rest is halved; `None` where no failing prior is
/// known.
pub fn follow(environment: &Environment, found: &Fragility, plan: &Plan) -> Option<Way> {
    let prior = environment.common_prior()?;
    let ends = found.distances.iter().filter_map(|(measure, distance)| match distance {
        Distance::Nearest(nearest) => Some((*measure, nearest)),
        _ => None,
    });
    let (measure, nearest) = ends.into_iter().next()?;
    let (usual, benchmark) = usual_goal(found.condition);
    let goal = plan.goal.clone().unwrap_or(usual);
    let mut way =
        Way { goal, reports: plan.reports, benchmark, measure, end: nearest.prior.clone(), stations: Vec::new() };
    for halving in 0..=plan.halvings {
        let remaining = Rational::from_parts(Integer::ONE, Natural::ONE << halving);
        let there = between(environment, prior, &nearest.prior, &(Rational::ONE - &remaining))?;
        let answer = match benchmark {
            Some(benchmark) => attempt_benchmark(&there, benchmark, &way.goal, plan.reports),
            None => design_in_closed_form(&there, &way.goal, plan.reports),
        };
        let least = least_stakes(&there, &way.goal);
        way.stations.push(Station { remaining, answer, least });
    }
    Some(way)
}

/// The environment with the prior (1 − s) p + s q; `None` when that is none of its kind.
pub fn between(environment: &Environment, p: &Prior, q: &Prior, share: &Rational) -> Option<Environment> {
    let space = environment.space();
    let weights =
        |prior: &Prior| space.profiles().map(|profile| Rational::from(prior.weight(profile))).collect::<Vec<_>>();
    let prior = Prior::new(space, &mixed(&weights(p), &weights(q), share)).ok()?;
    environment.with_prior(prior).ok()
}

/// Cells of all pairs of rows that are looked at for the stakes of every mechanism.
const MOST_CELLS: usize = 1 << 15;

/// The largest G / (4 |S| δ) over all pairs of joint types that the goal keeps from reporting each other; `None` where none is positive, or
/// where there are too many pairs.
fn least_stakes(environment: &Environment, goal: &Goal) -> Option<Rational> {
    let (space, prior) = (environment.space(), environment.common_prior()?);
    let coalitions: Vec<Coalition> = if goal.asks_for(Property::Cic) {
        if environment.agent_count() > MOST_AGENTS {
            return None;
        }
        environment.pattern().proper_coalitions(environment.agent_count()).collect()
    } else if goal.asks_for(Property::Ic) {
        space.agents().map(Coalition::single).collect()
    } else {
        return None;
    };
    let cells = coalitions.iter().map(|coalition| space.joint_count(*coalition).saturating_mul(space.size()));
    if cells.fold(0, usize::saturating_add) > MOST_CELLS {
        return None;
    }
    let mut best: Option<Rational> = None;
    for coalition in coalitions {
        if !environment.attitude(coalition).is_translation_invariant() {
            continue;
        }
        let interim = Interim::new(environment, coalition)?;
        let rows = Rows::new(space, prior, coalition);
        let masses: Vec<Rational> = rows.list().map(|(_, row)| sum(row)).collect();
        let gain = |truth, report| interim.payoff(truth, report) - interim.payoff(truth, truth);
        for (second, b) in rows.list() {
            for (first, a) in rows.list().take(second.0) {
                let (mass_a, mass_b) = (&masses[first.0], &masses[second.0]);
                if mass_a.is_zero() || mass_b.is_zero() {
                    continue;
                }
                let together = gain(first, second) + gain(second, first);
                let apart = a.iter().zip(b).fold(Rational::ZERO, |sum, (x, y)| {
                    let difference = x / mass_a - y / mass_b;
                    if difference > Rational::ZERO { sum + difference } else { sum }
                });
                if together > Rational::ZERO && !apart.is_zero() {
                    let least = together / (apart * Rational::from(4 * coalition.len()));
                    if best.as_ref().is_none_or(|known| least > *known) {
                        best = Some(least);
                    }
                }
            }
        }
    }
    best
}

/// Agents beyond which not all coalitions are looked at.
const MOST_AGENTS: usize = 12;
