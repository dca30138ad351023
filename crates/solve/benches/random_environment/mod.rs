//! Random priors with integer weights, and environments around them, the same on every machine.
#![allow(dead_code)]

use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::efficient::efficient_allocation;
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::OutcomeId;
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::type_space::TypeSpace;

/// Weights up to here are hardly ever proportional.
pub const LARGE: u64 = (1 << 32) - 1;

/// A prior over these numbers of types with weights from 1 to `largest` (at most [`LARGE`]), and its space.
pub fn random_prior(counts: &[usize], largest: u64, seed: u64) -> (TypeSpace, Prior) {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    let mut state = seed;
    let weights = space
        .profiles()
        .map(|_| {
            // Splitmix: a counter, scrambled.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            1 + (z >> 32) % largest
        })
        .collect();
    let prior = Prior::from_integers(&space, weights).unwrap();
    (space, prior)
}

/// The numbers of agents and of types, the same for every agent, in words.
pub fn shape_name(counts: &[usize]) -> String {
    format!("{} agents, {} types", counts.len(), counts[0])
}

/// An environment with this prior and one outcome, which is worth 1/1, 1/2, 1/3, … to the types of every agent.
pub fn environment(space: &TypeSpace, prior: Prior) -> Environment {
    let agents = space.agents().map(|agent| Agent {
        name: agent.0.to_string(),
        types: space.types(agent).map(|t| Type { name: t.0.to_string(), attributes: Vec::new() }).collect(),
    });
    let payoff = |agent| {
        let values = space.types(agent).map(|t| Rational::from_parts(1.into(), (t.0 as u64 + 1).into())).collect();
        Payoff::new(space, Coalition::single(agent), values).unwrap()
    };
    Environment::new(EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: agents.collect(),
        beliefs: Beliefs::Common(prior),
        outcomes: vec![Outcome { name: "all".to_string(), payoffs: space.agents().map(payoff).collect() }],
        outside: None,
        allocation: vec![OutcomeId(0); space.size()].into(),
        pattern: Pattern::All,
        attitudes: ambimech_model::preference::Attitudes::default(),
    })
    .unwrap()
}

/// An environment with a random prior with weights from 1 to 1000, an efficient allocation, and so many outcomes with random payoffs
/// that depend on all types: from −20 to 20 for everybody but the last agent, who has minus their sum and from 0 to 3 more. There is much
/// to gain from each other and little to share, so that nearly everybody is tempted.
pub fn tempting(counts: &[usize], outcomes: usize, seed: u64) -> Environment {
    let (space, prior) = random_prior(counts, 1000, seed);
    let agents = space.agents().map(|agent| Agent {
        name: (agent.0 + 1).to_string(),
        types: space.types(agent).map(|t| Type { name: t.0.to_string(), attributes: Vec::new() }).collect(),
    });
    let grand = Coalition::grand(counts.len());
    let mut state = seed.wrapping_mul(77).wrapping_add(5);
    let mut number = |largest: i64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as i64 % (largest + 1)
    };
    let outcomes: Vec<Outcome> = (0..outcomes)
        .map(|place| {
            let mut payoffs = vec![vec![0i64; space.size()]; counts.len()];
            for profile in 0..space.size() {
                let mut left = number(3);
                for values in &mut payoffs[1..] {
                    values[profile] = number(40) - 20;
                    left -= values[profile];
                }
                payoffs[0][profile] = left;
            }
            payoffs.reverse();
            let payoff = |values: &Vec<i64>| {
                Payoff::new(&space, grand, values.iter().map(|value| Rational::from(*value)).collect()).unwrap()
            };
            Outcome { name: format!("x{place}"), payoffs: payoffs.iter().map(payoff).collect() }
        })
        .collect();
    let allocation = efficient_allocation(&space, &outcomes);
    Environment::new(EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: agents.collect(),
        beliefs: Beliefs::Common(prior),
        outcomes,
        outside: None,
        allocation,
        pattern: Pattern::All,
        attitudes: ambimech_model::preference::Attitudes::default(),
    })
    .unwrap()
}
