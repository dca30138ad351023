//! Checks certificates about conditions.

mod coalitional_identifiability;
mod common_prior;
mod convex_independence;
mod identifiability;
mod ncp_star;
mod ncp_star_star;

pub use common_prior::proved_prior;
pub use ncp_star::{Constants, ncp_star_constants};
pub use ncp_star_star::find_disagreement;

use super::{better_outcome, require_joint_type, require_profile, require_type};
use crate::certificate::{ConditionCertificate, Evidence, TypeWeights};
use crate::coalition::Coalition;
use crate::condition::Condition;
use crate::environment::Environment;
use crate::index::{AgentId, OutcomeId, ProfileId};
use crate::job::Job;
use crate::number::Rational;
use crate::posterior::{Posteriors, find_shared_posterior, shares_posterior};
use crate::refusal::{FalseEvidence, Refusal};
use crate::transfer::base::expected_surplus;
use std::sync::OnceLock;

/// Accepts the certificate when its evidence proves its verdict in this environment.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_condition(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    check_condition_in_parts(environment, certificate, 1, |jobs| jobs.into_iter().for_each(|job| job()))
}

/// As [`check_condition`], with the same answer: `bdp` and `cbdp` in `parts` jobs of about as many coalitions each, for
/// `run` to run in any order, also at the same time. The other conditions are checked at once.
///
/// `run` need not be trusted: a certificate of which a part was not run is refused.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_condition_in_parts(
    environment: &Environment,
    certificate: &ConditionCertificate,
    parts: usize,
    run: impl Fn(Vec<Job<'_>>),
) -> Result<(), Refusal> {
    let evidence = &certificate.evidence;
    match certificate.condition {
        Condition::Bdp => {
            let singles: Vec<Coalition> = environment.space().agents().map(Coalition::single).collect();
            check_posteriors(environment, &singles, certificate, parts, run)
        }
        Condition::Cbdp => {
            let maximal = environment.pattern().maximal_proper_coalitions(environment.agent_count());
            check_posteriors(environment, &maximal, certificate, parts, run)
        }
        Condition::FullSupport => match evidence.as_slice() {
            [Evidence::LeastProbability { profile, probability }] => {
                require_profile(environment, *profile)?;
                let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
                require_number(probability, prior.probability(*profile))?;
                require_verdict(certificate, !probability.is_zero())?;
                if prior.is_least(*profile) { Ok(()) } else { Err(Refusal::EvidenceIncomplete) }
            }
            _ => Err(Refusal::EvidenceIncomplete),
        },
        Condition::Efficient => match evidence.as_slice() {
            [Evidence::NoBetterOutcome] => {
                require_verdict(certificate, true)?;
                let improvable =
                    environment.space().profiles().find(|profile| better_outcome(environment, *profile).is_some());
                improvable
                    .map_or(Ok(()), |profile| Err(Refusal::EvidenceFalse(FalseEvidence::Improvable(profile))))
            }
            [Evidence::BetterOutcome { profile, outcome, gain }] => {
                require_verdict(certificate, false)?;
                require_better(environment, *profile, *outcome, gain)
            }
            _ => Err(Refusal::EvidenceIncomplete),
        },
        Condition::SociallyRational => match evidence.as_slice() {
            [Evidence::ExpectedSurplus { value }] => {
                let expected = expected_surplus(environment).ok_or(Refusal::NeedsCommonPrior)?;
                require_number(value, expected)?;
                require_verdict(certificate, *value >= Rational::ZERO)
            }
            _ => Err(Refusal::EvidenceIncomplete),
        },
        Condition::PrivateValues => check_private_values(environment, certificate),
        Condition::ConvexIndependence => convex_independence::check(environment, certificate),
        Condition::Identifiability => check_under_prior(environment, certificate, identifiability::check),
        Condition::CoalitionalIdentifiability => {
            check_under_prior(environment, certificate, coalitional_identifiability::check)
        }
        Condition::NcpStar => ncp_star::check(environment, certificate),
        Condition::NcpStarStar => ncp_star_star::check(environment, certificate),
        Condition::CommonPrior => common_prior::check(environment, certificate),
    }
}

