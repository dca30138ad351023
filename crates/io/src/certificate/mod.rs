//! Certificate files, format `ambimech-certificate/1`: proofs of verdicts about an environment, and back.
//!
//! A file holds certificates about conditions and certificates that a goal is out of reach, any number of them, for one
//! environment that is named by its digest, under one seal (see [`crate::seal`]). Everything is named by label. The
//! format is specified in `docs/certificate-format.md`.

mod belief_evidence;
mod combination;
mod evidence;
mod impossibility;
mod kind;
mod one_bet;
mod read;
mod write;

pub use read::{parse_certificates, read_certificates};
pub use write::render_certificates;

pub(crate) use evidence::{read_evidence, write_evidence};
pub(crate) use read::certificates_from;
pub(crate) use write::write_certificates;

use ambimech_model::certificate::Certificate;

/// The format this version reads and writes.
pub const CERTIFICATE_FORMAT: &str = "ambimech-certificate/1";

/// What a certificate file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFile {
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// The digest of the environment they are about, as stated.
    pub environment: Option<String>,
    /// The seal, as stated.
    pub seal: Option<String>,
}
