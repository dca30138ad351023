//! Conditions decided from the factors of a prior, against the same conditions decided from the table of all profiles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::certificate::Mixture;
use ambimech_model::check::check_factored_condition;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::factored::{
    FACTORED_CONDITIONS, FactoredCertificate, FactoredEnvironment, FactoredError, FactoredEvidence, FactoredPrior,
    FactoredRefusal, Factors, MarkovChain, State,
};
use ambimech_model::index::{AgentId, OutcomeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::preference::Attitudes;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::type_space::TypeSpace;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::factored::decide_factored;
use std::collections::BTreeMap;

/// Numbers that look random, the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % count as u64) as usize
    }

    /// Weights from 0 or 1 to 4, not all 0.
    fn distribution(&mut self, count: usize, zeros: bool) -> Vec<Rational> {
        let mut weights: Vec<usize> = (0..count).map(|_| self.below(if zeros { 3 } else { 5 })).collect();
        if !zeros {
            weights.iter_mut().for_each(|weight| *weight = (*weight).max(1));
        }
        if weights.iter().all(|weight| *weight == 0) {
            weights[0] = 1;
        }
        weights.into_iter().map(Rational::from).collect()
    }

    fn marginals(&mut self, counts: &[usize], zeros: bool) -> Vec<Vec<Rational>> {
        counts.iter().map(|count| self.distribution(*count, zeros)).collect()
    }

    fn order(&mut self, agents: usize) -> Vec<AgentId> {
        let mut order: Vec<AgentId> = (0..agents).map(AgentId).collect();
        (1..agents).for_each(|place| order.swap(place, self.below(place + 1)));
        order
    }

    fn factors(&mut self, kind: usize, counts: &[usize], order: &[AgentId], zeros: bool) -> Factors {
        match kind {
            0 => Factors::Independent(self.marginals(counts, zeros)),
            1 => {
                let states = 1 + self.below(3);
                let common = self.marginals(counts, zeros);
                let state = |dice: &mut Dice| State {
                    name: String::new(),
                    weight: Rational::from(1 + dice.below(4)),
                    // Some agents learn nothing about the state.
                    marginals: counts
                        .iter()
                        .zip(&common)
                        .map(|(count, known)| match dice.below(4) {
                            0 => known.clone(),
                            _ => dice.distribution(*count, zeros),
                        })
                        .collect(),
                };
                Factors::Conditional((0..states).map(|_| state(self)).collect())
            }
            2 => {
                let count = |place: usize| counts[order[place].0];
                let initial = self.distribution(count(0), false);
                let kernel = |dice: &mut Dice, place: usize| -> Vec<Vec<Rational>> {
                    let mut rows: Vec<Vec<Rational>> =
                        (0..count(place - 1)).map(|_| dice.distribution(count(place), zeros)).collect();
                    if dice.below(4) == 0 {
                        // Equal rows: this agent learns nothing from the one before.
                        let first = rows[0].clone();
                        rows.iter_mut().for_each(|row| row.clone_from(&first));
                    }
                    rows
                };
                let transitions = (1..counts.len()).map(|place| kernel(self, place)).collect();
                Factors::Markov(MarkovChain { order: order.to_vec(), initial, transitions })
            }
            _ => {
                let parts = 1 + self.below(3);
                let part = |dice: &mut Dice| {
                    let kind = dice.below(3);
                    (Rational::from(1 + dice.below(3)), dice.factors(kind, counts, order, zeros))
                };
                Factors::Mixture((0..parts).map(|_| part(self)).collect())
            }
        }
    }
}

