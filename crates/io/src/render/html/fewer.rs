//! A mechanism with few rules beside the construction that it stands in for.

use super::element::{Cell, HtmlTable, Page, prose};
use super::{design, mechanism};
use crate::render::sentence::fewer::{THE_CONSTRUCTION, fewer, side_by_side};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::Fewer;

/// How few rules, and what both mechanisms cost.
pub(super) fn note(page: &mut Page, environment: &Environment, found: &Fewer) {
    let sentences = fewer(found);
    if sentences.is_empty() {
        return;
    }
    page.heading("How few rules");
    page.raw(&format!("<p>{}</p>\n", prose(&sentences.join(" "))));
    if let Fewer::Found { few, usual, .. } = found {
        let (names, rows) = side_by_side(environment, &few.design, usual);
        let columns = ["What", names[0].as_str(), names[1].as_str()];
        let mut table = HtmlTable::new("The mechanism with few rules beside the construction", &columns);
        for (label, [few, usual]) in rows {
            table.row(vec![Cell::Head(label.to_string()), Cell::Number(few), Cell::Number(usual)]);
        }
        page.table(&table);
    }
}

/// The construction with its rules, in a section of its own.
pub(super) fn construction(page: &mut Page, environment: &Environment, found: &Fewer) {
    let Fewer::Found { usual, .. } = found else { return };
    page.section("construction", THE_CONSTRUCTION);
    design::write(page, environment, &DesignAnswer::Done(usual.clone()));
    page.heading("Its transfer rules");
    mechanism::rules(page, environment, &usual.mechanism, "construction-rule");
}
