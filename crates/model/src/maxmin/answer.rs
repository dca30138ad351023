//! The whole answer about a social choice set.

use super::choice::ChoiceId;
use super::conclusion::Conclusion;
use super::condition::{MaxminCondition, Scope};
use super::finding::Finding;
use crate::coalition::Coalition;
use crate::index::ProfileId;

/// Why a condition is undecided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaxminReason {
    /// So many comparisons would be needed, more than the limit.
    TooLarge {
        /// Comparisons.
        work: u128,
        /// The same with one deception of every orbit under the symmetries, and a sixteenth for going through all others, where it was counted.
        of_orbits: Option<u128>,
        /// The limit.
        limit: u128,
    },
    /// The search for rewards was given up for some deceptions; none without a reward was found.
    GaveUp {
        /// Unacceptable deceptions left open, over all functions.
        open: u128,
        /// All deceptions, over all functions.
        all: u128,
        /// Linear programs for each wish about a deception at most.
        steps: usize,
        /// Linear programs in all, about at most; the deception at which they ended and all later ones are open.
        programs: usize,
    },
    /// A plan of this coalition, which mixes reports and rewards by its joint type, improves on this function at this profile; another
    /// list of rewards may be safe.
    Unsafe {
        /// f.
        choice: ChoiceId,
        /// The coalition.
        coalition: Coalition,
        /// A profile with the types at which it gains.
        at: ProfileId,
    },
    /// A linear program was not solved, or its answer was refused.
    Unproved(String),
}

/// The verdicts about one scope, with what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxminAnswer {
    /// The scope.
    pub scope: Scope,
    /// The verdicts, in the order of [`MaxminCondition::ALL`].
    pub findings: Vec<Finding>,
    /// What is undecided.
    pub undecided: Vec<(MaxminCondition, MaxminReason)>,
    /// What follows.
    pub conclusion: Conclusion,
    /// Comparisons that the answer took, about.
    pub work: u128,
}
