//! Balls of distributions: total variation and Prokhorov.
//!
//! Both are the distributions H that are reached from the centre F by moving mass: any mass within the radius r, and at most the mass
//! m farther. By Strassen's theorem (1965) this is {H : F(A) ≤ H(A^r) + m for every A}, where A^r are the states within r of A:
//!
//! * r = 0 (on different states): F(A) − H(A) ≤ m for all A, the ball of radius m in total variation;
//! * r = m = ε: the ball of radius ε in the Prokhorov metric. The infimum in its definition is attained on finitely many states,
//!   because A^δ = A^ε for δ just above ε.
//!
//! # Smallest expectation
//! A unit of mass at x that stays within r costs at least g(x) = min{f(y) : d(x, y) ≤ r}, and f_min = min f when it goes farther. So no
//! H of the ball has less than Σ F(x) g(x) − max{Σ e(x) (g(x) − f_min) : 0 ≤ e ≤ F, Σ e ≤ m}, and moving everything to the cheapest
//! state within r, then the mass m from the dearest g to the cheapest state of all, attains it.

use super::extreme::cheapest;
use super::{BeliefSetError, Distribution, Extreme, Metric};
use crate::number::Rational;

/// The distributions reached from a centre by moving any mass within a radius and a given mass farther.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ball {
    centre: Distribution,
    /// `None`: each state is near to itself only.
    within: Option<(Metric, Rational)>,
    mass: Rational,
}

impl Ball {
    /// The ball of total variation: max_A |F(A) − H(A)| ≤ `radius`.
    ///
    /// # Errors
    /// A radius outside \[0, 1\].
    pub fn total_variation(centre: Distribution, radius: Rational) -> Result<Ball, BeliefSetError> {
        Ball::new(centre, None, radius)
    }

    /// The ball of the Prokhorov metric.
    ///
    /// # Errors
    /// A radius outside \[0, 1\], or distances between other states.
    pub fn prokhorov(centre: Distribution, metric: Metric, radius: Rational) -> Result<Ball, BeliefSetError> {
        Ball::new(centre, Some((metric, radius.clone())), radius)
    }

    fn new(
        centre: Distribution,
        within: Option<(Metric, Rational)>,
        mass: Rational,
    ) -> Result<Ball, BeliefSetError> {
        if mass < Rational::ZERO || mass > Rational::ONE {
            return Err(BeliefSetError::Share(mass));
        }
        if within.as_ref().is_some_and(|(metric, _)| metric.states() != centre.states()) {
            return Err(BeliefSetError::WrongLength);
        }
        Ok(Ball { centre, within, mass })
    }

    /// F.
    pub fn centre(&self) -> &Distribution {
        &self.centre
    }

    /// The radius of the ball, in total variation or in the Prokhorov metric.
    pub fn radius(&self) -> &Rational {
        &self.mass
    }

    /// The distances of a Prokhorov ball; `None` for total variation.
    pub fn metric(&self) -> Option<&Metric> {
        self.within.as_ref().map(|(metric, _)| metric)
    }

    /// Whether mass may move freely from x to y.
    pub(super) fn is_near(&self, x: usize, y: usize) -> bool {
        x == y || self.within.as_ref().is_some_and(|(metric, radius)| metric.at(x, y) <= radius)
    }

    pub(super) fn lower(&self, values: &[Rational]) -> Extreme {
        let states = self.centre.states();
        let target = |x: usize| {
            let near = (0..states).filter(|y| self.is_near(x, *y));
            near.fold(x, |best, y| if values[y] < values[best] { y } else { best })
        };
        let mut moved = vec![Rational::ZERO; states];
        for (x, mass) in self.centre.probabilities().iter().enumerate() {
            moved[target(x)] += mass;
        }
        let end = cheapest(values);
        let mut dearest: Vec<usize> = (0..states).filter(|y| *y != end).collect();
        dearest.sort_by(|x, y| values[*y].cmp(&values[*x]));
        let mut left = self.mass.clone();
        for y in dearest {
            let taken = if moved[y] < left { moved[y].clone() } else { left.clone() };
            moved[y] -= &taken;
            moved[end] += &taken;
            left -= taken;
        }
        Extreme::of(Distribution::known(moved), values)
    }

    /// Whether all but the mass m of F can be moved to H without going farther than r: the largest flow, by shortest augmenting
    /// paths.
    pub(super) fn contains(&self, prior: &Distribution) -> bool {
        let states = self.centre.states();
        if prior.states() != states {
            return false;
        }
        let mut unsent = self.centre.probabilities().to_vec();
        let mut room = prior.probabilities().to_vec();
        let mut flow = vec![vec![Rational::ZERO; states]; states];
        while let Some(path) = self.augmenting_path(&unsent, &room, &flow) {
            // Sources and targets alternate along the path: x y x y …, every second step takes flow back.
            let (first, last) = (path[0], path[path.len() - 1]);
            let mut amount = unsent[first].clone().min(room[last].clone());
            for step in path.windows(2).skip(1).step_by(2) {
                amount = amount.min(flow[step[1]][step[0]].clone());
            }
            for (number, step) in path.windows(2).enumerate() {
                if number % 2 == 0 {
                    flow[step[0]][step[1]] += &amount;
                } else {
                    flow[step[1]][step[0]] -= &amount;
                }
            }
            unsent[first] -= &amount;
            room[last] -= amount;
        }
        crate::number::sum(&unsent) <= self.mass
    }

    /// A shortest path from a source with mass to a target with room: source, target, source, …, target.
    fn augmenting_path(
        &self,
        unsent: &[Rational],
        room: &[Rational],
        flow: &[Vec<Rational>],
    ) -> Option<Vec<usize>> {
        let states = unsent.len();
        // Where a target was reached from, and a source; a first source is its own origin.
        let mut to_target: Vec<Option<usize>> = vec![None; states];
        let mut to_source: Vec<Option<usize>> = vec![None; states];
        let mut queue: Vec<usize> = (0..states).filter(|x| !unsent[*x].is_zero()).collect();
        let is_first = |x: usize| !unsent[x].is_zero();
        let mut next = 0;
        while let Some(x) = queue.get(next).copied() {
            next += 1;
            for y in (0..states).filter(|y| self.is_near(x, *y)) {
                if to_target[y].is_some() {
                    continue;
                }
                to_target[y] = Some(x);
                if !room[y].is_zero() {
                    let mut path = vec![y, x];
                    let mut source = x;
                    while !is_first(source) {
                        let target = to_source[source]?;
                        source = to_target[target]?;
                        path.extend([target, source]);
                    }
                    path.reverse();
                    return Some(path);
                }
                for back in 0..states {
                    if !is_first(back) && to_source[back].is_none() && !flow[back][y].is_zero() {
                        to_source[back] = Some(y);
                        queue.push(back);
                    }
                }
            }
        }
        None
    }
}
