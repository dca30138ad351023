//! Auctions with continuous signals.

use crate::{fault, job};
use ambimech_io::Format;
use ambimech_io::auction::{AnyAuction, parse_any_auction};
use ambimech_io::render::json::{auction_value, render_json};
use ambimech_solve::auction::{study_auction, study_general_auction};
use pyo3::prelude::*;

/// The conditions of the auction of a text, and what follows for its efficient rule, as JSON. Messages call the text `file_name`.
#[pyfunction]
pub fn auction(py: Python<'_>, text: String, file_name: String, is_json: bool) -> PyResult<String> {
    let format = if is_json { Format::Json } else { Format::Toml };
    let found = job::run(py, move || {
        let read = parse_any_auction(&text, &file_name, format)?;
        Ok(match &read {
            AnyAuction::Polynomial(auction) => auction_value(auction, &study_auction(auction)),
            AnyAuction::General(general) => auction_value(general.frame(), &study_general_auction(general)),
        })
    })?;
    found.map(|value| render_json(&value)).map_err(|diagnostic: Box<_>| fault::of_diagnostic(py, &diagnostic))
}
