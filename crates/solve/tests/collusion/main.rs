//! Side contracts, from their definition: what is found is tried out lie by lie, what is excluded is looked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod definition;
#[path = "../small_environment/mod.rs"]
mod small_environment;

use ambimech_io::Format;
use ambimech_io::collusion::{
    CollusionContent, check_collusion_text, mechanism_digest, parse_collusion, render_contract,
};
use ambimech_model::check::{check_contract, check_exclusions, check_weak_proof};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    Collusion, ContractClaim, ContractExclusion, ContractMethod, ContractProperty, FoundContract, SideContract,
    SideTable, WeakProof,
};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::Rational;
use ambimech_model::posterior::find_shared_posterior;
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::collusion::{find_collusion, study_contract};
use ambimech_solve::decision::{Question, decide_goal};
use ambimech_solve::verification::verify_mechanism;
use definition::{assert_works, gains_somewhere, workable_pure_strategy};
use proptest::prelude::*;
use small_environment::{Small, coalition_of, effort, profiles, small_environments};

/// Full support, and no member of the coalition has two types that share a posterior.
fn beliefs_tell(environment: &Environment, coalition: Coalition) -> bool {
    let prior = environment.common_prior().unwrap();
    let shares = |member| find_shared_posterior(environment.space(), prior, Coalition::single(member)).is_some();
    prior.has_full_support() && !coalition.members().any(shares)
}

/// Rules with these payments.
fn mechanism(environment: &Environment, rules: usize, payments: &[i64]) -> Mechanism {
    let agents = environment.agent_count();
    let rule = |place: usize| NamedRule {
        name: format!("r{place}"),
        table: TransferTable::from_fn(environment.space(), |agent, profile| {
            Rational::from(payments[(17 * place + profile.0 * agents + agent.0) % payments.len()])
        }),
    };
    let rules = Rules::Tables((0..rules).map(rule).collect());
    Mechanism { name: String::new(), source: String::new(), goal: None, rules }
}

/// Two or three agents with two types each whose types are independent, so that no type's beliefs tell anything.
fn independent() -> impl Strategy<Value = (Small, Vec<i64>)> {
    let agents = 2usize..=3;
    let numbers = (
        proptest::collection::vec(1u64..=3, 6),
        proptest::collection::vec(-3i64..=3, 2 * 3 * 8),
        proptest::collection::vec(0usize..2, 8),
        proptest::collection::vec(-3i64..=3, 29),
    );
    (agents, numbers).prop_map(|(agents, (weights, payoffs, allocation, payments))| {
        let counts = vec![2; agents];
        let all = profiles(&counts);
        let weight = |types: &Vec<usize>| types.iter().enumerate().map(|(i, t)| weights[2 * i + t]).product();
        let size = all.len();
        let outcome = |o: usize| {
            (0..agents).map(|i| payoffs[(o * agents + i) * size..][..size].to_vec()).collect::<Vec<_>>()
        };
        let small = Small {
            weights: all.iter().map(weight).collect(),
            payoffs: (0..2).map(outcome).collect(),
            allocation: allocation[..size].to_vec(),
            outside: false,
            coalitions: None,
            counts,
        };
        (small, payments)
    })
}

fn proper_pairs(environment: &Environment) -> Vec<Coalition> {
    (1u64..1 << environment.agent_count()).map(coalition_of).filter(|coalition| coalition.len() > 1).collect()
}

