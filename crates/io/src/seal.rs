//! Seals: the hash of a certified file's own content, against accidental change.
//!
//! A certificate proves its claims by mathematics, and [`ambimech_model::check`] decides whether it does, without looking
//! at any seal. But a changed file may still prove something: a payment at a profile of probability 0 can change and
//! every claim about expectations still holds. The seal is there so that no number, sign, label or word of a certified
//! file changes unnoticed. It is no signature: whoever changes a file on purpose can seal it again.
//!
//! The seal is `sha256:` and the hash, in lower-case hexadecimal digits, of the canonical file with the same content:
//! the file as [`crate::mechanism::render_mechanism`] or [`crate::certificate::render_certificates`] writes it, without
//! the line of the seal. So indentation, the order of keys, `150/8` for `75/4` and rows with `*` make no difference,
//! and for a file as written, `grep -v '^ *"seal": ' FILE | sha256sum` prints the seal.

use crate::certificate::write_certificates;
use crate::mechanism::write_mechanism;
use ambimech_model::certificate::{Certificate, MechanismCertificate};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The seal of a certified mechanism, whose file names its environment by this digest.
pub fn mechanism_seal(
    environment: &Environment,
    digest: &str,
    mechanism: &Mechanism,
    certificate: &MechanismCertificate,
) -> String {
    sealed(|sink| write_mechanism(sink, environment, digest, mechanism, Some(certificate), None))
}

/// The seal of a certificate file, which names its environment by this digest.
pub fn certificates_seal(environment: &Environment, digest: &str, certificates: &[Certificate]) -> String {
    sealed(|sink| write_certificates(sink, environment, digest, certificates, None))
}

pub(crate) fn sealed(write: impl FnOnce(&mut dyn FnMut(&str))) -> String {
    let mut hasher = Sha256::new();
    write(&mut |piece| hasher.update(piece.as_bytes()));
    let mut text = String::from("sha256:");
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
