//! How much memory a table of exact numbers may take, so that a small file with long numbers cannot fill the machine.

use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use ambimech_model::number::Rational;

/// Most bytes one table of numbers may take.
pub const MAX_TABLE_BYTES: usize = 4 << 30;

/// Refuses a table of `cells` numbers of up to `bits` bits each when it is too large.
pub(super) fn check_extent(source: Source<'_>, span: Span, table: &str, cells: usize, bits: usize) -> Read<()> {
    if bytes(cells, bits) <= MAX_TABLE_BYTES {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(source, span, format!("{table} is too large"))
            .found(format!("{cells} exact numbers of up to {bits} bits"))
            .expected(format!("at most {} GiB of numbers in one table", MAX_TABLE_BYTES >> 30))
            .help("write the numbers with fewer digits, or let the table depend on fewer types"),
    ))
}

/// Bytes that so many numbers take.
pub(crate) fn bytes(cells: usize, bits: usize) -> usize {
    cells.saturating_mul((size_of::<Rational>()).saturating_add(bits / 4))
}
