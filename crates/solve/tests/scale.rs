//! Families of pairs: their scales against the definition of the attitudes, and what the checker makes of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_io::read_environment;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate};
use ambimech_model::check::check_mechanism;
use ambimech_model::coalition::Coalition;
use ambimech_model::design::{Construction, DesignAnswer, Obstacle, PairScale};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::number::{Rational, parse_number, sum};
use ambimech_model::preference::{Attitude, Attitudes, Utility, compare_certainty_equivalents, pair_weight};
use ambimech_model::property::{Claim, Goal, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::scale::{NoScaleReason, ScaleAnswer, ScaleStudy, ScaleTable};
use ambimech_solve::construction::pair_scale::smallest_scale;
use ambimech_solve::design::{design_mechanism, pair_family};
use ambimech_solve::scale::study_scales;
use ambimech_solve::verification::verify_mechanism;
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};
use std::cmp::Ordering;
use std::path::Path;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn example(name: &str) -> Environment {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    read_environment(&folder.join(name).join("environment.toml")).unwrap()
}

fn maxmin(alpha: &str, epsilon: &str) -> Attitude {
    Attitude::Maxmin { alpha: number(alpha), epsilon: number(epsilon) }
}

fn cara(coefficient: &str) -> Attitude {
    Attitude::Smooth { utility: Utility::Cara { coefficient: number(coefficient) }, epsilon: Rational::ONE }
}

fn power(coefficient: &str, wealth: &str) -> Attitude {
    let utility = Utility::Power { coefficient: number(coefficient), wealth: number(wealth) };
    Attitude::Smooth { utility, epsilon: Rational::ONE }
}

fn everybody(environment: &Environment, attitude: &Attitude) -> Environment {
    environment.with_attitudes(Attitudes::new(attitude.clone(), Vec::new()).unwrap())
}

fn table(environment: &Environment, goal: &Goal, reports: Reports, attitudes: &[Attitude]) -> ScaleTable {
    match study_scales(environment, goal, reports, attitudes) {
        ScaleStudy::Table(table) => table,
        ScaleStudy::Obstructed(obstacles) => panic!("{obstacles:?}"),
    }
}

fn scale_of(answer: &ScaleAnswer) -> Rational {
    match answer {
        ScaleAnswer::Found { scale, .. } => scale.high.clone(),
        other => panic!("{other:?}"),
    }
}

/// What a mixture of reports is worth under every rule.
fn values(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
    truth: JointTypeId,
    reports: &[(JointTypeId, Rational)],
) -> Vec<Rational> {
    let interim = Interim::new(environment, coalition).unwrap();
    let rules = mechanism.rule_count(environment).unwrap();
    let value = |rule| {
        let table = mechanism.table(environment, RuleId(rule)).unwrap().scaled();
        let totals = interim.totals(&table);
        let parts = reports.iter().map(|(report, share)| {
            (interim.payoff(truth, *report) + interim.transfer(&totals, truth, *report)) * share
        });
        sum(&parts.collect::<Vec<Rational>>())
    };
    (0..rules).map(value).collect()
}

/// W by its definition.
fn worth(values: &[Rational], attitude: &Attitude) -> Rational {
    let Attitude::Maxmin { alpha, epsilon } = attitude else { panic!("not linear") };
    let mean = sum(values) / Rational::from(values.len());
    let (least, most) = (values.iter().min().unwrap(), values.iter().max().unwrap());
    (Rational::ONE - epsilon) * mean + epsilon * (alpha * least + (Rational::ONE - alpha) * most)
}

fn mechanism(rules: Rules) -> Mechanism {
    Mechanism { name: String::new(), source: String::new(), goal: None, rules }
}

/// All mixtures of so many reports with shares that are multiples of a fraction.
fn mixtures(reports: &[JointTypeId], parts: u32) -> Vec<Vec<(JointTypeId, Rational)>> {
    let mut found: Vec<Vec<u32>> = vec![Vec::new()];
    for _ in 1..reports.len() {
        found = found
            .into_iter()
            .flat_map(|head| {
                let left = parts - head.iter().sum::<u32>();
                (0..=left).map(move |next| [head.as_slice(), &[next]].concat())
            })
            .collect();
    }
    let whole = |mut head: Vec<u32>| {
        head.push(parts - head.iter().sum::<u32>());
        let shares = reports.iter().zip(head);
        shares.map(|(report, share)| (*report, Rational::from(share) / Rational::from(parts))).collect()
    };
    found.into_iter().map(whole).collect()
}

