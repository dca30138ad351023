//! Files with the proof that no transfer rule, or no set of rules, makes truth optimal under sets of beliefs, format
//! `ambimech-no-transfers/1`.
//!
//! Such a file names its environment by content hash and has a seal. It says which mechanisms it excludes: by maximal those with one rule, by
//! maxmin and optimal those with several, too. For maxmin and maximal it holds lies with their weights and, where a set
//! has inequalities, multipliers (`closed-form` otherwise), one for each lie against pure reports, one for each type that lies against mixed
//! reports; for optimal it holds lies with weighted beliefs. What they prove is in [`ambimech_model::implementability`].

mod check;
mod read;
mod write;

pub use check::{check_no_transfers_file, check_no_transfers_text, is_no_transfers_text};
pub use read::parse_no_transfers;
pub use write::render_no_transfers;

use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::Impossibility;

/// The mechanisms that a proof by this criterion excludes, in such a file: by maximal those with one rule only.
fn excluded(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Maximal => "one-rule",
        Criterion::Maxmin | Criterion::Optimal => "one-rule-or-several",
    }
}

/// The format this version reads and writes.
pub const NO_TRANSFERS_FORMAT: &str = "ambimech-no-transfers/1";

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoTransfersFile {
    /// The digest of the environment, as stated.
    pub environment: Option<String>,
    /// The proof.
    pub proof: Impossibility,
    /// The seal, as stated.
    pub seal: Option<String>,
}
