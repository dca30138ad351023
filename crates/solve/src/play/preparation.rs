//! What a search is done with when nobody says otherwise: types, and rewards.

use super::rewards::rewards_of_study;
use crate::robust::{SearchLimits, scope_of, search_size, study_robust};
use ambimech_model::coalition::Coalition;
use ambimech_model::number::Rational;
use ambimech_model::play::{InterimTypes, InterimTypesError, NamedReward};
use ambimech_model::robust::{BeliefSpace, BeliefType, Concept, PayoffEnvironment};

/// Programs and branches at most when rewards are looked for.
const LIMITS: SearchLimits = SearchLimits { programs: 1_000_000, branches: 10_000, symmetries: true };

/// One type for each payoff type, of its name, which thinks all types of the others equally probable.
///
/// # Errors
/// Never for an environment.
pub fn uniform_types(environment: &PayoffEnvironment) -> Result<InterimTypes, InterimTypesError> {
    let names = environment.without_beliefs().agents().iter();
    let names = names.map(|agent| agent.types.iter().map(|own| own.name.clone()).collect()).collect();
    InterimTypes::uniform(environment.space(), names)
}

/// The types of a type space with their beliefs written out, one probability for each joint type of the others.
///
/// # Errors
/// Never for a type space of this environment.
pub fn types_of_space(
    environment: &PayoffEnvironment,
    space: &BeliefSpace,
) -> Result<InterimTypes, InterimTypesError> {
    let names = space.types().iter().map(|own| own.iter().map(|t| t.name.clone()).collect()).collect();
    let payoff_types = space.types().iter().map(|own| own.iter().map(|t| t.payoff).collect()).collect();
    let mut beliefs = Vec::with_capacity(space.types().len());
    for (agent, own) in space.space().agents().zip(space.types()) {
        let others = Coalition::single(agent).complement(environment.agent_count());
        let count = space.space().joint_count(others);
        let written = |t: &BeliefType| {
            let mut belief = vec![Rational::ZERO; count];
            for (joint, probability) in &t.belief {
                belief[joint.0] += probability;
            }
            belief
        };
        beliefs.push(own.iter().map(written).collect());
    }
    InterimTypes::new(environment.space(), names, payoff_types, beliefs)
}

/// The rewards that are given, or those of the proof of monotonicity when none are and the proof is not too long.
pub fn rewards_to_search(
    environment: &PayoffEnvironment,
    concept: Concept,
    given: Vec<NamedReward>,
) -> Vec<NamedReward> {
    if !given.is_empty() || search_size(environment, &scope_of(environment, concept)).programs > LIMITS.programs {
        return given;
    }
    rewards_of_study(&study_robust(environment, concept, &LIMITS))
}
