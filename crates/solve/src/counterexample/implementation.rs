//! Without BDP some efficient rule cannot be implemented (MDAT Theorem 5.2, necessity).
//!
//! # Mathematics
//! Types θ̄_i and θ̂_i of agent i share a posterior. All payoffs depend on agent i's type only; with 0 < a < B they are
//!
//! ```text
//!                  agent i:  x1    x2       every other agent:  x1   x2
//! θ_i = θ̄_i                  a     a + B                        a    a − 2B
//! θ_i = θ̂_i                  0     a                            a    a
//! other θ_i                  a     0                            a    a
//! ```
//!
//! and q(θ) = x2 at θ̂_i, x1 elsewhere. At θ̄_i the surplus of x1 is na, that of x2 is na − (2n − 3)B; at θ̂_i it is (n − 1)a and
//! na; elsewhere na and (n − 1)a. So q is the only efficient rule. Posing as θ̂_i is worth B more to θ̄_i, before payments;
//! posing as θ̄_i is worth a less to θ̂_i. Both see the same distribution of payments behind a report, so the two incentive
//! constraints add up to 0 ≥ B − a, under any set of rules. Neither participation nor a balanced budget is used, nor a common
//! prior.

use super::Pair;
use super::world::{World, X1, X2, allocate, by_type};
use ambimech_model::certificate::Impossibility;
use ambimech_model::check::exchange_gain;
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::property::{Goal, MechanismKind, Reports};

/// The payoffs above for these two types of one agent.
pub(super) fn exchange(
    environment: &Environment,
    goal: Goal,
    pair: Pair,
) -> Result<Counterexample, NoCounterexample> {
    let space = environment.space();
    let (a, b) = (Rational::from(1), Rational::from(2));
    let own = pair.coalition.members().next().unwrap_or(AgentId(0));
    let payoffs = |of_own: [Rational; 3], of_other: [Rational; 3]| -> Vec<Payoff> {
        let function = |values: [Rational; 3]| {
            by_type(space, own, move |t| {
                let place = [pair.first, pair.second].iter().position(|known| *known == JointTypeId(t.0));
                values[place.unwrap_or(2)].clone()
            })
        };
        let of = |agent| function(if agent == own { of_own.clone() } else { of_other.clone() });
        space.agents().map(of).collect()
    };
    let all = || [a.clone(), a.clone(), a.clone()];
    let x1 = payoffs([a.clone(), Rational::ZERO, a.clone()], all());
    let x2 = payoffs([&a + &b, a.clone(), Rational::ZERO], [&a - &b - &b, a.clone(), a.clone()]);
    let world = World {
        proof: NecessityProof::Implementation,
        excluded: (goal, MechanismKind::Ambiguous, Reports::Pure),
        private_values: false,
        failure: vec![pair.evidence()],
        numbers: vec![("a", a), ("B", b)],
        outcomes: vec![x1, x2],
        allocation: allocate(space, |profile| {
            if JointTypeId(space.type_of(profile, own).0) == pair.second { X2 } else { X1 }
        }),
    };
    world.finish(environment, |made| {
        let (coalition, first, second) = (pair.coalition, pair.first, pair.second);
        let gain = exchange_gain(made, coalition, first, second)?;
        Some(Impossibility::EqualPosteriorsTempted { coalition, first, second, gain })
    })
}
