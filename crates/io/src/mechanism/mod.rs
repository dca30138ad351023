//! Mechanism files, format `ambimech-mechanism/1`: from a document to a [`Mechanism`] with its certificate, and back.
//!
//! Rules are given as tables, one payment to every agent for every profile, or in closed form. A file that somebody
//! wrote by hand needs neither environment digest nor certificate; a certified one has both, and a seal (see
//! [`crate::seal`]). The format is specified in `docs/certificate-format.md`.

mod closed_form;
mod find_rule;
mod holding;
mod read;
mod table;
mod write;

pub use find_rule::find_rule;
pub use read::{parse_mechanism, read_mechanism};
pub use write::render_mechanism;

pub(crate) use closed_form::read_base;
pub(crate) use read::{check_rule_name, mechanism_from, read_goal};
pub(crate) use table::{read_payments, read_tables};
pub(crate) use write::{write_base, write_mechanism, write_table};

use ambimech_model::certificate::MechanismCertificate;
use ambimech_model::mechanism::Mechanism;

/// The format this version reads and writes.
pub const MECHANISM_FORMAT: &str = "ambimech-mechanism/1";

/// What a mechanism file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MechanismFile {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// The digest of the environment it was made for, as stated.
    pub environment: Option<String>,
    /// The certificate, if there is one.
    pub certificate: Option<MechanismCertificate>,
    /// The certificate's seal, as stated.
    pub seal: Option<String>,
}

/// Base rules by their names in files; the residual claimant has an agent beside its name.
mod base_name {
    pub(super) const ZERO: &str = "zero";
    pub(super) const EQUAL_SPLIT: &str = "equal-split";
    pub(super) const EXTRACTION: &str = "extraction";
    pub(super) const RESIDUAL_CLAIMANT: &str = "residual-claimant";
    pub(super) const LEVEL_INTERIM: &str = "level-interim";
    pub(super) const LEVEL_EXTRACTION: &str = "level-extraction";
    pub(super) const ALL: [&str; 6] =
        [ZERO, EQUAL_SPLIT, EXTRACTION, RESIDUAL_CLAIMANT, LEVEL_INTERIM, LEVEL_EXTRACTION];
}