/// p(θ) by the definition of every kind, from factors of any sum.
fn probability(factors: &Factors, types: &[TypeId]) -> Rational {
    let share = |weights: &[Rational], place: usize| {
        &weights[place] / weights.iter().fold(Rational::ZERO, |sum, weight| sum + weight)
    };
    let product = |marginals: &[Vec<Rational>]| {
        marginals.iter().zip(types).fold(Rational::ONE, |product, (marginal, t)| product * share(marginal, t.0))
    };
    match factors {
        Factors::Independent(marginals) => product(marginals),
        Factors::Conditional(states) => {
            let weights: Vec<Rational> = states.iter().map(|state| state.weight.clone()).collect();
            states.iter().enumerate().fold(Rational::ZERO, |sum, (place, state)| {
                sum + share(&weights, place) * product(&state.marginals)
            })
        }
        Factors::Markov(chain) => {
            let of = |place: usize| types[chain.order[place].0].0;
            let first = share(&chain.initial, of(0));
            chain
                .transitions
                .iter()
                .enumerate()
                .fold(first, |product, (before, rows)| product * share(&rows[of(before)], of(before + 1)))
        }
        Factors::Mixture(parts) => {
            let weights: Vec<Rational> = parts.iter().map(|(weight, _)| weight.clone()).collect();
            parts.iter().enumerate().fold(Rational::ZERO, |sum, (place, (_, part))| {
                sum + share(&weights, place) * probability(part, types)
            })
        }
    }
}

fn agents(counts: &[usize]) -> Vec<Agent> {
    let named = |t: usize| Type { name: format!("t{t}"), attributes: Vec::new() };
    let agent = |(number, count): (usize, &usize)| Agent {
        name: format!("a{number}"),
        types: (0..*count).map(named).collect(),
    };
    counts.iter().enumerate().map(agent).collect()
}

fn with_table(counts: &[usize], prior: Prior, pattern: &Pattern) -> Environment {
    let space = TypeSpace::new(counts.to_vec()).unwrap();
    Environment::new(EnvironmentParts {
        name: String::new(),
        source: String::new(),
        agents: agents(counts),
        beliefs: Beliefs::Common(prior),
        outcomes: vec![Outcome {
            name: "x".to_string(),
            payoffs: counts.iter().map(|_| Payoff::constant(Rational::ZERO)).collect(),
        }],
        outside: None,
        allocation: vec![OutcomeId(0); space.size()].into(),
        pattern: pattern.clone(),
        attitudes: Attitudes::default(),
    })
    .unwrap()
}

fn with_factors(counts: &[usize], prior: FactoredPrior, pattern: &Pattern) -> FactoredEnvironment {
    FactoredEnvironment::new(String::new(), agents(counts), prior, pattern.clone()).unwrap()
}

#[test]
fn verdicts_are_those_of_the_table() {
    let mut dice = Dice(4);
    let mut seen: BTreeMap<(usize, Condition, &str), usize> = BTreeMap::new();
    let (mut refused, mut separated) = (0, 0);
    for case in 0..1_200 {
        let mut counts: Vec<usize> = (0..2 + dice.below(3)).map(|_| [1, 2, 2, 3][dice.below(4)]).collect();
        if case % 10 == 0 {
            // Four beliefs over three types of the other can be dependent and convexly independent.
            counts = vec![4, 3];
        }
        let (kind, zeros) = ((case / 3) % 4, dice.below(3) == 0);
        let order = dice.order(counts.len());
        let factors = dice.factors(kind, &counts, &order, zeros);
        let space = TypeSpace::new(counts.clone()).unwrap();
        let weights: Vec<Rational> =
            space.profiles().map(|profile| probability(&factors, &space.types_of(profile))).collect();
        let table = Prior::new(&space, &weights);
        let prior = match FactoredPrior::new(factors, &counts) {
            Ok(prior) => prior,
            Err(error) => {
                assert!(matches!(error, FactoredError::ImpossiblePair { .. }) && table.is_err(), "{error:?}");
                refused += 1;
                continue;
            }
        };
        let table = table.unwrap();
        assert_eq!(prior.table(&space).unwrap(), table);
        for profile in space.profiles() {
            assert_eq!(prior.probability(&space.types_of(profile)), weights[profile.0]);
        }
        let pattern = match dice.below(4) {
            0 => Pattern::Singletons,
            1 => {
                let some = (0..counts.len()).filter(|_| dice.below(2) == 0).map(AgentId).collect::<Coalition>();
                Pattern::listed(counts.len(), [some])
            }
            _ => Pattern::All,
        };
        let expanded = with_table(&counts, table, &pattern);
        let factored = with_factors(&counts, prior, &pattern);
        for condition in FACTORED_CONDITIONS {
            let (wanted, found) = (decide_condition(&expanded, condition), decide_factored(&factored, condition));
            assert_eq!(wanted.word(), found.word(), "case {case}, {condition}, {counts:?}");
            *seen.entry((kind, condition, found.word())).or_default() += 1;
            let certificate = found.certificate().unwrap();
            let is_separated =
                |piece: &&FactoredEvidence| matches!(piece, FactoredEvidence::SeparatedBeliefs { .. });
            separated += certificate.evidence.iter().filter(is_separated).count();
            refuse_changes(&factored, certificate);
        }
    }
    assert!(refused > 20 && separated > 5, "{refused} {separated}");
    // Every kind meets every answer, but independent types and chains without impossible pairs have full support, and under
    // independence p̃(θ_i, ·) ∝ p(θ_−i) for every agent leaves p alone.
    for kind in 0..4 {
        for condition in FACTORED_CONDITIONS {
            let always = match condition {
                Condition::FullSupport => kind == 0 || kind == 2,
                Condition::Identifiability => kind == 0,
                _ => false,
            };
            assert_eq!(always, !seen.contains_key(&(kind, condition, "fails")), "{kind} {condition}: {seen:?}");
            for word in ["holds", "fails"].into_iter().filter(|word| !always || *word == "holds") {
                assert!(seen.contains_key(&(kind, condition, word)), "{kind} {condition} {word}: {seen:?}");
            }
        }
    }
}

