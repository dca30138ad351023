//! Files about all values of a parameter beyond one, format `ambimech-direction/1`: rules at one value and how they move with the
//! parameter, which prove that a goal is attainable there and at all larger, or all smaller, values.
//!
//! Such a file names two environments by content hash: the one at its first value, and the one at a distance of 1 on its side. Payoffs
//! are affine in the parameter, so these two say what they are everywhere. The format is specified in `docs/certificate-format.md`.

mod check;
mod read;
mod write;

pub use check::{AcceptedDirection, DirectionError, RefusedDirection, check_direction_file, check_direction_text};
pub use read::parse_direction;
pub use write::render_direction;

use crate::environment::environment_digest;
use ambimech_model::direction::{Direction, Towards};
use ambimech_model::number::Rational;
use ambimech_model::parametric::ParametricEnvironment;

/// The format this version reads and writes.
pub const DIRECTION_FORMAT: &str = "ambimech-direction/1";

/// What a file about a direction holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectionFile {
    /// The name of the parameter, as stated.
    pub parameter: String,
    /// The proof.
    pub direction: Direction,
    /// The digest of the environment at the first value, as stated.
    pub environment: Option<String>,
    /// The digest of the environment one further, as stated.
    pub beyond: Option<String>,
    /// The seal, as stated.
    pub seal: Option<String>,
}

/// The digests of the environments at a value and one further; empty where there is no environment.
fn digests(environment: &ParametricEnvironment, from: &Rational, towards: Towards) -> (String, String) {
    let at = |value: &Rational| {
        environment.at(value).map_or_else(|_| String::new(), |there| environment_digest(&there))
    };
    (at(from), at(&(from + towards.sign())))
}
