//! Files with verdicts about robust implementation, format `ambimech-robust/1`.
//!
//! Such a file names its environment with the choice by one content hash and has a seal. It holds one entry for each condition that was
//! decided: its verdict and the proof ([`ambimech_model::robust`]). Trees are written as the lists of their nodes, each before those below it.

mod check;
mod read;
mod write;

pub use check::{check_robust_file, check_robust_text, is_robust_text};
pub use read::parse_robust;
pub use write::render_robust_findings;

use ambimech_model::robust::{Concept, RobustFinding};

/// The format this version reads and writes.
pub const ROBUST_FORMAT: &str = "ambimech-robust/1";

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobustFile {
    /// The digest of the environment with its choice, as stated.
    pub environment: Option<String>,
    /// Against whom.
    pub concept: Concept,
    /// The verdicts.
    pub findings: Vec<RobustFinding>,
    /// The seal, as stated.
    pub seal: Option<String>,
}