/// Changed evidence is refused, or proves the same verdict by other means.
fn refuse_changes(environment: &FactoredEnvironment, certificate: &FactoredCertificate) {
    check_factored_condition(environment, certificate).unwrap();
    let refused = |changed: FactoredCertificate| check_factored_condition(environment, &changed).unwrap_err();
    let opposite = FactoredCertificate { holds: !certificate.holds, ..certificate.clone() };
    assert_eq!(refused(opposite), FactoredRefusal::VerdictDiffers);
    refused(FactoredCertificate { evidence: Vec::new(), ..certificate.clone() });
    refused(FactoredCertificate { condition: Condition::CommonPrior, ..certificate.clone() });
    let mut twice = certificate.evidence.clone();
    twice.push(twice[0].clone());
    refused(FactoredCertificate { evidence: twice, ..certificate.clone() });
    if certificate.holds && certificate.evidence.len() > 1 {
        refused(FactoredCertificate { evidence: certificate.evidence[1..].to_vec(), ..certificate.clone() });
    }
    for place in 0..certificate.evidence.len() {
        for other in changed(environment, &certificate.evidence[place]) {
            let mut evidence = certificate.evidence.clone();
            evidence[place] = other.clone();
            let holds = !evidence.iter().any(FactoredEvidence::is_against);
            if evidence.len() == 1 || certificate.holds || evidence[place].is_against() {
                let why = refused(FactoredCertificate { evidence, holds, ..certificate.clone() });
                assert_ne!(why, FactoredRefusal::TooManySteps, "{other:?}");
            }
        }
    }
}

