//! Finitely many beliefs whose hull is the set.
//!
//! The worst case of any payoff is attained at one of them, so that "some belief of the set makes it no more than c" is "one of these
//! does".
//!
//! * *Vertices*, everything, and contaminations of such sets show them.
//! * *Balls and cores.* Their smallest expectations are linear as long as the order of the values of the states stays the same (the
//!   closed forms of [`BeliefSet::lower`]: to which state mass moves, and from where first, depends on the order alone). So the belief
//!   that attains the smallest expectation of any payoff in one strict order does so for all payoffs in this order, and the beliefs of all
//!   orders span the set, which its smallest expectations determine.
//! * *Inequalities.* A vertex satisfies all rows, and as many of them with equality as there are states, independent ones, the total
//!   among them.

use super::{BeliefSet, Distribution, LinearBeliefs};
use crate::number::Rational;

/// Most states whose orders are all gone through: there are 720 orders of six.
pub const MAX_ORDERED_STATES: usize = 6;

/// Most choices of tight rows that are tried.
const MAX_TIGHT_CHOICES: usize = 50_000;

impl BeliefSet {
    /// Beliefs of the set whose hull it is, each once, in a fixed order; some may be no vertices. `None` for balls and capacities over more
    /// than [`MAX_ORDERED_STATES`] states, for inequalities with too many choices of tight rows, and for an empty set.
    pub fn corners(&self) -> Option<Vec<Distribution>> {
        let found = match self {
            BeliefSet::Hull(hull) => hull.vertices().to_vec(),
            BeliefSet::Wald(states) => (0..*states).map(|at| Distribution::point(*states, at)).collect(),
            BeliefSet::Contamination(set) => {
                set.with().corners()?.iter().map(|corner| set.mix(corner)).collect::<Vec<Distribution>>()
            }
            BeliefSet::Ball(_) | BeliefSet::Capacity(_) => self.extreme_in_every_order()?,
            BeliefSet::Linear(linear) => by_tight_rows(linear)?,
        };
        let mut corners: Vec<Distribution> = Vec::new();
        for corner in found {
            if !corners.contains(&corner) {
                corners.push(corner);
            }
        }
        (!corners.is_empty()).then_some(corners)
    }

    fn extreme_in_every_order(&self) -> Option<Vec<Distribution>> {
        let states = self.states();
        if states > MAX_ORDERED_STATES {
            return None;
        }
        let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
        for state in 0..states {
            let longer = |order: &Vec<usize>| {
                let order = order.clone();
                (0..=order.len()).map(move |place| {
                    let mut order = order.clone();
                    order.insert(place, state);
                    order
                })
            };
            orders = orders.iter().flat_map(longer).collect();
        }
        let lowest = |order: Vec<usize>| {
            let mut values = vec![Rational::ZERO; states];
            order.into_iter().enumerate().for_each(|(rank, state)| values[state] = Rational::from(rank as u64));
            self.lower(&values).map(|extreme| extreme.prior)
        };
        orders.into_iter().map(lowest).collect()
    }
}

fn by_tight_rows(set: &LinearBeliefs) -> Option<Vec<Distribution>> {
    let states = set.states();
    let unit = |state: usize| -> Vec<Rational> { Distribution::point(states, state).probabilities().to_vec() };
    let mut rows: Vec<(Vec<Rational>, Rational)> = (0..states).map(|x| (unit(x), Rational::ZERO)).collect();
    rows.extend(set.rows().iter().map(|row| (row.coefficients.clone(), row.least.clone())));
    let mut found = Vec::new();
    let mut chosen: Vec<usize> = (0..states - 1).collect();
    for _ in 0..MAX_TIGHT_CHOICES {
        let mut system = vec![(vec![Rational::ONE; states], Rational::ONE)];
        system.extend(chosen.iter().map(|row| rows[*row].clone()));
        let point = only_solution(system).and_then(|point| Distribution::new(point).ok());
        found.extend(point.filter(|point| set.contains(point)));
        // The next choice in lexicographic order.
        let last = (0..chosen.len()).rfind(|place| chosen[*place] + chosen.len() - place < rows.len());
        let Some(place) = last else { return Some(found) };
        chosen[place] += 1;
        for later in place + 1..chosen.len() {
            chosen[later] = chosen[later - 1] + 1;
        }
    }
    None
}

