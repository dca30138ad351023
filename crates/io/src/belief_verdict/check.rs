//! The check of a file of verdicts, against an environment and a mechanism: the steps are those of [`crate::check`].

use super::parse_verdicts;
use super::write::verdicts_seal;
use crate::check::{CheckError, Refused};
use crate::collusion::mechanism_digest;
use crate::environment::ambiguous_environment_digest;
use crate::source::{Format, read_text};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::SetVerdict;
use ambimech_model::check::check_set_verdict;
use ambimech_model::mechanism::{Mechanism, NamedRule};
use std::path::Path;

/// Checks a file of verdicts about a mechanism whose rules are written out.
///
/// # Errors
/// Why it was not accepted.
pub fn check_verdicts_file(
    path: &Path,
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
    rules: &[NamedRule],
) -> Result<Vec<SetVerdict>, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_verdicts_text((&text, &path.display().to_string(), format), environment, mechanism, rules)
}

/// As [`check_verdicts_file`], for a text, the name that messages call it by, and its format.
///
/// # Errors
/// Why it was not accepted.
pub fn check_verdicts_text(
    (text, file_name, format): (&str, &str, Format),
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
    rules: &[NamedRule],
) -> Result<Vec<SetVerdict>, CheckError> {
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = parse_verdicts(text, file_name, format, environment, mechanism).map_err(content)?;
    let found = ambiguous_environment_digest(environment);
    match file.environment {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(stated) if stated != found => return Err(Refused::EnvironmentDiffers { stated, found }.into()),
        Some(_) => {}
    }
    let found = mechanism_digest(environment.without_beliefs(), mechanism).unwrap_or_default();
    match file.mechanism {
        None => return Err(Refused::MechanismMissing.into()),
        Some(stated) if stated != found => return Err(Refused::MechanismDiffers { stated, found }.into()),
        Some(_) => {}
    }
    if file.verdicts.is_empty() {
        return Err(Refused::NoCertificate.into());
    }
    let stated = file.seal.ok_or(Refused::SealMissing)?;
    let found = verdicts_seal(environment, mechanism, &file.verdicts);
    if stated != found {
        return Err(Refused::SealDiffers { stated, found }.into());
    }
    for verdict in &file.verdicts {
        if let Err(refusal) = check_set_verdict(environment, rules, verdict) {
            let (verdict, refusal) = (Box::new(verdict.clone()), Box::new(refusal));
            return Err(Refused::SetVerdict { verdict, refusal }.into());
        }
    }
    Ok(file.verdicts)
}
