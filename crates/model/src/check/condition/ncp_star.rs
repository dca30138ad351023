//! Checks certificates about `ncp-star`, and the equations of its definition in closed form.
//!
//! # Mathematics
//! Agent i violates NCP∗ at its types θ̄_i ≠ θ̂_i when
//! 1. some μ on Θ gives every type positive probability and every type but θ̂_i its belief as conditional, and
//! 2. some C̄ > 0 and Ĉ > 1 solve Ĉ p_i(x|θ̂_i) = p_i(x|θ̄_i) + C̄ r_j(x) for every j ≠ i and every x ∈ Θ_−i, where
//!    r_j(x) = p_i(x_j|θ̄_i) / p_j(θ̄_i|x_j) · p_j(θ̂_i, x_−j|x_j).
//!
//! Add the second equation over x, with ρ_j = Σ_x r_j(x): Ĉ = 1 + C̄ ρ_j, so that Ĉ > 1 follows from C̄ > 0, and ρ_j must be the
//! same for all j. Put in: C̄ (r_j(x) − ρ_j p_i(x|θ̂_i)) = p_i(x|θ̂_i) − p_i(x|θ̄_i), one equation for one unknown at every j
//! and x. They have no solution, one, or, when all numbers are 0, every C̄.
//!
//! Where μ exists, r_j(x) = μ(θ̂_i, x) / μ(θ̄_i): θ̂_i believes a mixture of what θ̄_i believes and what μ says given θ̂_i.
//!
//! Under a common prior p every factor is 0: p_i(x_j|θ̄_i) / p_j(θ̄_i|x_j) = p(x_j) / p(θ̄_i), so r_j(x) = p(θ̂_i, x) / p(θ̄_i),
//! ρ_j = p(θ̂_i) / p(θ̄_i) for every j, and r_j(x) = ρ_j p_i(x|θ̂_i). Every C̄ solves the equations when θ̄_i and θ̂_i share
//! their posterior, none when they do not; μ = p is as demanded. So NCP∗ is BDP then (MDAT section 6.2), one pass for two types.
//!
//! The papers' weaker form asks for C̄ > 1 instead of C̄ > 0 (Guo 2018, after Theorem 1.5.2). As C̄ is unique or free, a piece of
//! evidence with the only C̄, or with one above 1 where it is free, answers both.

use super::common_prior::{require_agreed, require_prior};
use super::require_verdict;
use crate::belief::TypeBeliefs;
use crate::certificate::{ConditionCertificate, Evidence};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Rational;
use crate::posterior::shares_posterior;
use crate::refusal::{FalseEvidence, Refusal};

/// The positive solutions of the equations of NCP∗ for two types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constants {
    /// There is none.
    None,
    /// C̄ is this and nothing else.
    One {
        /// C̄.
        truth: Rational,
        /// Ĉ.
        report: Rational,
    },
    /// Every C̄ > 0 is one, with Ĉ = 1 + C̄ · slope.
    Any {
        /// ρ.
        slope: Rational,
    },
}

/// One piece of evidence for every agent and ordered pair of its types, in order: the condition holds when none is a
/// violation.
pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    let pairs: Vec<(AgentId, TypeId, TypeId)> = ordered_pairs(environment).collect();
    if certificate.evidence.len() != pairs.len() {
        return Err(Refusal::EvidenceIncomplete);
    }
    let beliefs = TypeBeliefs::of_all(environment);
    let mut holds = true;
    for (evidence, expected) in certificate.evidence.iter().zip(pairs) {
        let (agent, truth, report) = expected;
        match evidence {
            Evidence::NoConstants { agent: of, truth: from, report: to } if (*of, *from, *to) == expected => {
                if ncp_star_constants(environment, &beliefs, agent, truth, report)? != Constants::None {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::Constants(agent, truth, report)));
                }
            }
            Evidence::AgreedBetWithout { agent: of, truth: from, report: to, payments }
                if (*of, *from, *to) == expected =>
            {
                require_agreed(environment, payments, Some((agent, report)))?;
            }
            Evidence::BeliefsMixed {
                agent: of,
                truth: from,
                report: to,
                marginal,
                truth_constant,
                report_constant,
            } if (*of, *from, *to) == expected => {
                holds = false;
                let other = AgentId(usize::from(agent == AgentId(0)));
                require_prior(environment, other, marginal, Some((agent, report)))?;
                let as_stated = match ncp_star_constants(environment, &beliefs, agent, truth, report)? {
                    Constants::None => false,
                    Constants::One { truth, report } => truth == *truth_constant && report == *report_constant,
                    Constants::Any { slope } => {
                        *truth_constant > Rational::ONE
                            && *report_constant == Rational::ONE + truth_constant * slope
                    }
                };
                if !as_stated {
                    return Err(Refusal::EvidenceFalse(FalseEvidence::Constants(agent, truth, report)));
                }
            }
            _ => return Err(Refusal::EvidenceIncomplete),
        }
    }
    require_verdict(certificate, holds)
}

