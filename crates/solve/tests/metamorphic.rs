//! What must not change, or change in a known way, when an environment is relabelled, rescaled or slightly enlarged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::condition::Condition;
use ambimech_model::design::{Construction, DesignAnswer};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules as RuleSet};
use ambimech_model::number::Rational;
use ambimech_model::property::{Goal, Reports};
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::{PropertyAnswer, Worst};
use ambimech_solve::condition::decide_condition;
use ambimech_solve::design::design_mechanism;
use ambimech_solve::verification::verify_mechanism;
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

const BOTH: [Reports; 2] = [Reports::Pure, Reports::Mixed];

fn answers(environment: &Environment) -> Vec<DesignAnswer> {
    let design = |goal| BOTH.map(|reports| design_mechanism(environment, &goal, reports));
    Goal::NAMED.into_iter().flat_map(design).collect()
}

fn words(environment: &Environment) -> Vec<&'static str> {
    Condition::DECIDED.into_iter().map(|condition| decide_condition(environment, condition).word()).collect()
}

fn kind(answer: &DesignAnswer) -> &'static str {
    match answer {
        DesignAnswer::Done(_) => "done",
        DesignAnswer::Infeasible(_) => "infeasible",
        DesignAnswer::Undecided { .. } => "undecided",
    }
}

fn kinds(environment: &Environment) -> Vec<&'static str> {
    answers(environment).iter().map(kind).collect()
}

fn tables(environment: &Environment, mechanism: &Mechanism) -> Vec<TransferTable> {
    let rules = 0..mechanism.rule_count(environment).unwrap();
    rules.map(|rule| mechanism.table(environment, RuleId(rule)).unwrap()).collect()
}

fn written(tables: Vec<TransferTable>) -> Mechanism {
    let rule = |(place, table)| NamedRule { name: format!("r{place}"), table };
    let rules = RuleSet::Tables(tables.into_iter().enumerate().map(rule).collect());
    Mechanism { name: String::new(), source: String::new(), goal: None, rules }
}

/// Some rules for an environment: integers that depend on a seed, not balanced and not good for anything.
fn any_rules(environment: &Environment, payments: &[i64]) -> Vec<TransferTable> {
    let agents = environment.agent_count();
    let rule = |shift: usize| {
        TransferTable::from_fn(environment.space(), |agent, profile| {
            Rational::from(payments[(shift + profile.0 * agents + agent.0) % payments.len()])
        })
    };
    [0, 11, 23].map(rule).to_vec()
}

/// Verdict and the number it rests on, for every property.
fn verdicts(environment: &Environment, mechanism: &Mechanism) -> Vec<(bool, Option<Rational>)> {
    let answers = verify_mechanism(environment, mechanism).unwrap().answers;
    answers.iter().map(|answer| (answer.holds, badness(answer))).collect()
}

/// How bad the worst case is. A harmless mixture's gain is not compared: with the truth in it, it is as near to 0 as one likes.
fn badness(answer: &PropertyAnswer) -> Option<Rational> {
    let size = |number: Rational| if number < Rational::ZERO { -number } else { number };
    answer.worst.as_ref().map(|worst| match worst {
        Worst::Deviation(deviation) | Worst::SideContract(deviation) => deviation.gain(),
        Worst::SmoothDeviation(_) | Worst::SmoothParticipation { .. } => panic!("nobody has a smooth attitude"),
        Worst::Participation { value, .. } => -value,
        Worst::Insurance { lowest, highest, .. } => &highest.1 - &lowest.1,
        Worst::Budget { total, .. } => size(total.clone()),
        Worst::Revenue { revenue, surplus, .. } => size(revenue - surplus),
    })
}

