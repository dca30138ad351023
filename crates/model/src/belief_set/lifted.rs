//! A set of beliefs as the shadow of a polyhedron, for linear programs.

use super::{BeliefSet, Capacity};
use crate::number::Rational;

/// A row Σ a_k y_k ≥ b, or = b, about the variables of [`Lifted`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiftedRow {
    /// Variables and coefficients.
    pub entries: Vec<(usize, Rational)>,
    /// Whether the two sides are equal; otherwise the left one is at least the right one.
    pub equal: bool,
    /// b.
    pub right: Rational,
}

/// A set of beliefs {c + M y : y ≥ 0, rows}: p(x) = c(x) + Σ_k M(x, k) y_k.
///
/// Multiplied by a scale λ ≥ 0 (right sides and c times λ) it is λ times the set, which makes products of a mixing weight and a belief
/// linear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// Number of variables y, all at least 0.
    pub variables: usize,
    /// The rows.
    pub rows: Vec<LiftedRow>,
    /// For every state x: c(x) and the variables that enter p(x).
    pub probabilities: Vec<(Rational, Vec<(usize, Rational)>)>,
}

impl Lifted {
    /// The description of a set of beliefs. Its size is that of the data: for a ball one variable for each near pair of states, for
    /// a capacity given event by event one row per event.
    pub fn new(set: &BeliefSet) -> Lifted {
        match set {
            BeliefSet::Hull(hull) => {
                let vertices = hull.vertices();
                let share = |state: usize| {
                    let shares = vertices.iter().enumerate().map(|(k, v)| (k, v.probabilities()[state].clone()));
                    (Rational::ZERO, shares.filter(|(_, p)| !p.is_zero()).collect())
                };
                let ones = (0..vertices.len()).map(|k| (k, Rational::ONE)).collect();
                Lifted {
                    variables: vertices.len(),
                    rows: vec![equal(ones, Rational::ONE)],
                    probabilities: (0..set.states()).map(share).collect(),
                }
            }
            BeliefSet::Linear(linear) => {
                let mut lifted = Lifted::simplex(set.states());
                lifted.rows.extend(linear.rows().iter().map(|row| {
                    let entries = row.coefficients.iter().cloned().enumerate().filter(|(_, a)| !a.is_zero());
                    at_least(entries.collect(), row.least.clone())
                }));
                lifted
            }
            BeliefSet::Contamination(set) => {
                let inner = Lifted::new(set.with());
                let rest = Rational::ONE - set.epsilon();
                let mixed = inner.probabilities.into_iter().zip(set.centre().probabilities());
                let probabilities = mixed.map(|((constant, entries), f)| {
                    let entries = entries.into_iter().map(|(k, a)| (k, a * set.epsilon())).collect();
                    (&rest * f + set.epsilon() * constant, entries)
                });
                Lifted { probabilities: probabilities.collect(), ..inner }
            }
            BeliefSet::Ball(ball) => Lifted::of_ball(ball),
            BeliefSet::Capacity(Capacity::Events(events)) => {
                let mut lifted = Lifted::simplex(set.states());
                for (event, least) in events.values().iter().enumerate() {
                    if *least > Rational::ZERO {
                        let inside = (0..set.states()).filter(|state| event & (1 << state) != 0);
                        let entries = inside.map(|state| (state, Rational::ONE)).collect();
                        lifted.rows.push(at_least(entries, least.clone()));
                    }
                }
                lifted
            }
            BeliefSet::Capacity(Capacity::Distortion(distortion)) => {
                // For every line a t + b of g: n(x) ≥ a F(x) − p(x), n ≥ 0, Σ n ≤ −b.
                let mut lifted = Lifted::simplex(set.states());
                for (slope, start) in distortion.pieces() {
                    let first = lifted.variables;
                    lifted.variables += set.states();
                    for (state, f) in distortion.centre().probabilities().iter().enumerate() {
                        let entries = vec![(state, Rational::ONE), (first + state, Rational::ONE)];
                        lifted.rows.push(at_least(entries, &slope * f));
                    }
                    let all = (0..set.states()).map(|state| (first + state, -Rational::ONE)).collect();
                    lifted.rows.push(at_least(all, start));
                }
                lifted
            }
            BeliefSet::Wald(states) => Lifted::simplex(*states),
        }
    }

    /// The point λ (c + M y) of λ times the set, as one number per state; `None` when y breaks a row or a sign, so that it is no
    /// proof of belonging there.
    pub fn point(&self, scale: &Rational, y: &[Rational]) -> Option<Vec<Rational>> {
        if y.len() != self.variables || *scale < Rational::ZERO || y.iter().any(|value| *value < Rational::ZERO) {
            return None;
        }
        let total = |entries: &[(usize, Rational)], start: Rational| {
            entries.iter().fold(start, |total, (variable, a)| total + a * &y[*variable])
        };
        let holds = |row: &LiftedRow| {
            let (left, right) = (total(&row.entries, Rational::ZERO), &row.right * scale);
            if row.equal { left == right } else { left >= right }
        };
        let probability =
            |(constant, entries): &(Rational, Vec<(usize, Rational)>)| total(entries, constant * scale);
        self.rows.iter().all(holds).then(|| self.probabilities.iter().map(probability).collect())
    }

    /// All distributions: y = p.
    fn simplex(states: usize) -> Lifted {
        Lifted {
            variables: states,
            rows: vec![equal((0..states).map(|k| (k, Rational::ONE)).collect(), Rational::ONE)],
            probabilities: (0..states).map(|k| (Rational::ZERO, vec![(k, Rational::ONE)])).collect(),
        }
    }

    /// Mass moved between near states, mass e(x) taken away from x to go farther, and mass a(y) that arrives so.
    fn of_ball(ball: &super::Ball) -> Lifted {
        let states = ball.centre().states();
        let mut probabilities = vec![(Rational::ZERO, Vec::new()); states];
        let mut rows = Vec::new();
        let mut variables = 2 * states;
        for (x, f) in ball.centre().probabilities().iter().enumerate() {
            let mut leaving = vec![(x, Rational::ONE)];
            for y in (0..states).filter(|y| ball.is_near(x, *y)) {
                leaving.push((variables, Rational::ONE));
                probabilities[y].1.push((variables, Rational::ONE));
                variables += 1;
            }
            rows.push(equal(leaving, f.clone()));
            probabilities[x].1.push((states + x, Rational::ONE));
        }
        let taken = (0..states).map(|x| (x, Rational::ONE));
        let arriving = (0..states).map(|y| (states + y, -Rational::ONE));
        rows.push(equal(taken.chain(arriving).collect(), Rational::ZERO));
        rows.push(at_least((0..states).map(|x| (x, -Rational::ONE)).collect(), -ball.radius().clone()));
        Lifted { variables, rows, probabilities }
    }
}

fn equal(entries: Vec<(usize, Rational)>, right: Rational) -> LiftedRow {
    LiftedRow { entries, equal: true, right }
}

fn at_least(entries: Vec<(usize, Rational)>, right: Rational) -> LiftedRow {
    LiftedRow { entries, equal: false, right }
}
