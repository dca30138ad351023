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
    let named = |word: &str| -> Vec<&str> {
        answers
            .iter()
            .filter(|(_, verdict)| verdict.word() == word)
            .map(|(condition, _)| condition.name())
            .collect()
    };
    let (failing, open) = (named("fails"), named("undecided"));
    let first = if !failing.is_empty() {
        format!("fails: {}", failing.join(", "))
    } else if !open.is_empty() {
        format!("undecided: {}", open.join(", "))
    } else {
        "holds".to_string()
    };
    format!("{first}\n\n{}", conditions_section(environment, answers, page))
}

/// The table alone: condition, verdict, reason.
pub fn conditions_section(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
    page: Page,
) -> String {
    let mut table = Table::new(&[("condition", Align::Left), ("verdict", Align::Left), ("reason", Align::Left)]);
    for (condition, verdict) in answers {
        let all = reasons(environment, *condition, verdict);
        let shown = all.len().min(page.rows);
        for (place, reason) in all[..shown].iter().enumerate() {
            let (name, word) = if place == 0 { (condition.name(), verdict.word()) } else { ("", "") };
            table.row(vec![name.to_string(), word.to_string(), reason.clone()]);
        }
        if shown < all.len() {
            let more = format!("and {} more reasons", all.len() - shown);
            table.row(vec![String::new(), String::new(), more]);
        }
    }
    table.render(0, page.width)
}
