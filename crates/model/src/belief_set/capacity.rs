//! Cores of convex capacities: {H : H(A) ≥ ν(A) for every event A}.
//!
//! A capacity is *convex* when ν(A) + ν(B) ≤ ν(A ∪ B) + ν(A ∩ B) for all events (SONG section 2). Then its core is not empty
//! (Shapley 1971) and its smallest expectation of f is the Choquet integral, attained as follows. Put the states in the order of falling
//! f, x_1, x_2, …; with U_j = {x_1, …, x_j} every H of the core has Σ H f = f(x_m) + Σ_j (f(x_j) − f(x_{j+1})) H(U_j)
//! ≥ f(x_m) + Σ_j (f(x_j) − f(x_{j+1})) ν(U_j), and H(x_j) = ν(U_j) − ν(U_{j−1}) attains it and, ν being convex, lies in the core.

use super::{BeliefSetError, Distribution, Extreme};
use crate::number::Rational;

/// Largest number of states of a capacity that is given event by event.
pub const MAX_EVENT_STATES: usize = 16;

/// An event: a set of states, state x being the bit 2^x.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event(pub u32);

impl Event {
    /// Whether a state belongs to the event.
    pub fn contains(self, state: usize) -> bool {
        u32::try_from(state).is_ok_and(|state| self.0.checked_shr(state).is_some_and(|rest| rest & 1 == 1))
    }
}

/// A convex capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
    /// Given event by event.
    Events(EventCapacity),
    /// A distortion of a distribution.
    Distortion(Distortion),
}

/// A convex capacity given by ν(A) for every event, in the order of [`Event`]; ν(∅) = 0, ν of everything = 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCapacity {
    states: usize,
    values: Vec<Rational>,
}

impl EventCapacity {
    /// The capacity with these values.
    ///
    /// It is enough to compare events that differ by one state each: if ν(A ∪ x) + ν(A ∪ y) ≤ ν(A ∪ x ∪ y) + ν(A) for all A and x ≠ y
    /// outside A, then what x adds to an event does not fall as the event grows, state by state, and that is convexity. Monotonicity
    /// follows from ν(x) ≥ 0 = ν(∅); it is looked at first, because a failure of it is easier to see.
    ///
    /// # Errors
    /// More than [`MAX_EVENT_STATES`] states, a wrong number of values, wrong values of the empty or the certain event, a value outside
    /// \[0, 1\], or two events for which monotonicity or convexity fails.
    pub fn new(states: usize, values: Vec<Rational>) -> Result<EventCapacity, BeliefSetError> {
        if states == 0 || states > MAX_EVENT_STATES {
            return Err(BeliefSetError::EventStates(states));
        }
        if values.len() != 1 << states {
            return Err(BeliefSetError::WrongLength);
        }
        let event = |place: usize| Event(u32::try_from(place).unwrap_or(u32::MAX));
        let certain = values.len() - 1;
        if !values[0].is_zero() {
            return Err(BeliefSetError::EventValue(event(0)));
        }
        if !values[certain].is_one() {
            return Err(BeliefSetError::EventValue(event(certain)));
        }
        let is_share = |value: &Rational| (Rational::ZERO..=Rational::ONE).contains(value);
        if let Some(place) = values.iter().position(|value| !is_share(value)) {
            return Err(BeliefSetError::EventValue(event(place)));
        }
        for base in 0..values.len() {
            if let Some(state) = (0..states).find(|state| values[base] > values[base | 1 << state]) {
                return Err(BeliefSetError::NotMonotone(event(base), event(base | 1 << state)));
            }
        }
        for base in 0..values.len() {
            let outside = |state: &usize| base & (1 << state) == 0;
            for x in (0..states).filter(outside) {
                for y in (0..x).filter(outside) {
                    let (with_x, with_y) = (base | 1 << x, base | 1 << y);
                    if &values[with_x] + &values[with_y] > &values[with_x | with_y] + &values[base] {
                        return Err(BeliefSetError::NotConvex(event(with_y), event(with_x)));
                    }
                }
            }
        }
        Ok(EventCapacity { states, values })
    }

    /// ν(A); 0 for an event with an unknown state.
    pub fn value(&self, event: Event) -> &Rational {
        const NOTHING: &Rational = &Rational::ZERO;
        usize::try_from(event.0).ok().and_then(|place| self.values.get(place)).unwrap_or(NOTHING)
    }

    /// ν of every event.
    pub fn values(&self) -> &[Rational] {
        &self.values
    }