/// Wrong variants of a piece of evidence that was accepted.
fn changed(environment: &FactoredEnvironment, piece: &FactoredEvidence) -> Vec<FactoredEvidence> {
    let beyond = TypeId(9);
    match piece {
        FactoredEvidence::EqualPosteriors { coalition, first, second } => {
            let (coalition, first, second) = (*coalition, first.clone(), second.clone());
            let mut unknown = second.clone();
            unknown[0] = beyond;
            vec![
                FactoredEvidence::EqualPosteriors { coalition, first: first.clone(), second: first.clone() },
                FactoredEvidence::EqualPosteriors { coalition, first: first.clone(), second: unknown },
                FactoredEvidence::EqualPosteriors { coalition, first: first[1..].to_vec(), second },
                FactoredEvidence::DistinctPosteriors { coalition },
            ]
        }
        FactoredEvidence::DistinctPosteriors { coalition } => {
            let rows = environment.prior().joint_types(*coalition).unwrap();
            let Some(last) = rows.last().filter(|_| rows.len() > 1) else { return Vec::new() };
            let (first, second) = (rows[0].clone(), last.clone());
            vec![FactoredEvidence::EqualPosteriors { coalition: *coalition, first, second }]
        }
        FactoredEvidence::ImpossibleProfile { .. } => {
            let possible = environment.prior().possible_profile();
            vec![FactoredEvidence::ImpossibleProfile { types: possible }, FactoredEvidence::PositiveEverywhere]
        }
        FactoredEvidence::PositiveEverywhere => {
            let types = environment.prior().possible_profile();
            vec![FactoredEvidence::ImpossibleProfile { types }]
        }
        FactoredEvidence::MixedBelief { agent, own, weights } => {
            let (agent, own) = (*agent, *own);
            let mut heavier = weights.clone();
            heavier[0].1 += Rational::ONE;
            let mut foreign = weights.clone();
            foreign.last_mut().unwrap().0 = beyond;
            let itself = vec![(own, Rational::ONE)];
            let mixed = |weights| FactoredEvidence::MixedBelief { agent, own, weights };
            vec![
                mixed(heavier),
                mixed(foreign),
                mixed(itself),
                mixed(Vec::new()),
                FactoredEvidence::IndependentBeliefs { agent },
            ]
        }
        FactoredEvidence::IndependentBeliefs { agent } => {
            let count = environment.prior().counts()[agent.0];
            let weights = vec![(TypeId(count - 1), Rational::ONE)];
            vec![
                FactoredEvidence::MixedBelief { agent: *agent, own: TypeId(0), weights },
                FactoredEvidence::SeparatedBeliefs { agent: *agent, bets: Vec::new() },
            ]
        }
        FactoredEvidence::ImitatedDistribution { mixtures } => {
            let mut heavier = mixtures.clone();
            heavier.last_mut().unwrap().weights[0].1 += Rational::ONE;
            let truthful = mixtures.iter().map(|mixture| {
                let own = Coalition::single(mixture.agent);
                let weight = environment.prior().chain().joint_weight(own, &[mixture.own]);
                let share = Rational::from_parts(weight.into(), environment.prior().chain().total().clone());
                Mixture { weights: vec![(mixture.own, share)], ..mixture.clone() }
            });
            vec![
                FactoredEvidence::ImitatedDistribution { mixtures: heavier },
                FactoredEvidence::ImitatedDistribution { mixtures: truthful.collect() },
                FactoredEvidence::ImitatedDistribution { mixtures: mixtures[1..].to_vec() },
                FactoredEvidence::IdentifyingTransfers { payments: Vec::new() },
            ]
        }
        FactoredEvidence::IdentifyingTransfers { payments } => {
            let mut wrong = vec![FactoredEvidence::ImitatedDistribution { mixtures: Vec::new() }];
            if !payments.is_empty() {
                let (mut unbalanced, mut signs) = (payments.clone(), payments.clone());
                unbalanced[0].1[0] += Rational::ONE;
                signs.iter_mut().for_each(|(_, row)| row.iter_mut().for_each(|amount| *amount = -amount.clone()));
                wrong.push(FactoredEvidence::IdentifyingTransfers { payments: unbalanced });
                wrong.push(FactoredEvidence::IdentifyingTransfers { payments: signs });
            }
            wrong
        }
        FactoredEvidence::SeparatedBeliefs { agent, bets } => {
            let (agent, mut signs, mut fewer) = (*agent, bets.clone(), bets.clone());
            signs[0].1.iter_mut().for_each(|(_, amount)| *amount = -amount.clone());
            fewer.pop();
            vec![
                FactoredEvidence::SeparatedBeliefs { agent, bets: signs },
                FactoredEvidence::SeparatedBeliefs { agent, bets: fewer },
                FactoredEvidence::IndependentBeliefs { agent },
            ]
        }
    }
}

