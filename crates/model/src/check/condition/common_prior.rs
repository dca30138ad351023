//! Checks certificates about `common-prior`: a prior, or a bet that contradicts every prior.

use super::{require_verdict, require_weights};
use crate::belief::TypeBeliefs;
use crate::certificate::{ConditionCertificate, Evidence, Payments, TypeWeights};
use crate::check::payments::{Expected, require_balanced};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::{Rational, sum};
use crate::prior::Prior;
use crate::refusal::{FalseEvidence, Refusal};

pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    match certificate.evidence.as_slice() {
        [Evidence::CommonPrior { marginal }] => {
            require_verdict(certificate, true)?;
            let first = AgentId(0);
            require_prior(environment, first, marginal, None)
        }
        [Evidence::AgreedBet { payments }] => {
            require_verdict(certificate, false)?;
            require_agreed(environment, payments, None)
        }
        _ => Err(Refusal::EvidenceIncomplete),
    }
}

/// The prior μ(θ) = marginal(θ_1) p_1(θ_−1|θ_1), after it was made sure that every type of every agent has its belief from it.
///
/// There is no other: beliefs exclude no pair of types, so that every two types of two agents are linked by a profile that fixes the
/// ratio of their probabilities.
///
/// # Errors
/// The first type that has not its belief from it, or what is wrong with the numbers.
pub fn proved_prior(environment: &Environment, marginal: &TypeWeights) -> Result<Prior, Refusal> {
    require_prior(environment, AgentId(0), marginal, None)?;
    let joint = joint(environment, &TypeBeliefs::new(environment, AgentId(0)), marginal);
    Prior::new(environment.space(), &joint).map_err(|_| Refusal::EvidenceIncomplete)
}

/// marginal(θ_i) p_i(θ_−i|θ_i), profile by profile.
fn joint(environment: &Environment, beliefs: &TypeBeliefs<'_>, marginal: &TypeWeights) -> Vec<Rational> {
    let mut mu = vec![Rational::ZERO; environment.space().size()];
    for (own, weight) in marginal {
        for x in beliefs.others() {
            mu[beliefs.profile(*own, x).0] = weight * beliefs.probability(*own, x);
        }
    }
    mu
}

/// Positive probabilities of all types of the agent, in order, that add up to 1.
fn require_marginal(environment: &Environment, agent: AgentId, marginal: &TypeWeights) -> Result<(), Refusal> {
    require_weights(environment, agent, marginal)?;
    let all = marginal.len() == environment.space().type_count(agent);
    let total = sum(marginal.iter().map(|(_, weight)| weight));
    if all && total == Rational::ONE { Ok(()) } else { Err(Refusal::EvidenceIncomplete) }
}

/// That the distribution μ(θ) = marginal(θ_i) p_i(θ_−i|θ_i) gives every type positive probability, and every type but
/// `except` its belief.
pub(super) fn require_prior(
    environment: &Environment,
    agent: AgentId,
    marginal: &TypeWeights,
    except: Option<(AgentId, TypeId)>,
) -> Result<(), Refusal> {
    require_marginal(environment, agent, marginal)?;
    let beliefs = TypeBeliefs::new(environment, agent);
    if environment.common_prior().is_some()
        && marginal.iter().all(|(own, weight)| *weight == beliefs.marginal(*own))
    {
        // μ is the prior that all beliefs are read from.
        return Ok(());
    }
    let mu = joint(environment, &beliefs, marginal);
    for other in TypeBeliefs::of_all(environment) {
        for own in environment.space().types(other.agent()) {
            if except == Some((other.agent(), own)) {
                continue;
            }
            let total = sum(other.others().map(|x| &mu[other.profile(own, x).0]));
            let differs = |x: &JointTypeId| {
                let here = &mu[other.profile(own, *x).0];
                total.is_zero() || *here != &total * other.probability(own, *x)
            };
            if let Some(x) = other.others().find(differs) {
                let profile = other.profile(own, x);
                return Err(Refusal::EvidenceFalse(FalseEvidence::OtherBelief(other.agent(), profile)));
            }
        }
    }
    Ok(())
}

/// That the bet is balanced, pays nothing to the type `except`, and that of the other types none expects to lose it and one
/// expects to win it. If they had a common prior, add up what they expect, each times its probability: 0, as the bet is
/// balanced, and positive, as one expects to win.
pub(super) fn require_agreed(
    environment: &Environment,
    payments: &Payments,
    except: Option<(AgentId, TypeId)>,
) -> Result<(), Refusal> {
    require_balanced(environment, payments)?;
    let space = environment.space();
    if let Some((agent, own)) = except {
        let paid = |(profile, row): &&(ProfileId, Vec<Rational>)| {
            space.type_of(*profile, agent) == own && !row[agent.0].is_zero()
        };
        if let Some((profile, _)) = payments.iter().find(paid) {
            return Err(Refusal::EvidenceFalse(FalseEvidence::OtherBelief(agent, *profile)));
        }
    }
    let mut somebody_wins = false;
    for agent in space.agents() {
        let expected = Expected::new(environment, environment.belief(agent), Coalition::single(agent), payments);
        for own in expected.joint_types() {
            let value = expected.value(own, own);
            if value < Rational::ZERO {
                return Err(expected.refuse(own, own));
            }
            somebody_wins |= value > Rational::ZERO;
        }
    }
    if somebody_wins { Ok(()) } else { Err(Refusal::EvidenceFalse(FalseEvidence::NobodyWins)) }
}
