//! The example with smooth attitudes: verdicts, worst cases and every certainty equivalent are those of `expected/`.
//!
//! The files in `expected/` were computed by `examples/oracle_smooth.py` to twelve decimals; it shares no code with this program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_io::mechanism::read_mechanism;
use ambimech_io::read_environment;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::preference::Enclosure;
use ambimech_model::property::Reports;
use ambimech_model::verification::{Report, Worst};
use ambimech_solve::answer::every_smooth_value;
use ambimech_solve::verification::verify_mechanism;
use serde_json::Value;
use std::path::{Path, PathBuf};

const MECHANISMS: [&str; 2] = ["mechanism-for-the-worst-case.json", "mechanism.json"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-smooth-ambiguity")
}

fn environment() -> Environment {
    read_environment(&folder().join("environment.toml")).unwrap()
}

fn mechanism(environment: &Environment, file: &str) -> Mechanism {
    read_mechanism(&folder().join(file), environment).unwrap_or_else(|message| panic!("{message}")).mechanism
}

fn words(labels: &[&str]) -> String {
    labels.join(" ")
}

/// The enclosure is narrow and holds the number, which has twelve decimals, but for its rounding.
fn assert_encloses(found: &Enclosure, printed: &str, place: &str) {
    let rounding = parse_number("1/1000000000000").unwrap();
    let printed = parse_number(printed).unwrap();
    let (low, high) = (&found.low - &rounding, &found.high + &rounding);
    assert!(
        low <= printed && printed <= high && &high - &low < Rational::from(3) * rounding,
        "{place}: {found:?}"
    );
}

#[test]
fn every_certainty_equivalent_is_the_expected_one() {
    let environment = environment();
    let expected = std::fs::read_to_string(folder().join("expected/deviations.csv")).unwrap();
    let mut rows = expected.lines().skip(1).map(|line| line.split(',').collect::<Vec<&str>>());
    for file in MECHANISMS {
        let found = every_smooth_value(&environment, &mechanism(&environment, file)).unwrap();
        for value in found.into_iter().filter(|value| value.report != value.truth) {
            let label = |types: JointTypeId| words(&environment.joint_labels(value.coalition, types));
            let members = words(&environment.member_labels(value.coalition));
            let row = rows.next().unwrap();
            assert_eq!(row[..4], [file, &members, &label(value.truth), &label(value.report)]);
            let place = row.join(",");
            assert_encloses(value.on_path.as_ref().unwrap(), row[4], &place);
            assert_encloses(value.worth.as_ref().unwrap(), row[5], &place);
            assert_encloses(&value.gain().unwrap(), row[6], &place);
        }
    }
    assert_eq!(rows.next(), None);
}

#[test]
fn the_verdicts_and_worst_cases_are_the_expected_ones() {
    let environment = environment();
    let text = std::fs::read_to_string(folder().join("expected/verification.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let mut worst_cases = 0;
    for file in MECHANISMS {
        let verification = verify_mechanism(&environment, &mechanism(&environment, file)).unwrap();
        for expected in expected[file]["properties"].as_array().unwrap() {
            let reports = expected.get("reports").and_then(Value::as_str);
            let place = format!("{file}: {} {reports:?}", expected["name"]);
            let answer = verification.answers.iter().find(|answer| {
                expected["name"] == answer.claim.property.name()
                    && answer.claim.reports.map(Reports::name) == reports
            });
            let answer = answer.unwrap_or_else(|| panic!("{place}"));
            assert_eq!(answer.holds, expected["verdict"] == "holds", "{place}");
            let Some(Worst::SmoothDeviation(found)) = &answer.worst else { continue };
            worst_cases += 1;
            let label = |types: JointTypeId| Value::from(environment.joint_labels(found.coalition, types));
            match (&found.report, expected["worst"]["gain"].as_str()) {
                (Report::Pure(report), Some(gain)) => {
                    assert_eq!(label(*report), expected["worst"]["report"], "{place}");
                    assert_eq!(label(found.truth), expected["worst"]["types"], "{place}");
                    assert_encloses(&found.gain().unwrap(), gain, &place);
                }
                // A mixture, or a pure report that gains still more.
                (_, None) => assert!(found.gain().unwrap().low > Rational::ZERO, "{place}"),
                found => panic!("{place}: {found:?}"),
            }
        }
    }
    assert_eq!(worst_cases, 8);
}

/// What the mixture drawn after the rule gains at the margin does not depend on the payments of rules in pairs.
#[test]
fn the_marginal_gain_is_what_the_average_rule_leaves() {
    let environment = environment();
    let agent = Coalition::single(environment.find_agent("1").unwrap());
    for file in MECHANISMS {
        let values = every_smooth_value(&environment, &mechanism(&environment, file)).unwrap();
        let row = |report: usize| {
            let of_high = |value: &&ambimech_model::verification::SmoothReportValues| {
                value.coalition == agent && value.truth == JointTypeId(0) && value.report == JointTypeId(report)
            };
            let values = &values.iter().find(of_high).unwrap().values;
            ambimech_model::number::sum(values) / Rational::from(values.len())
        };
        assert_eq!(row(1) - row(0), Rational::from(5), "{file}");
    }
}
