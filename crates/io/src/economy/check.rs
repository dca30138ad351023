//! The check of a file of answers: economy, seal, proofs, in this order.

use super::answer::parse_economy_answer;
use super::identity::economy_digest;
use super::write::answer_seal;
use crate::diagnostic::Diagnostic;
use crate::source::{Format, read_text};
use ambimech_model::check::{EconomyRefusal, check_economy};
use ambimech_model::economy::{Economy, EconomyCertificate};
use std::path::Path;

/// Why a file of answers was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EconomyCheckError {
    /// It could not be read.
    Unreadable(Box<Diagnostic>),
    /// Its content makes no sense about this economy.
    Content(Box<Diagnostic>),
    /// It is about another economy, or does not say about which.
    OtherEconomy {
        /// The digest that it states.
        stated: Option<String>,
        /// The digest of the economy at hand.
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
        /// Which, from 0.
        place: usize,
        /// Why.
        refusal: EconomyRefusal,
    },
}

/// Checks a file of answers: its proofs.
///
/// # Errors
/// Why it was not accepted.
pub fn check_economy_file(path: &Path, economy: &Economy) -> Result<Vec<EconomyCertificate>, EconomyCheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(EconomyCheckError::Unreadable)?;
    check_economy_text((&text, &path.display().to_string(), format), economy)
}

/// Checks the text of a file of answers; messages call it by the name beside it.
///
/// # Errors
/// Why it was not accepted.
pub fn check_economy_text(
    (text, file_name, format): (&str, &str, Format),
    economy: &Economy,
) -> Result<Vec<EconomyCertificate>, EconomyCheckError> {
    let file = parse_economy_answer(text, file_name, format, economy).map_err(EconomyCheckError::Content)?;
    let found = economy_digest(economy);
    if file.economy.as_ref() != Some(&found) {
        return Err(EconomyCheckError::OtherEconomy { stated: file.economy, found });
    }
    let found = answer_seal(economy, &file.certificates);
    if file.seal.as_ref() != Some(&found) {
        return Err(EconomyCheckError::Seal { stated: file.seal, found });
    }
    if file.certificates.is_empty() {
        return Err(EconomyCheckError::Empty);
    }
    for (place, certificate) in file.certificates.iter().enumerate() {
        check_economy(economy, certificate).map_err(|refusal| EconomyCheckError::Refused { place, refusal })?;
    }
    Ok(file.certificates)
}
