//! How much ambiguity of a family is enough, as a table.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::number::with_decimal;
use crate::render::sentence::auction_scheme::{binds, least_consequence, least_title, least_words};
use ambimech_model::auction::informational_size::Greatest;
use ambimech_model::auction::least::{LeastCurve, LeastRow};

/// The verdict line, one row for each auction and bidder, and what follows.
pub fn render_auction_least(curve: &LeastCurve, page: Page) -> String {
    let mut text = paragraph(&least_title(curve), 0, page.width);
    let is_named = curve.rows.iter().any(|row| row.name.is_some());
    let mut columns = vec![("bidders", Align::Right)];
    if let Some(name) = &curve.varied {
        columns.push((name.as_str(), Align::Left));
    }
    if is_named {
        columns.push(("bidder", Align::Left));
    }
    columns.extend([
        ("least", Align::Left),
        ("binds at own index", Align::Left),
        ("informational size", Align::Left),
        ("spread", Align::Left),
    ]);
    let mut table = Table::new(&columns);
    for row in &curve.rows {
        let mut cells = vec![row.bidders.to_string()];
        if curve.varied.is_some() {
            cells.push(row.varied.as_ref().map(with_decimal).unwrap_or_default());
        }
        if is_named {
            cells.push(row.name.clone().unwrap_or_default());
        }
        cells.extend([least_words(row), binds(row)]);
        cells.extend(size_words(row));
        table.row(cells);
    }
    text.push_str(&format!("\n{}", table.render(2, page.width)));
    text.push_str(&format!("\n{}", paragraph(&least_consequence(curve), 0, page.width)));
    text.push_str(&format!("\n{}", paragraph(SIZES, 0, page.width)));
    text
}

/// What the two measures of informational size are.
pub(super) const SIZES: &str = "Informational size: the greatest derivative of another's value in a component of the signal; spread: the greatest difference that the choice \
                 between the unfavourable and the favourable report makes to another's value (SONG Section 5, footnote 16).";

/// Both measures of informational size.
pub(super) fn size_words(row: &LeastRow) -> [String; 2] {
    match &row.size {
        Some(size) => [greatest(&size.derivative), greatest(&size.spread)],
        None => ["undecided".to_string(), "undecided".to_string()],
    }
}

fn greatest(found: &Greatest) -> String {
    if found.at_least == found.at_most {
        with_decimal(&found.at_most)
    } else {
        format!("{} to {}", with_decimal(&found.at_least), with_decimal(&found.at_most))
    }
}
