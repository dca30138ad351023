//! The least ε of a family against mixed reports; see [`LeastMixedAmbiguity`].
//!
//! # Method
//! From ε = 0 on: the linear program for rewards and beliefs at ε has a solution, and ε is the answer, or its multipliers are a circulation with w(ε) > 0; ε
//! moves to the first number at which this w is no longer positive, and if there is none no ε is enough. Circulations are corners of finitely
//! many programs in practice, so that this ends soon; after [`MAX_STEPS`] of them the question is left open.

use super::insured::mixed_solution;
use super::threshold::first_not_positive;
use super::{OneAgent, Open};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::{
    BeliefFamily, Flow, LeastMixedAmbiguity, check_mixed_ambiguity, flow_breakpoints, flow_sum,
};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Programs that are solved for one agent at most.
pub const MAX_STEPS: usize = 200;

/// The least ε for every agent against mixed reports; the checker has accepted them.
///
/// # Errors
/// A program that was not solved, too many of them, or a proof that was not accepted.
pub fn find_mixed_ambiguity(family: &BeliefFamily) -> Result<Vec<LeastMixedAmbiguity>, Open> {
    let frame = family.at(&Rational::ONE).ok_or(Open::Inconsistent)?;
    let agents = family.environment().space().agents();
    let found: Vec<LeastMixedAmbiguity> =
        agents.map(|agent| of_agent(family, &frame, agent)).collect::<Result<_, Open>>()?;
    check_mixed_ambiguity(family, &found).map_err(|_| Open::Refused)?;
    Ok(found)
}

fn of_agent(
    family: &BeliefFamily,
    frame: &AmbiguousEnvironment,
    agent: AgentId,
) -> Result<LeastMixedAmbiguity, Open> {
    let mut epsilon = Rational::ZERO;
    let mut binding: Vec<Flow> = Vec::new();
    for _ in 0..MAX_STEPS {
        let here = family.at(&epsilon).ok_or(Open::Inconsistent)?;
        match mixed_solution(&OneAgent::new(&here, agent), |_, _| true)? {
            Ok((rewards, beliefs)) => {
                return Ok(LeastMixedAmbiguity::From { epsilon, flows: binding, rewards, beliefs });
            }
            Err(flows) => {
                binding = flows;
                let mut points = flow_breakpoints(family, frame, agent, &binding);
                points.retain(|point| *point > epsilon);
                points.insert(0, epsilon.clone());
                let sum = |epsilon: &Rational| flow_sum(family, frame, agent, &binding, epsilon);
                match first_not_positive(&points, sum).ok_or(Open::Inconsistent)? {
                    Some(next) if next > epsilon => epsilon = next,
                    Some(_) => return Err(Open::Inconsistent),
                    None => return Ok(LeastMixedAmbiguity::Never { flows: binding }),
                }
            }
        }
    }
    Err(Open::Inconsistent)
}
