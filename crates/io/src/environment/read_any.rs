//! An environment of either kind, for commands that answer about both.

use super::{EnvironmentText, Setting, with_text};
use crate::diagnostic::Read;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::environment::Environment;
use std::path::Path;

/// An environment with one belief of every type, or with a set of them.
#[derive(Debug, Clone)]
pub enum AnyEnvironment {
    /// `[prior]` or `[beliefs]`.
    Single(Box<Environment>),
    /// `[priors]`.
    Sets(Box<AmbiguousEnvironment>),
}

/// As [`super::read_environment_with`], for either kind.
///
/// # Errors
/// As [`super::read_environment_with`].
pub fn read_any_environment(path: &Path, settings: &[Setting]) -> Read<AnyEnvironment> {
    with_text(path, |text: EnvironmentText<'_>| text.read_any(settings))
}
