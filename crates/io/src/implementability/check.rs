//! The check of such a file: the steps are those of [`crate::check`].

use super::write::no_transfers_seal;
use super::{NO_TRANSFERS_FORMAT, parse_no_transfers};
use crate::check::{CheckError, Refused};
use crate::environment::ambiguous_environment_digest;
use crate::source::{Format, read_text};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::check::check_no_transfers;
use ambimech_model::implementability::Impossibility;
use ambimech_model::number::Rational;
use std::path::Path;

/// Whether a text seems to be such a file: for deciding how to read it, before it is read.
pub fn is_no_transfers_text(text: &str) -> bool {
    let (format, _) = NO_TRANSFERS_FORMAT.split_once('/').unwrap_or((NO_TRANSFERS_FORMAT, ""));
    text.contains(&format!("\"{format}/"))
}

/// Checks a proof that there are no transfers: the proof and the positive number it ends with.
///
/// # Errors
/// Why it was not accepted.
pub fn check_no_transfers_file(
    path: &Path,
    environment: &AmbiguousEnvironment,
) -> Result<(Impossibility, Rational), CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_no_transfers_text(&text, &path.display().to_string(), format, environment)
}

/// As [`check_no_transfers_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_no_transfers_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Result<(Impossibility, Rational), CheckError> {
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = parse_no_transfers(text, file_name, format, environment).map_err(content)?;
    let found = ambiguous_environment_digest(environment);
    match file.environment {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(stated) if stated != found => return Err(Refused::EnvironmentDiffers { stated, found }.into()),
        Some(_) => {}
    }
    let stated = file.seal.ok_or(Refused::SealMissing)?;
    let found = no_transfers_seal(environment, &file.proof);
    if stated != found {
        return Err(Refused::SealDiffers { stated, found }.into());
    }
    match check_no_transfers(environment, &file.proof) {
        Ok(sum) => Ok((file.proof, sum)),
        Err(refusal) => Err(Refused::NoTransfers { refusal: Box::new(refusal) }.into()),
    }
}
