//! Conditions with their reasons.

use super::Page;
use super::table::{Align, Table};
use crate::render::sentence::condition::reasons;
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;

/// The verdict line and the table of conditions: `holds` when all hold, else `fails:` with those that fail, else
/// `undecided:`.
pub fn render_conditions(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
    page: Page,
) -> String {
    let first = first_line(answers.iter().map(|(condition, verdict)| (*condition, verdict.word())));
    format!("{first}\n\n{}", conditions_section(environment, answers, page))
}

/// The table alone: condition, verdict, reason.
pub fn conditions_section(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
    page: Page,
) -> String {
    let rows = answers
        .iter()
        .map(|(condition, verdict)| (*condition, verdict.word(), reasons(environment, *condition, verdict)));
    reasons_table(rows, page)
}

/// `holds` when all hold, else `fails:` with those that fail, else `undecided:` with those that are.
pub(super) fn first_line<'w>(answers: impl Iterator<Item = (Condition, &'w str)> + Clone) -> String {
    for word in ["fails", "undecided"] {
        let named: Vec<&str> =
            answers.clone().filter(|answer| answer.1 == word).map(|(condition, _)| condition.name()).collect();
        if !named.is_empty() {
            return format!("{word}: {}", named.join(", "));
        }
    }
    "holds".to_string()
}

/// Condition, verdict, reasons: at most `page.rows` reasons of each, and how many more there are.
pub(super) fn reasons_table<'w>(
    answers: impl Iterator<Item = (Condition, &'w str, Vec<String>)>,
    page: Page,
) -> String {
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for (condition, word, reasons) in answers {
        let shown = reasons.len().min(page.rows);
        for (place, reason) in reasons[..shown].iter().enumerate() {
            let (name, word) = if place == 0 { (condition.name(), word) } else { ("", "") };
            table.row(vec![name.to_string(), word.to_string(), reason.clone()]);
        }
        let more = reasons.len() - shown;
        if more > 0 {
            let noun = if more == 1 { "reason" } else { "reasons" };
            table.row(vec![String::new(), String::new(), format!("and {more} more {noun}")]);
        }
    }
    table.render(0, page.width)
}
