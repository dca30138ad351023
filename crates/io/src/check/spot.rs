//! The spot check of a certified mechanism: the file and its seal as in the full check, then constraints drawn at random.

use super::{CheckError, Refused, check_with, require_seal};
use crate::diagnostic::Diagnostic;
use crate::mechanism::MechanismFile;
use crate::seal::mechanism_seal;
use crate::source::{Format, Source, read_text};
use ambimech_model::check::{SpotCheck, SpotClaim, SpotDraw, SpotResult};
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Natural;
use ambimech_model::refusal::Refusal;
use std::path::Path;

/// What was looked at of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotTally {
    /// The claim.
    pub claim: SpotClaim,
    /// Constraints drawn, recomputed and found to hold.
    pub held: u64,
    /// Constraints drawn that are about all rules at once, and were not looked at.
    pub open: u64,
    /// All constraints there are.
    pub all: Natural,
}

/// A spot check that found nothing broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotChecked {
    /// The mechanism.
    pub mechanism: Box<Mechanism>,
    /// Claim by claim.
    pub tallies: Vec<SpotTally>,
    /// The seed by which constraints were drawn.
    pub seed: u64,
}

/// Draws `number` constraints of a certified mechanism file and recomputes them; `tell` hears of each.
///
/// # Errors
/// As [`super::check_file`], with the first broken constraint; a file of certificates, which has no constraints.
pub fn spot_check_file(
    path: &Path,
    environment: &Environment,
    number: u64,
    seed: u64,
    tell: &mut dyn FnMut(u64),
) -> Result<SpotChecked, CheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    spot_check_text((&text, &path.display().to_string(), format), environment, number, seed, tell)
}

/// As [`spot_check_file`], of a text with the name that messages call it and its format.
///
/// # Errors
/// As [`spot_check_file`].
pub fn spot_check_text(
    (text, file_name, format): (&str, &str, Format),
    environment: &Environment,
    number: u64,
    seed: u64,
    tell: &mut dyn FnMut(u64),
) -> Result<SpotChecked, CheckError> {
    let mechanism = |environment: &Environment, digest: &str, file: MechanismFile| {
        accept(environment, digest, file, number, seed, tell)
    };
    check_with(text, file_name, format, environment, mechanism, |_, _, _| {
        let source = Source::new(file_name, text);
        Err(CheckError::Unreadable(Box::new(
            Diagnostic::at(source, source.first_line(), "a spot check is about the constraints of a mechanism")
                .found("a file of certificates")
                .expected("a mechanism file with its certificate")
                .help("leave out --spot to check this file in full"),
        )))
    })
}

fn accept(
    environment: &Environment,
    digest: &str,
    file: MechanismFile,
    number: u64,
    seed: u64,
    tell: &mut dyn FnMut(u64),
) -> Result<SpotChecked, CheckError> {
    let mechanism = Box::new(file.mechanism);
    let certificate = file.certificate.ok_or(Refused::NoCertificate)?;
    require_seal(file.seal, || mechanism_seal(environment, digest, &mechanism, &certificate))?;
    let refused = |refusal| {
        let (mechanism, refusal) = (mechanism.clone(), Box::new(refusal));
        CheckError::from(Refused::Mechanism { mechanism, refusal })
    };
    let draw = SpotDraw::new(environment, &mechanism, &certificate, seed);
    let draw = draw.ok_or_else(|| refused(Refusal::NoClaims))?;
    let tally =
        |claim: &SpotClaim| SpotTally { claim: *claim, held: 0, open: 0, all: draw.constraint_count(*claim) };
    let mut tallies: Vec<SpotTally> = draw.claims().iter().map(tally).collect();
    let mut check = SpotCheck::new(environment, &mechanism, &certificate);
    for (done, (claim, constraint)) in (1..=number).zip(draw.clone()) {
        let result = check.check(&constraint).map_err(refused)?;
        if let Some(tally) = tallies.iter_mut().find(|tally| tally.claim == claim) {
            match result {
                SpotResult::Holds => tally.held += 1,
                SpotResult::Open => tally.open += 1,
            }
        }
        tell(done);
    }
    Ok(SpotChecked { mechanism, tallies, seed })
}