proptest! {
    #![proptest_config(effort(60))]

    #[test]
    fn the_same_input_gives_the_same_answers(small in small_environments()) {
        let (first, second) = (small.environment(), small.clone().environment());
        prop_assert_eq!(answers(&first), answers(&second));
        for condition in Condition::DECIDED {
            prop_assert_eq!(decide_condition(&first, condition), decide_condition(&second, condition));
        }
    }

    #[test]
    fn an_outcome_listed_twice_changes_nothing(small in small_environments(), which in 0usize..4) {
        let mut longer = small.clone();
        longer.payoffs.push(small.payoffs[which % small.payoffs.len()].clone());
        let (environment, longer) = (small.environment(), longer.environment());
        prop_assert_eq!(answers(&environment), answers(&longer));
        prop_assert_eq!(words(&environment), words(&longer));
    }

    #[test]
    fn the_order_of_outcomes_changes_no_verdict(small in small_environments()) {
        let mut turned = small.clone();
        // The outside option must stay the first outcome.
        let fixed = usize::from(small.outside);
        turned.payoffs[fixed..].reverse();
        let last = small.payoffs.len() - 1;
        for outcome in &mut turned.allocation {
            *outcome = if *outcome < fixed { *outcome } else { last + fixed - *outcome };
        }
        prop_assert_eq!(kinds(&small.environment()), kinds(&turned.environment()));
        prop_assert_eq!(words(&small.environment()), words(&turned.environment()));
    }

    #[test]
    fn prior_weights_mean_their_proportions(small in small_environments(), factor in 2u64..1000) {
        let mut scaled = small.clone();
        let factor = if small.weights.iter().any(|weight| *weight > 1 << 50) { 1 } else { factor };
        scaled.weights.iter_mut().for_each(|weight| *weight *= factor);
        prop_assert_eq!(answers(&small.environment()), answers(&scaled.environment()));
    }

    /// In another currency every payment is converted, and so is the scale.
    #[test]
    fn payoffs_in_another_currency_scale_every_payment(small in small_environments(), factor in 2i64..9) {
        let mut scaled = small.clone();
        scaled.payoffs.iter_mut().flatten().flatten().for_each(|value| *value *= factor);
        let (environment, converted) = (small.environment(), scaled.environment());
        prop_assert_eq!(words(&environment), words(&converted));
        let rate = Rational::from(factor);
        for (before, after) in answers(&environment).iter().zip(&answers(&converted)) {
            prop_assert_eq!(kind(before), kind(after));
            let (DesignAnswer::Done(before), DesignAnswer::Done(after)) = (before, after) else { continue };
            prop_assert_eq!(before.construction, after.construction);
            prop_assert_eq!(before.scale.as_ref().map(|scale| scale * &rate), after.scale.clone());
            let stake = &before.stakes.largest_payment.3 * &rate;
            prop_assert_eq!(stake, after.stakes.largest_payment.3.clone());
            let (before, after) = (tables(&environment, &before.mechanism), tables(&converted, &after.mechanism));
            prop_assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                let payments = before.payments().iter().zip(after.payments());
                prop_assert!(payments.into_iter().all(|(before, after)| before * &rate == *after));
            }
        }
    }

    #[test]
    fn relabelling_changes_no_verdict(
        small in small_environments(),
        payments in proptest::collection::vec(-9i64..=9, 37),
        turn in 1usize..3,
        reverse in any::<bool>(),
    ) {
        let agents = small.counts.len();
        let order: Vec<usize> = (0..agents).map(|agent| (agent + turn) % agents).collect();
        let turned = small.with_agents_in_order(&order);
        let turned = if reverse { turned.with_types_reversed() } else { turned };
        let (environment, relabelled) = (small.environment(), turned.environment());
        prop_assert_eq!(words(&environment), words(&relabelled));
        for (before, after) in kinds(&environment).into_iter().zip(kinds(&relabelled)) {
            // With profiles of probability 0 the base transfers of coalition designs run through one type, so that
            // another order may find what this one leaves open; see `the_first_type_is_the_bank`.
            let open = [before, after].contains(&"undecided") && small.weights.contains(&0);
            prop_assert!(before == after || open, "{} {}", before, after);
        }
        // The same rules under the new labels are verified to the same numbers.
        let rules = any_rules(&environment, &payments);
        let moved = |table: &TransferTable| {
            TransferTable::from_fn(relabelled.space(), |agent, profile| {
                let old = old_profile(&environment, &relabelled, &order, reverse, profile);
                table.at(old)[order[agent.0]].clone()
            })
        };
        let moved = written(rules.iter().map(moved).collect());
        prop_assert_eq!(verdicts(&environment, &written(rules)), verdicts(&relabelled, &moved));
    }

    /// A coalition that can no longer form asks for nothing: no worst case becomes worse, and what could be reached is not
    /// out of reach.
    #[test]
    fn fewer_coalitions_only_help(
        small in small_environments(),
        payments in proptest::collection::vec(-9i64..=9, 37),
        keep in 0u64..127,
    ) {
        let environment = small.environment();
        let agents = small.counts.len();
        let all: Vec<u64> = match &small.coalitions {
            None => (1..1 << agents).collect(),
            Some(list) => list.clone(),
        };
        let kept = all.iter().enumerate().filter(|(place, _)| keep >> place & 1 == 1).map(|(_, bits)| *bits);
        let fewer = Small { coalitions: Some(kept.collect()), ..small.clone() }.environment();
        let mechanism = written(any_rules(&environment, &payments));
        let (before, after) = (verdicts(&environment, &mechanism), verdicts(&fewer, &mechanism));
        for ((held, worst), (holds, now)) in before.iter().zip(&after) {
            prop_assert!(holds >= held && now <= worst);
        }
        for (before, after) in answers(&environment).iter().zip(&answers(&fewer)) {
            prop_assert!(!(kind(before) == "done" && kind(after) == "infeasible"));
            if let DesignAnswer::Done(design) = before {
                let mechanism = written(tables(&environment, &design.mechanism));
                let found = verify_mechanism(&fewer, &mechanism).unwrap();
                for claim in &design.certificate.claims {
                    prop_assert!(found.answer(*claim).unwrap().holds, "{}", claim);
                }
            }
        }
    }
}

