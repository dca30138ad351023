//! Small environments as plain numbers, a structured generator for them, and the ways to relabel and rescale them.

use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::type_space::TypeSpace;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// An environment in plain numbers: profiles in lexicographic order, agent 0 most significant.
#[derive(Clone, PartialEq)]
pub struct Small {
    /// Number of types of every agent.
    pub counts: Vec<usize>,
    /// Prior weight of every profile.
    pub weights: Vec<u64>,
    /// Payoffs by outcome, agent, profile.
    pub payoffs: Vec<Vec<Vec<i64>>>,
    /// Outcome of every profile.
    pub allocation: Vec<usize>,
    /// Whether outcome 0 is declared the outside option.
    pub outside: bool,
    /// The coalitions that can form, as sets of bits; `None` for all.
    pub coalitions: Option<Vec<u64>>,
}

/// All type profiles in order.
pub fn profiles(counts: &[usize]) -> Vec<Vec<usize>> {
    counts.iter().fold(vec![Vec::new()], |known, count| {
        known.iter().flat_map(|head| (0..*count).map(move |t| [head.as_slice(), &[t]].concat())).collect()
    })
}

/// On one line each, so that a counterexample can be read.
impl std::fmt::Debug for Small {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "Small {{ counts: {:?}, weights: {:?},", self.counts, self.weights)?;
        writeln!(f, "    payoffs: {:?},", self.payoffs)?;
        write!(f, "    allocation: {:?}, outside: {:?}, ", self.allocation, self.outside)?;
        write!(f, "coalitions: {:?} }}", self.coalitions)
    }
}

pub fn coalition_of(bits: u64) -> Coalition {
    (0..64).filter(|agent| bits >> agent & 1 == 1).map(AgentId).collect()
}

impl Small {
    pub fn space(&self) -> TypeSpace {
        TypeSpace::new(self.counts.clone()).unwrap()
    }

    pub fn pattern(&self) -> Pattern {
        match &self.coalitions {
            None => Pattern::All,
            Some(bits) => Pattern::listed(self.counts.len(), bits.iter().map(|bits| coalition_of(*bits))),
        }
    }

    pub fn environment(&self) -> Environment {
        self.environment_with(Beliefs::Common(Prior::from_integers(&self.space(), self.weights.clone()).unwrap()))
    }

    /// The environment with other beliefs.
    pub fn environment_with(&self, beliefs: Beliefs) -> Environment {
        self.environment_of(beliefs, None)
    }

    /// The environment in which type t of every agent has the attribute `value`, t² over this number.
    pub fn environment_with_values(&self, spread: i64) -> Environment {
        let prior = Prior::from_integers(&self.space(), self.weights.clone()).unwrap();
        self.environment_of(Beliefs::Common(prior), Some(spread))
    }

    fn environment_of(&self, beliefs: Beliefs, spread: Option<i64>) -> Environment {
        let space = self.space();
        let named = |prefix: &str, count: usize| (0..count).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
        let agents = named("agent", self.counts.len()).into_iter().zip(&self.counts).map(|(name, count)| {
            let attributes = |t: usize| -> Vec<(String, Rational)> {
                let value = |spread| Rational::from(t * t) / Rational::from(4 * spread);
                spread.map(|spread| ("value".to_string(), value(spread))).into_iter().collect()
            };
            let types = named("t", *count).into_iter().enumerate();
            Agent { name, types: types.map(|(t, name)| Type { name, attributes: attributes(t) }).collect() }
        });
        let grand = Coalition::grand(self.counts.len());
        let outcomes = named("x", self.payoffs.len()).into_iter().zip(&self.payoffs).map(|(name, payoffs)| {
            let payoff = |values: &Vec<i64>| {
                Payoff::new(&space, grand, values.iter().map(|value| Rational::from(*value)).collect()).unwrap()
            };
            Outcome { name, payoffs: payoffs.iter().map(payoff).collect() }
        });
        Environment::new(EnvironmentParts {
            name: String::new(),
            source: String::new(),
            agents: agents.collect(),
            beliefs,
            outcomes: outcomes.collect(),
            outside: self.outside.then_some(OutcomeId(0)),
            allocation: self.allocation.iter().map(|outcome| OutcomeId(*outcome)).collect(),
            pattern: self.pattern(),
            attitudes: ambimech_model::preference::Attitudes::default(),
        })
        .unwrap()
    }

