//! The answers about a mechanism under sets of beliefs, with the narrowest place of each.

use super::{NoVerdict, SetClaim, SetVerdict};
use crate::belief_set::Distribution;
use crate::index::{AgentId, OutcomeId, ProfileId, RuleId, TypeId};
use crate::number::Rational;
use crate::verification::Report;

/// What a claim comes to for one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeStudy {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// For `ic` the misreport that comes closest to paying, or pays most; `None` for an agent with one type, and for `ir`.
    pub report: Option<Report>,
    /// By how much the claim holds, negative where it fails. For `ic` what the report loses against the truth: by their worst scenarios
    /// (maxmin), at least in every scenario (optimal), at most in some scenario (maximal). For `ir` what the truth is worth.
    pub margin: Rational,
    /// The rule and the belief to look at: the worst scenario of the truth; for `optimal` the one that speaks most for the report; for
    /// `ir` and `maximal` the best scenario of the truth.
    pub scenario: (RuleId, Distribution),
    /// What the truth is worth in that scenario.
    pub truth: Rational,
}

/// The answer about one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAnswer {
    /// The verdict with its proof.
    pub verdict: SetVerdict,
    /// What it comes to for every type; empty for `bb` and efficiency.
    pub types: Vec<TypeStudy>,
    /// For `bb` that fails: where.
    pub unbalanced: Option<(RuleId, ProfileId)>,
    /// For efficiency ex post that fails: where, the better outcome, and by how much.
    pub better: Option<(ProfileId, OutcomeId, Rational)>,
}

impl SetAnswer {
    /// The type for which the claim fails most, or holds most narrowly.
    pub fn narrowest(&self) -> Option<&TypeStudy> {
        let mut types = self.types.iter();
        let first = types.next()?;
        Some(types.fold(first, |best, next| if next.margin < best.margin { next } else { best }))
    }
}

/// All answers about a mechanism, and what is open with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetVerification {
    /// The answers.
    pub answers: Vec<SetAnswer>,
    /// What is not settled, and why.
    pub undecided: Vec<(SetClaim, NoVerdict)>,
}
