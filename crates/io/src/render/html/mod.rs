//! The report as one self-contained HTML page: no scripts, nothing loaded from elsewhere.
//!
//! It can be read without colours, by a screen reader, in the dark, and on paper. Exact numbers have their decimals beside
//! them; a switch, which works without scripts, shows either. Long parts are collapsed, and open in print; very long ones are
//! cropped with a note.

mod auction;
mod certificate;
mod conditions;
mod design;
mod deviations;
mod document;
mod economy;
mod element;
mod environment;
mod fewer;
mod fragility;
mod fragment;
mod frontier;
mod glossary;
mod goals;
mod mechanism;
mod posteriors;
mod proof;
mod quantity;
mod sets;
mod stakes;
mod sweep;
mod verification;
mod witness;

pub use auction::render_auction_html;
pub use fragility::render_fragility_html;
pub use fragment::{
    CLASS, comparison_fragment, conditions_fragment, design_fragment, environment_fragment, fragment_style,
    mechanism_fragment, report_fragment, text_fragment, threshold_fragment, verification_fragment,
};

pub use economy::render_economy_html;
pub use frontier::render_frontier_html;
pub use sets::render_sets_html;
pub use sweep::render_sweep_html;

use super::report::{IT_IS_ANNOUNCED, MechanismReport, Report};
use crate::render::name;
use crate::render::sentence::excluded::out_of_reach;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::Claim;
use document::Document;
use element::{Page, escaped};

const STYLE: &str = include_str!("page.css");

/// The choice between exact numbers and decimals: three radio buttons that the style sheet looks at.
const SWITCH: &str = "<fieldset class=\"switch\"><legend>Numbers</legend>\n\
    <label><input type=\"radio\" name=\"numbers\" id=\"numbers-both\" checked> exact, with decimals</label>\n\
    <label><input type=\"radio\" name=\"numbers\" id=\"numbers-exact\"> exact</label>\n\
    <label><input type=\"radio\" name=\"numbers\" id=\"numbers-decimal\"> decimals, rounded where marked by ≈</label>\n\
    </fieldset>\n";

/// The page.
pub fn render_html(report: &Report<'_>) -> String {
    let mut page = Page::default();
    environment::write(&mut page, report.environment);
    posteriors::write(&mut page, report.environment);
    conditions::write(&mut page, report);
    goals::write(&mut page, report);
    if let Some(answer) = report.design {
        page.section("design", "Design");
        design::write(&mut page, report.environment, answer);
    }
    if let Some(found) = report.fewer {
        fewer::note(&mut page, report.environment, found);
    }
    if let Some(found) = &report.mechanism {
        mechanism::write(&mut page, report.environment, found.mechanism);
        if let Some(at_stake) = &found.stakes {
            page.heading("Stakes");
            stakes::write(&mut page, report.environment, found.mechanism, at_stake);
        }
        verification::write(&mut page, report.environment, found);
        deviations::write(&mut page, report.environment, found);
        certificate::write(&mut page, report.environment, found);
    }
    if let Some(found) = report.fewer {
        fewer::construction(&mut page, report.environment, found);
    }
    if let Some(answer) = report.simple {
        page.section("simple", "With one rule only (an ordinary mechanism)");
        if report.is_announced_simple() {
            page.paragraph(IT_IS_ANNOUNCED);
        } else {
            design::write(&mut page, report.environment, answer);
        }
        if let DesignAnswer::Done(design) = answer
            && !report.is_announced_simple()
        {
            page.heading("Its transfer rule");
            mechanism::rules(&mut page, report.environment, &design.mechanism, "simple-rule");
        }
    }
    glossary::write(&mut page, report);
    let (digest, version) = (report.digest.as_str(), report.version.as_str());
    let summary = summary(report);
    let (named, source) = (report.environment.name(), report.environment.source());
    Document { named, source, kind: "Environment", about: "", summary: &summary, digest, version }.render(page)
}

/// The claims that count and fail.
fn failing(found: &MechanismReport<'_>) -> Vec<Claim> {
    let answers = found.verification.map_or(&[][..], |verification| verification.answers.as_slice());
    let fails = answers.iter().filter(|answer| !answer.holds).map(|answer| answer.claim);
    fails.filter(|claim| found.asked.is_empty() || found.asked.contains(claim)).collect()
}

/// The verdict in one line and the conditions in another.
fn summary(report: &Report<'_>) -> String {
    let word = report.verdict();
    let claims = |claims: &[Claim]| name::and_list(&claims.iter().map(ToString::to_string).collect::<Vec<_>>());
    let about = match (report.design, &report.mechanism) {
        (Some(DesignAnswer::Done(design)), _) => {
            format!("a mechanism for goal {} that is {}", design.goal, claims(&design.certificate.claims))
        }
        (Some(DesignAnswer::Infeasible(certificate)), _) => {
            format!("goal {} is out of reach, and here is why", out_of_reach(certificate))
        }
        (Some(DesignAnswer::Undecided { goal, .. }), _) => {
            format!("goal {goal} is not settled")
        }
        (None, Some(found)) => match failing(found) {
            failing if !failing.is_empty() => format!("the mechanism fails {}", claims(&failing)),
            _ if word == "undecided" => "not every property asked for is settled".to_string(),
            _ if found.asked.is_empty() => "the mechanism has every property".to_string(),
            _ => format!("the mechanism has the properties {}", claims(&found.asked)),
        },
        (None, None) => "the conditions were decided".to_string(),
    };
    let mut text = format!("<p class=\"summary\">{} {}</p>\n", element::badge(word), escaped(&about));
    let conditions: Vec<String> = report
        .conditions
        .iter()
        .map(|(condition, verdict)| {
            format!(
                "<li>{} <a href=\"#term-{2}\">{1}</a></li>",
                element::badge(verdict.word()),
                condition,
                condition
            )
        })
        .collect();
    if !conditions.is_empty() {
        text.push_str(&format!("<ul class=\"verdicts\">{}</ul>\n", conditions.join("")));
    }
    text
}
