//! All goals side by side: what a mechanism with one rule can do, and what one with several can; with a parameter, at which of
//! its values.

use super::design::infeasible;
use super::element::{Cell, HtmlTable, Page, badge, escaped, prose};
use super::quantity::number;
use crate::render::number::with_decimal;
use crate::render::report::{Report, ThresholdAnswer};
use crate::render::sentence::design::{construction_name, decision_word};
use crate::render::sentence::threshold::{at_all_values, excluded, held_fixed, threshold_word, values};
use crate::render::sentence::{as_sentence, obstacle};
use ambimech_model::design::DesignAnswer;
use ambimech_model::property::{Goal, MechanismKind};
use ambimech_model::threshold::{Exclusion, Threshold};

pub(super) fn write(page: &mut Page, report: &Report<'_>) {
    if report.goals.is_empty() && report.thresholds.is_empty() {
        return;
    }
    page.section("goals", "What can be done here: one rule against several");
    if !report.goals.is_empty() {
        let columns = ["Goal", "Simple mechanism (one rule)", "Ambiguous mechanism (several rules)"];
        let mut table = HtmlTable::new("Goals, with a simple and with an ambiguous mechanism", &columns);
        for answers in report.goals {
            let cell = |kind, answer| Cell::Html(verdict(report, &answers.goal, kind, answer));
            table.row(vec![
                Cell::Head(answers.goal.to_string()),
                cell(MechanismKind::Simple, &answers.simple),
                cell(MechanismKind::Ambiguous, &answers.ambiguous),
            ]);
        }
        page.table(&table);
    }
    thresholds(page, &report.thresholds);
}

/// The verdict word, the largest payment, how, and for which values of a parameter.
fn verdict(report: &Report<'_>, goal: &Goal, kind: MechanismKind, answer: &DesignAnswer) -> String {
    let mut lines = vec![badge(decision_word(answer))];
    if let DesignAnswer::Done(design) = answer {
        lines.push(format!("largest payment {}", number(&design.stakes.largest_payment.3)));
        lines.push(format!("by {}", escaped(construction_name(design.construction))));
    }
    for answer in &report.thresholds {
        let is_settled = !matches!(answer.found, Threshold::Undecided(_));
        if is_settled && answer.asked.goal == goal && answer.asked.mechanism == kind {
            lines.push(format!("attainable at {}", prose(&signs(&attainable(answer)))));
        }
    }
    lines.join("<br>")
}

/// The attainable values in words.
fn attainable(answer: &ThresholdAnswer<'_>) -> String {
    let parameter = answer.asked.environment.parameter();
    match answer.found {
        Threshold::Between(interval) => values(parameter, interval),
        Threshold::Never(_) => format!("no value of {parameter}"),
        Threshold::Undecided(_) => "not settled".to_string(),
    }
}

fn signs(text: &str) -> String {
    text.replace(">=", "≥").replace("<=", "≤")
}

fn thresholds(page: &mut Page, answers: &[ThresholdAnswer<'_>]) {
    if answers.is_empty() {
        return;
    }
    page.heading("At which values of the parameters");
    let columns = ["Parameter", "Goal", "Mechanism", "Verdict", "Attainable at"];
    let mut table =
        HtmlTable::new("Values of each parameter, the others fixed, at which a goal is attainable", &columns);
    for answer in answers {
        table.row(vec![
            Cell::Head(answer.asked.environment.parameter().to_string()),
            Cell::Words(answer.asked.goal.to_string()),
            Cell::Words(answer.asked.mechanism.name().to_string()),
            Cell::Html(badge(threshold_word(answer.found))),
            Cell::Words(signs(&attainable(answer))),
        ]);
    }
    page.table(&table);
    let mut fixed: Vec<String> =
        answers.iter().filter_map(|answer| held_fixed(answer.asked.environment)).collect();
    fixed.dedup();
    fixed.iter().for_each(|sentence| page.paragraph(sentence));
    let mut said: Vec<String> = Vec::new();
    for answer in answers {
        let proofs: Vec<&Exclusion> = match answer.found {
            Threshold::Between(interval) => {
                [&interval.lower, &interval.upper].into_iter().flatten().map(|limit| &limit.exclusion).collect()
            }
            Threshold::Never(all) => all.iter().collect(),
            Threshold::Undecided(found) => {
                for sentence in obstacle::obstacle(answer.asked.environment.environment(), found) {
                    if !said.contains(&sentence) {
                        page.paragraph(&format!("Not settled: {}", as_sentence(&sentence)));
                        said.push(sentence);
                    }
                }
                Vec::new()
            }
        };
        proofs.into_iter().for_each(|proof| exclusion(page, answer, proof));
    }
}

/// The proof for all values beyond an end, folded.
fn exclusion(page: &mut Page, answer: &ThresholdAnswer<'_>, found: &Exclusion) {
    let parameter = answer.asked.environment.parameter();
    // The certificate was accepted at this value, so the environment exists there.
    let Ok(there) = answer.asked.environment.at(&found.checked_at) else { return };
    let summary = format!(
        "Why not for {}: goal {} with a mechanism that is {}",
        excluded(parameter, &found.values),
        answer.asked.goal,
        answer.asked.mechanism.name()
    );
    page.raw(&format!("<details>\n<summary>{}</summary>\n", prose(&summary)));
    page.paragraph(&format!("Written out at {parameter} = {}:", with_decimal(&found.checked_at)));
    infeasible(page, &there, &found.certificate);
    page.paragraph(&signs(&at_all_values(parameter, found)));
    page.raw("</details>\n");
}