/// A certificate about a notion that takes a common prior. Where agents have beliefs of their own, its first piece of evidence is the
/// prior that all of them come from, and the rest is checked under that prior: it is the only one.
fn check_under_prior(
    environment: &Environment,
    certificate: &ConditionCertificate,
    check: fn(&Environment, &ConditionCertificate) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    if environment.common_prior().is_some() {
        return check(environment, certificate);
    }
    let [Evidence::CommonPrior { marginal }, rest @ ..] = certificate.evidence.as_slice() else {
        return Err(Refusal::NeedsCommonPrior);
    };
    let prior = common_prior::proved_prior(environment, marginal)?;
    let known = environment.with_prior(prior).map_err(|_| Refusal::EvidenceIncomplete)?;
    check(&known, &ConditionCertificate { evidence: rest.to_vec(), ..certificate.clone() })
}

/// Positive numbers for types of the agent that exist, each once and in order, at least one.
fn require_weights(environment: &Environment, agent: AgentId, weights: &TypeWeights) -> Result<(), Refusal> {
    let ordered = weights.is_sorted_by(|first, second| first.0 < second.0);
    if weights.is_empty() || !ordered || weights.iter().any(|(_, weight)| *weight <= Rational::ZERO) {
        return Err(Refusal::EvidenceIncomplete);
    }
    weights.iter().try_for_each(|(own, _)| require_type(environment, agent, *own))
}

/// That the outcome's surplus exceeds the allocated one's by exactly this positive gain.
pub(super) fn require_better(
    environment: &Environment,
    profile: ProfileId,
    outcome: OutcomeId,
    gain: &Rational,
) -> Result<(), Refusal> {
    require_profile(environment, profile)?;
    if outcome.0 >= environment.outcomes().len() {
        return Err(Refusal::EvidenceOutOfRange);
    }
    let total = environment.total_payoff(environment.grand_coalition(), outcome, profile);
    require_number(gain, total - environment.surplus(profile))?;
    if *gain > Rational::ZERO { Ok(()) } else { Err(Refusal::EvidenceIncomplete) }
}

pub(super) fn require_number(stated: &Rational, found: Rational) -> Result<(), Refusal> {
    if *stated == found {
        Ok(())
    } else {
        Err(Refusal::EvidenceFalse(FalseEvidence::Number { stated: stated.clone(), found }))
    }
}

fn require_verdict(certificate: &ConditionCertificate, holds: bool) -> Result<(), Refusal> {
    if certificate.holds == holds { Ok(()) } else { Err(Refusal::EvidenceIncomplete) }
}

/// One piece of evidence per coalition, in order: the condition holds when every one is of distinct posteriors.
fn check_posteriors(
    environment: &Environment,
    coalitions: &[Coalition],
    certificate: &ConditionCertificate,
    parts: usize,
    run: impl Fn(Vec<Job<'_>>),
) -> Result<(), Refusal> {
    if certificate.evidence.len() != coalitions.len() {
        return Err(Refusal::EvidenceIncomplete);
    }
    let posteriors = environment.common_prior().map(|prior| Posteriors::new(environment.space(), prior));
    if let Some(posteriors) = &posteriors {
        // Two joint types that are named are compared with each other alone.
        let pairs = coalitions.iter().zip(&certificate.evidence);
        let whole = pairs.filter(|(_, evidence)| matches!(evidence, Evidence::DistinctPosteriors { .. }));
        let whole: Vec<Coalition> = whole.map(|(coalition, _)| *coalition).collect();
        posteriors.prepare(&whole, parts, &run);
    }
    let length = coalitions.len().div_ceil(parts.max(1)).max(1);
    let pieces = || coalitions.chunks(length).zip(certificate.evidence.chunks(length));
    let found: Vec<OnceLock<Result<bool, Refusal>>> = pieces().map(|_| OnceLock::new()).collect();
    let job = |((coalitions, evidence), found)| -> Job<'_> {
        let found: &OnceLock<_> = found;
        let posteriors = posteriors.as_ref().map(Posteriors::beside);
        Box::new(move || {
            found.get_or_init(|| all_distinct(environment, posteriors, coalitions, evidence));
        })
    };
    run(pieces().zip(&found).map(job).collect());
    let mut distinct = true;
    for part in found {
        distinct &= part.into_inner().unwrap_or(Err(Refusal::EvidenceIncomplete))?;
    }
    require_verdict(certificate, distinct)
}

