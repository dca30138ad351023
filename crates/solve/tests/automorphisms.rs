//! The automorphisms that are found are those of the definition: all permutations of agents, types and outcomes are gone through.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod symmetric;

use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::Scope;
use ambimech_model::number::Rational;
use ambimech_model::robust::{Concept, scope_of};
use ambimech_model::type_space::TypeSpace;
use ambimech_solve::symmetry::{Automorphism, Structure, find_automorphisms};
use std::collections::BTreeSet;
use symmetric::{Kept, payoffs, problem, types};

const ALL: [Kept; 3] = [Kept::Nothing, Kept::Agents, Kept::Types];

/// The probability of every profile.
type Belief = Vec<Rational>;

/// Two agents with the same number of types, as plain numbers.
struct Question {
    count: usize,
    outcomes: usize,
    /// By agent, outcome, profile.
    payoffs: Vec<Vec<Vec<Rational>>>,
    /// By function and profile.
    functions: Vec<Vec<Lottery>>,
    /// By agent and type, the beliefs.
    beliefs: Vec<Vec<BTreeSet<Belief>>>,
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    let all = (0..count.pow(count as u32)).map(|code| (0..count).map(move |p| code / count.pow(p as u32) % count));
    all.map(Iterator::collect::<Vec<usize>>).filter(|order| (0..count).all(|p| order.contains(&p))).collect()
}

/// How many maps of agents and types are part of an automorphism.
fn by_definition(question: &Question) -> usize {
    let (count, profiles) = (question.count, question.count * question.count);
    let mut found = 0;
    for agents in orders(2) {
        for first in orders(count) {
            for second in orders(count) {
                let types = [&first, &second];
                let image = |at: usize| {
                    let mut mapped = [0; 2];
                    mapped[agents[0]] = types[0][at / count];
                    mapped[agents[1]] = types[1][at % count];
                    mapped[0] * count + mapped[1]
                };
                let beliefs = (0..2).all(|i| {
                    question.beliefs.is_empty()
                        || (0..count).all(|t| {
                            let mapped = |belief: &Belief| {
                                let mut found = vec![Rational::ZERO; profiles];
                                (0..profiles).for_each(|at| found[image(at)].clone_from(&belief[at]));
                                found
                            };
                            let of = &question.beliefs[i][t];
                            of.iter().map(mapped).collect::<BTreeSet<Belief>>()
                                == question.beliefs[agents[i]][types[i][t]]
                        })
                });
                if !beliefs {
                    continue;
                }
                found += usize::from(orders(question.outcomes).iter().any(|moved| {
                    let payoffs = (0..2).all(|i| {
                        (0..question.outcomes).all(|x| {
                            (0..profiles).all(|at| {
                                question.payoffs[agents[i]][moved[x]][image(at)] == question.payoffs[i][x][at]
                            })
                        })
                    });
                    payoffs
                        && question.functions.iter().all(|f| {
                            question.functions.iter().any(|other| {
                                (0..profiles).all(|at| {
                                    (0..question.outcomes).all(|x| {
                                        other[image(at)].probability(OutcomeId(moved[x]))
                                            == f[at].probability(OutcomeId(x))
                                    })
                                })
                            })
                        })
                }));
            }
        }
    }
    found
}

/// How many maps of agents and types these generate, the identity among them.
fn generated(generators: &[Automorphism], count: usize) -> usize {
    type Map = Vec<(AgentId, TypeId)>;
    let identity: Map = (0..2).flat_map(|i| (0..count).map(move |t| (AgentId(i), TypeId(t)))).collect();
    let mut seen = BTreeSet::from([identity.clone()]);
    let mut open = vec![identity];
    while let Some(map) = open.pop() {
        for by in generators {
            let image: Map = map.iter().map(|(i, t)| by.point(*i, *t)).collect();
            if seen.insert(image.clone()) {
                open.push(image);
            }
        }
    }
    seen.len()
}

/// What an agent of a type believes about profiles, from what it believes about the other agent.
fn spread(space: &TypeSpace, agent: usize, own: usize, others: impl Fn(usize) -> Rational) -> Belief {
    let split = space.split(Coalition::single(AgentId(agent)));
    let mut found = vec![Rational::ZERO; space.size()];
    for rest in split.rest() {
        found[split.profile(ambimech_model::index::JointTypeId(own), rest).0] = others(rest.0);
    }
    found
}

