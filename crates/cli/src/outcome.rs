//! How a command ended: the answer's exit code, or why there is none.

use ambimech_io::Diagnostic;
use std::path::PathBuf;

/// An answer, as the exit code reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Holds, done, accepted: 0.
    Holds,
    /// Fails, infeasible, refused: 1.
    Fails,
    /// Undecided: 3.
    Undecided,
}

impl Outcome {
    /// The exit code of a command that could not run.
    pub const COULD_NOT_RUN: u8 = 2;

    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Holds => 0,
            Outcome::Fails => 1,
            Outcome::Undecided => 3,
        }
    }

    /// Of several verdicts, by their words: fails when one fails, undecided when one is, holds when all do.
    pub fn of_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Outcome {
        let worse = |known: Outcome, word: &str| match (known, word) {
            (Outcome::Fails, _) | (_, "fails") => Outcome::Fails,
            (Outcome::Undecided, _) | (_, "undecided") => Outcome::Undecided,
            _ => Outcome::Holds,
        };
        words.into_iter().fold(Outcome::Holds, worse)
    }
}

/// Why a command could not run.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with a file that was read.
    Input(Box<Diagnostic>),
    /// A file could not be written.
    Write(PathBuf, std::io::Error),
    /// An argument names something that does not exist, with what exists.
    Unknown {
        /// What kind of thing, as `condition`.
        what: &'static str,
        /// The name given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Arguments that do not go together, with what to do.
    Usage(String),
}

impl From<Box<Diagnostic>> for Failure {
    fn from(diagnostic: Box<Diagnostic>) -> Failure {
        Failure::Input(diagnostic)
    }
}
