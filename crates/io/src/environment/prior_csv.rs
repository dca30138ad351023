//! `[prior] file = "prior.csv"`: a weight for every profile, in one column or as a matrix
//! (see [`crate::exchange::profile_table`]).

use super::Known;
use super::prior::{WeightRows, build, check_weight};
use crate::diagnostic::Read;
use crate::exchange::profile_table::{Entry, PRIOR, read_profile_table};
use crate::quantity::parse_quantity;
use crate::rows::Row;
use crate::source::Source;
use ambimech_model::prior::Prior;

/// Reads the weights of a CSV text.
pub(super) fn parse_prior_csv(source: Source<'_>, known: &Known) -> Read<Prior> {
    let mut read = WeightRows { rows: Vec::new(), weights: Vec::new() };
    let table = read_profile_table(source, &known.names, PRIOR, &mut |entry: Entry<'_, '_>| {
        let value = parse_quantity(source, entry.value.span, &entry.value.text, "the weight of a profile")?;
        check_weight(source, entry.value.span, &value)?;
        read.rows.push(Row { pattern: entry.pattern, span: entry.span });
        read.weights.push(value);
        Ok(())
    })?;
    build(source, table.span, &known.names, &read, &|label| table.row_of(&[], label, "0"))
}
