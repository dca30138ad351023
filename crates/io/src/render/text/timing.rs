//! When a mixed misreport is drawn: before the transfer rule, or after it.

use super::Page;
use super::table::{Align, Table};
use crate::render::sentence::timing::timing_words;
use ambimech_model::verification::Verification;

/// A table with the verdicts of both timings; empty when no property is about reports.
pub(super) fn timing_section(verification: &Verification, page: Page) -> String {
    let mut table = Table::new(&[
        ("a mixture is drawn", Align::Left),
        ("before the rule", Align::Left),
        ("after the rule", Align::Left),
    ]);
    let words = timing_words(verification);
    if words.is_empty() {
        return String::new();
    }
    for (property, before, after) in words {
        table.row(vec![property.name().to_string(), before.to_string(), after.to_string()]);
    }
    format!("\n{}", table.render(0, page.width))
}
