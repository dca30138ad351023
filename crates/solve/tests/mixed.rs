//! Matrix games against trying every square part, and the example in which mixing beats two rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod by_definition;
mod small_environment;

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::read_environment;
use ambimech_model::certificate::{HoldingWeights, MechanismCertificate, RuleWeights};
use ambimech_model::check::check_mechanism;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules as RuleSet};
use ambimech_model::number::{Integer, Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::refusal::Refusal;
use ambimech_model::transfer::TransferTable;
use ambimech_model::verification::{Deviation, Report, Worst};
use ambimech_solve::lp::matrix_game::solve_matrix_game;
use ambimech_solve::verification::verify_mechanism;
use by_definition::{Plain, game_value, rules_of, total, zero};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};
use std::path::Path;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

/// Few different entries, so that ties and degenerate vertices are common.
fn matrices() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (1usize..=4, 1usize..=5, 0usize..3).prop_flat_map(|(m, n, kind)| {
        let entry = [-1i64..=1, -4..=4, -1000..=1000][kind].clone();
        proptest::collection::vec(proptest::collection::vec(entry, n), m)
    })
}

proptest! {
    #![proptest_config(effort(1500))]

    #[test]
    fn games_have_the_value_of_their_best_square_part(matrix in matrices()) {
        let rows: Vec<Vec<Integer>> =
            matrix.iter().map(|row| row.iter().map(|entry| Integer::from(*entry)).collect()).collect();
        let rows: Vec<&[Integer]> = rows.iter().map(Vec::as_slice).collect();
        let solution = solve_matrix_game(&rows).unwrap();
        let exact: Vec<Vec<Rational>> =
            matrix.iter().map(|row| row.iter().map(|entry| Rational::from(*entry)).collect()).collect();
        prop_assert_eq!(&solution.value, &game_value(&exact).unwrap());
        for mixture in [&solution.rows, &solution.columns] {
            prop_assert!(mixture.iter().all(|share| *share >= zero()) && total(mixture.iter().cloned()).is_one());
        }
        let n = matrix[0].len();
        for column in 0..n {
            let worth = total(exact.iter().zip(&solution.rows).map(|(row, share)| &row[column] * share));
            prop_assert!(worth >= solution.value);
        }
        for row in &exact {
            prop_assert!(total(row.iter().zip(&solution.columns).map(|(a, b)| a * b)) <= solution.value);
        }
    }
}

fn tables(environment: &Environment, payments: &[Vec<i64>], balanced: bool) -> Mechanism {
    let agents = environment.agent_count();
    let rule = |(place, list): (usize, &Vec<i64>)| {
        let table = TransferTable::from_fn(environment.space(), |agent, profile| {
            let row: Vec<i64> = (0..agents).map(|i| list[(profile.0 * agents + i) % list.len()]).collect();
            let last = agent.0 + 1 == agents;
            Rational::from(if balanced && last { -row[..agents - 1].iter().sum::<i64>() } else { row[agent.0] })
        });
        NamedRule { name: format!("r{place}"), table }
    };
    let rules = RuleSet::Tables(payments.iter().enumerate().map(rule).collect());
    Mechanism { name: String::new(), source: String::new(), goal: None, rules }
}

fn claim(property: Property, reports: Reports) -> Claim {
    Claim::new(property, reports)
}

fn deviation(worst: &Option<Worst>) -> &Deviation {
    match worst {
        Some(Worst::Deviation(deviation)) => deviation,
        other => panic!("a misreport, not {other:?}"),
    }
}