proptest! {
    #![proptest_config(effort(60))]

    #[test]
    fn contracts_work_and_exclusions_are_proofs(
        small in small_environments(),
        rules in 1usize..=3,
        payments in proptest::collection::vec(-4i64..=4, 37),
    ) {
        let environment = small.environment();
        let mechanism = mechanism(&environment, rules, &payments);
        for coalition in proper_pairs(&environment) {
            let gains = gains_somewhere(&environment, &mechanism, coalition);
            match find_collusion(&environment, &mechanism, Some(coalition), false) {
                Collusion::Found(found) => {
                    prop_assert!(gains);
                    assert_works(&environment, &mechanism, &found);
                    if beliefs_tell(&environment, coalition) {
                        // Proposition 1: the most profitable deviation everywhere.
                        prop_assert_eq!(found.method, ContractMethod::EqualShares);
                        for gain in &found.study.gains {
                            prop_assert!(gain.gain() >= Rational::ZERO);
                        }
                    }
                }
                Collusion::Excluded(exclusions) => {
                    let is_proof = check_exclusions(&environment, &mechanism, Some(coalition), false, &exclusions);
                    prop_assert!(is_proof.is_ok() && !gains);
                }
                Collusion::Undecided(reason) => prop_assert!(false, "{reason:?}"),
            }
            match find_collusion(&environment, &mechanism, Some(coalition), true) {
                Collusion::Found(found) => {
                    assert_works(&environment, &mechanism, &found);
                    prop_assert!(found.study.members.iter().all(|member| member.with >= member.without));
                }
                Collusion::Excluded(_) => {
                    // Proposition 1, second part: with one rule, which insures trivially, beliefs that tell are enough.
                    prop_assert!(!gains || rules > 1 || !beliefs_tell(&environment, coalition));
                }
                Collusion::Undecided(reason) => {
                    prop_assert_eq!(reason, UndecidedReason::BeyondClosedForms);
                    prop_assert!(!environment.common_prior().unwrap().has_full_support());
                }
            }
        }
    }

    #[test]
    fn voluntary_contracts_of_independent_types_agree_with_all_pure_strategies((small, payments) in independent(), rules in 1usize..=2) {
        let environment = small.environment();
        let mechanism = mechanism(&environment, rules, &payments);
        let pair: Coalition = [AgentId(0), AgentId(1)].into_iter().collect();
        match find_collusion(&environment, &mechanism, Some(pair), true) {
            Collusion::Found(found) => assert_works(&environment, &mechanism, &found),
            Collusion::Excluded(_) => {
                let strategy = workable_pure_strategy(&environment, &mechanism, pair);
                prop_assert!(strategy.is_none(), "{strategy:?}");
            }
            Collusion::Undecided(reason) => prop_assert!(false, "{reason:?}"),
        }
    }

    #[test]
    fn relabelling_agents_changes_no_verdict((small, payments) in independent()) {
        let order: Vec<usize> = (0..small.counts.len()).rev().collect();
        let turned = small.with_agents_in_order(&order);
        let (environment, turned) = (small.environment(), turned.environment());
        let plain = mechanism(&environment, 2, &payments);
        let (space, new_space) = (environment.space(), turned.space());
        let Rules::Tables(rules) = &plain.rules else { panic!("tables") };
        let rules = rules.iter().map(|rule| NamedRule {
            name: rule.name.clone(),
            table: TransferTable::from_fn(new_space, |agent, profile| {
                let types = new_space.types_of(profile);
                let old: Vec<TypeId> = (0..types.len()).map(|old| types[order.iter().position(|o| *o == old).unwrap()]).collect();
                rule.table.at(space.profile(&old))[order[agent.0]].clone()
            }),
        });
        let relabelled = Mechanism { rules: Rules::Tables(rules.collect()), ..plain.clone() };
        let word = |environment: &Environment, mechanism: &Mechanism| {
            let verification = verify_mechanism(environment, mechanism).unwrap();
            verification.answer(Claim::new(Property::Wcic, Reports::Mixed)).map(|answer| answer.holds)
        };
        prop_assert!(word(&environment, &plain).is_some());
        prop_assert_eq!(word(&environment, &plain), word(&turned, &relabelled));
    }

    #[test]
    fn wcic_is_cic_against_mixed_reports(
        small in small_environments(),
        rules in 1usize..=2,
        payments in proptest::collection::vec(-2i64..=2, 37),
    ) {
        let environment = small.environment();
        let mechanism = mechanism(&environment, rules, &payments);
        let verification = verify_mechanism(&environment, &mechanism).unwrap();
        let holds = |property| verification.answer(Claim::new(property, Reports::Mixed)).map(|answer| answer.holds);
        prop_assert_eq!(holds(Property::Cic), holds(Property::Wcic));
        // And a contract shows it, or proofs that there is none.
        match find_collusion(&environment, &mechanism, None, false) {
            Collusion::Found(found) => {
                prop_assert_eq!(holds(Property::Wcic), Some(false));
                let proof = WeakProof::Fails(Box::new(found.contract.clone()), found.study.certificate.clone());
                prop_assert!(check_weak_proof(&environment, &mechanism, &proof).is_ok());
            }
            Collusion::Excluded(exclusions) => {
                prop_assert_eq!(holds(Property::Wcic), Some(true));
                prop_assert!(check_weak_proof(&environment, &mechanism, &WeakProof::Holds(exclusions)).is_ok());
            }
            Collusion::Undecided(reason) => prop_assert!(false, "{reason:?}"),
        }
    }

    #[test]
    fn goals_with_wcic_are_answered_as_those_with_cic(small in small_environments()) {
        let environment = small.environment();
        for mechanism in [MechanismKind::Simple, MechanismKind::Ambiguous] {
            let answer = |goal: &str| {
                let goal: Goal = goal.parse().unwrap();
                let reports = Reports::Mixed;
                match decide_goal(Question { environment: &environment, goal: &goal, mechanism, reports }) {
                    ambimech_model::design::DesignAnswer::Done(design) => {
                        assert_eq!(design.mechanism.goal.as_ref(), Some(&goal));
                        Some(true)
                    }
                    ambimech_model::design::DesignAnswer::Infeasible(proof) => {
                        assert_eq!(proof.goal, goal);
                        Some(false)
                    }
                    ambimech_model::design::DesignAnswer::Undecided { .. } => None,
                }
            };
            prop_assert_eq!(answer("cic,bb"), answer("bb,wcic"));
        }
    }
}