#[test]
fn of_payoff_environments() {
    let mut sizes = [0; 9];
    for seed in 0..12 {
        for kept in ALL {
            let environment = payoffs(seed, kept);
            let scope = scope_of(&environment, Concept::Strong);
            let found = find_automorphisms(&Structure::of_payoffs(&environment, &scope).unwrap());
            let size = generated(&found, 2);
            let payoff = |i, x, at| environment.payoff(AgentId(i), OutcomeId(x), ProfileId(at)).clone();
            let question = Question {
                count: 2,
                outcomes: environment.outcome_count(),
                payoffs: table(2, environment.outcome_count(), payoff),
                functions: vec![(0..4).map(|at| environment.choice(ProfileId(at)).clone()).collect()],
                beliefs: Vec::new(),
            };
            assert_eq!(size, by_definition(&question), "{seed} {kept:?}");
            assert!(kept == Kept::Nothing || size > 1, "{seed} {kept:?}");
            sizes[size] += 1;
        }
    }
    assert!(sizes[1] > 5 && sizes[2] > 5, "{sizes:?}");
}

fn table(
    count: usize,
    outcomes: usize,
    payoff: impl Fn(usize, usize, usize) -> Rational,
) -> Vec<Vec<Vec<Rational>>> {
    let payoff = &payoff;
    let of =
        |i| (0..outcomes).map(move |x| (0..count * count).map(move |at| payoff(i, x, at)).collect()).collect();
    (0..2).map(of).collect()
}

#[test]
fn of_type_spaces() {
    let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
    for seed in 0..12 {
        for (kept, copies) in ALL.into_iter().flat_map(|kept| [(kept, 1), (kept, 2)]) {
            if copies == 2 && seed >= 4 {
                continue;
            }
            let environment = payoffs(seed, kept);
            let types = types(seed, kept, copies, &environment);
            let scope = scope_of(&environment, Concept::Strong);
            let found = find_automorphisms(&Structure::of_types(&environment, &types, &scope).unwrap());
            let (space, count) = (types.space(), 2 * copies);
            let size = generated(&found, count);
            let at = |at: usize| types.payoff_profile(&environment, ProfileId(at));
            let payoff = |i, x, place| environment.payoff(AgentId(i), OutcomeId(x), at(place)).clone();
            let belief = |i: usize, t: usize| {
                let known = &types.types()[i][t].belief;
                let share = |rest: usize| {
                    known
                        .iter()
                        .find(|(joint, _)| joint.0 == rest)
                        .map(|(_, share)| share.clone())
                        .unwrap_or_default()
                };
                BTreeSet::from([spread(space, i, t, share)])
            };
            let question = Question {
                count,
                outcomes: environment.outcome_count(),
                payoffs: table(count, environment.outcome_count(), payoff),
                functions: vec![(0..count * count).map(|place| environment.choice(at(place)).clone()).collect()],
                beliefs: (0..2).map(|i| (0..count).map(|t| belief(i, t)).collect()).collect(),
            };
            assert_eq!(size, by_definition(&question), "{seed} {kept:?} {copies}");
            assert!(kept == Kept::Nothing || size > 1, "{seed} {kept:?} {copies}");
            *sizes.entry(size).or_default() += 1;
        }
    }
    assert!(sizes[&1] > 5 && sizes[&2] > 5, "{sizes:?}");
}

#[test]
fn of_social_choice_sets_under_sets_of_beliefs() {
    let mut sizes = std::collections::BTreeMap::<usize, usize>::new();
    for seed in 0..12 {
        for kept in ALL {
            let problem = problem(seed, kept, "all");
            let found = find_automorphisms(&Structure::of_problem(&problem, Scope::Pattern).unwrap());
            let size = generated(&found, 2);
            let frame = problem.environment().without_beliefs();
            let payoff = |i, x, at| frame.payoff(AgentId(i), OutcomeId(x), ProfileId(at)).clone();
            let belief = |i: usize, t: usize| {
                let of = |known: &ambimech_model::belief_set::Distribution| {
                    spread(frame.space(), i, t, |rest| known.probabilities()[rest].clone())
                };
                problem.beliefs(AgentId(i), TypeId(t)).iter().map(of).collect()
            };
            let question = Question {
                count: 2,
                outcomes: frame.outcomes().len(),
                payoffs: table(2, frame.outcomes().len(), payoff),
                functions: problem.choices().iter().map(|choice| choice.lotteries.clone()).collect(),
                beliefs: (0..2).map(|i| (0..2).map(|t| belief(i, t)).collect()).collect(),
            };
            let all = by_definition(&question);
            // Outcomes with the same payoffs are exchanged in order only, so that fewer automorphisms may be found.
            let outcomes = frame.outcomes();
            let twins = (0..outcomes.len()).any(|x| (0..x).any(|y| outcomes[x].payoffs == outcomes[y].payoffs));
            assert!(size == all || (twins && size < all), "{seed} {kept:?} {size} {all}");
            assert!(kept == Kept::Nothing || twins || size > 1, "{seed} {kept:?}");
            *sizes.entry(size).or_default() += 1;
        }
    }
    assert!(sizes[&1] > 5 && sizes[&2] > 5, "{sizes:?}");
}
