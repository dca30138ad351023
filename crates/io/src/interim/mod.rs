//! Files with verdicts about interim conditions on a type space, format `ambimech-interim/1`.
//!
//! Such a file names its environment with the choice by one content hash, holds the type space as the lines of its own format
//! ([`crate::type_space`]), the verdicts with their proofs ([`ambimech_model::robust`]), and has a seal. Trees are written as the lists of
//! their nodes, each before those below it; objections are written once and named by number.

mod check;
mod read;
mod write;

pub use check::{check_interim_file, check_interim_text, is_interim_text};
pub use read::parse_interim;
pub use write::render_interim_study;

use ambimech_model::robust::{BeliefSpace, InterimStudy};

/// The format this version reads and writes.
pub const INTERIM_FORMAT: &str = "ambimech-interim/1";

/// What such a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimFile {
    /// The digest of the environment with its choice, as stated.
    pub environment: Option<String>,
    /// The type space.
    pub types: BeliefSpace,
    /// The verdicts. A file without one about monotonicity leaves it open.
    pub study: InterimStudy,
    /// The seal, as stated.
    pub seal: Option<String>,
}
