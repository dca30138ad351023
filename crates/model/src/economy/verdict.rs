//! Questions about economies and their answers.

use super::EconomyCertificate;
use crate::index::ProfileId;

/// What is asked about an economy, or about an allocation of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EconomyQuestion {
    /// Maximin Pareto efficiency (THESIS Definition 3.3.3).
    Efficient,
    /// The maximin core (Definition 3.6.1).
    Core,
    /// The maximin value (Definition 3.6.2).
    Value,
}

impl EconomyQuestion {
    /// All questions.
    pub const ALL: [EconomyQuestion; 3] =
        [EconomyQuestion::Efficient, EconomyQuestion::Core, EconomyQuestion::Value];

    /// `efficient`, `core` or `value`.
    pub fn name(self) -> &'static str {
        match self {
            EconomyQuestion::Efficient => "efficient",
            EconomyQuestion::Core => "core",
            EconomyQuestion::Value => "value",
        }
    }
}

/// Why a question is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EconomyReason {
    /// A search ended without an answer after so many linear programs.
    SearchEnded {
        /// How many.
        programs: usize,
    },
    /// For three agents or more, values are looked for among the facets of what the grand coalition can reach, and none was found at this profile.
    NoValueFound {
        /// The profile.
        profile: ProfileId,
    },
    /// For three agents or more, values were found at every profile, but none that give every type one amount, and no two profiles were shown to have
    /// different values.
    NoCommonValue,
    /// No weights were found with which the allocation is a value; they are looked for among the facets of what the grand coalition can reach.
    NoWeightsFound {
        /// The profile.
        profile: ProfileId,
    },
    /// Utilities that are not strictly increasing, or an agent without goods: the uniqueness of the two-agent value is not known.
    NotStrict,
    /// A linear program was not solved.
    Unsolved,
    /// The checker did not accept the answer that was found.
    NotAccepted,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EconomyVerdict {
    /// Yes, and why.
    Holds(EconomyCertificate),
    /// No, and why.
    Fails(EconomyCertificate),
    /// Not settled.
    Undecided(EconomyReason),
}

impl EconomyVerdict {
    /// `holds`, `fails` or `undecided`.
    pub fn word(&self) -> &'static str {
        match self {
            EconomyVerdict::Holds(_) => "holds",
            EconomyVerdict::Fails(_) => "fails",
            EconomyVerdict::Undecided(_) => "undecided",
        }
    }

    /// The proof, if there is one.
    pub fn certificate(&self) -> Option<&EconomyCertificate> {
        match self {
            EconomyVerdict::Holds(certificate) | EconomyVerdict::Fails(certificate) => Some(certificate),
            EconomyVerdict::Undecided(_) => None,
        }
    }
}

/// What THESIS Corollaries 3.6.1 to 3.6.3 say about the set of all allocations that answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubleImplementation {
    /// The set is doubly implementable, as an ambiguous Nash and an ambiguous strong equilibrium.
    Implementable,
    /// The set is empty: there is nothing to implement.
    Empty,
    /// The set has no bad outcome: an agent who receives nothing is in it, and nothing is the worst there is. The corollary does not apply.
    NoBadOutcome,
    /// Whether the set is empty is not settled; if it is not, it is doubly implementable.
    IfNotEmpty,
    /// Utilities are not strictly increasing, or an agent owns nothing: the corollary does not apply.
    NotStrict,
}