#[test]
fn the_scale_is_the_one_for_the_worst_case_over_the_pair_weight() {
    for (name, goal) in
        [("guo-2021-public-good", Goal::CoalitionProof), ("guo-2017-implementation", Goal::Implement)]
    {
        let environment = example(name);
        for reports in [Reports::Pure, Reports::Mixed] {
            let attitudes = [maxmin("1", "1"), maxmin("3/5", "1"), maxmin("3/4", "1/2"), maxmin("1", "1/3")];
            let rows = table(&environment, &goal, reports, &attitudes).rows;
            let worst = scale_of(&rows[0].answer);
            for (row, attitude) in rows.iter().zip(&attitudes) {
                assert_eq!(scale_of(&row.answer), &worst / pair_weight(attitude).unwrap());
            }
        }
    }
}

#[test]
fn literature_scales() {
    let good = table(&example("guo-2021-public-good"), &Goal::CoalitionProof, Reports::Mixed, &[Attitude::MAXMIN]);
    // Every rule stops its own type by itself with 5; all of them together need less.
    assert_eq!((good.bets, scale_of(&good.rows[0].answer)), (5, number("4/3")));
    // Two rules: the scale of the worst case is that of the usual design.
    let environment = example("guo-2017-implementation");
    let usual = match design_mechanism(&environment, &Goal::Implement, Reports::Pure) {
        DesignAnswer::Done(design) => design,
        other => panic!("{other:?}"),
    };
    assert_eq!(usual.construction, Construction::TwoRules);
    let rows = table(&environment, &Goal::Implement, Reports::Pure, &[Attitude::MAXMIN, maxmin("3/4", "1")]).rows;
    assert_eq!(scale_of(&rows[0].answer), usual.scale.clone().unwrap());
    assert_eq!(scale_of(&rows[1].answer), usual.scale.unwrap() * Rational::from(2));
}

/// At the scale no mixture on a grid gains; just below, the binding misreport does; by definition, and as verified.
fn assert_sharp(environment: &Environment, goal: &Goal, reports: Reports, attitude: &Attitude, parts: u32) {
    let Ok(family) = pair_family(environment, goal, reports) else { return };
    let environment = everybody(environment, attitude);
    let ScaleAnswer::Found { scale, binding, largest_payment } = smallest_scale(&family, environment.attitudes())
    else {
        return;
    };
    assert!(scale.is_exact() && binding.gain > Rational::ZERO);
    let property = if goal.asks_for(Property::Cic) { Property::Cic } else { Property::Ic };
    let claim = Claim::new(property, reports);
    let holds =
        |mechanism: &Mechanism| verify_mechanism(&environment, mechanism).unwrap().answer(claim).unwrap().holds;

    let enough = mechanism(family.rules(&environment, &scale.high));
    assert!(holds(&enough), "{attitude:?}");
    let paid = (0..enough.rule_count(&environment).unwrap()).flat_map(|rule| {
        let table = enough.table(&environment, RuleId(rule)).unwrap();
        table.payments().iter().map(|payment| -payment).collect::<Vec<_>>()
    });
    assert_eq!(paid.max().unwrap().max(Rational::ZERO), largest_payment);
    for tempted in &family.tempted {
        let (coalition, truth) = (tempted.id.coalition, tempted.id.types);
        let lies: Vec<JointTypeId> = tempted.gains.iter().map(|(report, _)| *report).collect();
        let parts = if reports == Reports::Pure { 1 } else { parts };
        for mixture in mixtures(&lies, parts) {
            let value = worth(&values(&environment, &enough, coalition, truth, &mixture), attitude);
            assert!(value <= tempted.on_path, "{mixture:?}");
        }
    }
    let less = mechanism(family.rules(&environment, &(&scale.high * number("999/1000"))));
    let on_path = [(binding.truth, Rational::ONE)];
    let value = |mechanism, reports: &[_]| {
        worth(&values(&environment, mechanism, binding.coalition, binding.truth, reports), attitude)
    };
    assert_eq!(value(&enough, &binding.reports), value(&enough, &on_path));
    assert!(value(&less, &binding.reports) > value(&less, &on_path));
    assert!(!holds(&less));
}

