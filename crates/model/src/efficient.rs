//! The efficient allocation of all profiles in one pass.
//!
//! Σ_i u_i(a, θ) is a sum of functions that depend on few agents each. Going through the profiles in their order, the last agent's type changes at
//! every step, the one before it at every |Θ_n|-th, and so on: less than two changes a profile on average with two types or more each. Only the payoffs that depend on
//! an agent whose type changed are taken out of the sums and put in again. Over a common denominator all of them are integers;
//! where those fit into 64 bits, sums included, no other numbers are needed.

use crate::allocation_table::AllocationTable;
use crate::environment::{Outcome, first_efficient_outcome};
use crate::index::OutcomeId;
use crate::number::{common_denominator, scaled_to};
use crate::type_space::TypeSpace;

/// Absolute values of sums stay below this bound, and so does what is added and taken away on the way.
const BOUND: i64 = 1 << 61;

/// The first outcome in the list that maximises Σ_i u_i(a, θ), of every profile: [`first_efficient_outcome`] everywhere. The payoffs must have been
/// made for this space.
pub fn efficient_allocation(space: &TypeSpace, outcomes: &[Outcome]) -> AllocationTable {
    match Sums::new(space, outcomes) {
        Some(mut sums) => space.profiles().map(|_| sums.best_and_next()).collect(),
        None => space.profiles().map(|profile| first_efficient_outcome(outcomes, profile)).collect(),
    }
}

/// A payoff that is not constant, at the present profile.
struct Term {
    outcome: usize,
    place: usize,
    values: Vec<i64>,
}

/// What changes with the type of an agent.
struct Wheel {
    count: usize,
    at: usize,
    /// Terms, and the step of their place from one type to the next.
    moves: Vec<(usize, usize)>,
}

/// The sums of all outcomes at the present profile, over one denominator.
struct Sums {
    totals: Vec<i64>,
    terms: Vec<Term>,
    /// Of all agents, the last first.
    wheels: Vec<Wheel>,
}

impl Sums {
    /// At the first profile; `None` when numbers are too large.
    fn new(space: &TypeSpace, outcomes: &[Outcome]) -> Option<Sums> {
        let all = outcomes.iter().flat_map(|outcome| &outcome.payoffs).flat_map(|payoff| payoff.values());
        let denominator = common_denominator(all);
        let mut totals = vec![0i64; outcomes.len()];
        let mut terms = Vec::new();
        let mut wheels: Vec<Wheel> = space
            .agents()
            .rev()
            .map(|agent| Wheel { count: space.type_count(agent), at: 0, moves: Vec::new() })
            .collect();
        for (outcome, (total, described)) in totals.iter_mut().zip(outcomes).enumerate() {
            let mut largest = 0i64;
            for payoff in &described.payoffs {
                let scaled =
                    payoff.values().iter().map(|value| i64::try_from(&scaled_to(value, &denominator)).ok());
                let values: Vec<i64> = scaled.collect::<Option<_>>()?;
                let most = values.iter().map(|value| value.unsigned_abs()).max().unwrap_or(0);
                largest = largest.checked_add(i64::try_from(most).ok()?).filter(|known| *known < BOUND)?;
                *total += values.first().copied().unwrap_or(0);
                let mut step = 1;
                for agent in payoff.depends_on().members().rev() {
                    wheels[space.agent_count() - 1 - agent.0].moves.push((terms.len(), step));
                    step *= space.type_count(agent);
                }
                if values.len() > 1 {
                    terms.push(Term { outcome, place: 0, values });
                }
            }
        }
        Some(Sums { totals, terms, wheels })
    }

    /// The first outcome with the largest sum; then goes on to the next profile, or from the last to the first.
    fn best_and_next(&mut self) -> OutcomeId {
        let mut best = 0;
        for (place, total) in self.totals.iter().enumerate() {
            if *total > self.totals[best] {
                best = place;
            }
        }
        for wheel in &mut self.wheels {
            wheel.at += 1;
            let back = wheel.at == wheel.count;
            for (term, step) in &wheel.moves {
                let term = &mut self.terms[*term];
                let total = &mut self.totals[term.outcome];
                *total -= term.values[term.place];
                term.place = if back { term.place - step * (wheel.count - 1) } else { term.place + step };
                *total += term.values[term.place];
            }
            if !back {
                break;
            }
            wheel.at = 0;
        }
        OutcomeId(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coalition::Coalition;
    use crate::index::AgentId;
    use crate::number::Rational;
    use crate::payoff::Payoff;

    /// Payoffs that depend on any agents, from a small generator of our own.
    fn outcomes(space: &TypeSpace, mut state: u64, scale: Rational) -> Vec<Outcome> {
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let count = 1 + next() % 4;
        (0..count)
            .map(|place| {
                let payoffs = space.agents().map(|_| {
                    let mask = next();
                    let members = space.agents().filter(|agent| mask >> agent.0 & 1 == 1);
                    let on = members.fold(Coalition::EMPTY, |known, agent: AgentId| known.with(agent));
                    let number = |_| {
                        Rational::from(i64::try_from(next() % 7).unwrap_or(0) - 3) / Rational::from(1 + next() % 3)
                    };
                    let values = (0..space.joint_count(on)).map(number).map(|value| value * &scale).collect();
                    Payoff::new(space, on, values).unwrap()
                });
                Outcome { name: format!("o{place}"), payoffs: payoffs.collect() }
            })
            .collect()
    }

    #[test]
    fn one_pass_gives_what_every_profile_gives_alone() {
        for (seed, counts) in
            [vec![2, 3, 2], vec![1, 4], vec![3, 1, 1, 2], vec![2; 5], vec![1, 1]].iter().enumerate()
        {
            let space = TypeSpace::new(counts.clone()).unwrap();
            for case in 0..20 {
                let list = outcomes(&space, (seed * 100 + case) as u64, Rational::ONE);
                let expected: AllocationTable =
                    space.profiles().map(|profile| first_efficient_outcome(&list, profile)).collect();
                assert!(Sums::new(&space, &list).is_some());
                assert_eq!(efficient_allocation(&space, &list), expected);
            }
        }
    }

    #[test]
    fn numbers_beyond_the_machine_are_compared_exactly() {
        let space = TypeSpace::new(vec![2, 3]).unwrap();
        let huge = Rational::from(1u64 << 63) * Rational::from(1u64 << 63);
        for seed in 0..20 {
            let (small, large) = (outcomes(&space, seed, Rational::ONE), outcomes(&space, seed, huge.clone()));
            assert_eq!(efficient_allocation(&space, &small), efficient_allocation(&space, &large));
            let is_zero = small.iter().flat_map(|outcome| &outcome.payoffs).all(Payoff::is_zero);
            assert_eq!(Sums::new(&space, &large).is_some(), is_zero);
        }
    }
}
