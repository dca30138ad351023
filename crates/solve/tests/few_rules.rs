//! The search for few rules: figures reached, every mechanism verified again, proofs of the least number, the same bytes on every run.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../benches/random_environment/mod.rs"]
mod random_environment;

use ambimech_model::certificate::HoldingWeights;
use ambimech_model::check::{check_impossibility, check_mechanism};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::{FewRules, FewRulesAnswer, LeastRules, RuleFamily};
use ambimech_model::index::AgentId;
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::property::{Claim, Goal, MechanismKind, Property, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::space::neutral_bets;
use ambimech_solve::verification::verify_mechanism;
use std::path::Path;

fn example(name: &str) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    ambimech_io::read_environment(&path).unwrap()
}

fn ask(environment: &Environment, goal: &Goal, reports: Reports, asked: Option<usize>) -> FewRulesAnswer {
    design_few_rules(Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports }, asked)
}

fn found(environment: &Environment, goal: &Goal, reports: Reports) -> FewRules {
    match ask(environment, goal, reports, None) {
        FewRulesAnswer::Found(found) => found,
        other => panic!("{goal}: {other:?}"),
    }
}

/// The checker accepts the design, the verification, which knows nothing of certificates, agrees, and so do the numbers said.
fn assert_sound(environment: &Environment, found: &FewRules, reports: Reports) {
    let design = &found.design;
    check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
    let verification = verify_mechanism(environment, &design.mechanism).unwrap();
    for property in design.goal.properties() {
        assert!(verification.answer(Claim::new(property, reports)).unwrap().holds, "{property:?}");
    }
    assert_eq!(design.mechanism.rule_count(environment), Some(found.rules));
    assert!(found.usual.is_none_or(|usual| found.rules <= usual));
    assert!(found.least.count() <= found.rules);
    if let LeastRules::Two(proof) = &found.least {
        check_impossibility(environment, proof).unwrap();
    }
    if found.family == RuleFamily::Free {
        assert!(found.smallest_scale.is_none() && design.scale.is_none());
    } else if found.family != RuleFamily::Usual {
        let (smallest, used) = (found.smallest_scale.clone().unwrap(), design.scale.clone().unwrap());
        assert!(smallest <= used && used <= smallest * Rational::from(5) / Rational::from(4));
    }
}

/// CPAM's own prior: the paper has four rules, the closed form 18; two are enough, and one is not.
#[test]
fn the_public_good_needs_two_rules_only() {
    let environment = example("guo-2021-public-good");
    let few = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
    assert_sound(&environment, &few, Reports::Mixed);
    assert_eq!((few.rules, few.usual, few.least.count()), (2, Some(18), 2));
    let FewRulesAnswer::Infeasible { certificate, asked: Some(1) } =
        ask(&environment, &Goal::CoalitionProof, Reports::Mixed, Some(1))
    else {
        panic!("one rule is not enough");
    };
    check_impossibility(&environment, &certificate).unwrap();
}

/// Three agents with two types and much to gain: two rules; four agents: no more than the ten known before.
#[test]
fn random_environments_need_far_fewer_rules_than_the_closed_form() {
    for seed in 0..4 {
        let environment = random_environment::tempting(&[2, 2, 2], 4, seed);
        let few = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
        assert_sound(&environment, &few, Reports::Mixed);
        assert!(few.rules <= 4 && few.usual == Some(18), "{few:?}");
    }
    let environment = random_environment::tempting(&[2, 2, 2, 2], 4, 1);
    let few = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
    assert_sound(&environment, &few, Reports::Mixed);
    assert!(few.rules <= 10 && few.usual == Some(64), "{few:?}");
}

/// Two agents: two rules in every environment tried.
#[test]
fn two_agents_need_two_rules() {
    for (counts, goal) in [
        (vec![2, 3], Goal::CoalitionProof),
        (vec![3, 3], Goal::Implement),
        (vec![4, 3], Goal::CoalitionProof),
        (vec![3, 4], Goal::Extract),
    ] {
        for seed in 0..3 {
            let environment = random_environment::tempting(&counts, 4, seed);
            let few = found(&environment, &goal, Reports::Mixed);
            assert_sound(&environment, &few, Reports::Mixed);
            assert!(few.rules <= 2, "{counts:?} {goal} {seed}: {}", few.rules);
        }
    }
}

/// Against pure reports two rules are enough for coalitions too (MDAT has them for single agents).
#[test]
fn two_rules_are_enough_against_pure_reports() {
    for (counts, goal) in [
        (vec![2, 2, 2], Goal::CoalitionProof),
        (vec![2, 3, 2], Goal::CoalitionProofExtract),
        (vec![3, 3], Goal::Extract),
    ] {
        for seed in 0..2 {
            let environment = random_environment::tempting(&counts, 4, seed);
            let few = found(&environment, &goal, Reports::Pure);
            assert_sound(&environment, &few, Reports::Pure);
            assert!(few.rules <= 2, "{counts:?} {goal}");
        }
    }
}

