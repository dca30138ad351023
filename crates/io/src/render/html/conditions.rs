//! Conditions with their reasons.

use super::element::{Cell, HtmlTable, Page, badge, prose};
use super::witness;
use crate::render::report::Report;
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::reasons;

/// Reasons for one condition at most.
const MOST_REASONS: usize = 32;

pub(super) fn write(page: &mut Page, report: &Report<'_>) {
    if report.conditions.is_empty() {
        return;
    }
    page.section("conditions", "Conditions");
    let mut table = HtmlTable::new("Conditions on the environment", &["Condition", "Verdict", "Reason"]);
    for (condition, verdict) in &report.conditions {
        let all = reasons(report.environment, *condition, verdict);
        let mut lines: Vec<String> =
            all.iter().take(MOST_REASONS).map(|reason| prose(&as_sentence(reason))).collect();
        if all.len() > MOST_REASONS {
            lines.push(format!("And {} more.", all.len() - MOST_REASONS));
        }
        table.row(vec![
            Cell::Head(condition.name().to_string()),
            Cell::Html(badge(verdict.word())),
            Cell::Html(lines.join("<br>")),
        ]);
    }
    page.table(&table);
    witness::write(page, report);
}
