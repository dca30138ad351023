//! The mechanism `vcg`.
#![doc = include_str!("../../../io/glossary/vcg.md")]
//!
//! # Proof
//! Agent i of type θ_i who reports r against any reports x of the others is left with Σ_j u_j(q(r, x), ·), at its own true type and
//! the others' reported ones, less a number that depends on x alone. q(θ_i, x) is an outcome that makes the sum largest, so
//! r = θ_i is best. Σ_{j≠i} u_j(q(θ), θ_j) is one of the numbers that the maximum is taken over, so t_i(θ) ≤ 0.

use super::{Made, missing, unless_any};
use ambimech_model::condition::Condition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;

/// The payments.
///
/// # Errors
/// An inefficient allocation rule, values that are not private.
pub fn make(environment: &Environment) -> Result<Made, Vec<Obstacle>> {
    unless_any(missing(environment, &[Condition::Efficient, Condition::PrivateValues]))?;
    let others = |agent: AgentId, outcome: OutcomeId, profile: ProfileId| {
        environment.total_payoff(environment.grand_coalition().without(agent), outcome, profile)
    };
    let table = TransferTable::from_fn(environment.space(), |agent, profile| {
        let outcomes = (0..environment.outcomes().len()).map(OutcomeId);
        let pivot = outcomes.map(|outcome| others(agent, outcome, profile)).max();
        others(agent, environment.allocation(profile), profile) - pivot.unwrap_or(Rational::ZERO)
    });
    Ok(Made::plain(table))
}