/// The other goals, lists of properties, patterns, and coalitions of one only.
#[test]
fn every_goal_and_pattern_is_served() {
    let list = |text: &str| text.parse::<Goal>().unwrap();
    for goal in [Goal::Implement, Goal::Extract, Goal::CoalitionProofExtract, list("cic,bb"), list("ic,ai,fse")] {
        let environment = random_environment::tempting(&[2, 2, 2], 4, 7);
        let few = found(&environment, &goal, Reports::Mixed);
        assert_sound(&environment, &few, Reports::Mixed);
    }
    let pair: Coalition = [AgentId(0), AgentId(2)].into_iter().collect();
    for pattern in [Pattern::Singletons, Pattern::listed(3, [pair])] {
        let environment = random_environment::tempting(&[2, 3, 2], 4, 3).with_pattern(pattern);
        let few = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
        assert_sound(&environment, &few, Reports::Mixed);
    }
}

/// The examples of the literature, those with zero probabilities and with beliefs of every agent among them: never more rules than
/// without the search, always sound.
#[test]
fn the_examples_of_the_literature_keep_their_rules_or_lose_some() {
    for name in [
        "guo-2017-implementation",
        "guo-2017-surplus-extraction",
        "guo-2017-no-common-prior",
        "private-values-one-failing-agent",
        "zero-probability-profile",
    ] {
        let environment = example(name);
        for goal in [Goal::Implement, Goal::Extract, Goal::CoalitionProof] {
            for reports in [Reports::Pure, Reports::Mixed] {
                if let FewRulesAnswer::Found(few) = ask(&environment, &goal, reports, None) {
                    assert_sound(&environment, &few, reports);
                }
            }
        }
    }
}

/// Where rules around a base rule have to be three, two are found with no base rule given.
#[test]
fn two_rules_are_enough_where_rules_around_a_base_rule_are_three() {
    for (name, goal) in
        [("guo-2018-bilateral-trade", Goal::Implement), ("zero-probability-profile", Goal::CoalitionProof)]
    {
        let environment = example(name);
        let few = found(&environment, &goal, Reports::Mixed);
        assert_sound(&environment, &few, Reports::Mixed);
        assert_eq!((few.rules, few.least.count()), (2, 2), "{name}");
    }
}

/// The search is the same on every run.
#[test]
fn the_same_question_has_the_same_answer() {
    let environment = random_environment::tempting(&[2, 2, 2], 4, 11);
    let once = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
    let again = found(&environment, &Goal::CoalitionProof, Reports::Mixed);
    assert_eq!(once.design, again.design);
}

/// A mechanism with one payment changed, or one weight moved to another rule, is refused.
#[test]
fn a_tampered_design_is_refused() {
    let environment = example("guo-2021-public-good");
    let design = found(&environment, &Goal::CoalitionProof, Reports::Mixed).design;
    let mut certificate = design.certificate.clone();
    let HoldingWeights::Listed(list) = &mut certificate.weights else { panic!() };
    // Everybody by the first rule: that would be an ordinary mechanism.
    for entry in list.iter_mut() {
        entry.weights = vec![(ambimech_model::index::RuleId(0), Rational::ONE)];
    }
    assert!(check_mechanism(&environment, &design.mechanism, &certificate).is_err());
}

/// The basis by components satisfies the definition, and has as many elements as theory says: Σ (|B|−1) Π (|Θ_i|−1) for all coalitions.
#[test]
fn neutral_bets_change_nothing_on_path() {
    for (counts, dimension) in [(vec![2, 2], 1), (vec![2, 2, 2], 5), (vec![3, 2, 2], 9), (vec![2, 2, 2, 2], 17)] {
        let environment = random_environment::tempting(&counts, 2, 1);
        let all: Vec<Coalition> = environment.pattern().coalitions(counts.len()).collect();
        let bets = neutral_bets(&environment, &all, true).unwrap();
        assert_eq!(bets.len(), dimension, "{counts:?}");
        let single: Vec<Coalition> = environment.space().agents().map(Coalition::single).collect();
        let more = neutral_bets(&environment, &single, true).unwrap();
        let free = neutral_bets(&environment, &single, false).unwrap();
        assert!(bets.len() <= more.len() && more.len() < free.len());
        // n |Θ| payments, one equation for every type.
        let types: usize = counts.iter().sum();
        assert_eq!(free.len(), environment.space().size() * counts.len() - types);
        assert_neutral(&environment, &bets, &all, true);
        assert_neutral(&environment, &more, &single, true);
        assert_neutral(&environment, &free, &single, false);
    }
}

fn assert_neutral(environment: &Environment, bets: &[TransferTable], protected: &[Coalition], balanced: bool) {
    for bet in bets {
        assert!(bet.payments().iter().any(|payment| !payment.is_zero()));
        assert!(!balanced || environment.space().profiles().all(|profile| bet.total(profile).is_zero()));
        for coalition in protected {
            let view = Interim::new(environment, *coalition).unwrap();
            let totals = view.totals(&bet.scaled());
            assert!(view.split().own().all(|types| view.transfer(&totals, types, types).is_zero()));
        }
    }
}

/// Goals that nobody must be stopped for, and more rules asked for than needed.
#[test]
fn one_rule_is_found_where_one_is_enough() {
    let environment = random_environment::tempting(&[2, 2, 2], 4, 2);
    let goal = Goal::Properties(vec![Property::Ir, Property::Bb]);
    let few = found(&environment, &goal, Reports::Mixed);
    assert_eq!((few.rules, few.least.count()), (1, 1));
    assert_sound(&environment, &few, Reports::Mixed);
    let FewRulesAnswer::Found(few) = ask(&environment, &Goal::CoalitionProof, Reports::Mixed, Some(5)) else {
        panic!()
    };
    assert!(few.rules <= 5);
}