/// CIC fails, and yet no voluntary contract is profitable: only where beliefs do not tell types apart.
#[test]
fn there_are_profitable_deviations_without_a_voluntary_contract() {
    let mut found = 0;
    let mut runner = proptest::test_runner::TestRunner::new(effort(1));
    for _ in 0..150 {
        let ((small, payments), rules) =
            proptest::strategy::Strategy::new_tree(&(independent(), 1usize..=2), &mut runner)
                .map(|tree| proptest::strategy::ValueTree::current(&tree))
                .unwrap();
        let environment = small.environment();
        let mechanism = mechanism(&environment, rules, &payments);
        for coalition in proper_pairs(&environment) {
            if let Collusion::Excluded(exclusions) =
                find_collusion(&environment, &mechanism, Some(coalition), true)
                && exclusions.iter().any(|exclusion| !exclusion.budget.is_empty())
            {
                assert!(gains_somewhere(&environment, &mechanism, coalition));
                let answer = find_collusion(&environment, &mechanism, Some(coalition), false);
                assert!(matches!(answer, Collusion::Found(_)), "{answer:?}");
                found += 1;
            }
        }
    }
    assert!(found >= 5, "{found}");
}

/// A found contract and its certificate, changed one number at a time, is refused or still true by the definitions.
#[test]
fn tampered_contracts_are_refused() {
    let mut runner = proptest::test_runner::TestRunner::new(effort(1));
    let mut refused = 0;
    let mut looked = 0;
    while looked < 5 {
        let (small, payments) = proptest::strategy::Strategy::new_tree(&independent(), &mut runner)
            .map(|tree| proptest::strategy::ValueTree::current(&tree))
            .unwrap();
        let mut small = small;
        small.weights.iter_mut().enumerate().for_each(|(place, weight)| *weight += (place * place) as u64 % 5);
        let environment = small.environment();
        let mechanism = mechanism(&environment, 2, &payments);
        let grand = environment.grand_coalition();
        let Collusion::Found(found) = find_collusion(&environment, &mechanism, Some(grand), false) else {
            continue;
        };
        if found.scale.is_none() {
            continue;
        }
        looked += 1;
        let (contract, certificate) = (&found.contract, &found.study.certificate);
        let accepts = |contract: &SideContract, certificate: &_| {
            check_contract(&environment, &mechanism, contract, certificate).is_ok()
        };
        assert!(accepts(contract, certificate));
        let proof = WeakProof::Fails(Box::new(contract.clone()), certificate.clone());
        assert!(check_weak_proof(&environment, &mechanism, &proof).is_ok());
        tamper_with_the_file(&environment, &mechanism, &found);
        // Weights of another type, no weights, weights that do not add up.
        let mut other = certificate.clone();
        other.weights.pop();
        assert!(!accepts(contract, &other));
        let mut other = certificate.clone();
        other.weights[0].weights[0].1 = Rational::from(2);
        assert!(!accepts(contract, &other));
        let mut other = certificate.clone();
        other.weights[0].weights[0].0.side = contract.rules.len();
        assert!(!accepts(contract, &other));
        // A type profile that does not gain.
        let dull = found.study.gains.iter().find(|gain| gain.gain() <= Rational::ZERO);
        if let Some(dull) = dull {
            let mut other = certificate.clone();
            other.profitable.push(dull.types);
            assert!(!accepts(contract, &other));
        }
        // Without S-IC or S-BB there is no proof that WCIC fails.
        for property in [ContractProperty::SIc, ContractProperty::SBb] {
            let mut other = certificate.clone();
            other.claims.retain(|claim| *claim != ContractClaim::new(property, Reports::Mixed));
            let proof = WeakProof::Fails(Box::new(contract.clone()), other);
            assert!(check_weak_proof(&environment, &mechanism, &proof).is_err());
        }
        // Every payment of every table raised by 1: never balanced.
        let split = environment.space().split(contract.coalition);
        for side in 0..contract.rules.len() {
            for own in split.own() {
                let mut other = contract.clone();
                let old = contract.rules[side].tables[0].clone();
                let first = contract.coalition.members().next().unwrap();
                other.rules[side].tables[0] = SideTable::from_fn(&split, |member, at, x| {
                    let place = contract.coalition.members().position(|known| known == member).unwrap();
                    let raised = if member == first && at == own { Rational::ONE } else { Rational::ZERO };
                    &old.at(at, x)[place] + raised
                });
                assert!(!accepts(&other, certificate));
                refused += 1;
            }
        }
        // The strategy told to be the truth: nothing is gained.
        let mut other = contract.clone();
        other.strategy = split.own().map(|own| vec![(own, Rational::ONE)]).collect();
        assert!(!accepts(&other, certificate));
        let mut other = contract.clone();
        other.strategy[0][0].1 = Rational::from_parts(1.into(), 3u8.into());
        assert!(!accepts(&other, certificate));
        assert!(study_contract(&environment, &mechanism, contract).is_ok());
    }
    assert!(refused > 20);
}

