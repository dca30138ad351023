//! Files about collusion, format `ambimech-collusion/1`: a side contract for a mechanism, or the proof that no coalition, or not this
//! one, has a profitable side contract.
//!
//! Such a file names its environment and its mechanism by content hash. What somebody writes by hand may leave out both, and the
//! certificate; a certified file has all of them, and a seal. The format is specified in `docs/certificate-format.md`.

mod check;
mod read;
mod write;

pub use check::{AcceptedCollusion, check_collusion_file, check_collusion_text};
pub use read::{is_collusion_text, parse_collusion, read_collusion};
pub use write::{render_contract, render_exclusions};

use crate::mechanism::write_mechanism;
use crate::seal::sealed;
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{ContractCertificate, ContractExclusion, SideContract};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;

/// The format this version reads and writes.
pub const COLLUSION_FORMAT: &str = "ambimech-collusion/1";

/// What a file about collusion holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollusionFile {
    /// The digest of the environment, as stated.
    pub environment: Option<String>,
    /// The digest of the mechanism, as stated.
    pub mechanism: Option<String>,
    /// What it is about.
    pub content: CollusionContent,
    /// The seal, as stated.
    pub seal: Option<String>,
}

/// A side contract, or the proof that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CollusionContent {
    /// A side contract, with what is claimed of it if anything is.
    Contract(Box<SideContract>, Option<ContractCertificate>),
    /// Why there is no profitable one.
    Excluded(Excluded),
}

/// A proof that there is no profitable side contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The coalition; `None`: every coalition that can form.
    pub coalition: Option<Coalition>,
    /// Whether only voluntary contracts, those with S-IR, are excluded.
    pub voluntary: bool,
    /// One proof for each coalition and joint type.
    pub exclusions: Vec<ContractExclusion>,
}

/// The identity of a mechanism: `sha256:` and the hash of its file with every rule written out, without name, source, goal,
/// environment and certificate. A mechanism in closed form and its tables have the same one. `None` when a rule cannot be
/// evaluated.
pub fn mechanism_digest(environment: &Environment, mechanism: &Mechanism) -> Option<String> {
    let written = mechanism.written_out(environment)?;
    let bare = Mechanism { name: String::new(), source: String::new(), goal: None, ..written };
    Some(sealed(|sink| write_mechanism(sink, environment, "", &bare, None, None)))
}

/// Words of the format.
mod word {
    pub(super) const PROFITABLE: &str = "profitable";
    pub(super) const EVERY: &str = "every-coalition";
    pub(super) const ALL: &str = "all";
    pub(super) const VOLUNTARY: &str = "voluntary";
}
