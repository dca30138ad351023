//! The check of such a file: the steps are those of [`crate::check`].

use super::write::interim_seal;
use super::{INTERIM_FORMAT, InterimFile, parse_interim};
use crate::check::{CheckError, Refused};
use crate::environment::payoff_environment_digest;
use crate::source::{Format, read_text};
use ambimech_model::check::{check_interim_incentives, check_interim_monotonicity};
use ambimech_model::robust::PayoffEnvironment;
use std::path::Path;

/// Whether a text seems to be such a file: for deciding how to read it, before it is read.
pub fn is_interim_text(text: &str) -> bool {
    let (format, _) = INTERIM_FORMAT.split_once('/').unwrap_or((INTERIM_FORMAT, ""));
    text.contains(&format!("\"{format}/"))
}

/// Checks a file of verdicts on a type space.
///
/// # Errors
/// Why it was not accepted.
pub fn check_interim_file(path: &Path, environment: &PayoffEnvironment) -> Result<InterimFile, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_interim_text((&text, &path.display().to_string(), format), environment)
}

/// Checks the text of such a file; messages call it by the name beside it.
///
/// # Errors
/// Why it was not accepted.
pub fn check_interim_text(
    (text, file_name, format): (&str, &str, Format),
    environment: &PayoffEnvironment,
) -> Result<InterimFile, CheckError> {
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = parse_interim(text, file_name, format, environment).map_err(content)?;
    Refused::unless_about(file.environment.as_deref(), payoff_environment_digest(environment))?;
    Refused::unless_sealed(file.seal.as_deref(), interim_seal(environment, &file.types, &file.study))?;
    let (types, study) = (&file.types, &file.study);
    let refused = |condition| move |refusal| Refused::Interim { condition, refusal: Box::new(refusal) };
    let guarded = environment.with_pattern(study.scope.guarded.clone());
    check_interim_incentives(&guarded, types, &study.incentives)
        .map_err(refused("interim incentive compatibility"))?;
    if let Ok(monotonicity) = &study.monotonicity {
        check_interim_monotonicity(environment, types, &study.scope, monotonicity)
            .map_err(refused("interim monotonicity"))?;
    }
    Ok(file)
}