/// Every agent with two different types of it, in order.
fn ordered_pairs(environment: &Environment) -> impl Iterator<Item = (AgentId, TypeId, TypeId)> + '_ {
    let space = environment.space();
    space.agents().flat_map(move |agent| {
        space.types(agent).flat_map(move |truth| {
            space.types(agent).filter(move |report| *report != truth).map(move |report| (agent, truth, report))
        })
    })
}

/// The solutions C̄ > 0, Ĉ > 1 of the equations for agent i and its types θ̄_i (`truth`) and θ̂_i (`report`). Under a common
/// prior one pass over the others' type profiles, without one two passes for every other agent.
///
/// `beliefs` are those of all agents, in agent order.
///
/// # Errors
/// [`Refusal::NotApplicable`] when some pair of types of two agents is thought impossible (MDAT Assumption 6.1), so that the
/// equations divide by 0; [`Refusal::EvidenceOutOfRange`] for an agent or type that does not exist.
pub fn ncp_star_constants(
    environment: &Environment,
    beliefs: &[TypeBeliefs<'_>],
    agent: AgentId,
    truth: TypeId,
    report: TypeId,
) -> Result<Constants, Refusal> {
    crate::check::require_type(environment, agent, truth)?;
    crate::check::require_type(environment, agent, report)?;
    let space = environment.space();
    let own = beliefs.get(agent.0).ok_or(Refusal::EvidenceOutOfRange)?;
    if let Some(prior) = environment.common_prior()
        && beliefs.len() > 1
    {
        let (from, to) = (JointTypeId(truth.0), JointTypeId(report.0));
        return Ok(match shares_posterior(space, prior, Coalition::single(agent), from, to) {
            true => Constants::Any { slope: own.marginal(report) / own.marginal(truth) },
            false => Constants::None,
        });
    }
    let mut slope: Option<Rational> = None;
    let mut solution: Option<Rational> = None;
    for other in beliefs.iter().filter(|other| other.agent() != agent) {
        let j = other.agent();
        let type_of = |x: JointTypeId| space.type_of(own.profile(truth, x), j);
        // The belief of j's type x_j that the others have the types of a profile.
        let of_other = |types: TypeId, x: JointTypeId| {
            let profile = own.profile(types, x);
            let rest = space.joint_type_of(profile, environment.grand_coalition().without(j));
            other.probability(type_of(x), rest)
        };
        // p_i(θ_j|θ̄_i) / p_j(θ̄_i|θ_j), and Σ of p_j(θ̂_i|θ_j), by θ_j.
        let count = space.type_count(j);
        let mut sums = vec![[Rational::ZERO, Rational::ZERO, Rational::ZERO]; count];
        for x in own.others() {
            let [seen, back, lied] = &mut sums[type_of(x).0];
            *seen += own.probability(truth, x);
            *back += of_other(truth, x);
            *lied += of_other(report, x);
        }
        if sums.iter().flatten().any(Rational::is_zero) {
            return Err(Refusal::NotApplicable);
        }
        let ratios: Vec<Rational> = sums.iter().map(|[seen, back, _]| seen / back).collect();
        let parts: Vec<Rational> = sums.iter().zip(&ratios).map(|([_, _, lied], ratio)| ratio * lied).collect();
        let rho = crate::number::sum(&parts);
        if *slope.get_or_insert_with(|| rho.clone()) != rho {
            return Ok(Constants::None);
        }
        for x in own.others() {
            let (reported, honest) = (own.probability(report, x), own.probability(truth, x));
            let factor = &ratios[type_of(x).0] * of_other(report, x) - &rho * &reported;
            let right = reported - honest;
            if factor.is_zero() {
                if !right.is_zero() {
                    return Ok(Constants::None);
                }
                continue;
            }
            let here = right / factor;
            if here <= Rational::ZERO || *solution.get_or_insert_with(|| here.clone()) != here {
                return Ok(Constants::None);
            }
        }
    }
    let slope = slope.ok_or(Refusal::NotApplicable)?;
    Ok(match solution {
        Some(truth) => Constants::One { report: Rational::ONE + &truth * slope, truth },
        None => Constants::Any { slope },
    })
}
