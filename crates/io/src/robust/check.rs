//! The check of such a file: the steps are those of [`crate::check`].

use super::write::robust_seal;
use super::{ROBUST_FORMAT, RobustFile, parse_robust};
use crate::check::{CheckError, Refused};
use crate::environment::payoff_environment_digest;
use crate::source::{Format, read_text};
use ambimech_model::check::check_robust;
use ambimech_model::robust::PayoffEnvironment;
use std::path::Path;

/// Whether a text seems to be such a file: for deciding how to read it, before it is read.
pub fn is_robust_text(text: &str) -> bool {
    let (format, _) = ROBUST_FORMAT.split_once('/').unwrap_or((ROBUST_FORMAT, ""));
    text.contains(&format!("\"{format}/"))
}

/// Checks a file of verdicts about robust implementation.
///
/// # Errors
/// Why it was not accepted.
pub fn check_robust_file(path: &Path, environment: &PayoffEnvironment) -> Result<RobustFile, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_robust_text((&text, &path.display().to_string(), format), environment)
}

/// Checks the text of such a file; messages call it by the name beside it.
///
/// # Errors
/// Why it was not accepted.
pub fn check_robust_text(
    (text, file_name, format): (&str, &str, Format),
    environment: &PayoffEnvironment,
) -> Result<RobustFile, CheckError> {
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = parse_robust(text, file_name, format, environment).map_err(content)?;
    Refused::unless_about(file.environment.as_deref(), payoff_environment_digest(environment))?;
    Refused::unless_sealed(file.seal.as_deref(), robust_seal(environment, file.concept, &file.findings))?;
    if file.findings.is_empty() {
        return Err(Refused::NoCertificate.into());
    }
    for finding in &file.findings {
        if let Err(refusal) = check_robust(environment, file.concept, finding) {
            let condition = finding.condition();
            return Err(Refused::Robust { condition, refusal: Box::new(refusal) }.into());
        }
    }
    Ok(file)
}
