//! A mechanism with few rules beside the construction that it stands in for.

use super::Page;
use super::design::design_section;
use super::table::{Align, Table, paragraph};
use crate::render::number::with_decimal;
use crate::render::sentence::fewer::{fewer, side_by_side};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::Fewer;

/// What is said below the design: how few rules, and what both mechanisms cost; empty where nothing was looked for.
pub fn few_rules_note(environment: &Environment, found: &Fewer, page: Page) -> String {
    let sentences = fewer(found);
    if sentences.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}", paragraph(&sentences.join(" "), 0, page.width));
    if let Fewer::Found { few, usual, .. } = found {
        let (names, rows) = side_by_side(environment, &few.design, usual);
        let columns = [("", Align::Left), (names[0].as_str(), Align::Right), (names[1].as_str(), Align::Right)];
        let mut table = Table::new(&columns);
        for (label, numbers) in rows {
            table.row(std::iter::once(label.to_string()).chain(numbers.iter().map(with_decimal)).collect());
        }
        text.push_str(&format!("\n{}", table.render(0, page.width)));
    }
    text
}

/// The construction, without its rules; `None` where the design is the construction.
pub fn construction_section(environment: &Environment, found: &Fewer, page: Page) -> Option<String> {
    let Fewer::Found { usual, .. } = found else { return None };
    Some(design_section(environment, &DesignAnswer::Done(usual.clone()), page))
}
