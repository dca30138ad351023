//! How much ambiguity fully insuring transfers need against mixed reports.
//!
//! At ε fully insuring transfers make truth a maxmin optimum against mixed reports exactly when there are rewards U and one belief p_θ ∈ Π_ε(θ) of every
//! type with U(θ) ≥ U(r) + E_{p_θ} f_θr for all r. For a circulation c let w(ε) = Σ_θ L_θ(Σ_r c(θ, r) f_θr), the smallest expectations being over Π_ε(θ).
//! Where w(ε) > 0 there are none: multiplied by c the inequalities add up to 0 ≥ Σ_θ E_{p_θ}\[Σ_r c(θ, r) f_θr\] ≥ w(ε). Sets grow with ε, so that w
//! falls, and rewards with beliefs at ε together with a circulation whose w is positive at every smaller number prove that ε is the least.

use super::ambiguity::require_binding;
use super::{AmbiguityRefusal, BeliefFamily, Flow, advantage};
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Distribution;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// The least ε of a family at which fully insuring transfers make truth a maxmin optimum for one agent, against mixed reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeastMixedAmbiguity {
    /// From this ε on, and no earlier.
    From {
        /// ε, from 0 to 1.
        epsilon: Rational,
        /// A circulation with w > 0 at every smaller ε; none when ε = 0.
        flows: Vec<Flow>,
        /// Rewards U that do at ε.
        rewards: Vec<Rational>,
        /// The belief of every type that holds all its reports down.
        beliefs: Vec<Distribution>,
    },
    /// No ε is enough: this circulation has w > 0 at ε = 1.
    Never {
        /// The lies with their weights.
        flows: Vec<Flow>,
    },
}

impl LeastMixedAmbiguity {
    /// ε, if one is enough.
    pub fn epsilon(&self) -> Option<&Rational> {
        match self {
            LeastMixedAmbiguity::From { epsilon, .. } => Some(epsilon),
            LeastMixedAmbiguity::Never { .. } => None,
        }
    }
}

/// For every type that lies, Σ_r c(θ, r) f_θr.
fn weighted_advantages(
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
) -> Vec<(TypeId, Vec<Rational>)> {
    let mut found: Vec<(TypeId, Vec<Rational>)> = Vec::new();
    for flow in flows {
        let part = advantage(frame, agent, flow.truth, flow.report);
        let part = part.into_iter().map(|value| &flow.weight * value);
        match found.iter_mut().find(|(truth, _)| *truth == flow.truth) {
            Some((_, values)) => values.iter_mut().zip(part).for_each(|(value, part)| *value += part),
            None => found.push((flow.truth, part.collect())),
        }
    }
    found
}

/// w(ε) of a circulation; `None` for ε outside \[0, 1\].
pub fn flow_sum(
    family: &BeliefFamily,
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
    epsilon: &Rational,
) -> Option<Rational> {
    let mut total = Rational::ZERO;
    for (truth, values) in weighted_advantages(frame, agent, flows) {
        total += family.set(agent, truth, epsilon)?.lower(&values)?.value;
    }
    Some(total)
}

/// Numbers between which [`flow_sum`] is affine, 0 and 1 among them, ascending.
pub fn flow_breakpoints(
    family: &BeliefFamily,
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
) -> Vec<Rational> {
    let mut found = vec![Rational::ZERO, Rational::ONE];
    for (truth, values) in weighted_advantages(frame, agent, flows) {
        found.extend(family.breakpoints(agent, truth, &values));
    }
    found.sort();
    found.dedup();
    found
}

/// Accepts least amounts of ambiguity against mixed reports, one for each agent; below ε as [`super::check_ambiguity`].
///
/// # Errors
/// The first flaw.
pub fn check_mixed_ambiguity(
    family: &BeliefFamily,
    answers: &[LeastMixedAmbiguity],
) -> Result<(), AmbiguityRefusal> {
    let space = family.environment().space();
    let out = AmbiguityRefusal::OutOfRange;
    if answers.len() != space.agent_count() {
        return Err(out(AgentId(0)));
    }
    for (agent, answer) in space.agents().zip(answers) {
        let count = space.type_count(agent);
        let frame = family.at(&Rational::ONE).ok_or(out(agent))?;
        let sum =
            |flows: &[Flow], epsilon: &Rational| flow_sum(family, &frame, agent, flows, epsilon).ok_or(out(agent));
        match answer {
            LeastMixedAmbiguity::Never { flows } => {
                if !is_circulation(flows, count) {
                    return Err(out(agent));
                }
                let total = sum(flows, &Rational::ONE)?;
                if total <= Rational::ZERO {
                    return Err(AmbiguityRefusal::NotBinding(agent, total));
                }
            }
            LeastMixedAmbiguity::From { epsilon, flows, rewards, beliefs } => {
                let is_share = *epsilon >= Rational::ZERO && *epsilon <= Rational::ONE;
                if !is_share || rewards.len() != count || beliefs.len() != count {
                    return Err(out(agent));
                }
                for truth in space.types(agent) {
                    let set = family.set(agent, truth, epsilon).ok_or(out(agent))?;
                    let belief = &beliefs[truth.0];
                    if belief.states() != set.states() || set.contains(belief) != Some(true) {
                        return Err(out(agent));
                    }
                    for report in space.types(agent) {
                        let gain = belief.expectation(&advantage(&frame, agent, truth, report));
                        if rewards[truth.0] < &rewards[report.0] + gain {
                            return Err(AmbiguityRefusal::Tempted(agent, truth, report));
                        }
                    }
                }
                if epsilon.is_zero() {
                    continue;
                }
                if !is_circulation(flows, count) {
                    return Err(out(agent));
                }
                let points = flow_breakpoints(family, &frame, agent, flows);
                require_binding(agent, epsilon, points, |epsilon| sum(flows, epsilon))?;
            }
        }
    }
    Ok(())
}

/// Whether weights are positive, no lie is from a type to itself, and what leaves a type arrives there.
fn is_circulation(flows: &[Flow], count: usize) -> bool {
    let mut balance = vec![Rational::ZERO; count];
    for flow in flows {
        let (truth, report) = (flow.truth.0, flow.report.0);
        if truth == report || truth >= count || report >= count || flow.weight <= Rational::ZERO {
            return false;
        }
        balance[truth] += &flow.weight;
        balance[report] -= &flow.weight;
    }
    !flows.is_empty() && balance.iter().all(Rational::is_zero)
}
