//! Proofs of verdicts under sets of beliefs.

use super::SetClaim;
use crate::belief_set::{BeliefSet, Distribution, Multipliers};
use crate::certificate::Payments;
use crate::index::{AgentId, RuleId, TypeId};
use crate::number::Rational;
use crate::verification::Report;

/// Proof that every scenario values an act at some number or more: for every rule in order, the multipliers that bound its smallest
/// expectation, `None` where the closed form of the set gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Floor(pub Vec<Option<Multipliers>>);

impl Floor {
    /// The number that is proved for an act, given by its values in every state under every rule; `None` when nothing is.
    pub fn value(&self, set: &BeliefSet, act: &[Vec<Rational>]) -> Option<Rational> {
        if self.0.len() != act.len() {
            return None;
        }
        let bounds =
            act.iter().zip(&self.0).map(|(values, multipliers)| set.lower_bound(values, multipliers.as_ref()));
        bounds.collect::<Option<Vec<Rational>>>()?.into_iter().min()
    }
}

/// A scenario in a mixture: a rule, a belief of the set, and its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedBelief {
    /// The rule.
    pub rule: RuleId,
    /// The weight, positive.
    pub weight: Rational,
    /// The belief.
    pub prior: Distribution,
}

impl WeightedBelief {
    /// What a mixture of scenarios makes of an act, given by its values in every state under every rule. An unknown rule counts 0;
    /// the checker refuses it before.
    pub fn value(mixture: &[WeightedBelief], act: &[Vec<Rational>]) -> Rational {
        let part = |part: &WeightedBelief| {
            act.get(part.rule.0).map_or(Rational::ZERO, |act| &part.weight * part.prior.expectation(act))
        };
        mixture.iter().map(part).fold(Rational::ZERO, |total, part| total + part)
    }
}

/// What is shown about one type. `W` are acts of this type:
///
/// | claim | it holds | it fails |
/// |---|---|---|
/// | `ic`, maxmin | a floor of W^θ; mixtures that value reports at no more | a report; a floor of it; a mixture that values W^θ at less |
/// | `ic`, optimal | for every report r a floor of W^θ − W^r, at least 0 | a pure report; a mixture that values W^θ − W^r below 0 |
/// | `ic`, maximal | mixtures that value W^r − W^θ at no more than 0 | a report δ; a floor of W^δ − W^θ above 0 |
/// | `ir`, maxmin and optimal | a floor of W^θ, at least 0 | a mixture that values W^θ below 0 |
/// | `ir`, maximal | a mixture that values W^θ at 0 or more | for every rule a floor of −W^θ, above 0 |
///
/// | interim and ex ante efficient | a floor of W^θ; a mixture of worst-case beliefs, of weight w | a floor of W^θ with the payments; a mixture that values W^θ |
///
/// Mixtures against reports are one for all of them, or against pure reports only one for each report in order, the truth included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeEvidence {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// The report that tempts it.
    pub report: Option<Report>,
    /// Floors.
    pub floors: Vec<Floor>,
    /// Mixtures of scenarios.
    pub mixtures: Vec<Vec<WeightedBelief>>,
}

/// A verdict about a claim with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetVerdict {
    /// The claim.
    pub claim: SetClaim,
    /// Whether it holds.
    pub holds: bool,
    /// When it holds, every type of every agent in order; when it fails, one type, or all of them when it is about efficiency. Nothing
    /// where no belief enters, which the checker sees itself.
    pub evidence: Vec<TypeEvidence>,
    /// For efficiency that fails: what everybody gets beyond what it had, at the profiles where something changes.
    pub payments: Payments,
}
