//! The check of a file of proofs: prior, seal, proofs, in this order.

use super::FACTORED_FORMAT;
use super::read::parse_factored_file;
use super::write::factored_seal;
use crate::diagnostic::Diagnostic;
use crate::document::parse_document;
use crate::environment::factored_environment_digest;
use crate::source::{Format, Source, read_text};
use ambimech_model::check::check_factored_condition;
use ambimech_model::condition::Condition;
use ambimech_model::factored::{FactoredCertificate, FactoredEnvironment, FactoredRefusal};
use std::path::Path;

/// Why a file of proofs was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactoredCheckError {
    /// It could not be read.
    Unreadable(Box<Diagnostic>),
    /// Its content makes no sense about these agents.
    Content(Box<Diagnostic>),
    /// It is about another prior, or does not say about which.
    OtherEnvironment {
        /// The digest that it states.
        stated: Option<String>,
        /// The digest of the prior at hand.
        found: String,
    },
    /// It has no seal, or the content is not the one that was sealed.
    Seal {
        /// The seal that it states.
        stated: Option<String>,
        /// The seal of its content.
        found: String,
    },
    /// It proves nothing.
    Empty,
    /// A proof was refused.
    Refused {
        /// What it is about.
        condition: Condition,
        /// Why.
        refusal: FactoredRefusal,
    },
}

/// Whether a file seems to hold proofs about a prior in factored form.
pub fn is_factored_proof(path: &Path) -> bool {
    let format = Format::of_path(path);
    let Ok(text) = read_text(path, format.max_line()) else { return false };
    stated(&text, format, "format").as_deref() == Some(FACTORED_FORMAT)
}

/// The text under a key at the top of a file.
fn stated(text: &str, format: Format, key: &str) -> Option<String> {
    let root = parse_document(Source::new("", text), format).ok()?;
    Some(root.as_table()?.get(key)?.value.as_str()?.to_string())
}

/// Checks a file of proofs.
///
/// # Errors
/// Why it was not accepted.
pub fn check_factored_file(
    path: &Path,
    environment: &FactoredEnvironment,
) -> Result<Vec<FactoredCertificate>, FactoredCheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(FactoredCheckError::Unreadable)?;
    check_factored_text((&text, &path.display().to_string(), format), environment)
}

/// Checks the text of a file of proofs; messages call it by the name beside it.
///
/// # Errors
/// Why it was not accepted.
pub fn check_factored_text(
    (text, file_name, format): (&str, &str, Format),
    environment: &FactoredEnvironment,
) -> Result<Vec<FactoredCertificate>, FactoredCheckError> {
    // About another prior the file may speak of agents that are not here.
    let found = factored_environment_digest(environment);
    if let Some(stated) = stated(text, format, "environment").filter(|stated| *stated != found) {
        return Err(FactoredCheckError::OtherEnvironment { stated: Some(stated), found });
    }
    let file = parse_factored_file(text, file_name, format, environment).map_err(FactoredCheckError::Content)?;
    if file.environment.as_ref() != Some(&found) {
        return Err(FactoredCheckError::OtherEnvironment { stated: file.environment, found });
    }
    let found = factored_seal(environment, &file.certificates);
    if file.seal.as_ref() != Some(&found) {
        return Err(FactoredCheckError::Seal { stated: file.seal, found });
    }
    if file.certificates.is_empty() {
        return Err(FactoredCheckError::Empty);
    }
    for certificate in &file.certificates {
        let condition = certificate.condition;
        check_factored_condition(environment, certificate)
            .map_err(|refusal| FactoredCheckError::Refused { condition, refusal })?;
    }
    Ok(file.certificates)
}
