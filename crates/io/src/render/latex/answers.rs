//! Answers about goals: side by side, with thresholds, and one of them in full.

use super::environment::description;
use super::escape::escaped;
use super::proof::latex_proof;
use super::tabular::{Cell, Kind, Table};
use crate::render::number::with_decimal;
use crate::render::report::{Report, ThresholdAnswer};
use crate::render::sentence::design::{construction_name, decision_word};
use crate::render::sentence::threshold::{at_all_values, excluded, held_fixed, threshold_word, values};
use crate::render::sentence::{as_sentence, design as words, obstacle, stakes};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::threshold::{Exclusion, Threshold};

/// All goals with one rule and with several.
pub fn latex_goals(report: &Report<'_>) -> String {
    let columns = [
        ("goal", Kind::Label),
        ("one rule", Kind::Label),
        ("several rules", Kind::Label),
        ("how, with several", Kind::Prose),
    ];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    for answers in report.goals {
        let how = match &answers.ambiguous {
            DesignAnswer::Done(design) => format!(
                "{}, largest payment {}",
                construction_name(design.construction),
                with_decimal(&design.stakes.largest_payment.3)
            ),
            _ => String::new(),
        };
        table.row(vec![
            Cell::Text(answers.goal.to_string()),
            Cell::Text(decision_word(&answers.simple).to_string()),
            Cell::Text(decision_word(&answers.ambiguous).to_string()),
            Cell::Text(how),
        ]);
    }
    table.latex()
}

/// At which values of a parameter goals are attainable, and the proofs beyond.
pub fn latex_thresholds(answers: &[ThresholdAnswer<'_>]) -> String {
    let columns = [
        ("parameter", Kind::Label),
        ("goal", Kind::Label),
        ("mechanism", Kind::Label),
        ("attainable at", Kind::Prose),
    ];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    for ThresholdAnswer { asked, found } in answers {
        let parameter = asked.environment.parameter();
        let at = match found {
            Threshold::Between(interval) => values(parameter, interval).replace(">=", "≥").replace("<=", "≤"),
            _ => threshold_word(found).to_string(),
        };
        table.row(vec![
            Cell::Text(parameter.to_string()),
            Cell::Text(asked.goal.to_string()),
            Cell::Text(asked.mechanism.name().to_string()),
            Cell::Text(at),
        ]);
    }
    let mut text = table.latex();
    let mut fixed: Vec<String> =
        answers.iter().filter_map(|answer| held_fixed(answer.asked.environment)).collect();
    fixed.dedup();
    fixed.iter().for_each(|sentence| text.push_str(&format!("\n{}\n", escaped(sentence))));
    for answer in answers {
        match answer.found {
            Threshold::Between(interval) => {
                let limits = [&interval.lower, &interval.upper].into_iter().flatten();
                limits.for_each(|limit| text.push_str(&exclusion(answer, &limit.exclusion)));
            }
            Threshold::Never(all) => all.iter().for_each(|one| text.push_str(&exclusion(answer, one))),
            Threshold::Undecided(_) => {}
        }
    }
    text
}

/// The proof for all values beyond an end.
fn exclusion(answer: &ThresholdAnswer<'_>, found: &Exclusion) -> String {
    let parameter = answer.asked.environment.parameter();
    // The certificate was accepted at this value, so the environment exists there.
    let Ok(there) = answer.asked.environment.at(&found.checked_at) else { return String::new() };
    let signs = |text: &str| escaped(&text.replace(">=", "≥").replace("<=", "≤"));
    format!(
        "\n\\bigskip\n\\noindent {}\n\n{}\n{}\n",
        signs(&format!(
            "Out of reach for {}, goal {} with a mechanism that is {}; the proof at {parameter} = {}:",
            excluded(parameter, &found.values),
            answer.asked.goal,
            answer.asked.mechanism.name(),
            with_decimal(&found.checked_at)
        )),
        latex_proof(&there, &found.certificate),
        signs(&at_all_values(parameter, found))
    )
}

/// How a mechanism was made, the proof that there is none, or what is in the way.
pub(super) fn answer(environment: &Environment, answer: &DesignAnswer) -> String {
    match answer {
        DesignAnswer::Done(design) => {
            let (what, source) = words::construction(design.construction);
            let mut lines = vec![
                ("Goal", design.goal.to_string()),
                ("Construction", as_sentence(what)),
                ("Source", source.to_string()),
                (
                    "Base rule",
                    design.base.map(|base| as_sentence(&words::base(environment, base))).unwrap_or_default(),
                ),
            ];
            if let Some(scale) = words::scale(design) {
                lines.push(("Scale", scale));
            }
            lines.push(("Rules", words::rule_count(environment, design)));
            lines.extend(stakes::stakes(environment, &design.mechanism, &design.stakes));
            let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
            let capital = |label: &str| as_sentence(label).trim_end_matches('.').to_string();
            description(&lines.map(|(label, text)| (capital(label), text)).collect::<Vec<_>>())
        }
        DesignAnswer::Infeasible(certificate) => latex_proof(environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, .. } => {
            let sentences = obstacles.iter().flat_map(|found| obstacle::obstacle(environment, found));
            let items: String =
                sentences.map(|sentence| format!("  \\item {}\n", escaped(&as_sentence(&sentence)))).collect();
            let goal = escaped(&goal.to_string());
            let [before, after] = obstacle::unsettled(obstacles);
            match items.is_empty() {
                true => format!("{before}{goal}{after}\n"),
                false => format!("{before}{goal}{after}\n\\begin{{itemize}}\n{items}\\end{{itemize}}\n"),
            }
        }
    }
}