/// The file reads back as it was written, is accepted, and is refused with any line of it changed.
fn tamper_with_the_file(environment: &Environment, mechanism: &Mechanism, found: &FoundContract) {
    let digest = ambimech_io::environment_digest(environment);
    let of_mechanism = mechanism_digest(environment, mechanism).unwrap();
    let digests = (digest.as_str(), of_mechanism.as_str());
    let certificate = &found.study.certificate;
    let text = render_contract(environment, mechanism, digests, &found.contract, Some(certificate));
    let parsed = parse_collusion(&text, "c.json", Format::Json, environment, mechanism).unwrap();
    let CollusionContent::Contract(contract, read) = parsed.content else { panic!("a contract") };
    assert_eq!((*contract, read.as_ref()), (found.contract.clone(), Some(certificate)));
    let check = |text: &str| check_collusion_text(text, "c.json", Format::Json, environment, mechanism);
    assert!(check(&text).is_ok());
    for (place, line) in text.lines().enumerate() {
        let Some(at) = line.rfind(|letter: char| letter.is_ascii_digit()) else { continue };
        let digit = if &line[at..=at] == "7" { "8" } else { "7" };
        let changed = format!("{}{digit}{}", &line[..at], &line[at + 1..]);
        let other: Vec<&str> =
            text.lines().enumerate().map(|(n, old)| if n == place { changed.as_str() } else { old }).collect();
        assert!(check(&other.join("\n")).is_err(), "{changed}");
    }
}