    fn contains(&self, prior: &Distribution) -> bool {
        let mut shares = vec![Rational::ZERO; self.values.len()];
        for event in 1..shares.len() {
            let first = event.trailing_zeros() as usize;
            shares[event] = &shares[event & (event - 1)] + &prior.probabilities()[first];
        }
        shares.iter().zip(&self.values).all(|(share, least)| share >= least)
    }
}

/// The capacity ν(A) = g(F(A)) for every event but the certain one, whose value is 1; g is convex and piecewise linear on \[0, 1\] with
/// g(0) = 0 ≤ g and g(1) ≤ 1.
///
/// g(F(·)) is convex because g is; raising the value of the certain event keeps it convex. With g(t) = (1 − ε) t the core is the
/// ε-contamination of F.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distortion {
    centre: Distribution,
    points: Vec<(Rational, Rational)>,
}

impl Distortion {
    /// The distortion through the points (t, g(t)), in between linear, the first at t = 0 and the last at t = 1.
    ///
    /// # Errors
    /// Points that are no such function; [`BeliefSetError::NotConvexAt`] names the middle one of three that bend the wrong way.
    pub fn new(centre: Distribution, points: Vec<(Rational, Rational)>) -> Result<Distortion, BeliefSetError> {
        let ends = match (points.first(), points.last()) {
            (Some(first), Some(last)) => {
                first.0.is_zero() && first.1.is_zero() && last.0.is_one() && last.1 <= Rational::ONE
            }
            _ => false,
        };
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !ends || !rising || points.iter().any(|(_, value)| *value < Rational::ZERO) {
            return Err(BeliefSetError::Distortion);
        }
        let distortion = Distortion { centre, points };
        let slopes: Vec<Rational> = distortion.pieces().into_iter().map(|(slope, _)| slope).collect();
        match slopes.windows(2).position(|pair| pair[0] > pair[1]) {
            Some(place) => Err(BeliefSetError::NotConvexAt(place + 1)),
            None => Ok(distortion),
        }
    }

    /// F.
    pub fn centre(&self) -> &Distribution {
        &self.centre
    }

    /// The points (t, g(t)).
    pub fn points(&self) -> &[(Rational, Rational)] {
        &self.points
    }

    /// The lines a t + b of which g is the maximum, as (a, b).
    pub(super) fn pieces(&self) -> Vec<(Rational, Rational)> {
        let piece = |pair: &[(Rational, Rational)]| {
            let slope = (&pair[1].1 - &pair[0].1) / (&pair[1].0 - &pair[0].0);
            let start = &pair[0].1 - &slope * &pair[0].0;
            (slope, start)
        };
        self.points.windows(2).map(piece).collect()
    }

    /// g(t).
    pub fn value(&self, share: &Rational) -> Rational {
        let lines = self.pieces().into_iter().map(|(slope, start)| slope * share + start);
        lines.fold(Rational::ZERO, Rational::max)
    }

    /// H(A) ≥ a F(A) + b for all A ⇔ the states with H < a F, taken together, reach b.
    fn contains(&self, prior: &Distribution) -> bool {
        self.pieces().iter().all(|(slope, start)| {
            let pairs = prior.probabilities().iter().zip(self.centre.probabilities());
            let short = pairs.map(|(h, f)| h - slope * f).filter(|rest| *rest < Rational::ZERO);
            short.fold(Rational::ZERO, |total, rest| total + rest) >= *start
        })
    }
}

impl Capacity {
    pub(super) fn states(&self) -> usize {
        match self {
            Capacity::Events(events) => events.states,
            Capacity::Distortion(distortion) => distortion.centre.states(),
        }
    }

    pub(super) fn contains(&self, prior: &Distribution) -> bool {
        prior.states() == self.states()
            && match self {
                Capacity::Events(events) => events.contains(prior),
                Capacity::Distortion(distortion) => distortion.contains(prior),
            }
    }

    /// The Choquet integral, with the additive measure that attains it.
    pub(super) fn lower(&self, values: &[Rational]) -> Extreme {
        let states = self.states();
        let mut falling: Vec<usize> = (0..states).collect();
        falling.sort_by(|x, y| values[*y].cmp(&values[*x]));
        let mut probabilities = vec![Rational::ZERO; states];
        let (mut event, mut share, mut below) = (0usize, Rational::ZERO, Rational::ZERO);
        for (place, state) in falling.into_iter().enumerate() {
            let value = match self {
                _ if place + 1 == states => Rational::ONE,
                Capacity::Events(events) => {
                    event |= 1 << state;
                    events.values[event].clone()
                }
                Capacity::Distortion(distortion) => {
                    share += &distortion.centre.probabilities()[state];
                    distortion.value(&share)
                }
            };
            probabilities[state] = &value - below;
            below = value;
        }
        Extreme::of(Distribution::known(probabilities), values)
    }
}