proptest! {
    #![proptest_config(effort(150))]

    /// Any rules at all, most of them bad: verification finds what the definitions say, the mixture it shows is worth what
    /// it says, and the checker accepts exactly what verification calls true.
    #[test]
    fn hand_made_mechanisms_are_verified_as_defined(
        small in small_environments(),
        payments in proptest::collection::vec(proptest::collection::vec(-4i64..=4, 36), 1..=4),
        balanced in any::<bool>(),
        large in 0usize..3,
    ) {
        let factor = [0, 1, 10][large];
        let payments: Vec<Vec<i64>> =
            payments.iter().map(|list| list.iter().map(|payment| payment * factor).collect()).collect();
        let environment = small.environment();
        let mechanism = tables(&environment, &payments, balanced);
        let plain = Plain::new(&environment);
        let rules = rules_of(&environment, &mechanism);
        let cases = plain.cases(&rules);
        let found = verify_mechanism(&environment, &mechanism).unwrap();
        for property in [Property::Ic, Property::Cic] {
            let asked: Vec<_> =
                cases.iter().filter(|case| property == Property::Cic || case.is_single()).collect();
            let pure = found.answer(claim(property, Reports::Pure)).unwrap();
            let mixed = found.answer(claim(property, Reports::Mixed)).unwrap();
            let pure_gain = asked.iter().filter_map(|case| case.pure_gain()).max();
            prop_assert_eq!(pure.holds, pure_gain.as_ref().is_none_or(|gain| *gain <= zero()));
            match &pure_gain {
                Some(gain) => prop_assert_eq!(deviation(&pure.worst).gain(), gain.clone()),
                None => prop_assert!(pure.worst.is_none() && mixed.worst.is_none()),
            }
            let gains: Option<Vec<Rational>> = asked.iter().map(|case| case.mixed_gain()).collect();
            if let Some(gains) = gains {
                let largest = gains.into_iter().max().unwrap();
                prop_assert_eq!(mixed.holds, largest.is_zero());
                let shown = mixed.worst.as_ref().map_or(zero(), |_| deviation(&mixed.worst).gain());
                prop_assert_eq!(shown.max(zero()), largest);
            }
            for answer in [pure, mixed] {
                if answer.worst.is_some() {
                    check_shown(&plain, &cases, deviation(&answer.worst))?;
                }
            }
        }
        for answer in &found.answers {
            let certificate = MechanismCertificate { limits: PaymentLimits::none(), claims: vec![answer.claim], weights: found.weights.clone() };
            let cic = matches!(answer.claim.property, Property::Cic | Property::Wcic);
            let certificate = if cic { certificate } else { of_singles(certificate) };
            let accepted = check_mechanism(&environment, &mechanism, &certificate);
            prop_assert_eq!(accepted.is_ok(), answer.holds, "{}: {:?}", answer.claim, accepted);
        }
    }
}

fn of_singles(certificate: MechanismCertificate) -> MechanismCertificate {
    let HoldingWeights::Listed(list) = certificate.weights else { panic!("verification lists weights") };
    let list = list.into_iter().filter(|held| held.coalition.len() == 1).collect();
    MechanismCertificate { weights: HoldingWeights::Listed(list), ..certificate }
}

/// A misreport is worth what is said of it.
fn check_shown(
    plain: &Plain,
    cases: &[by_definition::Case],
    shown: &Deviation,
) -> Result<(), proptest::test_runner::TestCaseError> {
    let members = plain.members(shown.coalition);
    let case = cases.iter().find(|case| case.members == members && case.truth == shown.truth.0).unwrap();
    let shares: Vec<(usize, Rational)> = match &shown.report {
        Report::Pure(report) => vec![(report.0, Rational::ONE)],
        Report::Mixed(list) => list.iter().map(|(report, share)| (report.0, share.clone())).collect(),
    };
    prop_assert!(shares.iter().all(|(_, share)| *share > zero()));
    prop_assert!(total(shares.iter().map(|(_, share)| share.clone())).is_one());
    prop_assert!(shares.iter().any(|(report, _)| *report != case.truth));
    let value = |rule: usize| total(shares.iter().map(|(report, share)| &case.rows[*report][rule] * share));
    let worst = (0..case.rows[0].len()).map(value).min().unwrap();
    prop_assert_eq!(&worst, &shown.value);
    prop_assert_eq!(&case.on_path(), &shown.on_path);
    Ok(())
}

