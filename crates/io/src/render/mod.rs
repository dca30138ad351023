//! How answers are shown: plain text, JSON, HTML, LaTeX and pictures. Prose is made here and nowhere else.
//!
//! Everything takes typed answers of `ambimech-model` and gives a `String` or a JSON value; the same input gives the same
//! bytes. Exact numbers stay exact; decimals stand beside them, marked by ≈ when they are rounded.
//!
//! What this module does not do: decide, check, or write files.

pub mod auction_csv;
mod auction_report;
pub mod belief;
pub mod csv;
mod device_report;
mod economy_report;
pub mod enclosure;
pub mod frontier_csv;
mod grid_report;
pub mod html;
pub mod json;
pub mod latex;
pub mod name;
pub mod number;
pub mod payments;
pub mod payoff_rows;
pub mod report;
pub mod sentence;
mod sets_report;
pub mod svg;
pub mod sweep;
pub mod text;

pub use auction_report::AuctionReport;
pub use device_report::{DeviceReport, FoundDevice};
pub use economy_report::{EconomyAnswer, EconomyReport, EconomySubject};
pub use grid_report::GridReport;
pub use report::{CertificateStatus, MechanismReport, Report, ThresholdAnswer};
pub use sentence::design::decision_word;
pub use sentence::least_limit::LeastLimitQuestion;
pub use sentence::play::economy_error as economy_game_error;
pub use sentence::threshold::ThresholdQuestion;
pub use sets_report::SetsReport;