    /// Replaces the allocation by the first outcome with the largest surplus at every profile.
    pub fn make_efficient(&mut self) {
        for (profile, allocated) in self.allocation.iter_mut().enumerate() {
            let total = |outcome: &Vec<Vec<i64>>| outcome.iter().map(|values| values[profile]).sum::<i64>();
            let totals: Vec<i64> = self.payoffs.iter().map(total).collect();
            let largest = totals.iter().max().unwrap();
            *allocated = totals.iter().position(|total| total == largest).unwrap();
        }
    }

    /// The environment in which new agent i is old agent `order[i]`.
    pub fn with_agents_in_order(&self, order: &[usize]) -> Small {
        let counts: Vec<usize> = order.iter().map(|old| self.counts[*old]).collect();
        let old_profiles = profiles(&self.counts);
        let place = |types: &Vec<usize>| {
            let mut old = vec![0; order.len()];
            order.iter().zip(types).for_each(|(agent, t)| old[*agent] = *t);
            old_profiles.iter().position(|known| *known == old).unwrap()
        };
        let places: Vec<usize> = profiles(&counts).iter().map(place).collect();
        let reordered = |outcome: &Vec<Vec<i64>>| {
            order.iter().map(|old| places.iter().map(|place| outcome[*old][*place]).collect()).collect()
        };
        let bits = |old: &u64| (0..order.len()).map(|new| (old >> order[new] & 1) << new).sum();
        Small {
            counts,
            weights: places.iter().map(|place| self.weights[*place]).collect(),
            payoffs: self.payoffs.iter().map(reordered).collect(),
            allocation: places.iter().map(|place| self.allocation[*place]).collect(),
            outside: self.outside,
            coalitions: self.coalitions.as_ref().map(|list| list.iter().map(bits).collect()),
        }
    }

    /// The environment in which every agent's types are listed backwards.
    pub fn with_types_reversed(&self) -> Small {
        // Reversing every digit of a lexicographic number reverses the list of profiles.
        let mut turned = self.clone();
        turned.weights.reverse();
        turned.allocation.reverse();
        turned.payoffs.iter_mut().flatten().for_each(|values| values.reverse());
        turned
    }

    /// Agent `agent`'s payoff made a function of its own type: its value at the first profile with that type.
    pub fn make_private(&mut self) {
        let all = profiles(&self.counts);
        for outcome in &mut self.payoffs {
            for (agent, values) in outcome.iter_mut().enumerate() {
                for place in 0..all.len() {
                    let first = all.iter().position(|types| types[agent] == all[place][agent]).unwrap();
                    values[place] = values[first];
                }
            }
        }
    }

    /// Makes two joint types of a coalition share a posterior: the second's weights are `factor` times the first's.
    pub fn share_posterior(&mut self, coalition: u64, first: usize, second: usize, factor: u64) {
        let all = profiles(&self.counts);
        let member = |agent: &usize| coalition >> agent & 1 == 1;
        let agents = 0..self.counts.len();
        let own: Vec<usize> = agents.clone().filter(member).map(|agent| self.counts[agent]).collect();
        let joint = profiles(&own);
        let (first, second) = (&joint[first % joint.len()], &joint[second % joint.len()]);
        for (place, types) in all.iter().enumerate() {
            let types_own: Vec<usize> = agents.clone().filter(member).map(|agent| types[agent]).collect();
            if types_own == *second && first != second {
                let mut twin = types.clone();
                agents.clone().filter(member).zip(first).for_each(|(agent, t)| twin[agent] = *t);
                self.weights[place] = factor * self.weights[all.iter().position(|known| *known == twin).unwrap()];
            }
        }
    }

    /// Sets the weights of these profiles to 0, one after another, wherever every pair of types stays possible.
    pub fn exclude(&mut self, profiles: impl IntoIterator<Item = usize>) {
        let space = self.space();
        for place in profiles {
            let place = place % self.weights.len();
            let kept = std::mem::replace(&mut self.weights[place], 0);
            if Prior::from_integers(&space, self.weights.clone()).is_err() {
                self.weights[place] = kept;
            }
        }
    }
}

/// What kind of prior is made.
#[derive(Debug, Clone, Copy)]
enum PriorKind {
    Any,
    /// Independent types: every agent's types share a posterior.
    Product,
    /// Two joint types of one coalition share a posterior.
    Shared,
    /// Some profiles of probability 0.
    Zeros,
    /// Both of the last two.
    SharedAndZeros,
    /// Weights that need more than a machine word in all, with or without a shared posterior.
    Large,
}

