//! `[allocation] file = "allocation.csv"`: an outcome for every profile, in one column or as a matrix
//! (see [`crate::exchange::profile_table`]).

use crate::diagnostic::Read;
use crate::exchange::profile_table::{ALLOCATION, Entry, read_profile_table};
use crate::label::Labels;
use crate::rows::{ProfileNames, Row, cover_with};
use crate::source::Source;
use ambimech_model::index::OutcomeId;

/// Reads the outcome of every profile, in profile order.
pub(crate) fn parse_allocation_csv(
    source: Source<'_>,
    names: &ProfileNames,
    outcomes: &Labels,
) -> Read<Vec<OutcomeId>> {
    let mut rows = Vec::new();
    let mut given = Vec::new();
    let table = read_profile_table(source, names, ALLOCATION, &mut |entry: Entry<'_, '_>| {
        given.push(OutcomeId(outcomes.expect(source, entry.value.span, &entry.value.text, "outcome")?));
        rows.push(Row { pattern: entry.pattern, span: entry.span });
        Ok(())
    })?;
    let first = outcomes.names().first().map_or("none", String::as_str);
    let row_of = |label: &str| table.row_of(&[], label, first);
    let cover = cover_with(source, names, &rows, ("the allocation", table.span), &row_of)?;
    let of = |profile| given.get(cover.row(&names.space, profile)).copied().unwrap_or(OutcomeId(0));
    Ok(names.space.profiles().map(of).collect())
}
