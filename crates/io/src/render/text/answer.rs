//! The whole answer of a job in one text.

use super::fewer::{construction_section, few_rules_note};
use super::table::paragraph;
use super::{
    Page, conditions_section, design_section, render_environment, render_rules, render_values,
    verification_section,
};
use crate::render::name;
use crate::render::report::{CertificateStatus, IT_IS_ANNOUNCED, Report};
use crate::render::sentence::as_sentence;
use crate::render::sentence::excluded::out_of_reach;
use crate::render::sentence::fewer::THE_CONSTRUCTION;
use crate::render::sentence::limits::{claim_names, kept_in_words};
use crate::render::sentence::refusal::refusal_row;
use crate::render::sentence::unverified::LEFT_OUT;
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::Claim;

/// Verdict word, environment, conditions, design, rules, verification, values of misreports when given, certificate, the construction
/// that a mechanism with few rules stands in for, and what one rule can do.
pub fn render_answer(report: &Report<'_>, page: Page) -> String {
    let environment = report.environment;
    let mut text = format!("{}\n", first_line(report));
    let mut section = |title: &str, body: &str| {
        text.push_str(&format!("\n{title}\n{}\n\n{body}", "=".repeat(title.chars().count())));
    };
    section("Environment", &render_environment(environment, page));
    if !report.conditions.is_empty() {
        section("Conditions", &conditions_section(environment, &report.conditions, page));
    }
    if let Some(design) = report.design {
        let note = report.fewer.map_or_else(String::new, |found| few_rules_note(environment, found, page));
        section("Design", &(design_section(environment, design, page) + &note));
    }
    if let Some(found) = &report.mechanism {
        section("Rules", &render_rules(environment, found.mechanism, page));
        let verified = match found.verification {
            Some(verification) => verification_section(environment, found.mechanism, verification, page),
            None => paragraph(LEFT_OUT, 0, page.width),
        };
        section("Verification", &verified);
        if let Some(values) = found.values.filter(|values| !values.is_empty()) {
            section("Values of reports", &render_values(environment, found.mechanism, values, page));
        }
        let status = match &found.certificate {
            CertificateStatus::None => "The mechanism has no certificate.".to_string(),
            CertificateStatus::Accepted(claims, limits, checked) => {
                let accepted = name::and_list(&claim_names(environment, claims, limits));
                let words = kept_in_words(environment, limits);
                format!("accepted: {accepted}\n{words}{}", as_sentence(&super::checked_in_words(checked)))
            }
            CertificateStatus::Refused(refusal) => {
                let row = refusal_row(environment, Some(found.mechanism), refusal);
                format!("refused: {}\n{}", row.label, as_sentence(&row.sentence))
            }
        };
        section("Certificate", &format!("{status}\n"));
    }
    if let Some(body) = report.fewer.and_then(|found| construction_section(environment, found, page)) {
        section(THE_CONSTRUCTION, &body);
    }
    if let Some(simple) = report.simple {
        let mut body = design_section(environment, simple, page);
        if report.is_announced_simple() {
            body = format!("  {IT_IS_ANNOUNCED}\n");
        } else if let DesignAnswer::Done(design) = simple {
            body.push_str(&format!("\n{}", render_rules(environment, &design.mechanism, page)));
        }
        section("With one rule only (an ordinary mechanism)", &body);
    }
    text
}

fn first_line(report: &Report<'_>) -> String {
    match report.design {
        Some(DesignAnswer::Done(design)) => format!("done: {}", claim_list(&design.certificate.claims)),
        Some(DesignAnswer::Infeasible(certificate)) => format!("infeasible: {}", out_of_reach(certificate)),
        Some(DesignAnswer::Undecided { goal, .. }) => format!("undecided: {goal}"),
        None => report.verdict().to_string(),
    }
}

fn claim_list(claims: &[Claim]) -> String {
    name::and_list(&claims.iter().map(ToString::to_string).collect::<Vec<_>>())
}
