//! Sets of beliefs: what one type of an agent thinks possible about the others' types when it does not trust one distribution
//! (theory section 1; SONG section 2; THESIS chapter 3).
//!
//! A set Π of distributions over the states x (the others' type profiles) values f by its smallest expectation min_{p∈Π} Σ p(x) f(x).
//! For every kind but inequalities a closed form gives it with a belief that attains it, proved where the kind is defined; inequalities
//! need a linear program, whose multipliers are checked by [`BeliefSet::lower_bound`].

mod ball;
mod capacity;
mod contamination;
mod corners;
mod distribution;
mod extreme;
mod hull;
mod lifted;
mod linear;
mod metric;
mod range;

pub use ball::Ball;
pub use capacity::{Capacity, Distortion, Event, EventCapacity, MAX_EVENT_STATES};
pub use contamination::Contamination;
pub use corners::MAX_ORDERED_STATES;
pub use distribution::{Distribution, DistributionError};
pub use extreme::Extreme;
pub use hull::Hull;
pub use lifted::{Lifted, LiftedRow};
pub use linear::{Inequality, LinearBeliefs, Multipliers};
pub use metric::{Metric, MetricError};
pub use range::ExpectationRange;

use crate::number::Rational;
use extreme::cheapest;

/// A closed convex set of distributions over finitely many states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeliefSet {
    /// By vertices.
    Hull(Hull),
    /// By linear inequalities.
    Linear(LinearBeliefs),
    /// {(1 − ε) F + ε H}.
    Contamination(Contamination),
    /// Around a centre, in total variation or in the Prokhorov metric.
    Ball(Ball),
    /// The core of a convex capacity.
    Capacity(Capacity),
    /// All distributions over so many states (Wald), at least one.
    Wald(usize),
}

/// Why data are not a set of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeliefSetError {
    /// No vertex, or no state.
    Empty,
    /// Two parts speak about different numbers of states.
    WrongLength,
    /// ε or a radius outside \[0, 1\].
    Share(Rational),
    /// So many states for a capacity given event by event.
    EventStates(usize),
    /// The capacity of this event is impossible: the empty event has 0, the certain one 1, and none less than 0 or more than 1.
    EventValue(Event),
    /// The first event has more than the second, which contains it.
    NotMonotone(Event, Event),
    /// ν(A) + ν(B) > ν(A ∪ B) + ν(A ∩ B) for these two events.
    NotConvex(Event, Event),
    /// The points do not rise from (0, 0) to t = 1 within \[0, 1\].
    Distortion,
    /// The function is not convex at the point with this number, from 0.
    NotConvexAt(usize),
}

impl BeliefSet {
    /// The set of one distribution.
    pub fn single(prior: Distribution) -> BeliefSet {
        BeliefSet::Hull(Hull::of(prior))
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        match self {
            BeliefSet::Hull(hull) => hull.states(),
            BeliefSet::Linear(linear) => linear.states(),
            BeliefSet::Contamination(set) => set.centre().states(),
            BeliefSet::Ball(ball) => ball.centre().states(),
            BeliefSet::Capacity(capacity) => capacity.states(),
            BeliefSet::Wald(states) => *states,
        }
    }

    /// The inequalities in the set, if there are any: then a smallest expectation takes a linear program.
    pub fn inequalities(&self) -> Option<&LinearBeliefs> {
        match self {
            BeliefSet::Linear(linear) => Some(linear),
            BeliefSet::Contamination(set) => set.with().inequalities(),
            _ => None,
        }
    }

    /// The smallest expectation of these values, one per state, and a belief that attains it. `None` for another number of values, and
    /// for sets with inequalities, which need a linear program.
    pub fn lower(&self, values: &[Rational]) -> Option<Extreme> {
        if values.len() != self.states() {
            return None;
        }
        match self {
            BeliefSet::Hull(hull) => hull.lower(values),
            BeliefSet::Linear(_) => None,
            BeliefSet::Contamination(set) => {
                let inner = set.with().lower(values)?;
                Some(Extreme::of(set.mix(&inner.prior), values))
            }
            BeliefSet::Ball(ball) => Some(ball.lower(values)),
            BeliefSet::Capacity(capacity) => Some(capacity.lower(values)),
            BeliefSet::Wald(states) => Some(Extreme::of(Distribution::point(*states, cheapest(values)), values)),
        }
    }

    /// The largest expectation of these values, and a belief that attains it; `None` as for [`BeliefSet::lower`].
    pub fn upper(&self, values: &[Rational]) -> Option<Extreme> {
        let negatives: Vec<Rational> = values.iter().map(|value| -value.clone()).collect();
        self.lower(&negatives).map(|lower| Extreme { value: -lower.value, prior: lower.prior })
    }

    /// A number below which no expectation over the set falls: the smallest one by its closed form, or for sets with inequalities the
    /// bound that the multipliers prove. `None` when nothing is proved.
    pub fn lower_bound(&self, values: &[Rational], multipliers: Option<&Multipliers>) -> Option<Rational> {
        match (self, multipliers) {
            (BeliefSet::Linear(linear), Some(multipliers)) => linear.bound(values, multipliers),
            (BeliefSet::Contamination(set), Some(_)) => {
                let inner = set.with().lower_bound(values, multipliers)?;
                Some(set.mixed_value(values, &inner))
            }
            _ => self.lower(values).map(|lower| lower.value),
        }
    }

    /// Whether the distribution belongs to the set; `None` for a hull of several points of which it is none, a question for a linear
    /// program.
    pub fn contains(&self, prior: &Distribution) -> Option<bool> {
        match self {
            BeliefSet::Hull(hull) => hull.contains(prior),
            BeliefSet::Linear(linear) => Some(linear.contains(prior)),
            BeliefSet::Contamination(set) => set.contains(prior),
            BeliefSet::Ball(ball) => Some(ball.contains(prior)),
            BeliefSet::Capacity(capacity) => Some(capacity.contains(prior)),
            BeliefSet::Wald(states) => Some(prior.states() == *states),
        }
    }
}
