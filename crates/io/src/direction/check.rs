//! The check of a file about a direction, against an environment with its parameter left open: the steps are those of
//! [`crate::check`].

use super::digests;
use super::read::direction_from;
use super::write::direction_seal;
use crate::check::{CheckError, MAX_NUMBERS, Refused};
use crate::diagnostic::Diagnostic;
use crate::document::parse_document;
use crate::source::{Format, Source, read_text};
use ambimech_model::check::{Checked, DirectionRefusal, check_direction};
use ambimech_model::direction::Direction;
use ambimech_model::parametric::ParametricEnvironment;
use std::path::Path;

/// What was accepted: the goal is attainable at every value on this side of the direction's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDirection {
    /// The proof.
    pub direction: Direction,
    /// How much there was to check.
    pub checked: Checked,
}

/// Why a file about a direction was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectionError {
    /// As for other files.
    File(CheckError),
    /// The file was refused for a reason of its own.
    Refused(Box<RefusedDirection>),
}

/// Why a file about a direction was refused, where other files have no such reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusedDirection {
    /// The file is about another parameter.
    ParameterDiffers {
        /// The parameter that the file states.
        stated: String,
        /// The parameter at hand.
        found: String,
    },
    /// The environment at a distance of 1 is another one.
    BeyondDiffers {
        /// The digest that the file states; `None`: none.
        stated: Option<String>,
        /// The digest there.
        found: String,
    },
    /// The rules do not reach the goal at all values.
    Unproved {
        /// The direction.
        direction: Direction,
        /// Where it fails.
        refusal: Box<DirectionRefusal>,
    },
}

impl From<CheckError> for DirectionError {
    fn from(error: CheckError) -> DirectionError {
        DirectionError::File(error)
    }
}

impl From<Refused> for DirectionError {
    fn from(refused: Refused) -> DirectionError {
        DirectionError::File(refused.into())
    }
}

impl From<RefusedDirection> for DirectionError {
    fn from(refused: RefusedDirection) -> DirectionError {
        DirectionError::Refused(Box::new(refused))
    }
}

/// Checks a file about a direction.
///
/// # Errors
/// Why it was not accepted.
pub fn check_direction_file(
    path: &Path,
    environment: &ParametricEnvironment,
) -> Result<AcceptedDirection, DirectionError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(CheckError::Unreadable)?;
    check_direction_text(&text, &path.display().to_string(), format, environment)
}

/// Checks the text of such a file; messages call it `file_name`.
///
/// # Errors
/// Why it was not accepted.
pub fn check_direction_text(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &ParametricEnvironment,
) -> Result<AcceptedDirection, DirectionError> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format).map_err(CheckError::Unreadable)?;
    require_ours(source, &root)?;
    let content = |diagnostic| CheckError::Refused(Refused::Content(diagnostic));
    let file = direction_from(source, &root, environment.environment()).map_err(content)?;
    let direction = file.direction;
    if file.parameter != environment.parameter() {
        let (stated, found) = (file.parameter, environment.parameter().to_string());
        return Err(RefusedDirection::ParameterDiffers { stated, found }.into());
    }
    let (here, beyond) = digests(environment, &direction.from, direction.towards);
    match file.environment {
        None => return Err(Refused::EnvironmentMissing.into()),
        Some(stated) if stated != here => return Err(Refused::EnvironmentDiffers { stated, found: here }.into()),
        Some(_) => {}
    }
    if file.beyond.as_ref() != Some(&beyond) {
        return Err(RefusedDirection::BeyondDiffers { stated: file.beyond, found: beyond }.into());
    }
    let (stated, found) = (file.seal.ok_or(Refused::SealMissing)?, direction_seal(environment, &direction));
    if stated != found {
        return Err(Refused::SealDiffers { stated, found }.into());
    }
    // All tables twice, and what a coalition receives under all rules.
    let (rules, environment_now) = (direction.start.len() as u128, environment.environment());
    let profiles = environment_now.space().size() as u128;
    let numbers = rules.saturating_mul(profiles).saturating_mul(2 * (environment_now.agent_count() as u128 + 1));
    if numbers > MAX_NUMBERS {
        return Err(CheckError::TooLarge { numbers }.into());
    }
    match check_direction(environment, &direction) {
        Ok(checked) => Ok(AcceptedDirection { direction, checked }),
        Err(refusal) => Err(RefusedDirection::Unproved { direction, refusal: Box::new(refusal) }.into()),
    }
}

/// Other files of ours are checked against an environment without a parameter.
fn require_ours(source: Source<'_>, root: &crate::document::Node<'_>) -> Result<(), DirectionError> {
    let stated = root.as_table().and_then(|top| top.get("format")).and_then(|entry| entry.value.as_str());
    match stated {
        Some(super::DIRECTION_FORMAT) | None => Ok(()),
        Some(found) => Err(CheckError::Unreadable(Box::new(
            Diagnostic::at(
                source,
                source.first_line(),
                "only files about a direction are checked with a parameter",
            )
            .found(format!("the format `{found}`"))
            .expected(format!("the format `{}`", super::DIRECTION_FORMAT))
            .help("leave --parameter out, and set its value with --set NAME=VALUE"),
        ))
        .into()),
    }
}
