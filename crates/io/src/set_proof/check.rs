//! The check of such files: the steps are those of [`crate::check`].

use super::ambiguity::{FamilyAnswers, ambiguity_seal};
use super::cases::cases_seal;
use super::conditions::conditions_seal;
use super::device::device_seal;
use super::file::SetProofText;
use super::mixed_ambiguity::{MixedFamilyAnswers, mixed_ambiguity_seal};
use super::{parse_ambiguity, parse_cases, parse_conditions, parse_devices, parse_mixed_ambiguity};
use crate::check::{CheckError, Refused};
use crate::diagnostic::Read;
use crate::environment::{ambiguous_environment_digest, environment_digest};
use crate::source::{Format, read_text};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::check::{CaseRefusal, SetConditionRefusal, check_cases, check_set_condition_proof};
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    AgentDevice, AmbiguityRefusal, BeliefFamily, CaseProof, DeviceRefusal, LeastAmbiguity, LeastMixedAmbiguity,
    NoFamily, check_ambiguity, check_devices, check_mixed_ambiguity,
};
use ambimech_model::index::AgentId;
use ambimech_model::set_condition::SetConditionProof;
use std::path::Path;

/// Why the proof in such a file is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetProofRefusal {
    /// A proof by cases.
    Cases(CaseRefusal),
    /// A verdict about a condition.
    Condition(Condition, SetConditionRefusal),
    /// Least amounts of ambiguity.
    Ambiguity(AmbiguityRefusal),
    /// There is no such family of sets.
    Family(NoFamily),
    /// The device of an agent.
    Device(AgentId, DeviceRefusal),
}

/// Checks a proof by cases: the proof and the number of its cases.
///
/// # Errors
/// Why it was not accepted.
pub fn check_cases_file(
    path: &Path,
    environment: &AmbiguousEnvironment,
) -> Result<(CaseProof, usize), CheckError> {
    let (text, name, format) = read(path)?;
    check_cases_text(&text, &name, format, environment)
}

/// As [`check_cases_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_cases_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Result<(CaseProof, usize), CheckError> {
    let proof = opened(
        (text, file_name, format),
        &ambiguous_environment_digest(environment),
        |text, name, format| parse_cases(text, name, format, environment),
        |proof| cases_seal(environment, proof),
    )?;
    match check_cases(environment, &proof) {
        Ok(cases) => Ok((proof, cases)),
        Err(refusal) => Err(refused(SetProofRefusal::Cases(refusal))),
    }
}

/// Checks verdicts about conditions: one or more, each with what proves it.
///
/// # Errors
/// Why they were not accepted.
pub fn check_conditions_file(
    path: &Path,
    environment: &AmbiguousEnvironment,
) -> Result<Vec<SetConditionProof>, CheckError> {
    let (text, name, format) = read(path)?;
    check_conditions_text(&text, &name, format, environment)
}

/// As [`check_conditions_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_conditions_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Result<Vec<SetConditionProof>, CheckError> {
    let proofs = opened(
        (text, file_name, format),
        &ambiguous_environment_digest(environment),
        |text, name, format| parse_conditions(text, name, format, environment),
        |proofs| conditions_seal(environment, proofs),
    )?;
    if proofs.is_empty() {
        return Err(Refused::NoCertificate.into());
    }
    for proof in &proofs {
        check_set_condition_proof(environment, proof)
            .map_err(|refusal| refused(SetProofRefusal::Condition(proof.condition(), refusal)))?;
    }
    Ok(proofs)
}

/// Checks least amounts of ambiguity: every family with its answers.
///
/// # Errors
/// Why they were not accepted.
pub fn check_ambiguity_file(
    path: &Path,
    environment: &Environment,
) -> Result<Vec<(BeliefFamily, Vec<LeastAmbiguity>)>, CheckError> {
    let (text, name, format) = read(path)?;
    check_ambiguity_text(&text, &name, format, environment)
}

