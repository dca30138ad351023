//! Files of other programs: spreadsheets, statistics packages, game solvers, linear programming solvers.
//!
//! | format | out | in |
//! |---|---|---|
//! | CSV with a row per profile ([`Layout::Long`]) or a column per type of one agent ([`Layout::Matrix`]) | [`prior_csv`], [`beliefs_csv`], [`payoffs_csv`], [`allocation_csv`], [`transfers_csv`] | `file = "…"` in environment files; [`read_transfers`] |
//! | tidy CSV with a codebook and commands for Stata | [`tidy_files`] | |
//! | Gambit's extensive form, one file per transfer rule | [`efg::render_game`] | [`efg::import_game`] |
//! | `.ine`, `.lp`, `.mps` of a linear program | [`program`] | |
//!
//! Numbers stay exact in all of them: `-75/2` in tables and games, integers after scaling in programs. Where a format wants a
//! decimal, the exact number stands beside it. The formats are specified in `docs/exchange-formats.md`.

mod codebook;
pub mod csv_row;
pub mod efg;
pub mod program;
mod scales;
mod stata;
mod tables_out;
mod tidy;
mod transfers_in;

pub mod profile_table;

pub use profile_table::Layout;
pub use scales::scales_csv;
pub use tables_out::{allocation_csv, beliefs_csv, payoffs_csv, prior_csv, transfers_csv};
pub use tidy::{TidyFile, TidyInput, tidy_files};
pub(crate) use transfers_in::agents_of;
pub use transfers_in::{TransferFile, read_transfers, read_transfers_texts};

use std::fmt;

/// Why something cannot be written in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExpressible {
    /// What stands in the way.
    pub why: String,
    /// What to do instead.
    pub help: String,
}

impl NotExpressible {
    pub(crate) fn new(why: impl Into<String>, help: impl Into<String>) -> NotExpressible {
        NotExpressible { why: why.into(), help: help.into() }
    }
}

impl fmt::Display for NotExpressible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  = help: {}", self.why, self.help)
    }
}

impl std::error::Error for NotExpressible {}

/// Most cells that a table may have that is written out in full.
pub const MAX_CELLS: usize = 1 << 26;

/// Refuses tables that nobody can hold.
pub(crate) fn check_cells(what: &str, factors: &[usize]) -> Result<(), NotExpressible> {
    let cells = factors.iter().fold(1usize, |product, factor| product.saturating_mul(*factor));
    if cells <= MAX_CELLS {
        return Ok(());
    }
    Err(NotExpressible::new(
        format!("{what} would have {cells} cells, more than {MAX_CELLS}"),
        "export one rule at a time, or keep the environment file, which says the same with few rows",
    ))
}