/// The solution of as many equations as unknowns; `None` when it is not the only one, or there is none.
fn only_solution(mut system: Vec<(Vec<Rational>, Rational)>) -> Option<Vec<Rational>> {
    let count = system.len();
    for column in 0..count {
        let pivot = (column..count).find(|row| !system[*row].0[column].is_zero())?;
        system.swap(column, pivot);
        let (pivot, right) = system[column].clone();
        for (row, (entries, value)) in system.iter_mut().enumerate() {
            if row == column || entries[column].is_zero() {
                continue;
            }
            let factor = &entries[column] / &pivot[column];
            entries.iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= &factor * pivot);
            *value -= &factor * &right;
        }
    }
    Some(system.into_iter().enumerate().map(|(place, (entries, value))| value / &entries[place]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::belief_set::{Ball, Capacity, Distortion, Inequality, Metric};

    fn part(top: i64, bottom: i64) -> Rational {
        Rational::from(top) / Rational::from(bottom)
    }

    fn middle(states: i64) -> Distribution {
        Distribution::from_weights(vec![Rational::ONE; states as usize]).unwrap()
    }

    fn sets() -> Vec<BeliefSet> {
        let centre = Distribution::from_weights([3, 1, 2].map(Rational::from).to_vec()).unwrap();
        let line: Vec<Vec<Rational>> = (0..3).map(|x| vec![part(x, 4)]).collect();
        let metric = Metric::of_coordinates(&line);
        let points =
            vec![(Rational::ZERO, Rational::ZERO), (part(1, 2), part(1, 4)), (Rational::ONE, part(9, 10))];
        vec![
            BeliefSet::Ball(Ball::total_variation(centre.clone(), part(1, 5)).unwrap()),
            BeliefSet::Ball(Ball::prokhorov(centre.clone(), metric, part(1, 4)).unwrap()),
            BeliefSet::Capacity(Capacity::Distortion(Distortion::new(centre, points).unwrap())),
        ]
    }

    /// The smallest expectation of payoffs of all kinds is that of a corner, and the corners are in the set.
    #[test]
    fn corners_span_the_set() {
        for set in sets() {
            let corners = set.corners().unwrap();
            assert!(corners.iter().all(|corner| set.contains(corner) == Some(true)));
            for code in 0..343i64 {
                let values = [code % 7 - 3, code / 7 % 7 - 3, code / 49 - 3].map(Rational::from);
                let least = corners.iter().map(|corner| corner.expectation(&values)).min().unwrap();
                assert_eq!(set.lower(&values).unwrap().value, least, "{set:?} {values:?}");
            }
        }
    }

    #[test]
    fn tight_rows_give_vertices() {
        // p(0) ≥ 1/4 and p(1) ≤ p(2): a quadrangle of which (1, 0, 0) is a corner twice over.
        let row =
            |numbers: [i64; 3], least| Inequality { coefficients: numbers.map(Rational::from).to_vec(), least };
        let rows = vec![row([1, 0, 0], part(1, 4)), row([0, -1, 1], Rational::ZERO)];
        let set = BeliefSet::Linear(LinearBeliefs::new(3, rows).unwrap());
        let corners = set.corners().unwrap();
        let expected = [[4, 0, 0], [1, 0, 3], [2, 3, 3]];
        let expected: Vec<Distribution> = expected
            .iter()
            .map(|weights| Distribution::from_weights(weights.map(Rational::from).to_vec()).unwrap())
            .collect();
        assert_eq!(corners.len(), 3);
        assert!(expected.iter().all(|corner| corners.contains(corner)), "{corners:?}");
        let never = vec![row([1, 1, 1], part(2, 1))];
        assert_eq!(BeliefSet::Linear(LinearBeliefs::new(3, never).unwrap()).corners(), None);
        let ball = Ball::total_variation(middle(7), part(1, 9)).unwrap();
        assert_eq!(BeliefSet::Ball(ball).corners(), None, "5040 orders are too many");
        assert_eq!(BeliefSet::Wald(7).corners().unwrap().len(), 7, "no orders are needed");
    }
}
