//! Few rules and small stakes for coalitions that do not only look at the worst case: accepted, verified again by definition, tampered ones
//! refused, and undecided where nothing can be stretched.
#![allow(clippy::unwrap_used, clippy::panic)]

use ambimech_model::check::check_mechanism;
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::{FewRulesAnswer, RuleFamily};
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::{NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, Attitudes, Utility};
use ambimech_model::property::{Claim, Goal, MechanismKind, Reports};
use ambimech_model::stakes::{SmallStakesAnswer, StakesMeasure};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
use ambimech_solve::verification::verify_mechanism;
use std::path::Path;

fn example(name: &str, attitude: Attitude) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    let plain = ambimech_io::read_environment(&path).unwrap();
    plain.with_attitudes(Attitudes::new(attitude, Vec::new()).unwrap())
}

fn maxmin(alpha: &str, epsilon: &str) -> Attitude {
    Attitude::Maxmin { alpha: parse_number(alpha).unwrap(), epsilon: parse_number(epsilon).unwrap() }
}

fn ask<'a>(environment: &'a Environment, goal: &'a Goal, reports: Reports) -> Question<'a> {
    Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports }
}

/// The checker accepts, and the verification, which knows nothing of certificates, agrees.
fn assert_sound(environment: &Environment, design: &Design, reports: Reports) {
    check_mechanism(environment, &design.mechanism, &design.certificate).unwrap();
    let verification = verify_mechanism(environment, &design.mechanism).unwrap();
    for property in design.goal.properties() {
        assert!(verification.answer(Claim::new(property, reports)).unwrap().holds, "{property:?}");
    }
}

/// The same rules, all nearer to their average.
fn shrunk(environment: &Environment, design: &Design, factor: &str) -> Design {
    let factor = parse_number(factor).unwrap();
    let count = design.mechanism.rule_count(environment).unwrap();
    let tables: Vec<TransferTable> =
        (0..count).map(|rule| design.mechanism.table(environment, RuleId(rule)).unwrap()).collect();
    let nearer = tables.iter().enumerate().map(|(rule, table)| NamedRule {
        name: format!("rule-{rule}"),
        table: TransferTable::from_fn(environment.space(), |agent, profile| {
            let sum = tables.iter().fold(Rational::ZERO, |sum, table| sum + &table.at(profile)[agent.0]);
            let mean = sum / Rational::from(count);
            &mean + (&table.at(profile)[agent.0] - &mean) * &factor
        }),
    });
    let mut design = design.clone();
    design.mechanism.rules = Rules::Tables(nearer.collect());
    design
}

#[test]
fn two_rules_are_enough_for_every_attitude_that_fears_more_than_it_hopes() {
    for attitude in [maxmin("3/4", "1"), maxmin("1", "1/2"), maxmin("2/3", "1/2")] {
        let environment = example("guo-2021-public-good", attitude);
        let goal = Goal::CoalitionProof;
        let FewRulesAnswer::Found(found) = design_few_rules(ask(&environment, &goal, Reports::Mixed), None) else {
            panic!("nothing found");
        };
        assert_eq!((found.rules, found.least.count(), found.family), (2, 2, RuleFamily::Stretched));
        assert_sound(&environment, &found.design, Reports::Mixed);
        let less = shrunk(&environment, &found.design, "1/100");
        assert!(check_mechanism(&environment, &less.mechanism, &less.certificate).is_err());
    }
}

#[test]
fn smooth_attitudes_are_for_pure_reports() {
    let utility = Utility::Cara { coefficient: Rational::ONE };
    let attitude = Attitude::Smooth { utility, epsilon: Rational::ONE };
    let environment = example("guo-2021-public-good", attitude);
    let goal = Goal::CoalitionProof;
    let FewRulesAnswer::Found(found) = design_few_rules(ask(&environment, &goal, Reports::Pure), None) else {
        panic!("nothing found");
    };
    assert_eq!(found.rules, 2);
    assert_sound(&environment, &found.design, Reports::Pure);
    let mixed = design_few_rules(ask(&environment, &goal, Reports::Mixed), None);
    assert!(matches!(mixed, FewRulesAnswer::OtherAttitude { .. }), "{mixed:?}");
}

#[test]
fn nobody_is_stretched_who_hopes_as_much_as_he_fears() {
    let environment = example("guo-2021-public-good", maxmin("1/2", "1"));
    let answer = design_few_rules(ask(&environment, &Goal::CoalitionProof, Reports::Mixed), None);
    assert!(matches!(answer, FewRulesAnswer::OtherAttitude { .. }), "{answer:?}");
}

#[test]
fn stakes_are_small_and_not_below_the_bound() {
    let environment = example("guo-2018-implementation", maxmin("3/4", "1"));
    let goal = Goal::CoalitionProof;
    let question = ask(&environment, &goal, Reports::Mixed);
    let wishes = Wishes { measure: StakesMeasure::LargestPayment, rules: None, neat: false, symmetric: false };
    let SmallStakesAnswer::Found { found, .. } = design_small_stakes(question, wishes, &PaymentLimits::none())
    else {
        panic!("nothing found");
    };
    assert_sound(&environment, &found.design, Reports::Mixed);
    assert_eq!(
        Some(&found.reached),
        StakesMeasure::LargestPayment.of(&environment, &found.design.mechanism).as_ref()
    );
    let bound = found.bound.unwrap().value;
    // For the worst case it is 3/2, and nothing less does for whoever fears less.
    assert!(bound >= parse_number("3/2").unwrap());
    assert!(found.reached >= bound);
    let FewRulesAnswer::Found(few) = design_few_rules(question, None) else { panic!("nothing found") };
    assert!(found.reached <= few.design.stakes.largest_payment.3);
}