/// Whether every piece of evidence is of distinct posteriors, all of them being true; `of_all` are those of the common prior.
fn all_distinct(
    environment: &Environment,
    mut of_all: Option<Posteriors>,
    coalitions: &[Coalition],
    evidence: &[Evidence],
) -> Result<bool, Refusal> {
    let space = environment.space();
    let mut all_distinct = true;
    for (expected, evidence) in coalitions.iter().zip(evidence) {
        let belief = environment.coalition_belief(*expected).ok_or(Refusal::NeedsCommonPrior)?;
        match evidence {
            Evidence::DistinctPosteriors { coalition } if coalition == expected => {
                let shared = match &mut of_all {
                    Some(posteriors) => posteriors.find_shared(*coalition),
                    None => find_shared_posterior(space, belief, *coalition),
                };
                if let Some((first, second)) = shared {
                    let equal = FalseEvidence::PosteriorsEqual(*coalition, first, second);
                    return Err(Refusal::EvidenceFalse(equal));
                }
            }
            Evidence::EqualPosteriors { coalition, first, second } if coalition == expected => {
                all_distinct = false;
                require_joint_type(environment, *coalition, *first)?;
                require_joint_type(environment, *coalition, *second)?;
                if first == second || !shares_posterior(space, belief, *coalition, *first, *second) {
                    let differ = FalseEvidence::PosteriorsDiffer(*coalition, *first, *second);
                    return Err(Refusal::EvidenceFalse(differ));
                }
            }
            _ => return Err(Refusal::EvidenceIncomplete),
        }
    }
    Ok(all_distinct)
}

fn check_private_values(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    if certificate.evidence.len() != environment.agent_count() {
        return Err(Refusal::EvidenceIncomplete);
    }
    let mut all_private = true;
    for (place, evidence) in certificate.evidence.iter().enumerate() {
        let expected = AgentId(place);
        match evidence {
            Evidence::OwnTypeOnly { agent } if *agent == expected => {
                let own = Coalition::single(expected);
                let private =
                    |outcome: &crate::environment::Outcome| outcome.payoffs[place].depends_on().is_subset_of(own);
                if !environment.outcomes().iter().all(private) {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::DependsOnOthers(expected)));
                }
            }
            Evidence::InterdependentPayoff { agent, outcome, first, second } if *agent == expected => {
                all_private = false;
                require_profile(environment, first.0)?;
                require_profile(environment, second.0)?;
                if outcome.0 >= environment.outcomes().len() {
                    return Err(Refusal::EvidenceOutOfRange);
                }
                let space = environment.space();
                if space.type_of(first.0, expected) != space.type_of(second.0, expected) {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::OwnTypeDiffers(expected)));
                }
                for (profile, stated) in [first, second] {
                    require_number(stated, environment.payoff(expected, *outcome, *profile).clone())?;
                }
                if first.1 == second.1 {
                    return Err(Refusal::EvidenceIncomplete);
                }
            }
            _ => return Err(Refusal::EvidenceIncomplete),
        }
    }
    require_verdict(certificate, all_private)
}
