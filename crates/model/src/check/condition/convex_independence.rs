//! Checks certificates about `convex-independence`: for every agent a belief mixed of others, or why there is none.

use super::{require_verdict, require_weights};
use crate::belief::TypeBeliefs;
use crate::certificate::{ConditionCertificate, Evidence, TypeWeights};
use crate::check::require_type;
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::{Rational, sum};
use crate::refusal::{FalseEvidence, Refusal};

/// One piece of evidence per agent, in order: the condition holds when none is a mixed belief.
pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    if certificate.evidence.len() != environment.agent_count() {
        return Err(Refusal::EvidenceIncomplete);
    }
    let mut none_mixed = true;
    for (evidence, expected) in certificate.evidence.iter().zip(environment.space().agents()) {
        let beliefs = TypeBeliefs::new(environment, expected);
        match evidence {
            Evidence::MixedBelief { agent, own, weights } if *agent == expected => {
                none_mixed = false;
                check_mixed(environment, &beliefs, *own, weights)?;
            }
            Evidence::IndependentBeliefs { agent } if *agent == expected => {
                if !beliefs.are_independent() {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::BeliefsDependent(expected)));
                }
            }
            Evidence::SeparatedBeliefs { agent, bets } if *agent == expected => check_separated(&beliefs, bets)?,
            _ => return Err(Refusal::EvidenceIncomplete),
        }
    }
    require_verdict(certificate, none_mixed)
}

fn check_mixed(
    environment: &Environment,
    beliefs: &TypeBeliefs<'_>,
    own: TypeId,
    weights: &TypeWeights,
) -> Result<(), Refusal> {
    let agent = beliefs.agent();
    require_type(environment, agent, own)?;
    require_weights(environment, agent, weights)?;
    let occurs = |wanted: TypeId| beliefs.types().any(|known| known == wanted);
    if !occurs(own) || weights.iter().any(|(other, _)| *other == own || !occurs(*other)) {
        return Err(Refusal::EvidenceIncomplete);
    }
    let mixed = |x: JointTypeId| {
        let parts: Vec<Rational> =
            weights.iter().map(|(other, weight)| weight * beliefs.probability(*other, x)).collect();
        sum(&parts)
    };
    if beliefs.others().all(|x| mixed(x) == beliefs.probability(own, x)) {
        Ok(())
    } else {
        Err(Refusal::EvidenceFalse(FalseEvidence::BeliefNotMixed(agent, own)))
    }
}

/// A bet for every type: lost in expectation by that type, and by no other.
fn check_separated(beliefs: &TypeBeliefs<'_>, bets: &[(TypeId, Vec<Rational>)]) -> Result<(), Refusal> {
    if !beliefs.types().eq(bets.iter().map(|(own, _)| *own)) {
        return Err(Refusal::EvidenceIncomplete);
    }
    let count = beliefs.others().count();
    for (own, bet) in bets {
        if bet.len() != count {
            return Err(Refusal::EvidenceOutOfRange);
        }
        for other in beliefs.types() {
            let value = beliefs.expectation(other, |x| bet[x.0].clone());
            if (value < Rational::ZERO) != (other == *own) {
                return Err(Refusal::EvidenceFalse(expectation(beliefs.agent(), *own, other, value)));
            }
        }
    }
    Ok(())
}

/// The bet against one type, seen by another.
fn expectation(agent: AgentId, own: TypeId, other: TypeId, value: Rational) -> FalseEvidence {
    let (truth, report) = (JointTypeId(other.0), JointTypeId(own.0));
    FalseEvidence::Expectation { coalition: Coalition::single(agent), truth, report, value }
}
