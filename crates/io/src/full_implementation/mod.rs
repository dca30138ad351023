//! Files with verdicts about full implementation under sets of priors, format `ambimech-full-implementation/1`.
//!
//! Such a file names its environment with the social choice set by one content hash and has a seal. It holds one entry for each condition: its
//! verdict and the proof ([`ambimech_model::maxmin`]). A tree that shows that there is no reward is written as the list of its nodes, each before
//! those below it.

mod check;
mod read;
mod write;

pub use check::{check_full_implementation_file, check_full_implementation_text, is_full_implementation_text};
pub use read::parse_full_implementation;
pub use write::render_full_implementation;

use ambimech_model::maxmin::{Finding, Scope};

/// The format this version reads and writes.
pub const FULL_IMPLEMENTATION_FORMAT: &str = "ambimech-full-implementation/1";

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullImplementationFile {
    /// The digest of the environment and the social choice set, as stated.
    pub problem: Option<String>,
    /// For which coalitions.
    pub scope: Scope,
    /// The verdicts.
    pub findings: Vec<Finding>,
    /// The seal, as stated.
    pub seal: Option<String>,
}