/// Two types whose numbers of the state differ, and agents who all see the state as well as each other.
fn forty(states: &[[i64; 2]], same: bool) -> Factors {
    let state = |(number, weights): (usize, &[i64; 2])| State {
        name: format!("s{number}"),
        weight: Rational::ONE,
        marginals: (0..40)
            .map(|agent| {
                let more = if same { 0 } else { agent * (number as i64 + 1) };
                vec![Rational::from(weights[0] + more), Rational::from(weights[1])]
            })
            .collect(),
    };
    Factors::Conditional(states.iter().enumerate().map(state).collect())
}

#[test]
fn forty_agents_are_decided_from_their_factors() {
    let counts = [2; 40];
    let words = |factors: Factors, pattern: Pattern| -> Vec<&'static str> {
        let environment = with_factors(&counts, FactoredPrior::new(factors, &counts).unwrap(), &pattern);
        let asked = FACTORED_CONDITIONS.into_iter().filter(|condition| *condition != Condition::Identifiability);
        let verdicts: Vec<_> = asked.map(|condition| decide_factored(&environment, condition)).collect();
        for verdict in &verdicts {
            if let Some(certificate) = verdict.certificate() {
                check_factored_condition(&environment, certificate).unwrap();
            }
        }
        verdicts.iter().map(Verdict::word).collect()
    };
    let coin = vec![vec![Rational::ONE, Rational::ONE]; 40];
    let chain = |stay: i64| {
        let row = |t: usize| (0..2).map(|to| Rational::from(if to == t { stay } else { 1 })).collect();
        Factors::Markov(MarkovChain {
            order: (0..40).rev().map(AgentId).collect(),
            initial: vec![Rational::ONE, Rational::from(2)],
            transitions: (1..40).map(|_| (0..2).map(row).collect()).collect(),
        })
    };
    // bdp, cbdp, full-support, convex-independence.
    assert_eq!(words(Factors::Independent(coin), Pattern::All), ["fails", "fails", "holds", "fails"]);
    assert_eq!(words(forty(&[[3, 1], [1, 3]], true), Pattern::All), ["holds", "fails", "holds", "holds"]);
    assert_eq!(words(chain(3), Pattern::All), ["holds", "fails", "holds", "holds"]);
    assert_eq!(words(chain(1), Pattern::Singletons), ["fails", "fails", "holds", "fails"]);
    // Coalitions of two, of neighbours and of agents far apart.
    let pairs = |list: &[(usize, usize)]| {
        let pair = |(one, other): &(usize, usize)| Coalition::single(AgentId(*one)).with(AgentId(*other));
        Pattern::listed(40, list.iter().map(pair))
    };
    assert_eq!(words(chain(3), pairs(&[(4, 5), (0, 39)])), ["holds", "holds", "holds", "holds"]);
    // Agents 7 and 8 are as good as each other: H L and L H say the same about the state.
    assert_eq!(words(forty(&[[3, 1], [1, 3]], true), pairs(&[(7, 8)])), ["holds", "fails", "holds", "holds"]);
    assert_eq!(words(forty(&[[3, 1], [1, 3]], false), pairs(&[(7, 8)])), ["holds", "holds", "holds", "holds"]);
}

#[test]
fn identifiability_of_many_agents_is_decided_from_their_factors() {
    for agents in [3, 6, 10, 20, 40] {
        let counts = vec![2; agents];
        let Factors::Conditional(mut states) = forty(&[[3, 1], [1, 3]], false) else { panic!() };
        states.iter_mut().for_each(|state| state.marginals.truncate(agents));
        let prior = FactoredPrior::new(Factors::Conditional(states), &counts).unwrap();
        let environment = with_factors(&counts, prior, &Pattern::All);
        let verdict = decide_factored(&environment, Condition::Identifiability);
        assert_eq!(verdict.word(), "holds", "{agents} agents");
        let certificate = verdict.certificate().unwrap();
        check_factored_condition(&environment, certificate).unwrap();
        assert_eq!(certificate.evidence.len(), 1);
    }
}
