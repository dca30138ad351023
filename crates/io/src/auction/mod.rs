//! Files of auctions with continuous signals, format `ambimech-auction/1`.
//!
//! A file describes all bidders at once (`bidders = N`, and `own`, `value`, `[signals]` for each of them) or one by one under `[[bidders]]`.
//! Signals are points of a box; `own` is the weighted sum of a bidder's components that matters to itself; `value` is a formula in `own`
//! and the others' components, `sum(…)` adding over the others. Beliefs are a density, the hull of several, contamination of one, a Prokhorov ball
//! around one, or all beliefs. The keys are in the book, under auction files.

mod density;
mod file;
mod formula_text;
mod grid_file;
pub mod keys;
mod orders;
mod parameter;
mod read;
mod schema;

pub use file::{
    AnyAuction, Changes, is_auction_text, parse_any_auction, parse_auction, read_any_auction, read_auction,
    read_changed_any_auction, read_changed_auction,
};
pub(crate) use formula_text::formula_text;
pub use grid_file::{NoGridFile, render_grid_environment, type_name};
pub use schema::auction_schema;