#[test]
fn scales_of_the_literature_are_sharp() {
    for attitude in [maxmin("1", "1"), maxmin("3/4", "1"), maxmin("3/5", "1/2"), maxmin("1", "1/4")] {
        assert_sharp(&example("guo-2021-public-good"), &Goal::CoalitionProof, Reports::Mixed, &attitude, 12);
        assert_sharp(&example("guo-2021-public-good"), &Goal::CoalitionProof, Reports::Pure, &attitude, 1);
        assert_sharp(&example("guo-2017-implementation"), &Goal::Implement, Reports::Mixed, &attitude, 60);
        assert_sharp(&example("guo-2017-implementation"), &Goal::Extract, Reports::Pure, &attitude, 1);
    }
}

fn claims(goal: &Goal, reports: Reports) -> Vec<Claim> {
    goal.properties().into_iter().map(|property| Claim::new(property, reports)).collect()
}

/// A design for these attitudes is accepted, also by a verification that knows nothing of pairs; worst-case reasons never leave.
fn assert_designed(
    small: &Small,
    goal: &Goal,
    reports: Reports,
    attitude: &Attitude,
) -> Result<(), TestCaseError> {
    let environment = everybody(&small.environment(), attitude);
    let answer = design_mechanism(&environment, goal, reports);
    let averse = pair_weight(attitude).unwrap() > Rational::ZERO;
    match &answer {
        DesignAnswer::Done(design) => {
            prop_assert!(averse || design.construction == Construction::BaseAlone);
            check_mechanism(&environment, &design.mechanism, &design.certificate).unwrap();
            let verified = verify_mechanism(&environment, &design.mechanism).unwrap();
            for claim in claims(goal, reports) {
                prop_assert!(verified.answer(claim).is_none_or(|answer| answer.holds), "{claim}");
            }
        }
        DesignAnswer::Undecided { obstacles, .. } => {
            let no_scale = obstacles.iter().any(|found| matches!(found, Obstacle::NoScale(_)));
            prop_assert!(!(averse && no_scale));
            prop_assert!(!obstacles.contains(&Obstacle::CertificateRefused));
        }
        DesignAnswer::Infeasible(_) => {}
    }
    Ok(())
}

fn attitudes() -> impl Strategy<Value = Attitude> {
    (0u64..=4, 1u64..=3).prop_map(|(alpha, epsilon)| Attitude::Maxmin {
        alpha: Rational::from(alpha) / Rational::from(4u8),
        epsilon: Rational::from(epsilon) / Rational::from(3u8),
    })
}

proptest! {
    #![proptest_config(effort(250))]

    #[test]
    fn designs_for_generated_environments_are_accepted(small in small_environments(), attitude in attitudes()) {
        for goal in Goal::NAMED {
            for reports in [Reports::Pure, Reports::Mixed] {
                assert_designed(&small, &goal, reports, &attitude)?;
            }
        }
    }

    #[test]
    fn scales_for_generated_environments_are_sharp(small in small_environments(), attitude in attitudes()) {
        let environment = small.environment();
        assert_sharp(&environment, &Goal::CoalitionProof, Reports::Mixed, &attitude, 4);
        assert_sharp(&environment, &Goal::Implement, Reports::Mixed, &attitude, 6);
        assert_sharp(&environment, &Goal::CoalitionProof, Reports::Pure, &attitude, 1);
    }
}

