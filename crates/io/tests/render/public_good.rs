//! The public good of Guo (2021) with the paper's mechanism, in every format.

use crate::assert_expected;
use crate::fixture::{conditions, environment, mechanism, set, values, verification};
use ambimech_io::environment_digest;
use ambimech_io::render::json::{conditions_value, render_json, values_value, verification_value};
use ambimech_io::render::text::{Page, render_answer, render_verification};
use ambimech_io::render::{CertificateStatus, MechanismReport, Report, html, latex, svg};
use ambimech_model::check::Checked;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{Claim, Property, Reports};
use serde_json::json;

fn asked() -> Vec<Claim> {
    [Property::Cic, Property::Cr, Property::Ai, Property::Bb]
        .into_iter()
        .map(|property| Claim::new(property, Reports::Mixed))
        .collect()
}

#[test]
fn every_format_is_as_expected() {
    let environment = environment("guo-2021-public-good");
    let mechanism = mechanism("guo-2021-public-good", &environment);
    let values = values(&environment, &mechanism, &[set(&[0]), set(&[1]), set(&[0, 1]), set(&[0, 1, 2])]);
    let verification = verification(&values);
    let report = Report {
        simple: None,
        goals: &[],
        fewer: None,
        thresholds: Vec::new(),
        environment: &environment,
        digest: environment_digest(&environment),
        conditions: conditions(),
        design: None,
        mechanism: Some(MechanismReport {
            mechanism: &mechanism,
            asked: asked(),
            verification: Some(&verification),
            values: Some(&values[..24]),
            stakes: None,
            certificate: CertificateStatus::Accepted(
                asked(),
                PaymentLimits::none(),
                Checked { rules: 4, coalitions: 7, misreports: 98 },
            ),
        }),
        version: "0.0.0".to_string(),
    };
    let text = render_answer(&report, Page::default());
    assert!(text.starts_with("holds\n"));
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line));
    assert_expected("public-good.txt", &text);

    // The worst case of the paper's section 3: min{-9, 11, -31, 33} minus 2 and the like.
    assert!(text.contains("(H, L)  (L, H)"));
    assert!(text.contains("-29"));

    let json = json!({
        "conditions": conditions_value(&environment, &report.conditions)["conditions"],
        "verification": verification_value(&environment, &mechanism, &verification),
        "values": values_value(&environment, &mechanism, &values[..12], &[]),
    });
    assert_expected("public-good.json", &render_json(&json));

    let page = html::render_html(&report);
    assert_expected("public-good.html", &page);
    assert_is_self_contained(&page);
    assert!(
        page.contains("<span class=\"exact\">75/4</span> <span class=\"decimal\"><i>(</i>18.75<i>)</i></span>")
    );

    assert_expected("public-good.tex", &latex::render_latex(&report));

    let failing = render_verification(&environment, &mechanism, &verification, &[], Page::default());
    assert!(failing.starts_with("fails: fse\n"));
    let wanted = render_verification(&environment, &mechanism, &verification, &asked(), Page::default());
    assert!(wanted.starts_with("holds: cic against mixed reports, cr, ai and bb\n"));
}

/// No scripts, nothing loaded, every opened element closed, every link within the page found.
fn assert_is_self_contained(page: &str) {
    for forbidden in ["<script", "<link", "<img", "@import", "url(", "src=", "<iframe"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let addresses = page.matches("http").count();
    assert_eq!(addresses, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    for element in
        ["section", "table", "tr", "td", "th", "details", "figure", "svg", "div", "p", "ul", "li", "article"]
    {
        let opened = page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "identifiers are unique");
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&target), "{target}");
    }
}

#[test]
fn pictures_show_coinciding_and_profitable() {
    let environment = environment("private-values-one-failing-agent");
    let seller = svg::render_posteriors(&environment, set(&[0]), "x").unwrap();
    assert!(seller.svg.contains("low = mid") && seller.svg.contains("class=\"warn\""));
    assert!(seller.note.contains("diamond"));
    let buyer = svg::render_posteriors(&environment, set(&[1]), "y").unwrap();
    assert!(buyer.svg.contains("certainly high") && !buyer.svg.contains("class=\"warn\""));
    assert!(svg::render_posteriors(&environment, set(&[0, 1]), "z").is_none());
    assert_expected("posteriors.svg", &svg::standalone(&seller));

    let pattern = crate::fixture::environment("guo-2017-implementation");
    let path = crate::fixture::example("guo-2017-implementation", "mechanism-c-too-small.json");
    let weak = ambimech_io::mechanism::read_mechanism(&path, &pattern).unwrap().mechanism;
    let found = values(&pattern, &weak, &[set(&[0]), set(&[1])]);
    let gains: Vec<usize> = (0..2)
        .filter(|agent| {
            let coalition = set(&[*agent]);
            let picture = svg::render_deviations(&pattern, &weak, coalition, &found, "d").unwrap();
            picture.svg.contains("<polygon")
        })
        .collect();
    assert!(!gains.is_empty(), "a misreport that gains has a diamond");
}
