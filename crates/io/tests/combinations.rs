//! Proofs by combinations of rows: those of the literature, read from files, checked, and refused when anything is changed.
#![allow(clippy::unwrap_used, clippy::panic)] // what helps the tests belongs to them

mod public_good;
mod row_proofs;

use ambimech_io::certificate::{parse_certificates, render_certificates};
use ambimech_io::check::{CheckError, Refused, check_text};
use ambimech_io::{Format, environment_digest, read_environment};
use ambimech_model::certificate::{Certificate, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::check_impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_model::refusal::Refusal;
use proptest::prelude::*;
use row_proofs::{example, exchange, extraction, five_constraints, incentive, printed, without_common_prior};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// With what 0 is at least in the end; in `expected/values.csv`, from the papers or recomputed there.
const PRINTED: [(&str, &str); 6] = [
    ("guo-2021-public-good", "5/8"),
    ("guo-2018-surplus-extraction", "3/2"),
    ("guo-2017-surplus-extraction", "3/2"),
    ("guo-2018-implementation", "3/10"),
    ("guo-2017-implementation", "1"),
    ("guo-coalitional-incentive-compatibility", "1/4"),
];

fn combination(certificate: &ImpossibilityCertificate) -> &Combination {
    match &certificate.reason {
        Impossibility::Combination(combination) => combination,
        _ => panic!("no combination"),
    }
}

fn written(environment: &Environment, certificate: &ImpossibilityCertificate) -> String {
    let digest = environment_digest(environment);
    render_certificates(environment, &digest, &[Certificate::Impossibility(certificate.clone())])
}

/// What the checker says about these terms in the place of the certificate's, under a seal of their own.
fn verdict(
    environment: &Environment,
    certificate: &ImpossibilityCertificate,
    change: impl FnOnce(&mut Combination),
) -> Result<(), Refusal> {
    let mut changed = combination(certificate).clone();
    change(&mut changed);
    let reason = Impossibility::Combination(changed);
    let changed = ImpossibilityCertificate { goal: certificate.goal.clone(), reason };
    match check_text(&written(environment, &changed), "x.json", Format::Json, environment) {
        Ok(_) => Ok(()),
        Err(CheckError::Refused(Refused::Certificate { refusal, .. })) => Err(*refusal),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sums_of_the_papers_are_accepted() {
    for (name, claimed) in PRINTED {
        let environment = read_environment(&example(name).join("environment.toml")).unwrap();
        let certificate = printed(name, &environment);
        assert_eq!(check_impossibility(&environment, &certificate), Ok(()), "{name}");
        assert!(certificate.excludes(MechanismKind::Simple, Reports::Pure));
        assert!(!certificate.excludes(MechanismKind::Ambiguous, Reports::Mixed));
        let value = ambimech_io::render::json::design_value(
            &environment,
            &ambimech_model::design::DesignAnswer::Infeasible(certificate.clone()),
        );
        let proof = value["proof"].as_array().unwrap();
        assert_eq!(proof.last().unwrap(), &format!("0 >= {claimed}, a contradiction."), "{name}");
        let statement = value["statement"].as_str().unwrap();
        assert!(statement.starts_with("No simple mechanism") && statement.ends_with("An ambiguous one may."));

        let text = written(&environment, &certificate);
        let read = parse_certificates(&text, "x.json", Format::Json, &environment).unwrap();
        assert_eq!(read.certificates, [Certificate::Impossibility(certificate)], "{name}");
        assert_eq!(render_certificates(&environment, &read.environment.unwrap(), &read.certificates), text);
        let lines = text.lines().filter(|line| line.contains("\"multiplier\"")).count();
        let Certificate::Impossibility(read) = &read.certificates[0] else { panic!() };
        assert_eq!(lines, combination(read).terms.len(), "one line for each row");
    }
}

/// Every change of a multiplier is refused: these sums have no term to spare, and payments no longer cancel. So is every
/// change of a label, of the kind of a row, and of the mechanisms and reports in question.
#[test]
fn mathematics_refuses_changed_rows_even_under_a_new_seal() {
    let mut seen = BTreeSet::new();
    let kind = |refusal: &Refusal| match refusal {
        Refusal::RowNotImplied(_) => "row",
        Refusal::PaymentRemains { .. } => "payment",
        Refusal::WorstCaseRemains { .. } => "worst case",
        Refusal::NoContradiction(_) => "no contradiction",
        Refusal::NotApplicable => "not applicable",
        _ => "another",
    };
    let environment = |name| read_environment(&example(name).join("environment.toml")).unwrap();
    let (public, sale) = (environment("guo-2021-public-good"), environment("private-values-one-failing-agent"));
    let mut cases = vec![(public.clone(), printed("guo-2021-public-good", &public))];
    for reports in [Reports::Pure, Reports::Mixed] {
        cases.push((public_good::troubled(), exchange(reports)));
        cases.push((sale.clone(), extraction(&sale, reports)));
        cases.push((without_common_prior(), five_constraints(reports)));
    }
    for (environment, certificate) in &cases {
        let space = environment.space();
        assert_eq!(verdict(environment, certificate, |_| {}), Ok(()), "{:?}", certificate.goal);
        let mut refuse = |what: &str, change: &dyn Fn(&mut Combination)| {
            let refusal = verdict(environment, certificate, change);
            match refusal {
                Ok(()) => panic!("accepted with another {what} in {certificate:?}"),
                Err(refusal) => seen.insert(kind(&refusal)),
            };
        };
        for place in 0..combination(certificate).terms.len() {
            let multiplier = &combination(certificate).terms[place].multiplier;
            let tiny = Rational::from_parts(1.into(), 1_000_000_007u64.into());
            let others = [-multiplier.clone(), Rational::ZERO, multiplier + tiny, multiplier * Rational::from(2)];
            for other in others {
                refuse("multiplier", &|changed| changed.terms[place].multiplier = other.clone());
            }
            refuse("number of rows", &|changed| drop(changed.terms.remove(place)));
            refuse("row twice", &|changed| {
                let half = multiplier / Rational::from(2);
                changed.terms[place].multiplier = half;
                let again = changed.terms[place].clone();
                changed.terms.push(again);
            });
            for row in other_rows(space, combination(certificate).terms[place].constraint) {
                refuse("row", &|changed| changed.terms[place].constraint = row);
            }
        }
        refuse("sign", &|changed| {
            for term in &mut changed.terms {
                term.multiplier = -term.multiplier.clone();
            }
        });
        refuse("mechanism", &|changed| {
            changed.mechanism = match changed.mechanism {
                MechanismKind::Simple => MechanismKind::Ambiguous,
                MechanismKind::Ambiguous => MechanismKind::Simple,
            }
        });
        refuse("number of rows", &|changed| changed.terms.clear());
        // Many times the same sum is as good.
        let tenfold = |changed: &mut Combination| {
            changed.terms.iter_mut().for_each(|term| term.multiplier *= Rational::from(10));
            changed.terms.reverse();
        };
        assert_eq!(verdict(environment, certificate, tenfold), Ok(()));
    }
    for expected in ["row", "payment", "worst case", "no contradiction"] {
        assert!(seen.contains(expected), "{expected} in {seen:?}");
    }
    assert!(!seen.contains("another"));
}

/// Rows that differ from this one in one thing.
fn other_rows(space: &ambimech_model::type_space::TypeSpace, row: Constraint) -> Vec<Constraint> {
    let mut rows = Vec::new();
    let others = |coalition: Coalition, than: JointTypeId| {
        (0..space.joint_count(coalition)).map(JointTypeId).filter(move |joint| *joint != than)
    };
    let rules = |rule: RequiredRule| {
        let mut rules = vec![RequiredRule::Any];
        if let RequiredRule::Holding { coalition, truth, report } = rule {
            rules.extend(others(coalition, truth).map(|truth| RequiredRule::Holding { coalition, truth, report }));
            let report = if report.is_some() { None } else { Some(truth) };
            rules.push(RequiredRule::Holding { coalition, truth, report });
        }
        rules.into_iter().filter(|other| *other != rule).collect::<Vec<_>>()
    };
    match row {
        Constraint::Incentive { coalition, truth, report } => {
            rows.extend(others(coalition, truth).map(|truth| incentive(coalition, truth, report)));
            rows.extend(others(coalition, report).map(|report| incentive(coalition, truth, report)));
            rows.push(Constraint::Held { coalition, truth, report });
            rows.push(Constraint::Participation { coalition, types: truth });
        }
        Constraint::Held { coalition, truth, report } => {
            let held = |truth, report| Constraint::Held { coalition, truth, report };
            rows.extend(others(coalition, truth).map(|truth| held(truth, report)));
            rows.extend(others(coalition, report).map(|report| held(truth, report)));
            rows.push(incentive(coalition, truth, report));
        }
        Constraint::Participation { coalition, types } => {
            rows.extend(others(coalition, types).map(|types| Constraint::Participation { coalition, types }));
            rows.push(Constraint::OnPath { rule: RequiredRule::Any, coalition, types });
        }
        Constraint::OnPath { rule, coalition, types } => {
            rows.extend(others(coalition, types).map(|types| Constraint::OnPath { rule, coalition, types }));
            rows.extend(rules(rule).into_iter().map(|rule| Constraint::OnPath { rule, coalition, types }));
            rows.push(Constraint::Participation { coalition, types });
        }
        Constraint::Revenue { rule } => {
            rows.extend(rules(rule).into_iter().map(|rule| Constraint::Revenue { rule }));
        }
    }
    rows
}

/// A combination of very many rows, none of which proves anything.
fn many(environment: &Environment, count: usize, multiplier: impl Fn(usize) -> Rational) -> String {
    let coalition = Coalition::single(AgentId(0));
    let row = |place: usize| incentive(coalition, JointTypeId(place % 2), JointTypeId((place + 1) % 2));
    let terms = (0..count).map(|place| Term { constraint: row(place), multiplier: multiplier(place) }).collect();
    let combination = Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    };
    let goal = Goal::Properties(vec![Property::Ic]);
    written(environment, &ImpossibilityCertificate { goal, reason: Impossibility::Combination(combination) })
}

#[test]
fn very_many_rows_and_very_long_numbers_do_not_take_long() {
    let environment = public_good::environment();
    let start = Instant::now();
    let digits = "1234567890".repeat(30);
    let long = parse_number(&format!("{digits}/7{digits}")).unwrap();
    let text = many(&environment, 100_000, |place| &long + Rational::from(place));
    assert!(text.len() > 60_000_000);
    let answer = check_text(&text, "x.json", Format::Json, &environment);
    let Err(CheckError::Refused(Refused::Certificate { refusal, .. })) = answer else { panic!("{answer:?}") };
    assert!(matches!(*refusal, Refusal::RowNotImplied(_)), "the same row twice");
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());

    // Denominators without a common factor would need a common denominator of millions of digits.
    let prime_like = |place: usize| {
        let denominator = parse_number(&format!("1/{digits}{}", 2 * place + 1)).unwrap();
        denominator + Rational::ONE
    };
    let text = many(&environment, 20_000, prime_like);
    let answer = check_text(&text, "x.json", Format::Json, &environment);
    assert!(matches!(answer, Err(CheckError::TooLarge { .. })), "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}

/// Any row of the public good's environment, implied by anything or not.
fn any_constraint() -> impl Strategy<Value = Constraint> {
    let coalition = (1usize..8)
        .prop_map(|members| (0..3).filter(|agent| members >> agent & 1 == 1).map(AgentId).collect::<Coalition>());
    let types = (0usize..8, 0usize..8).prop_map(|(truth, report)| (JointTypeId(truth), JointTypeId(report)));
    (coalition.clone(), types.clone(), coalition, types, 0usize..5, 0usize..3).prop_map(
        |(of_rule, (truth, report), coalition, (own, other), kind, rule)| {
            let within = |coalition: Coalition, joint: JointTypeId| JointTypeId(joint.0 % (1 << coalition.len()));
            let rule = match rule {
                0 => RequiredRule::Any,
                rule => RequiredRule::Holding {
                    coalition: of_rule,
                    truth: within(of_rule, truth),
                    report: (rule == 1).then(|| within(of_rule, report)),
                },
            };
            let (types, report) = (within(coalition, own), within(coalition, other));
            match kind {
                0 => Constraint::Incentive { coalition, truth: types, report },
                1 => Constraint::Participation { coalition, types },
                2 => Constraint::OnPath { rule, coalition, types },
                3 => Constraint::Held { coalition, truth: types, report },
                _ => Constraint::Revenue { rule },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever a combination says, its file says the same, in the same bytes; and it is refused or accepted, never anything else.
    #[test]
    fn any_combination_can_be_written_read_and_checked(
        rows in prop::collection::vec((any_constraint(), -9i32..9, 1u32..7), 0..12),
        is_simple in any::<bool>(),
        is_pure in any::<bool>(),
        goal in 0usize..4,
    ) {
        let environment = public_good::environment();
        let terms: Vec<Term> = rows
            .into_iter()
            .map(|(constraint, top, bottom)| Term {
                constraint,
                multiplier: Rational::from_parts(top.into(), bottom.into()),
            })
            .collect();
        let mechanism = if is_simple { MechanismKind::Simple } else { MechanismKind::Ambiguous };
        let reports = if is_pure { Reports::Pure } else { Reports::Mixed };
        let reason = Impossibility::Combination(Combination { mechanism, reports, limits: PaymentLimits::none(), terms });
        let certificate = ImpossibilityCertificate { goal: Goal::NAMED[goal].clone(), reason };
        let text = written(&environment, &certificate);
        let read = parse_certificates(&text, "x.json", Format::Json, &environment).unwrap();
        prop_assert_eq!(&read.certificates, &[Certificate::Impossibility(certificate.clone())]);
        prop_assert_eq!(&render_certificates(&environment, &read.environment.unwrap(), &read.certificates), &text);
        let checked = check_text(&text, "x.json", Format::Json, &environment);
        let is_content = matches!(&checked, Err(CheckError::Refused(Refused::Content(_))));
        prop_assert!(!is_content && !matches!(&checked, Err(CheckError::Unreadable(_))));
        prop_assert_eq!(checked.is_ok(), check_impossibility(&environment, &certificate).is_ok());
    }
}

#[test]
fn combinations_can_be_written_in_toml() {
    let environment = public_good::troubled();
    let certificate = exchange(Reports::Pure);
    let digest = environment_digest(&environment);
    let text = written(&environment, &certificate);
    let seal = text.split("\"seal\": ").nth(1).unwrap().split(',').next().unwrap();
    let toml = format!(
        r#"
format = "ambimech-certificate/1"
environment = "{digest}"
seal = {seal}

[[certificates]]
goal = "ic"
verdict = "infeasible"

[certificates.reason]
kind = "combination"
mechanism = "ambiguous"
reports = "pure"
terms = [
  {{ row = "held", coalition = ["ann"], truth = ["H"], report = ["L"], multiplier = 1 }},
  {{ row = "on-path", rule = {{ coalition = ["ann"], truth = ["H"], report = ["L"] }}, coalition = ["ann"], types = ["L"], multiplier = "2/2" }},
  {{ row = "held", coalition = ["ann"], truth = ["L"], report = ["H"], multiplier = 1.0 }},
  {{ row = "on-path", rule = {{ coalition = ["ann"], truth = ["L"], report = ["H"] }}, coalition = ["ann"], types = ["H"], multiplier = 1 }},
]
"#
    );
    if let Err(error) = check_text(&toml, "x.toml", Format::Toml, &environment) {
        panic!("{error:?}");
    }
}

#[test]
fn mistakes_in_files_are_shown_in_place() {
    let environment = public_good::troubled();
    let text = written(&environment, &exchange(Reports::Pure));
    for (from, to, expected) in [
        ("\"row\": \"held\"", "\"row\": \"helt\"", "`helt` is not a kind of row"),
        ("\"multiplier\": \"1\"", "\"multiplier\": \"one\"", "is not a number"),
        ("\"mechanism\": \"ambiguous\"", "\"mechanism\": \"simpel\"", "simple"),
        ("\"reports\": \"pure\",", "", "has no key `reports`"),
        ("\"rule\": {", "\"rule\": \"some\", \"x\": {", "unknown key `x`"),
        ("\"report\": [\"L\"], \"mult", "\"report\": [\"M\"], \"mult", "type of agent `ann`"),
        (
            "\"coalition\": [\"ann\"], \"types\"",
            "\"coalition\": [\"ann\", \"bob\"], \"types\"",
            "one type for each",
        ),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let error = parse_certificates(&changed, "x.json", Format::Json, &environment).unwrap_err();
        let message = error.to_string();
        assert!(message.contains(expected), "{expected}: {message}");
    }
}