/// CI-SLIDES: under the first two rules every pure misreport of {1, 2} costs money, but a mixture is worth 4 against 2.
#[test]
fn two_rules_of_the_slides_fail_against_a_mixture() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-coalitional-incentive-compatibility");
    let environment = read_environment(&folder.join("environment.toml")).unwrap();
    let two = read_mechanism(&folder.join("mechanism-two-rules.json"), &environment).unwrap().mechanism;
    let two = Mechanism { goal: None, ..two };
    let found = verify_mechanism(&environment, &two).unwrap();
    let pure = found.answer(claim(Property::Cic, Reports::Pure)).unwrap();
    assert!(pure.holds);
    let mixed = found.answer(claim(Property::Cic, Reports::Mixed)).unwrap();
    assert!(!mixed.holds);
    let worst = deviation(&mixed.worst);
    let pair: Coalition = [AgentId(0), AgentId(1)].into_iter().collect();
    assert_eq!((worst.coalition, worst.truth), (pair, JointTypeId(0)));
    assert_eq!((&worst.value, &worst.on_path), (&Rational::from(4), &Rational::from(2)));
    let plain = Plain::new(&environment);
    check_shown(&plain, &plain.cases(&rules_of(&environment, &two)), worst).unwrap();
    // No weights over the two rules can be accepted, since a mixture gains.
    for share in ["0", "1/7", "1/3", "1/2", "2/3", "6/7", "1"] {
        let (first, second) = (number(share), Rational::ONE - number(share));
        let weights =
            [(RuleId(0), first), (RuleId(1), second)].into_iter().filter(|(_, w)| !w.is_zero()).collect();
        let HoldingWeights::Listed(mut list) = found.weights.clone() else { panic!("a list") };
        list.retain(|held| (held.coalition, held.types) != (pair, JointTypeId(0)));
        list.push(RuleWeights { coalition: pair, types: JointTypeId(0), best: None, weights });
        let certificate = MechanismCertificate {
            limits: PaymentLimits::none(),
            claims: vec![claim(Property::Cic, Reports::Mixed)],
            weights: HoldingWeights::Listed(list),
        };
        let refusal = check_mechanism(&environment, &two, &certificate).unwrap_err();
        assert!(matches!(refusal, Refusal::Tempted { .. } | Refusal::WeightsMissing { .. }), "{refusal:?}");
    }
    let three = read_mechanism(&folder.join("mechanism.json"), &environment).unwrap().mechanism;
    assert!(verify_mechanism(&environment, &three).unwrap().answer(mixed.claim).unwrap().holds);
}

/// A mechanism without rules, or with rules for other agents, has no properties; asking for them is no accident either.
#[test]
fn mechanisms_that_do_not_fit_are_not_verified() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let read = |name: &str| read_environment(&folder.join(name).join("environment.toml")).unwrap();
    let (three, two) = (read("guo-2021-public-good"), read("bilateral-trade"));
    assert!(verify_mechanism(&three, &tables(&three, &[], false)).is_err());
    assert!(verify_mechanism(&three, &tables(&two, &[vec![1]], false)).is_err());
    assert!(verify_mechanism(&two, &tables(&three, &[vec![1]], false)).is_err());
}

/// When on-path values differ between rules, mixing truth with a lie can beat both: truth is worth (2, 0), the lie (0, 2), so
/// that half of each is worth 1 while the worst case of either alone is 0.
#[test]
fn truth_in_the_mixture_counts() {
    let small = Small {
        counts: vec![2, 1],
        weights: vec![1, 1],
        payoffs: vec![vec![vec![0; 2]; 2]],
        allocation: vec![0; 2],
        outside: false,
        coalitions: Some(Vec::new()),
    };
    let environment = small.environment();
    let payments = [vec![2, 0, 0, 0], vec![0, 0, 2, 0]];
    let mechanism = tables(&environment, &payments, false);
    let found = verify_mechanism(&environment, &mechanism).unwrap();
    assert!(found.answer(claim(Property::Ic, Reports::Pure)).unwrap().holds);
    let mixed = found.answer(claim(Property::Ic, Reports::Mixed)).unwrap();
    assert!(!mixed.holds);
    let half = number("1/2");
    let both = vec![(JointTypeId(0), half.clone()), (JointTypeId(1), half)];
    assert_eq!(deviation(&mixed.worst).report, Report::Mixed(both));
    assert_eq!(deviation(&mixed.worst).gain(), Rational::ONE);
    let held = |types| RuleWeights {
        coalition: Coalition::single(AgentId(0)),
        types: JointTypeId(types),
        best: None,
        weights: vec![(RuleId(0), number("1/2")), (RuleId(1), number("1/2"))],
    };
    let certificate = MechanismCertificate {
        limits: PaymentLimits::none(),
        claims: vec![claim(Property::Ic, Reports::Mixed)],
        weights: HoldingWeights::Listed(vec![held(0), held(1)]),
    };
    assert!(matches!(check_mechanism(&environment, &mechanism, &certificate), Err(Refusal::Tempted { .. })));
}
