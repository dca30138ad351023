//! Finitely many beliefs of which a set is the convex hull.
//!
//! A smallest expectation over the set is then the smallest over them, and a belief with a smaller expectation than some number exists
//! exactly when one of them is such a belief.
//!
//! * Hull, Wald: as given. Contamination: mixing with F is affine, so that the points of the other set are mixed.
//! * Core of a convex capacity, and the ball of total variation, which is the core of ν(A) = max(0, F(A) − r): one point for every order of
//!   the states, the belief with the smallest expectation of their ranks. Ranks differ, so that every event of the chain has its
//!   smallest probability there, and there is one such belief only; all extreme points of the core are of this kind.
//! * Inequalities over n states: an extreme point has n − 1 independent tight rows among the inequalities and the signs; all choices are
//!   solved.

use super::{BeliefSet, Distribution, LinearBeliefs};
use crate::number::Rational;

/// States at most for sets whose points are found order by order.
const MAX_ORDERED_STATES: usize = 6;
/// Choices of tight rows at most.
const MAX_CHOICES: usize = 50_000;

impl BeliefSet {
    /// Beliefs of which the set is the convex hull, each once; `None` for a ball of the Prokhorov metric, for a capacity or a ball of total
    /// variation over more than 6 states, for inequalities with more than 50,000 choices of tight rows, and for an empty set.
    pub fn vertices(&self) -> Option<Vec<Distribution>> {
        let mut found = match self {
            BeliefSet::Hull(hull) => hull.vertices().to_vec(),
            BeliefSet::Wald(states) => (0..*states).map(|at| Distribution::point(*states, at)).collect(),
            BeliefSet::Contamination(set) => set.with().vertices()?.iter().map(|inner| set.mix(inner)).collect(),
            BeliefSet::Ball(ball) if ball.metric().is_some() => return None,
            BeliefSet::Ball(_) | BeliefSet::Capacity(_) => self.by_orders()?,
            BeliefSet::Linear(linear) => by_tight_rows(linear)?,
        };
        let mut kept: Vec<Distribution> = Vec::with_capacity(found.len());
        for belief in found.drain(..) {
            if !kept.contains(&belief) {
                kept.push(belief);
            }
        }
        (!kept.is_empty()).then_some(kept)
    }

    fn by_orders(&self) -> Option<Vec<Distribution>> {
        if self.states() > MAX_ORDERED_STATES {
            return None;
        }
        let at = |order: &Vec<usize>| {
            let mut ranks = vec![Rational::ZERO; order.len()];
            order.iter().enumerate().for_each(|(rank, state)| ranks[*state] = Rational::from(rank));
            self.lower(&ranks).map(|extreme| extreme.prior)
        };
        orders(self.states()).iter().map(at).collect()
    }
}

/// All orders of so many states.
fn orders(states: usize) -> Vec<Vec<usize>> {
    (0..states).fold(vec![Vec::new()], |shorter, last| {
        let longer = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            let insert = |place| {
                let mut longer = order.clone();
                longer.insert(place, last);
                longer
            };
            (0..=order.len()).map(insert).collect()
        };
        shorter.iter().flat_map(longer).collect()
    })
}

fn by_tight_rows(linear: &LinearBeliefs) -> Option<Vec<Distribution>> {
    let states = linear.states();
    let unit = |at: usize| (0..states).map(|x| if x == at { Rational::ONE } else { Rational::ZERO }).collect();
    let mut rows: Vec<(Vec<Rational>, Rational)> = (0..states).map(|at| (unit(at), Rational::ZERO)).collect();
    rows.extend(linear.rows().iter().map(|row| (row.coefficients.clone(), row.least.clone())));
    let chosen = choices(rows.len(), states - 1)?;
    let mut found = Vec::new();
    for choice in chosen {
        let mut system = vec![(vec![Rational::ONE; states], Rational::ONE)];
        system.extend(choice.into_iter().map(|row| rows[row].clone()));
        let Some(point) = only_solution(system) else { continue };
        if let Ok(belief) = Distribution::new(point)
            && linear.contains(&belief)
        {
            found.push(belief);
        }
    }
    Some(found)
}

/// The ways to choose some of so many rows.
fn choices(rows: usize, some: usize) -> Option<Vec<Vec<usize>>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..some {
        let longer = |choice: &Vec<usize>| -> Vec<Vec<usize>> {
            let first = choice.last().map_or(0, |last| last + 1);
            (first..rows).map(|next| choice.iter().copied().chain([next]).collect()).collect()
        };
        found = found.iter().flat_map(longer).collect();
        if found.len() > MAX_CHOICES {
            return None;
        }
    }
    Some(found)
}

/// The solution of as many equations as unknowns, if there is exactly one.
fn only_solution(mut system: Vec<(Vec<Rational>, Rational)>) -> Option<Vec<Rational>> {
    let unknowns = system.len();
    for column in 0..unknowns {
        let pivot = (column..unknowns).find(|row| !system[*row].0[column].is_zero())?;
        system.swap(column, pivot);
        let (leading, right) = system[column].clone();
        let scale = leading[column].clone();
        for (row, (left, value)) in system.iter_mut().enumerate() {
            let factor = &left[column] / &scale;
            if row == column || factor.is_zero() {
                continue;
            }
            left.iter_mut().zip(&leading).for_each(|(entry, over)| *entry -= &factor * over);
            *value -= &factor * &right;
        }
    }
    Some((0..unknowns).map(|row| &system[row].1 / &system[row].0[row]).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Ball, Inequality};
    use super::*;

    fn belief(weights: &[i64]) -> Distribution {
        Distribution::from_weights(weights.iter().map(|weight| Rational::from(*weight)).collect()).unwrap()
    }

    #[test]
    fn the_points_have_the_smallest_expectations_of_the_set() {
        let ball =
            BeliefSet::Ball(Ball::total_variation(belief(&[1, 2, 3]), Rational::ONE / Rational::from(4)).unwrap());
        let points = ball.vertices().unwrap();
        for values in [[0, 1, 5], [3, -1, 2], [7, 7, 0], [-2, 0, 0]] {
            let values = values.map(Rational::from);
            let least = points.iter().map(|point| point.expectation(&values)).min().unwrap();
            assert_eq!(least, ball.lower(&values).unwrap().value);
        }
        assert!(points.iter().all(|point| ball.contains(point) == Some(true)));
    }

    #[test]
    fn inequalities_have_their_corners() {
        // p(0) ≥ 1/2 over three states: a triangle.
        let row = Inequality { coefficients: [2, 0, 0].map(Rational::from).to_vec(), least: Rational::ONE };
        let set = BeliefSet::Linear(LinearBeliefs::new(3, vec![row]).unwrap());
        let points = set.vertices().unwrap();
        assert_eq!(points.len(), 3);
        for corner in [belief(&[1, 0, 0]), belief(&[1, 1, 0]), belief(&[1, 0, 1])] {
            assert!(points.contains(&corner));
        }
        assert_eq!(BeliefSet::Wald(4).vertices().unwrap().len(), 4);
    }
}
