//! Everything about one concept of implementation.

use super::proof::{Monotonicity, Pairwise, Scope};
use super::verdict::{BadOutcome, Commitment, Concept, Efficiency, Implementable, Incentives};

/// How large the search for objections is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchSize {
    /// Questions: a coalition, its types, its reports.
    pub questions: u128,
    /// Programs: for every question one for each report of the others.
    pub programs: u128,
    /// Programs for one question of every orbit under the symmetries, which is what is looked at before cases are divided; where they were counted.
    pub of_orbits: Option<u128>,
}

impl SearchSize {
    /// Whether the programs that are looked at are no more than this.
    pub fn is_within(&self, limit: u128) -> bool {
        self.of_orbits.unwrap_or(self.programs) <= limit
    }
}

/// Why a question about monotonicity is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonotonicityOpen {
    /// The search would be larger than this number of programs, or has too many questions to look for symmetries; it was not begun.
    TooLarge(SearchSize, u128),
    /// So many branches were looked at, and none of them stood.
    Branches(usize),
    /// A program was not solved, or had too many cases.
    Unsolved(String),
    /// The checker did not accept the proof: a fault of this program.
    Refused(String),
}

/// What is found about robust implementation by one concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RobustStudy {
    /// The concept.
    pub concept: Concept,
    /// The coalitions that may object, and those that rewards are safe against.
    pub scope: Scope,
    /// Robust coalitional incentive compatibility for the guarded coalitions.
    pub incentives: Incentives,
    /// The same for single agents: ex post incentive compatibility.
    pub ex_post: Incentives,
    /// The same when members of a coalition keep their types to themselves.
    pub commitment: Commitment,
    /// Weak efficiency ex post, or why it is open.
    pub efficiency: Result<Efficiency, String>,
    /// The bad outcome property, or why it is open.
    pub bad_outcome: Result<BadOutcome, String>,
    /// How large one round of the search for objections can be.
    pub size: SearchSize,
    /// Questions that were looked at, over all rounds.
    pub asked: usize,
    /// Answers that follow from those by symmetry.
    pub by_symmetry: usize,
    /// Robust monotonicity.
    pub monotonicity: Result<Monotonicity, MonotonicityOpen>,
    /// Its pairwise form.
    pub pairwise: Result<Pairwise, MonotonicityOpen>,
    /// What follows.
    pub implementable: Implementable,
}
