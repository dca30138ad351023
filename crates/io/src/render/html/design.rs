//! The answer of a design: how the mechanism was made, the proof that there is none, or what is in the way.

use super::element::{Page, badge, escaped, prose};
use super::{proof, stakes};
use crate::render::sentence::excluded::{Statement, statement};
use crate::render::sentence::limits::limits_in_words;
use crate::render::sentence::{as_sentence, design as words, obstacle};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::design::{Design, DesignAnswer};
use ambimech_model::environment::Environment;

pub(super) fn write(page: &mut Page, environment: &Environment, answer: &DesignAnswer) {
    match answer {
        DesignAnswer::Done(design) => done(page, environment, design),
        DesignAnswer::Infeasible(certificate) => infeasible(page, environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, reachable } => {
            let [before, after] = obstacle::unsettled(obstacles);
            page.raw(&format!(
                "<p>{} {before}<code>{}</code>{after}</p>\n",
                badge("undecided"),
                escaped(&goal.to_string())
            ));
            page.heading("In the way");
            let sentences = obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found));
            list(page, sentences.map(|sentence| prose(&as_sentence(&sentence))).collect());
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
        facts.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&as_label(label)), prose(text)));
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
    for clause in limits_in_words(environment, &design.certificate.limits) {
        fact("limit", &as_sentence(&clause));
    }
    fact("rules", &words::rule_count(environment, design));
    facts.push_str("</dl>\n");
    page.raw(&facts);
    stakes::write(page, environment, &design.mechanism, &design.stakes);
}

fn as_label(label: &str) -> String {
    as_sentence(label).trim_end_matches('.').to_string()
}

/// The statement and its proof.
pub(super) fn infeasible(page: &mut Page, environment: &Environment, certificate: &ImpossibilityCertificate) {
    let Statement { who, goal, scope, why, rest } = statement(environment, certificate);
    let end = if rest.is_empty() { String::new() } else { format!(" {}", escaped(rest)) };
    page.raw(&format!(
        "<p>{} {who} <code>{}</code>{}: {}.{end}</p>\n",
        badge("infeasible"),
        escaped(&goal),
        escaped(&scope),
        prose(&why)
    ));
    page.heading("Proof");
    page.raw(&proof::html(environment, certificate));
}
