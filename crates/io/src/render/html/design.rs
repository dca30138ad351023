//! The answer of a design: how the mechanism was made, the proof that there is none, or what is in the way.

use super::element::{Page, badge, escaped};
use crate::render::report::Report;
use crate::render::sentence::impossibility::{Step, headline, proof};
use crate::render::sentence::{as_sentence, design as words, obstacle, stakes};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;

pub(super) fn write(page: &mut Page, report: &Report<'_>) {
    let Some(answer) = report.design else { return };
    let environment = report.environment;
    page.section("design", "Design");
    match answer {
        DesignAnswer::Done(design) => done(page, environment, design),
        DesignAnswer::Infeasible(certificate) => infeasible(page, environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, reachable } => {
            page.raw(&format!(
                "<p>{} The closed forms neither reach goal <code>{}</code> here nor prove that it is out of reach.</p>\n",
                badge("undecided"),
                escaped(&goal.to_string())
            ));
            page.heading("In the way");
            let sentences = obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found));
            list(page, sentences.map(|sentence| escaped(&as_sentence(&sentence))).collect());
            page.heading("What can still be done");
            if reachable.is_empty() {
                page.paragraph("No other goal has a closed-form design here.");
            }
            let goals = reachable.iter().map(|goal| format!("<code>--goal {}</code>", escaped(&goal.to_string())));
            list(page, goals.collect());
        }
    }
}

fn list(page: &mut Page, items: Vec<String>) {
    if !items.is_empty() {
        page.raw(&format!(
            "<ul>{}</ul>\n",
            items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>()
        ));
    }
}

fn done(page: &mut Page, environment: &Environment, design: &Design) {
    let mut facts = String::from("<dl class=\"facts\">\n");
    let mut fact = |label: &str, text: &str| {
        facts.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&as_label(label)), escaped(text)));
    };
    fact("goal", &design.goal.to_string());
    let (what, source) = words::construction(design.construction);
    fact("construction", &as_sentence(what));
    if !source.is_empty() {
        fact("source", source);
    }
    if let Some(base) = design.base {
        fact("base rule", &as_sentence(&words::base(environment, base)));
    }
    if let Some(scale) = words::scale(design) {
        fact("scale", &scale);
    }
    fact("rules", &words::rule_count(environment, design));
    for (label, text) in stakes::stakes(environment, &design.mechanism, &design.stakes) {
        fact(label, &text);
    }
    facts.push_str("</dl>\n");
    page.raw(&facts);
}

fn as_label(label: &str) -> String {
    as_sentence(label).trim_end_matches('.').to_string()
}

fn infeasible(page: &mut Page, environment: &Environment, certificate: &ImpossibilityCertificate) {
    page.raw(&format!(
        "<p>{} No mechanism with this allocation rule, simple or ambiguous, reaches goal <code>{}</code>: {}.</p>\n",
        badge("infeasible"),
        escaped(&certificate.goal.to_string()),
        escaped(&headline(environment, certificate))
    ));
    page.heading("Proof");
    let mut html = String::from("<div class=\"proof\">\n");
    for step in proof(environment, certificate) {
        html.push_str(&match step {
            Step::Words(words) => format!("<p>{}</p>\n", escaped(&words)),
            Step::Display { label, formula } if label.is_empty() => {
                format!("<p class=\"display\">{}</p>\n", escaped(&math(&formula)))
            }
            Step::Display { label, formula } => format!(
                "<p class=\"display\"><span class=\"label\">{}</span>{}</p>\n",
                escaped(&math(&label)),
                escaped(&math(&formula))
            ),
        });
    }
    html.push_str("</div>\n");
    page.raw(&html);
}

/// The formula with proper signs.
fn math(formula: &str) -> String {
    formula.replace(">=", "≥").replace("<=", "≤").replace("->", "→").replace("sum_i t_i", "Σᵢ tᵢ")
}
