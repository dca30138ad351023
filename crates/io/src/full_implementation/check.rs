//! The check of such a file: the steps are those of [`crate::check`].

use super::write::full_implementation_seal;
use super::{FULL_IMPLEMENTATION_FORMAT, FullImplementationFile, parse_full_implementation};
use crate::check::{CheckError, Refused};
use crate::environment::choice_problem_digest;
use crate::source::{Format, read_text};
use ambimech_model::check::check_maxmin;
use ambimech_model::maxmin::ChoiceProblem;
use std::path::Path;

/// Whether a text seems to be such a file: for deciding how to read it, before it is read.
pub fn is_full_implementation_text(text: &str) -> bool {
    let (format, _) = FULL_IMPLEMENTATION_FORMAT.split_once('/').unwrap_or((FULL_IMPLEMENTATION_FORMAT, ""));
    text.contains(&format!("\"{format}/"))
}

/// Checks a file of verdicts about full implementation.
///
/// # Errors
/// Why it was not accepted.
pub fn check_full_implementation_file(
    path: &Path,
    problem: &ChoiceProblem,
) -> Result<FullImplementationFile, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_full_implementation_text((&text, &path.display().to_string(), format), problem)
}

/// Checks the text of such a file; messages call it by the name beside it.
///
/// # Errors
/// Why it was not accepted.
pub fn check_full_implementation_text(
    (text, file_name, format): (&str, &str, Format),
    problem: &ChoiceProblem,
) -> Result<FullImplementationFile, CheckError> {
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = parse_full_implementation(text, file_name, format, problem).map_err(content)?;
    Refused::unless_about(file.problem.as_deref(), choice_problem_digest(problem))?;
    let seal = full_implementation_seal(problem, file.scope, &file.findings);
    Refused::unless_sealed(file.seal.as_deref(), seal)?;
    if file.findings.is_empty() {
        return Err(Refused::NoCertificate.into());
    }
    for finding in &file.findings {
        if let Err(refusal) = check_maxmin(problem, finding) {
            let condition = finding.condition;
            return Err(Refused::FullImplementation { condition, refusal: Box::new(refusal) }.into());
        }
    }
    Ok(file)
}