#[test]
fn the_checker_refuses_smaller_scales_and_rules_that_are_no_pairs() {
    let environment = everybody(&example("guo-2021-public-good"), &maxmin("3/4", "1/2"));
    let DesignAnswer::Done(design) = design_mechanism(&environment, &Goal::CoalitionProof, Reports::Mixed) else {
        panic!("no design");
    };
    assert_eq!(design.construction, Construction::Pairs(PairScale::Smallest));
    let check = |environment: &Environment, rules: Rules, certificate: &MechanismCertificate| {
        check_mechanism(environment, &mechanism(rules), certificate)
    };
    let certificate = &design.certificate;
    let HoldingWeights::Pairs(list) = &certificate.weights else { panic!("{certificate:?}") };
    assert_eq!(list.len(), 5);
    check(&environment, design.mechanism.rules.clone(), certificate).unwrap();
    let family = pair_family(&environment, &Goal::CoalitionProof, Reports::Mixed).unwrap();
    let scale = design.scale.clone().unwrap();
    let less = &scale * number("999999/1000000");
    assert!(family.weights(environment.attitudes(), &less).is_none());
    let refused = check(&environment, family.rules(&environment, &less), certificate);
    assert!(matches!(refused, Err(Refusal::Tempted { .. })), "{refused:?}");
    // A larger scale needs other weights, and has them.
    let more = &scale * Rational::from(3);
    let weights = family.weights(environment.attitudes(), &more).unwrap();
    let larger = MechanismCertificate { weights, ..certificate.clone() };
    check(&environment, family.rules(&environment, &more), &larger).unwrap();
    // Less ambiguity, or less aversion to it.
    for weaker in [maxmin("7/10", "1/2"), maxmin("3/4", "2/5")] {
        let refused = check(&everybody(&environment, &weaker), design.mechanism.rules.clone(), certificate);
        assert!(matches!(refused, Err(Refusal::Tempted { .. })), "{refused:?}");
    }
    let seeking =
        check(&everybody(&environment, &maxmin("1/4", "1")), design.mechanism.rules.clone(), certificate);
    assert!(matches!(seeking, Err(Refusal::AttitudeNotCovered(_))), "{seeking:?}");
    // Every list is needed.
    for place in 0..list.len() {
        let mut fewer = list.clone();
        fewer.remove(place);
        let weights = HoldingWeights::Pairs(fewer);
        let refused = check(
            &environment,
            design.mechanism.rules.clone(),
            &MechanismCertificate { weights, ..certificate.clone() },
        );
        assert!(matches!(refused, Err(Refusal::Tempted { .. })), "{refused:?}");
    }
    // One rule less, one rule twice as far away, two rules exchanged.
    let Rules::Tables(written) = design.mechanism.written_out(&environment).unwrap().rules else {
        panic!("tables")
    };
    check(&environment, Rules::Tables(written.clone()), certificate).unwrap();
    let exchanged = |a: usize, b: usize| {
        let mut rules = written.clone();
        rules.swap(a, b);
        check(&environment, Rules::Tables(rules), certificate)
    };
    assert!(matches!(exchanged(1, 2), Err(Refusal::NotInPairs { .. })));
    let without: Vec<NamedRule> = written[..written.len() - 1].to_vec();
    let refused = check(&environment, Rules::Tables(without), certificate);
    assert!(refused.is_err(), "{refused:?}");
    let Rules::Tables(far) = mechanism(family.rules(&environment, &more)).written_out(&environment).unwrap().rules
    else {
        panic!("tables");
    };
    let mut mixed = written.clone();
    mixed[3] = far[3].clone();
    let refused = check(&environment, Rules::Tables(mixed), certificate);
    assert!(matches!(refused, Err(Refusal::NotInPairs { .. })), "{refused:?}");
}

