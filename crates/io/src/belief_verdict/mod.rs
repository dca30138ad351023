//! Files of verdicts under sets of beliefs with their proofs, format `ambimech-belief-verdicts/1`.
//!
//! Such a file names its environment and its mechanism by content hash and has a seal. Every verdict has its evidence: floors, which are
//! `closed-form` or multipliers for every rule, and mixtures of scenarios, each a rule, a weight and a belief by the others' types; see
//! [`ambimech_model::belief_verdict`].

mod check;
mod read;
mod write;

pub use check::{check_verdicts_file, check_verdicts_text};
pub(crate) use read::Reader as EvidenceReader;
pub use read::parse_verdicts;
pub use write::render_verdicts;
pub(crate) use write::write_multipliers;

use ambimech_model::belief_verdict::SetVerdict;

/// The format this version reads and writes.
pub const VERDICTS_FORMAT: &str = "ambimech-belief-verdicts/1";

/// The word for a floor that the closed form of the set gives.
const CLOSED_FORM: &str = "closed-form";

/// What a file of verdicts holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictsFile {
    /// The digest of the environment, as stated.
    pub environment: Option<String>,
    /// The digest of the mechanism, as stated.
    pub mechanism: Option<String>,
    /// The verdicts.
    pub verdicts: Vec<SetVerdict>,
    /// The seal, as stated.
    pub seal: Option<String>,
}
