//! Answers of a design: how the mechanism was made, the proof that there is none, or what is in the way.

use super::mechanism::render_rules;
use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::cell;
use crate::render::sentence::combination::RowTable;
use crate::render::sentence::excluded::{out_of_reach, statement};
use crate::render::sentence::impossibility::{Step, more_rows, proof};
use crate::render::sentence::limits::{claim_names, limits_in_words};
use crate::render::sentence::{as_sentence, design as words, obstacle, stakes};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::property::Goal;

/// A blank at which no line is broken.
const UNBROKEN: &str = "\u{a0}";

/// The verdict line, `done`, `infeasible:` or `undecided:`, then the answer.
pub fn render_design(environment: &Environment, answer: &DesignAnswer, page: Page) -> String {
    let first = match answer {
        DesignAnswer::Done(design) => {
            let claims = claim_names(environment, &design.certificate.claims, &design.certificate.limits);
            format!("done: {}", name::and_list(&claims))
        }
        DesignAnswer::Infeasible(certificate) => format!("infeasible: {}", out_of_reach(certificate)),
        DesignAnswer::Undecided { goal, .. } => format!("undecided: {goal}"),
    };
    let mut text = format!("{first}\n\n{}", design_section(environment, answer, page));
    if let DesignAnswer::Done(design) = answer {
        text.push_str("\nRules\n\n");
        text.push_str(&render_rules(environment, &design.mechanism, page));
    }
    text
}

/// The answer without its verdict line and without the rules.
pub fn design_section(environment: &Environment, answer: &DesignAnswer, page: Page) -> String {
    match answer {
        DesignAnswer::Done(design) => done(environment, design, page),
        DesignAnswer::Infeasible(certificate) => infeasible(environment, certificate, page),
        DesignAnswer::Undecided { goal, obstacles, reachable } => {
            undecided(environment, goal, obstacles, reachable, page)
        }
    }
}

fn done(environment: &Environment, design: &Design, page: Page) -> String {
    let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]);
    let mut line = |label: &str, words: String| table.row(vec![label.to_string(), words]);
    line("goal", design.goal.to_string());
    let (what, source) = words::construction(design.construction);
    line("construction", what.to_string());
    if !source.is_empty() {
        line("source", source.to_string());
    }
    if let Some(base) = design.base {
        line("base rule", words::base(environment, base));
    }
    if let Some(scale) = words::scale(design) {
        line("scale", scale);
    }
    for clause in limits_in_words(environment, &design.certificate.limits) {
        line("limit", clause);
    }
    line("rules", words::rule_count(environment, design));
    for (label, value) in stakes::stakes(environment, &design.mechanism, &design.stakes) {
        line(label, value);
    }
    table.render(0, page.width)
}

/// That there is no mechanism, with the proof.
pub(crate) fn infeasible(environment: &Environment, certificate: &ImpossibilityCertificate, page: Page) -> String {
    let mut text = paragraph(&statement(environment, certificate).text(), 0, page.width);
    text.push_str("\nProof\n\n");
    text.push_str(&proof_text(environment, certificate, page));
    text
}

/// The steps of a proof, displayed lines aligned.
fn proof_text(environment: &Environment, certificate: &ImpossibilityCertificate, page: Page) -> String {
    let mut text = String::new();
    let steps = proof(environment, certificate);
    let mut rest = steps.as_slice();
    while let Some(step) = rest.first() {
        match step {
            Step::Words(words) => {
                text.push_str(&paragraph(words, 2, page.width));
                rest = &rest[1..];
            }
            Step::Rows(rows) => {
                text.push_str(&rows_text(rows, page));
                rest = &rest[1..];
            }
            Step::Display { .. } | Step::Equation { .. } | Step::Rule { .. } => {
                let mut table = Table::new(&[("", Align::Left), ("", Align::Left)]);
                while let Some(line) = rest.first().and_then(displayed) {
                    table.row(line);
                    rest = &rest[1..];
                }
                text.push_str(&table.render(6, page.width).replace(UNBROKEN, " "));
            }
        }
    }
    text
}

/// A displayed line: its label and what it says.
fn displayed(step: &Step) -> Option<Vec<String>> {
    match step {
        Step::Display { label, formula } => Some(vec![label.clone(), formula.clone()]),
        Step::Equation { label, equation, .. } => {
            let pieces: Vec<String> = equation.pieces().iter().map(|piece| piece.replace(' ', UNBROKEN)).collect();
            Some(vec![label.clone(), pieces.join(" ")])
        }
        Step::Rule { number, words } => Some(vec![format!("t^{number}"), words.clone()]),
        Step::Words(_) | Step::Rows(_) => None,
    }
}

/// The rows of a long proof.
fn rows_text(rows: &RowTable, page: Page) -> String {
    let mut table = Table::new(&[("multiplier", Align::Right), ("payoffs", Align::Right), ("row", Align::Left)]);
    for row in &rows.rows {
        let number = |number| cell(number, LONGEST_CELL);
        table.row(vec![number(&row.multiplier), number(&row.payoffs), row.label.clone()]);
    }
    let more = more_rows(rows).map_or_else(String::new, |more| paragraph(&more, 6, page.width));
    table.render(6, page.width) + &more
}

fn undecided(
    environment: &Environment,
    goal: &Goal,
    obstacles: &[Obstacle],
    reachable: &[Goal],
    page: Page,
) -> String {
    let [before, after] = obstacle::unsettled(obstacles);
    let mut text = paragraph(&format!("{before}{goal}{after}"), 0, page.width);
    text.push_str("\nIn the way\n\n");
    for sentence in obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found)) {
        text.push_str(&hanging(&as_sentence(&sentence), page));
    }
    text.push_str(&format!("\n{}", super::render_reachable(reachable)));
    text
}

/// A paragraph after a dash.
fn hanging(words: &str, page: Page) -> String {
    let text = paragraph(words, 4, page.width);
    format!("  - {}", text.trim_start())
}