/// As [`check_ambiguity_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_ambiguity_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Result<Vec<(BeliefFamily, Vec<LeastAmbiguity>)>, CheckError> {
    let answers: Vec<FamilyAnswers> = opened(
        (text, file_name, format),
        &environment_digest(environment),
        |text, name, format| parse_ambiguity(text, name, format, environment),
        |answers| ambiguity_seal(environment, answers),
    )?;
    let mut accepted = Vec::new();
    for (growth, found) in answers {
        let family =
            BeliefFamily::new(environment, growth).map_err(|why| refused(SetProofRefusal::Family(why)))?;
        check_ambiguity(&family, &found).map_err(|refusal| refused(SetProofRefusal::Ambiguity(refusal)))?;
        accepted.push((family, found));
    }
    Ok(accepted)
}

/// Checks least amounts of ambiguity against mixed reports: every family with its answers.
///
/// # Errors
/// Why they were not accepted.
pub fn check_mixed_ambiguity_file(
    path: &Path,
    environment: &Environment,
) -> Result<Vec<(BeliefFamily, Vec<LeastMixedAmbiguity>)>, CheckError> {
    let (text, name, format) = read(path)?;
    check_mixed_ambiguity_text(&text, &name, format, environment)
}

/// As [`check_mixed_ambiguity_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_mixed_ambiguity_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Result<Vec<(BeliefFamily, Vec<LeastMixedAmbiguity>)>, CheckError> {
    let answers: Vec<MixedFamilyAnswers> = opened(
        (text, file_name, format),
        &environment_digest(environment),
        |text, name, format| parse_mixed_ambiguity(text, name, format, environment),
        |answers| mixed_ambiguity_seal(environment, answers),
    )?;
    let mut accepted = Vec::new();
    for (growth, found) in answers {
        let family =
            BeliefFamily::new(environment, growth).map_err(|why| refused(SetProofRefusal::Family(why)))?;
        check_mixed_ambiguity(&family, &found).map_err(|refusal| refused(SetProofRefusal::Ambiguity(refusal)))?;
        accepted.push((family, found));
    }
    Ok(accepted)
}

/// Checks devices, one for each agent.
///
/// # Errors
/// Why they were not accepted.
pub fn check_device_file(path: &Path, environment: &Environment) -> Result<Vec<AgentDevice>, CheckError> {
    let (text, name, format) = read(path)?;
    check_device_text(&text, &name, format, environment)
}

/// As [`check_device_file`], for a text that messages call `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_device_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Result<Vec<AgentDevice>, CheckError> {
    let devices = opened(
        (text, file_name, format),
        &environment_digest(environment),
        |text, name, format| parse_devices(text, name, format, environment),
        |devices| device_seal(environment, devices),
    )?;
    match check_devices(environment, &devices) {
        Ok(()) => Ok(devices),
        Err((agent, refusal)) => Err(refused(SetProofRefusal::Device(agent, refusal))),
    }
}

fn refused(refusal: SetProofRefusal) -> CheckError {
    Refused::SetProof { refusal: Box::new(refusal) }.into()
}

/// Text, name and format of a file.
fn read(path: &Path) -> Result<(String, String, Format), CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    Ok((text, path.display().to_string(), format))
}

/// What a file holds, once it names this environment and its seal is that of its content.
fn opened<T>(
    (text, file_name, format): (&str, &str, Format),
    digest: &str,
    parse: impl Fn(&str, &str, Format) -> Read<SetProofText<T>>,
    seal: impl Fn(&T) -> String,
) -> Result<T, CheckError> {
    let file =
        parse(text, file_name, format).map_err(|diagnostic| CheckError::Refused(Refused::Content(diagnostic)))?;
    match file.environment {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(stated) if stated != digest => {
            return Err(Refused::EnvironmentDiffers { stated, found: digest.to_string() }.into());
        }
        Some(_) => {}
    }
    let stated = file.seal.ok_or(Refused::SealMissing)?;
    let found = seal(&file.content);
    if stated != found {
        return Err(Refused::SealDiffers { stated, found }.into());
    }
    Ok(file.content)
}