/// Exclusions with a weight, a multiplier or a pair of types changed prove nothing, or something that is true.
#[test]
fn tampered_exclusions_are_refused() {
    let mut runner = proptest::test_runner::TestRunner::new(effort(1));
    let mut looked = 0;
    for _ in 0..2000 {
        let (small, payments) = proptest::strategy::Strategy::new_tree(&independent(), &mut runner)
            .map(|tree| proptest::strategy::ValueTree::current(&tree))
            .unwrap();
        let environment = small.environment();
        let mechanism = mechanism(&environment, 1, &payments);
        let pair: Coalition = [AgentId(0), AgentId(1)].into_iter().collect();
        let Collusion::Excluded(exclusions) = find_collusion(&environment, &mechanism, Some(pair), true) else {
            continue;
        };
        let interesting = |one: &ContractExclusion| !one.budget.is_empty() && !one.imitations.is_empty();
        let Some(place) = exclusions.iter().position(interesting) else { continue };
        looked += 1;
        let accepts = |list: &[_]| check_exclusions(&environment, &mechanism, Some(pair), true, list).is_ok();
        assert!(accepts(&exclusions));
        let all = check_exclusions(&environment, &mechanism, Some(pair), false, &exclusions);
        assert!(all.is_err(), "it is about voluntary contracts");
        let mut other = exclusions.clone();
        other[place].imitations.clear();
        other[place].budget.clear();
        assert!(!accepts(&other), "the deviation gains");
        let mut other = exclusions.clone();
        other[place].budget.clear();
        assert!(!accepts(&other), "what imitations leave is not covered");
        let mut other = exclusions.clone();
        other[place].imitations[0].multiplier = Rational::NEG_ONE;
        assert!(!accepts(&other));
        let mut other = exclusions.clone();
        other[place].imitations[0].multiplier *= Rational::from(1_000_000);
        assert!(!accepts(&other), "less than nothing is left for participation");
        let mut other = exclusions.clone();
        other[place].weights[0].1 = Rational::from_parts(1.into(), 2u8.into());
        assert!(!accepts(&other));
        let mut other = exclusions.clone();
        other.remove(place);
        assert!(!accepts(&other));
        let mut other = exclusions.clone();
        other.push(exclusions[place].clone());
        assert!(!accepts(&other));
        if looked == 5 {
            return;
        }
    }
    panic!("only {looked} cases");
}

/// Under ambiguity insurance the contract of Proposition 1 leaves nobody worse off.
#[test]
fn insured_mechanisms_have_individually_rational_contracts() {
    let mut runner = proptest::test_runner::TestRunner::new(effort(1));
    let mut looked = 0;
    for _ in 0..300 {
        let ((small, payments), seed) =
            proptest::strategy::Strategy::new_tree(&(independent(), 1usize..1000), &mut runner)
                .map(|tree| proptest::strategy::ValueTree::current(&tree))
                .unwrap();
        let mut small = small;
        small
            .weights
            .iter_mut()
            .enumerate()
            .for_each(|(place, weight)| *weight += ((place * place + seed) % 7) as u64);
        let environment = small.environment();
        // One rule: ambiguity insurance holds trivially.
        let mechanism = mechanism(&environment, 1, &payments);
        for coalition in proper_pairs(&environment) {
            if !beliefs_tell(&environment, coalition) {
                continue;
            }
            if let Collusion::Found(found) = find_collusion(&environment, &mechanism, Some(coalition), false) {
                looked += 1;
                assert!(found.study.holds(ContractClaim::new(ContractProperty::SIr, Reports::Mixed)));
                assert_works(&environment, &mechanism, &found);
            }
        }
    }
    assert!(looked > 100, "{looked}");
}
