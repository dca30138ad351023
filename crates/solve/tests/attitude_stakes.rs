//! Small stakes for attitudes that are linear for given weights: the attitude is in the program, and what it finds is accepted by the checker,
//! verified again by definition, no worse than what is stretched afterwards, and never below the bound; limits and frontiers with them.
#![allow(clippy::unwrap_used, clippy::panic)]

use ambimech_model::check::check_mechanism;
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::frontier::FrontierAnswer;
use ambimech_model::index::{AgentId, RuleId};
use ambimech_model::mechanism::{NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::preference::{Attitude, Attitudes};
use ambimech_model::property::{Claim, Goal, MechanismKind, Reports};
use ambimech_model::stakes::{Neatness, SmallStakes, SmallStakesAnswer, StakesMeasure, SymmetryPrice};
use ambimech_model::transfer::TransferTable;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::design_few_rules;
use ambimech_solve::few_rules::frontier::{Plan, find_frontier};
use ambimech_solve::few_rules::smallest::{Wishes, design_small_stakes};
use ambimech_solve::few_rules::stretched::stretched;
use ambimech_solve::verification::verify_mechanism;
use std::path::Path;

const LARGEST: StakesMeasure = StakesMeasure::LargestPayment;

fn plain(name: &str) -> Environment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).join("environment.toml");
    ambimech_io::read_environment(&path).unwrap()
}

fn maxmin(alpha: &str, epsilon: &str) -> Attitude {
    Attitude::Maxmin { alpha: parse_number(alpha).unwrap(), epsilon: parse_number(epsilon).unwrap() }
}

fn with(environment: &Environment, attitude: Attitude) -> Environment {
    environment.with_attitudes(Attitudes::new(attitude, Vec::new()).unwrap())
}

fn ask<'a>(environment: &'a Environment, goal: &'a Goal, reports: Reports) -> Question<'a> {
    Question { environment, goal, mechanism: MechanismKind::Ambiguous, reports }
}

fn wishes(rules: Option<usize>) -> Wishes {
    Wishes { measure: LARGEST, rules, neat: false, symmetric: false }
}

fn found(question: Question<'_>, wishes: Wishes, limits: &PaymentLimits) -> SmallStakes {
    let SmallStakesAnswer::Found { found, .. } = design_small_stakes(question, wishes, limits) else {
        panic!("nothing found");
    };
    assert_sound(question.environment, &found.design, question.reports);
    assert_eq!(Some(&found.reached), wishes.measure.of(question.environment, &found.design.mechanism).as_ref());
    assert!(found.bound.iter().all(|bound| bound.value <= found.reached));
    *found
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
fn the_attitude_in_the_program_does_better_than_stretching_afterwards() {
    let worst_case = plain("guo-2021-public-good");
    let goal = Goal::CoalitionProof;
    let none = PaymentLimits::none();
    let worst = found(ask(&worst_case, &goal, Reports::Mixed), wishes(None), &none);
    for attitude in [maxmin("1", "1/2"), maxmin("3/4", "1")] {
        let environment = with(&worst_case, attitude);
        let question = ask(&environment, &goal, Reports::Mixed);
        let own = found(question, wishes(Some(2)), &none);
        assert_eq!(own.rules, 2);
        let afterwards = LARGEST.of(&environment, &stretched(question, &worst.design, &none).unwrap().mechanism);
        assert!(own.reached < afterwards.unwrap(), "{}", own.reached);
        // What fears the worst less is stopped by more; and the least amount that stops it is where it was or above.
        let bound = own.bound.unwrap();
        assert!(bound.with_mean && bound.value >= worst.bound.as_ref().unwrap().value);
        let less = shrunk(&environment, &own.design, "9/10");
        assert!(check_mechanism(&environment, &less.mechanism, &less.certificate).is_err());
    }
}

#[test]
fn more_rules_keep_the_attitude_and_the_bound() {
    let environment = with(&plain("guo-2018-implementation"), maxmin("2/3", "1/2"));
    let goal = Goal::CoalitionProof;
    let mut bound: Option<Rational> = None;
    for rules in 2..=4 {
        let own = found(ask(&environment, &goal, Reports::Mixed), wishes(Some(rules)), &PaymentLimits::none());
        assert!(own.rules <= rules);
        let value = own.bound.unwrap().value;
        assert!(bound.is_none_or(|known| known == value));
        bound = Some(value);
    }
}

#[test]
fn against_pure_reports_and_for_the_full_surplus() {
    for attitude in [maxmin("1", "1/3"), maxmin("4/5", "1")] {
        let environment = with(&plain("guo-2018-surplus-extraction"), attitude);
        let goal = Goal::Extract;
        let question = ask(&environment, &goal, Reports::Mixed);
        found(question, wishes(None), &PaymentLimits::none());
        found(ask(&environment, &goal, Reports::Pure), wishes(None), &PaymentLimits::none());
    }
}

#[test]
fn limits_neat_numbers_and_alike_agents_with_an_attitude() {
    let environment = with(&plain("guo-2018-implementation"), maxmin("3/4", "1"));
    let goal = Goal::CoalitionProof;
    let question = ask(&environment, &goal, Reports::Mixed);
    let neat = Wishes { neat: true, symmetric: true, ..wishes(None) };
    let own = found(question, neat, &PaymentLimits::none());
    assert!(matches!(own.neat, Some(Neatness::Reached { .. })), "{:?}", own.neat);
    assert!(!matches!(own.symmetry, None | Some(SymmetryPrice::NotFound { .. })), "{:?}", own.symmetry);
    let limits = PaymentLimits::none().with_liability([AgentId(0), AgentId(1)], &own.reached);
    let limited = found(question, wishes(Some(2)), &limits);
    assert!(limited.reached <= own.reached);
    assert_eq!(limited.design.certificate.limits, limits);
}

#[test]
fn every_point_of_a_frontier_is_a_mechanism_for_the_attitude() {
    let environment = with(&plain("guo-2018-implementation"), maxmin("1", "1/2"));
    let goal = Goal::CoalitionProof;
    let question = ask(&environment, &goal, Reports::Mixed);
    let plan =
        Plan { measure: LARGEST, most_rules: 3, rents: Vec::new(), neat: false, limits: PaymentLimits::none() };
    let FrontierAnswer::Found(frontier) = find_frontier(question, &plan) else { panic!("no frontier") };
    let points: Vec<_> = frontier.levels.iter().flat_map(|level| &level.points).collect();
    assert!(!points.is_empty());
    for point in points {
        assert_sound(&environment, &point.design, Reports::Mixed);
    }
    let FewRulesAnswer::Found(few) = design_few_rules(question, None) else { panic!("nothing found") };
    let first = &frontier.levels[0].points[0];
    assert!(first.stakes <= few.design.stakes.largest_payment.3);
}
