//! Condition `ncp-star`.
#![doc = include_str!("../../../io/glossary/ncp-star.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::NcpStar).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("private-values-one-failing-agent")), "fails");
//! ```

use super::prior_search::find_prior;
use super::{require_steps, steps_of_passes};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::check::{Constants, ncp_star_constants};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// One piece of evidence for every agent and ordered pair of its types, in order.
///
/// # Errors
/// [`UndecidedReason::TooLarge`].
pub fn evidence(environment: &Environment) -> Result<Vec<Evidence>, UndecidedReason> {
    let space = environment.space();
    // For every pair of types the profiles with one of the two; without a common prior for every other agent.
    let pairs: usize = space.agents().map(|agent| 2 * space.type_count(agent)).sum();
    let times = if environment.common_prior().is_some() { 1 } else { environment.agent_count() };
    require_steps(steps_of_passes(pairs.saturating_mul(times), space.size()))?;
    let beliefs = TypeBeliefs::of_all(environment);
    let mut all = Vec::new();
    for agent in space.agents() {
        for truth in space.types(agent) {
            for report in space.types(agent).filter(|report| *report != truth) {
                all.push(evidence_of(environment, &beliefs, agent, (truth, report))?);
            }
        }
    }
    Ok(all)
}

/// The evidence about one agent i and two of its types (θ̄_i, θ̂_i): [`Evidence::BeliefsMixed`] when they violate NCP∗,
/// otherwise [`Evidence::NoConstants`] or [`Evidence::AgreedBetWithout`].
///
/// `beliefs` are those of all agents, in agent order. The evidence has not been checked: `ncp-star` as a whole is.
///
/// # Errors
/// [`UndecidedReason::NoMethod`] when some pair of types of two agents is thought impossible.
pub fn evidence_of(
    environment: &Environment,
    beliefs: &[TypeBeliefs<'_>],
    agent: AgentId,
    (truth, report): (TypeId, TypeId),
) -> Result<Evidence, UndecidedReason> {
    let constants = ncp_star_constants(environment, beliefs, agent, truth, report);
    let (truth_constant, report_constant) = match constants.map_err(|_| UndecidedReason::NoMethod)? {
        Constants::None => return Ok(Evidence::NoConstants { agent, truth, report }),
        Constants::One { truth, report } => (truth, report),
        Constants::Any { slope } => {
            let two = Rational::from(2);
            let report = Rational::ONE + &two * slope;
            (two, report)
        }
    };
    let other = AgentId(usize::from(agent == AgentId(0)));
    if environment.common_prior().is_some()
        && let Some(others) = beliefs.get(other.0)
    {
        let marginal = environment.space().types(other).map(|own| (own, others.marginal(own))).collect();
        return Ok(Evidence::BeliefsMixed { agent, truth, report, marginal, truth_constant, report_constant });
    }
    Ok(match find_prior(environment, beliefs, other, Some((agent, report))) {
        Err(payments) => Evidence::AgreedBetWithout { agent, truth, report, payments },
        Ok(marginal) => Evidence::BeliefsMixed { agent, truth, report, marginal, truth_constant, report_constant },
    })
}

/// How NCP∗ and its weak form (C̄ > 1 instead of C̄ > 0) stand with one agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentAnswer {
    /// The agent.
    pub agent: AgentId,
    /// Whether it satisfies NCP∗.
    pub holds: bool,
    /// Whether it satisfies the weak form, which every agent does that satisfies NCP∗. Where it fails, some efficient allocation
    /// rule cannot be implemented (THESIS, after Theorem 1.5.2).
    pub weak_holds: bool,
}

/// What an accepted certificate about `ncp-star` says about every agent, in agent order.
pub fn agent_answers(environment: &Environment, certificate: &ConditionCertificate) -> Vec<AgentAnswer> {
    let constants = |agent: AgentId| {
        certificate.evidence.iter().filter_map(move |piece| match piece {
            Evidence::BeliefsMixed { agent: of, truth_constant, .. } if *of == agent => Some(truth_constant),
            _ => None,
        })
    };
    let answer = |agent| AgentAnswer {
        agent,
        holds: constants(agent).next().is_none(),
        weak_holds: constants(agent).all(|constant| *constant <= Rational::ONE),
    };
    environment.space().agents().map(answer).collect()
}