/// Small environments: 2 or 3 agents with 1 to 3 types (2 at most for three agents, except one), 2 to 4 outcomes.
pub fn small_environments() -> impl Strategy<Value = Small> {
    let counts = prop_oneof![
        3 => proptest::collection::vec(2usize..=3, 2),
        4 => Just(vec![2, 2, 2]),
        1 => prop_oneof![Just(vec![3, 2, 2]), Just(vec![2, 3, 2])],
        2 => proptest::collection::vec(1usize..=2, 3),
        1 => proptest::collection::vec(1usize..=3, 2),
    ];
    let beliefs = prop_oneof![
        4 => Just(PriorKind::Any),
        1 => Just(PriorKind::Product),
        3 => Just(PriorKind::Shared),
        3 => Just(PriorKind::Zeros),
        1 => Just(PriorKind::SharedAndZeros),
        1 => Just(PriorKind::Large),
    ];
    let coalitions = prop_oneof![
        3 => Just(None),
        1 => Just(Some(Vec::new())),
        2 => proptest::collection::vec(1u64..8, 1..4).prop_map(Some),
    ];
    let numbers = (
        2usize..=4,
        proptest::collection::vec(1u64..=6, 12),
        proptest::collection::vec(-3i64..=5, 4 * 3 * 12),
        proptest::collection::vec(0usize..4, 12),
        proptest::collection::vec(0usize..12, 1..4),
    );
    let shared = (0usize..7, 0usize..9, 1usize..9, 1u64..=3);
    let choices = (any::<bool>(), proptest::bool::weighted(0.5), proptest::bool::weighted(0.6), 0i64..=3);
    (counts, beliefs, coalitions, numbers, shared, choices).prop_map(|material| {
        let (counts, beliefs, coalitions, numbers, (side, first, step, factor), choices) = material;
        let (outcomes, weights, payoffs, allocation, zeros) = numbers;
        let (outside, private, efficient, lift) = choices;
        let agents = counts.len();
        let size: usize = counts.iter().product();
        let mut place = 0;
        let mut next = || {
            place += 1;
            payoffs[place - 1] + lift - 1
        };
        let outcome = |_| (0..agents).map(|_| (0..size).map(|_| next()).collect()).collect();
        let mut small = Small {
            weights: weights[..size].to_vec(),
            payoffs: (0..outcomes).map(outcome).collect(),
            allocation: allocation[..size].iter().map(|choice| choice % outcomes).collect(),
            outside,
            coalitions: coalitions.map(|list: Vec<u64>| {
                list.into_iter().map(|bits| bits & ((1 << agents) - 1)).filter(|bits| *bits != 0).collect()
            }),
            counts,
        };
        if outside {
            small.payoffs[0].iter_mut().flatten().for_each(|value| *value = 0);
        }
        if private {
            small.make_private();
        }
        if efficient {
            small.make_efficient();
        }
        // A coalition that is neither empty nor grand.
        let proper = 1 + side as u64 % ((1 << agents) - 2);
        match beliefs {
            PriorKind::Any => {}
            PriorKind::Product => {
                for (weight, types) in small.weights.iter_mut().zip(profiles(&small.counts)) {
                    *weight = types.iter().enumerate().map(|(agent, t)| weights[3 * agent + t]).product();
                }
            }
            PriorKind::Shared => small.share_posterior(proper, first, first + step, factor),
            PriorKind::Zeros => small.exclude(zeros),
            PriorKind::Large => {
                for (place, weight) in small.weights.iter_mut().enumerate() {
                    *weight = (*weight << 59) + 7 * place as u64 + 1;
                }
                if factor > 1 {
                    small.share_posterior(proper, first, first + step, 1);
                }
            }
            PriorKind::SharedAndZeros => {
                small.share_posterior(1 << (side % agents), first, first + step, factor);
                let before = small.clone();
                small.exclude(zeros);
                small.share_posterior(1 << (side % agents), first, first + step, factor);
                if Prior::from_integers(&small.space(), small.weights.clone()).is_err() {
                    small = before;
                }
            }
        }
        small
    })
}

/// A fixed seed and this many cases, unless `PROPTEST_CASES` or `PROPTEST_RNG_SEED` say otherwise.
pub fn effort(cases: u32) -> Config {
    let mut config = Config::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(2021);
    }
    config.failure_persistence = None;
    config
}
