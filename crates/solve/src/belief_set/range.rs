//! What types expect under their sets of beliefs.

use super::{NoExpectation, lower, upper};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::ExpectationRange;
use ambimech_model::index::{AgentId, RuleId, TypeId};
use ambimech_model::number::Rational;

/// The smallest and the largest expectation of these values, one per type profile of the others.
///
/// # Errors
/// As [`lower`].
pub fn expectation_range(
    environment: &AmbiguousEnvironment,
    (agent, own): (AgentId, TypeId),
    rule: Option<RuleId>,
    values: Vec<Rational>,
) -> Result<ExpectationRange, NoExpectation> {
    let set = environment.set(agent, own);
    let (lower, upper) = (lower(set, &values)?.extreme, upper(set, &values)?.extreme);
    Ok(ExpectationRange { agent, own, rule, values, lower, upper })
}

/// The first type whose set of beliefs is empty: inequalities that no distribution satisfies.
///
/// # Errors
/// When a linear program was not solved.
pub fn first_empty(environment: &AmbiguousEnvironment) -> Result<Option<(AgentId, TypeId)>, NoExpectation> {
    let space = environment.space();
    for agent in space.agents() {
        for own in space.types(agent) {
            let set = environment.set(agent, own);
            match lower(set, &vec![Rational::ZERO; set.states()]) {
                Ok(_) => {}
                Err(NoExpectation::EmptySet) => return Ok(Some((agent, own))),
                Err(other) => return Err(other),
            }
        }
    }
    Ok(None)
}
