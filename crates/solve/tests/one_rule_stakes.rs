//! The smallest stakes with one rule: what is said to be the least is what `threshold --mechanism simple` proves with a certificate, no measure goes
//! below it, and nothing is said where there are more rules.
#![allow(clippy::unwrap_used, clippy::panic)]

use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::least_limit::LeastLimit;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::stakes::{SmallStakes, SmallStakesAnswer, StakesMeasure};
use ambimech_solve::decision::Question;
use ambimech_solve::decision::least_limit::find_least_limit;
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
use std::path::Path;

fn example(name: &str) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    ambimech_io::read_environment(&path).unwrap()
}

fn asked<'a>(environment: &'a Environment, goal: &'a Goal, mechanism: MechanismKind) -> Question<'a> {
    Question { environment, goal, mechanism, reports: Reports::Mixed }
}

fn found(environment: &Environment, goal: &Goal, measure: StakesMeasure, limits: &PaymentLimits) -> SmallStakes {
    let wishes = Wishes { measure, rules: None, neat: false, symmetric: false };
    match design_small_stakes(asked(environment, goal, MechanismKind::Ambiguous), wishes, limits) {
        SmallStakesAnswer::Found { found, .. } => *found,
        other => panic!("{other:?}"),
    }
}

fn least(environment: &Environment, goal: &Goal, limits: &PaymentLimits) -> Rational {
    let simple = asked(environment, goal, MechanismKind::Simple);
    match find_least_limit(simple.with_limits(limits), PaymentLimit::Liability) {
        LeastLimit::At { value, .. } => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_least_with_one_rule_is_the_least_liability_of_simple_mechanisms() {
    let mut above_the_bound = 0;
    for (name, goal) in [
        ("guo-2021-public-good", Goal::Implement),
        ("guo-2021-public-good", Goal::Extract),
        ("guo-coalitional-incentive-compatibility", Goal::Implement),
        ("private-values-one-failing-agent", Goal::CoalitionProof),
        ("zero-probability-profile", Goal::Implement),
        ("guo-2018-implementation", Goal::Extract),
    ] {
        let environment = example(name);
        let one = found(&environment, &goal, StakesMeasure::LargestPayment, &PaymentLimits::none());
        assert_eq!(one.rules, 1, "{name}");
        assert_eq!(one.one_rule.as_ref(), Some(&one.reached), "{name}");
        assert_eq!(one.reached, least(&environment, &goal, &PaymentLimits::none()), "{name}");
        above_the_bound += usize::from(one.bound.is_some_and(|bound| bound.value < one.reached));
    }
    assert!(above_the_bound > 0, "one rule is said to be the least though several do better");
    let environment = example("guo-2021-public-good");
    let two = found(&environment, &Goal::CoalitionProof, StakesMeasure::LargestPayment, &PaymentLimits::none());
    assert!(two.rules == 2 && two.one_rule.is_none());
}

#[test]
fn limits_and_measures_change_what_one_rule_can_do() {
    let environment = example("zero-probability-profile");
    let goal = Goal::Implement;
    let free = found(&environment, &goal, StakesMeasure::LargestPayment, &PaymentLimits::none());
    let receipts = PaymentLimits::none().with_receipt([AgentId(0)], &parse_number("1/2").unwrap());
    if let LeastLimit::At { value, .. } = find_least_limit(
        asked(&environment, &goal, MechanismKind::Simple).with_limits(&receipts),
        PaymentLimit::Liability,
    ) {
        let limited = found(&environment, &goal, StakesMeasure::LargestPayment, &receipts);
        if limited.rules == 1 {
            assert_eq!(limited.one_rule, Some(value));
        }
        assert!(limited.one_rule >= free.one_rule || limited.rules > 1);
    }
    for measure in StakesMeasure::ALL {
        let one = found(&environment, &goal, measure, &PaymentLimits::none());
        // What is least in one measure is no less in it than what is least in another.
        for other in StakesMeasure::ALL {
            let design = found(&environment, &goal, other, &PaymentLimits::none()).design;
            assert!(one.one_rule.clone().unwrap() <= measure.of(&environment, &design.mechanism).unwrap());
        }
        assert_eq!(one.one_rule, Some(one.reached));
    }
}
