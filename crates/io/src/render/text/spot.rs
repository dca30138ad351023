//! What a spot check says.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::check::SpotChecked;
use crate::render::name;
use ambimech_model::check::SpotClaim;

/// `done:` with the number of constraints recomputed, and one row for each claim.
pub fn render_spot(checked: &SpotChecked, page: Page) -> String {
    let held: u64 = checked.tallies.iter().map(|tally| tally.held).sum();
    let held = usize::try_from(held).unwrap_or(usize::MAX);
    let mut text = format!("done: {} recomputed, none broken\n\n", name::count(held, "constraint", "constraints"));
    let mut table = Table::new(&[("claim", Align::Left), ("recomputed", Align::Right)]);
    let has_open = checked.tallies.iter().any(|tally| tally.open > 0);
    if has_open {
        table.column("not looked at", Align::Right);
    }
    table.column("of", Align::Right);
    for tally in &checked.tallies {
        let mut cells = vec![claim_name(tally.claim), tally.held.to_string()];
        if has_open {
            cells.push(tally.open.to_string());
        }
        cells.push(tally.all.to_string());
        table.row(cells);
    }
    text.push_str(&table.render(0, page.width));
    let open = if has_open { " A constraint that is about all rules at once is not looked at." } else { "" };
    let sentence = format!(
        "Drawn with the seed {}. A spot check finds faults and proves nothing about what it did not draw: without --spot all is checked.{open}",
        checked.seed
    );
    text.push('\n');
    text.push_str(&paragraph(&sentence, 0, page.width));
    text
}

/// The claim in a word.
pub(crate) fn claim_name(claim: SpotClaim) -> String {
    match claim {
        SpotClaim::Property(claim) => claim.to_string(),
        SpotClaim::Limits => "limits".to_string(),
    }
}
