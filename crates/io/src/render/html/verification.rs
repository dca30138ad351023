//! The properties of the mechanism with their worst cases.

use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::render::report::MechanismReport;
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::undecided;
use crate::render::sentence::timing::timing_words;
use crate::render::sentence::unverified::LEFT_OUT;
use crate::render::sentence::worst::{meaning, worst_case};
use ambimech_model::environment::Environment;

pub(super) fn write(page: &mut Page, environment: &Environment, found: &MechanismReport<'_>) {
    let Some(verification) = found.verification else {
        page.section("verification", "Verification");
        page.raw(&format!("<p>{}</p>\n", escaped(LEFT_OUT)));
        return;
    };
    page.section("verification", "Verification");
    let caption = "Each property with the place where it fails most, or holds most narrowly";
    let mut table = HtmlTable::new(caption, &["Property", "Reports", "Verdict", "Worst case", "Meaning"]);
    for answer in &verification.answers {
        table.row(vec![
            Cell::Head(answer.claim.property.name().to_string()),
            Cell::Words(answer.claim.reports.map_or("", |reports| reports.name()).to_string()),
            Cell::Html(badge(if answer.holds { "holds" } else { "fails" })),
            Cell::Words(as_sentence(&worst_case(environment, found.mechanism, answer))),
            Cell::Words(as_sentence(meaning(answer.claim))),
        ]);
    }
    for (claim, reason) in &verification.undecided {
        table.row(vec![
            Cell::Head(claim.property.name().to_string()),
            Cell::Words(claim.reports.map_or("", |reports| reports.name()).to_string()),
            Cell::Html(badge("undecided")),
            Cell::Words(as_sentence(&undecided(reason))),
            Cell::Words(as_sentence(meaning(*claim))),
        ]);
    }
    page.table(&table);
    let words = timing_words(verification);
    if words.is_empty() {
        return;
    }
    let caption = "When a mixture of reports is drawn";
    let mut table = HtmlTable::new(caption, &["Property", "Before the rule", "After the rule"]);
    for (property, before, after) in words {
        table.row(vec![
            Cell::Head(property.name().to_string()),
            Cell::Html(badge(before)),
            Cell::Html(badge(after)),
        ]);
    }
    page.table(&table);
}
