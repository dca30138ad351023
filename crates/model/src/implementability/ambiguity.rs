//! How much ambiguity fully insuring transfers need: answers for one agent after the other.

use super::{BeliefFamily, advantage};
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// The least ε of a family at which fully insuring transfers make truth a maxmin optimum for one agent, against pure reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeastAmbiguity {
    /// From this ε on, and no earlier.
    From {
        /// ε, from 0 to 1.
        epsilon: Rational,
        /// Lies θ_1 → θ_2 → … → θ_1 whose worst cases have a positive sum at every smaller ε; none when ε = 0.
        cycle: Vec<TypeId>,
        /// Rewards U that do at ε: the least that are nowhere below 0.
        rewards: Vec<Rational>,
    },
    /// No ε is enough: these lies have a positive sum at ε = 1.
    Never {
        /// θ_1 → θ_2 → … → θ_1.
        cycle: Vec<TypeId>,
    },
}

impl LeastAmbiguity {
    /// ε, if one is enough.
    pub fn epsilon(&self) -> Option<&Rational> {
        match self {
            LeastAmbiguity::From { epsilon, .. } => Some(epsilon),
            LeastAmbiguity::Never { .. } => None,
        }
    }
}

/// Why an answer is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmbiguityRefusal {
    /// Another number of agents or rewards, a type that does not exist, a cycle of fewer than two types, ε outside \[0, 1\].
    OutOfRange(AgentId),
    /// This type gains by this lie at ε.
    Tempted(AgentId, TypeId, TypeId),
    /// The sum of the cycle is not positive just below ε (at 1 for [`LeastAmbiguity::Never`]).
    NotBinding(AgentId, Rational),
}

/// w(ε): the sum of the smallest expectations along the lies of a cycle; `None` for ε outside \[0, 1\].
pub fn cycle_sum(
    family: &BeliefFamily,
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    cycle: &[TypeId],
    epsilon: &Rational,
) -> Option<Rational> {
    let mut total = Rational::ZERO;
    for (place, truth) in cycle.iter().enumerate() {
        let report = cycle[(place + 1) % cycle.len()];
        let values = advantage(frame, agent, *truth, report);
        total += family.set(agent, *truth, epsilon)?.lower(&values)?.value;
    }
    Some(total)
}

/// Numbers between which [`cycle_sum`] is affine, 0 and 1 among them, ascending.
pub fn cycle_breakpoints(
    family: &BeliefFamily,
    frame: &AmbiguousEnvironment,
    agent: AgentId,
    cycle: &[TypeId],
) -> Vec<Rational> {
    let mut found = vec![Rational::ZERO, Rational::ONE];
    for (place, truth) in cycle.iter().enumerate() {
        let report = cycle[(place + 1) % cycle.len()];
        found.extend(family.breakpoints(agent, *truth, &advantage(frame, agent, *truth, report)));
    }
    found.sort();
    found.dedup();
    found
}

/// Refuses unless a falling sum w, affine between the points, ascending, is positive at every number below ε: with the last point β < ε,
/// w(β) > 0 and the left limit of w at ε is at least 0.
pub(super) fn require_binding(
    agent: AgentId,
    epsilon: &Rational,
    points: Vec<Rational>,
    sum: impl Fn(&Rational) -> Result<Rational, AmbiguityRefusal>,
) -> Result<(), AmbiguityRefusal> {
    let below = points.into_iter().rfind(|point| point < epsilon).unwrap_or(Rational::ZERO);
    let middle = (&below + epsilon) / Rational::from(2);
    let (at_below, at_middle) = (sum(&below)?, sum(&middle)?);
    let limit = &at_middle + &at_middle - &at_below;
    match at_below <= Rational::ZERO || limit < Rational::ZERO {
        true => Err(AmbiguityRefusal::NotBinding(agent, at_below.min(limit))),
        false => Ok(()),
    }
}

/// Accepts least amounts of ambiguity, one for each agent.
///
/// At ε every lie is compared with the rewards. Below ε: sets grow with ε, so w falls; it is affine between the last breakpoint β < ε and ε, so
/// that w(β) > 0 and a left limit at ε of at least 0 make it positive at every smaller number.
///
/// # Errors
/// The first flaw.
pub fn check_ambiguity(family: &BeliefFamily, answers: &[LeastAmbiguity]) -> Result<(), AmbiguityRefusal> {
    let space = family.environment().space();
    let out = AmbiguityRefusal::OutOfRange;
    if answers.len() != space.agent_count() {
        return Err(out(AgentId(0)));
    }
    for (agent, answer) in space.agents().zip(answers) {
        let count = space.type_count(agent);
        let is_cycle = |cycle: &[TypeId]| cycle.len() > 1 && cycle.iter().all(|own| own.0 < count);
        let frame = family.at(&Rational::ONE).ok_or(out(agent))?;
        let sum = |cycle: &[TypeId], epsilon: &Rational| {
            cycle_sum(family, &frame, agent, cycle, epsilon).ok_or(out(agent))
        };
        match answer {
            LeastAmbiguity::Never { cycle } => {
                if !is_cycle(cycle) {
                    return Err(out(agent));
                }
                let total = sum(cycle, &Rational::ONE)?;
                if total <= Rational::ZERO {
                    return Err(AmbiguityRefusal::NotBinding(agent, total));
                }
            }
            LeastAmbiguity::From { epsilon, cycle, rewards } => {
                if rewards.len() != count || *epsilon < Rational::ZERO || *epsilon > Rational::ONE {
                    return Err(out(agent));
                }
                for truth in space.types(agent) {
                    let set = family.set(agent, truth, epsilon).ok_or(out(agent))?;
                    for report in space.types(agent) {
                        let worst = set.lower(&advantage(&frame, agent, truth, report)).ok_or(out(agent))?;
                        if rewards[truth.0] < &rewards[report.0] + worst.value {
                            return Err(AmbiguityRefusal::Tempted(agent, truth, report));
                        }
                    }
                }
                if epsilon.is_zero() {
                    continue;
                }
                if !is_cycle(cycle) {
                    return Err(out(agent));
                }
                let points = cycle_breakpoints(family, &frame, agent, cycle);
                require_binding(agent, epsilon, points, |epsilon| sum(cycle, epsilon))?;
            }
        }
    }
    Ok(())
}