#[test]
fn without_aversion_and_with_small_lies_nothing_is_designed() {
    let environment = example("guo-2021-public-good");
    let cases = [
        (maxmin("1/2", "1"), Reports::Pure, NoScaleReason::NotAverse),
        (maxmin("1/2", "1"), Reports::Mixed, NoScaleReason::NotAverse),
        (maxmin("0", "1/2"), Reports::Mixed, NoScaleReason::NotAverse),
        (cara("1"), Reports::Mixed, NoScaleReason::SmallLies),
        (power("2", "100"), Reports::Mixed, NoScaleReason::SmallLies),
    ];
    for (attitude, reports, reason) in cases {
        let environment = everybody(&environment, &attitude);
        match design_mechanism(&environment, &Goal::CoalitionProof, reports) {
            DesignAnswer::Undecided { obstacles, .. } => match &obstacles[..] {
                [Obstacle::NoScale(found)] => {
                    assert_eq!(found.reason, reason);
                    assert!(found.misreport.gain > Rational::ZERO);
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn every_coalition_has_its_own_attitude() {
    let environment = example("guo-2021-public-good");
    let pair: Coalition = environment.space().agents().take(2).collect();
    let family = pair_family(&environment, &Goal::CoalitionProof, Reports::Mixed).unwrap();
    let scale = |listed| match smallest_scale(&family, &Attitudes::new(Attitude::MAXMIN, listed).unwrap()) {
        ScaleAnswer::Found { scale, binding, .. } => (scale.high, binding.coalition),
        other => panic!("{other:?}"),
    };
    assert_eq!(scale(Vec::new()), (number("4/3"), pair));
    assert_eq!(scale(vec![(pair, maxmin("3/4", "1"))]), (number("8/3"), pair));
    let others = family.tempted.iter().filter(|tempted| tempted.id.coalition != pair);
    let others = others.map(|tempted| tempted.need.scale.clone()).max().unwrap();
    assert!(others < number("4/3"));
    // A pair that cannot be tempted more than others are: the others' scale remains.
    let environment =
        environment.with_attitudes(Attitudes::new(maxmin("3/5", "1"), vec![(pair, maxmin("1", "1"))]).unwrap());
    let DesignAnswer::Done(design) = design_mechanism(&environment, &Goal::CoalitionProof, Reports::Mixed) else {
        panic!("no design");
    };
    assert_eq!(design.scale, Some((others * Rational::from(5)).max(number("4/3"))));
}

#[test]
fn smooth_scales_are_enclosed_and_fall_with_the_coefficient() {
    for (name, goal) in
        [("guo-2021-public-good", Goal::CoalitionProof), ("guo-2017-implementation", Goal::Implement)]
    {
        let environment = example(name);
        let worst = scale_of(&table(&environment, &goal, Reports::Pure, &[Attitude::MAXMIN]).rows[0].answer);
        let coefficients = ["1/100", "1/10", "1", "10", "100"];
        for kind in [cara as fn(&str) -> Attitude, |coefficient| power(coefficient, "20")] {
            let mut before: Option<Rational> = None;
            for coefficient in coefficients {
                let attitude = kind(coefficient);
                let Attitude::Smooth { utility, epsilon } = &attitude else { panic!("linear") };
                let row =
                    table(&environment, &goal, Reports::Pure, std::slice::from_ref(&attitude)).rows.remove(0);
                let ScaleAnswer::Found { scale, binding, .. } = row.answer else { panic!("{coefficient}") };
                assert!(scale.low < scale.high && &scale.high - &scale.low <= &scale.high * number("1/900"));
                assert!(scale.low >= worst && before.as_ref().is_none_or(|before| scale.high <= *before));
                before = Some(scale.high.clone());
                // By direct comparison: the binding misreport gains at the lower end, and at the upper end nobody does.
                let family = pair_family(&environment, &goal, Reports::Pure).unwrap();
                let compare = |scale: &Rational, coalition, truth, report| {
                    let with = mechanism(family.rules(&environment, scale));
                    let of = |report| values(&environment, &with, coalition, truth, &[(report, Rational::ONE)]);
                    compare_certainty_equivalents(&of(report), &of(truth), utility, epsilon, 300).unwrap()
                };
                let report = binding.reports[0].0;
                assert_eq!(compare(&scale.low, binding.coalition, binding.truth, report), Ordering::Greater);
                for tempted in &family.tempted {
                    for (report, _) in &tempted.gains {
                        let order = compare(&scale.high, tempted.id.coalition, tempted.id.types, *report);
                        assert_ne!(order, Ordering::Greater);
                    }
                }
            }
        }
    }
}

#[test]
fn designs_for_smooth_attitudes_are_accepted_against_pure_reports() {
    for attitude in [cara("1"), cara("1/10"), power("2", "20")] {
        for (name, goal) in
            [("guo-2021-public-good", Goal::CoalitionProof), ("guo-2017-implementation", Goal::Implement)]
        {
            let environment = everybody(&example(name), &attitude);
            let DesignAnswer::Done(design) = design_mechanism(&environment, &goal, Reports::Pure) else {
                panic!("{attitude:?}");
            };
            assert_eq!(design.construction, Construction::Pairs(PairScale::Enclosed));
            check_mechanism(&environment, &design.mechanism, &design.certificate).unwrap();
            let family = pair_family(&environment, &goal, Reports::Pure).unwrap();
            let less = design.scale.clone().unwrap() * number("99/100");
            let refused =
                check_mechanism(&environment, &mechanism(family.rules(&environment, &less)), &design.certificate);
            assert!(refused.is_err());
        }
    }
}

#[test]
fn with_mixed_reports_a_smooth_coalition_that_nothing_tempts_is_held_by_the_mean() {
    let environment = example("guo-2021-public-good");
    let family = pair_family(&environment, &Goal::CoalitionProof, Reports::Mixed).unwrap();
    let tempted: Vec<Coalition> = family.tempted.iter().map(|tempted| tempted.id.coalition).collect();
    let coalitions = environment.pattern().proper_coalitions(environment.agent_count());
    let content: Vec<Coalition> = coalitions.filter(|coalition| !tempted.contains(coalition)).collect();
    assert!(!content.is_empty());
    let listed = content.iter().map(|coalition| (*coalition, cara("1"))).collect();
    let environment = environment.with_attitudes(Attitudes::new(maxmin("3/4", "1"), listed).unwrap());
    let DesignAnswer::Done(design) = design_mechanism(&environment, &Goal::CoalitionProof, Reports::Mixed) else {
        panic!("no design");
    };
    assert_eq!(design.scale, Some(number("8/3")));
    check_mechanism(&environment, &design.mechanism, &design.certificate).unwrap();
}