fn old_profile(
    old: &Environment,
    new: &Environment,
    order: &[usize],
    reverse: bool,
    profile: ProfileId,
) -> ProfileId {
    let mut types = vec![TypeId(0); order.len()];
    for (place, agent) in order.iter().enumerate() {
        let t = new.space().type_of(profile, AgentId(place)).0;
        let count = old.space().type_count(AgentId(*agent));
        types[*agent] = TypeId(if reverse { count - 1 - t } else { t });
    }
    old.space().profile(&types)
}

/// Two rules need no side bet beyond the ones that do something: for the same environment the pure design is never a family
/// of single bets when two rules suffice.
#[test]
fn pure_reports_take_two_rules() {
    let small = Small {
        counts: vec![2, 2],
        weights: vec![3, 1, 1, 2],
        payoffs: vec![vec![vec![0; 4]; 2], vec![vec![3, 3, -1, -1], vec![1, -1, 3, 1]]],
        allocation: vec![1, 1, 1, 0],
        outside: true,
        coalitions: None,
    };
    let environment = small.environment();
    let answer = design_mechanism(&environment, &Goal::Implement, Reports::Pure);
    let DesignAnswer::Done(design) = answer else { panic!("{answer:?}") };
    assert_eq!(design.construction, Construction::TwoRules);
    assert_eq!(design.mechanism.rule_count(&environment), Some(2));
}

/// A counterexample to the wish that answers do not depend on the order of types: with profiles of probability 0 the level
/// transfers run through the first type of the first agent, and here only the last one leaves bets something to work with.
/// Today's behaviour, not the desired one.
#[test]
fn the_first_type_is_the_bank() {
    let flat = || vec![-1; 8];
    let small = Small {
        counts: vec![2, 2, 2],
        weights: vec![1, 1, 3, 1, 0, 1, 1, 2],
        payoffs: vec![vec![flat(); 3], vec![flat(), flat(), [3, -1].repeat(4)]],
        allocation: [1, 0].repeat(4),
        outside: false,
        coalitions: None,
    };
    let answer = |small: &Small| {
        kind(&design_mechanism(&small.environment(), &Goal::CoalitionProofExtract, Reports::Mixed))
    };
    assert_eq!(answer(&small), "undecided");
    assert_eq!(answer(&small.with_types_reversed()), "done");
}
