//! Proofs by combinations of rows, in every format: simple and ambiguous, written out, in a table, and too long to show.

use crate::assert_expected;
use crate::fixture::{environment, set};
use crate::row_proofs::{exchange, extraction, five_constraints, incentive, printed, without_common_prior};
use crate::troubled::troubled;
use ambimech_io::render::Report;
use ambimech_io::render::html::render_html;
use ambimech_io::render::json::{design_value, render_json};
use ambimech_io::render::latex::latex_proof;
use ambimech_io::render::text::{Page, render_accepted_certificate, render_design};
use ambimech_model::certificate::{Certificate, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::check_impossibility;
use ambimech_model::combination::{Combination, Term};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use serde_json::Value;

/// The proofs with their environments; all are accepted by the checker.
fn proofs() -> Vec<(&'static str, Environment, ImpossibilityCertificate)> {
    let good = environment("guo-2021-public-good");
    let small = environment("guo-2018-implementation");
    let sale = environment("private-values-one-failing-agent");
    let claim = printed("guo-2021-public-good", &good);
    let example = printed("guo-2018-implementation", &small);
    let extracted = extraction(&sale, Reports::Mixed);
    vec![
        ("Claim 1 of Guo (2021)", good, claim),
        ("Example 1.4.2 of Guo (2018)", small, example),
        ("two types of ann with one belief, pure reports", troubled(), exchange(Reports::Pure)),
        ("two types of ann with one belief, mixed reports", troubled(), exchange(Reports::Mixed)),
        ("no full surplus", sale, extracted),
        ("Example 6.1 of Guo (2017)", without_common_prior(), five_constraints(Reports::Pure)),
    ]
}

#[test]
fn proofs_read_as_in_a_paper() {
    let (mut texts, mut fragments, mut values, mut pages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (name, environment, certificate) in proofs() {
        assert_eq!(check_impossibility(&environment, &certificate), Ok(()), "{name}");
        let accepted = Certificate::Impossibility(certificate.clone());
        let text = render_accepted_certificate(&environment, &accepted, Page::default());
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        texts.push(format!("{name}\n\n{text}"));
        fragments.push(latex_proof(&environment, &certificate));
        let answer = DesignAnswer::Infeasible(certificate);
        values.push(design_value(&environment, &answer));
        let report = Report {
            environment: &environment,
            digest: "sha256:0".to_string(),
            conditions: Vec::new(),
            design: Some(&answer),
            simple: None,
            goals: &[],
            fewer: None,
            thresholds: Vec::new(),
            mechanism: None,
            version: "0.0.0".to_string(),
        };
        let page = render_html(&report);
        let design = page.split("<section id=\"design\">").nth(1).unwrap().split("</section>").next().unwrap();
        pages.push(design.to_string());
    }
    assert_expected("combinations.txt", &texts.join("\n----------\n\n"));
    assert_expected("combinations.tex", &fragments.join("\n\\bigskip\n\n"));
    assert_expected("combinations.html", &pages.join("\n"));
    assert_expected("combinations.json", &render_json(&Value::Array(values)));
    for fragment in &fragments {
        for part in ["align*", "longtable"] {
            let count = |word: &str| fragment.matches(&format!("\\{word}{{{part}}}")).count();
            assert_eq!(count("begin"), count("end"));
        }
        assert_eq!(fragment.matches('{').count(), fragment.matches('}').count());
        assert!(fragment.matches('$').count() % 2 == 0 && !fragment.contains("->"));
    }
}

/// The statements follow what is excluded.
#[test]
fn statements_say_what_is_excluded() {
    let first_lines = |certificate: &ImpossibilityCertificate| {
        let text = render_design(&troubled(), &DesignAnswer::Infeasible(certificate.clone()), Page::ALL);
        text.split("\n\nProof").next().unwrap().replace('\n', " ")
    };
    let pure = first_lines(&exchange(Reports::Pure));
    assert!(pure.starts_with(
        "infeasible: ic  No mechanism with this allocation rule, simple or ambiguous, reaches goal ic: "
    ));
    assert!(!pure.contains("may"), "{pure}");
    let mixed = first_lines(&exchange(Reports::Mixed));
    assert!(mixed.starts_with("infeasible: ic against mixed reports  No mechanism"), "{mixed}");
    assert!(mixed.contains("reaches goal ic against mixed reports: ") && mixed.contains("an ambiguous one may."));
    let simple = first_lines(&many_rows(41));
    assert!(simple.starts_with("infeasible: ic by a simple mechanism  No simple mechanism"), "{simple}");
    assert!(simple.ends_with("An ambiguous one may."), "{simple}");
}

/// As many incentive constraints as wanted, with long multipliers. They prove nothing: only how they are shown counts.
fn many_rows(count: usize) -> ImpossibilityCertificate {
    let third = Rational::from_parts(1.into(), 3u8.into());
    let terms = (0..count)
        .map(|place| Term {
            constraint: incentive(set(&[0]), JointTypeId(place % 2), JointTypeId(1 - place % 2)),
            multiplier: third.pow(30 * (1 + (place % 10) as isize)),
        })
        .collect();
    let combination = Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    };
    let goal = Goal::Properties(vec![Property::Ic]);
    ImpossibilityCertificate { goal, reason: Impossibility::Combination(combination) }
}

#[test]
fn of_long_proofs_the_first_rows_are_shown() {
    let short = render_design(&troubled(), &DesignAnswer::Infeasible(many_rows(40)), Page::default());
    assert_eq!(short.matches("IC(ann: ").count(), 40);
    assert!(!short.contains("the certificate file has them all"));
    let answer = DesignAnswer::Infeasible(many_rows(5_000));
    let text = render_design(&troubled(), &answer, Page::default());
    assert_eq!(text.matches("IC(ann: ").count(), 20);
    assert!(text.contains("and 4980 more rows; the certificate file has them all"));
    assert!(text.len() < 4_000, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100));
    let value = design_value(&troubled(), &answer);
    assert_eq!(value["witness"]["terms"].as_array().unwrap().len(), 5_000);
    let fragment = latex_proof(&troubled(), &many_rows(5_000));
    assert!(
        fragment.len() < 8_000
            && fragment.contains("and 4980 more rows") | fragment.contains("And 4980 more rows")
    );
}
