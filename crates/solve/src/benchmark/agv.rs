//! The mechanism `agv`.
#![doc = include_str!("../../../io/glossary/agv.md")]
//!
//! # Proof
//! Agent i of type θ_i who reports r expects E\[u_i(q(r, θ_−i), θ_i)\] + ε_i(r) = E\[Σ_j u_j(q(r, θ_−i), ·)\] at its true type, less the
//! expectation of what the others are paid, on which it has no influence because types are independent. Efficiency makes r = θ_i
//! best at every θ_−i. Every ε_j is received once and paid by n − 1 agents, 1/(n−1) each: the budget balances.

use super::independence::dependence;
use super::{Made, missing, unless_any};
use ambimech_model::condition::Condition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;

/// The payments.
///
/// # Errors
/// An inefficient allocation rule, values that are not private, types that are not independent, no common prior.
pub fn make(environment: &Environment) -> Result<Made, Vec<Obstacle>> {
    let mut obstacles = missing(environment, &[Condition::Efficient, Condition::PrivateValues]);
    obstacles.extend(dependence(environment));
    unless_any(obstacles)?;
    let space = environment.space();
    let externalities = expected_externalities(environment).ok_or_else(|| vec![Obstacle::NeedsCommonPrior])?;
    let of = |agent: AgentId, profile: ProfileId| &externalities[agent.0][space.type_of(profile, agent).0];
    let payers = Rational::from(space.agent_count() - 1);
    let table = TransferTable::from_fn(space, |agent, profile| {
        let others = space.agents().filter(|other| *other != agent);
        let bill = others.fold(Rational::ZERO, |sum, other| sum + of(other, profile));
        of(agent, profile) - bill / &payers
    });
    Ok(Made::plain(table))
}

/// ε_i(θ_i) = E\[Σ_{j≠i} u_j(q(θ), θ_j) | θ_i\], by agent and type; `None` without a common prior.
pub fn expected_externalities(environment: &Environment) -> Option<Vec<Vec<Rational>>> {
    let (space, prior) = (environment.space(), environment.common_prior()?);
    let none = |agent| vec![Rational::ZERO; space.type_count(agent)];
    let mut sums: Vec<Vec<Rational>> = space.agents().map(none).collect();
    let mut weights = sums.clone();
    for profile in space.profiles() {
        let weight = Rational::from(prior.weight(profile));
        let surplus = environment.surplus(profile);
        for agent in space.agents() {
            let own = environment.payoff(agent, environment.allocation(profile), profile);
            let t = space.type_of(profile, agent).0;
            sums[agent.0][t] += (&surplus - own) * &weight;
            weights[agent.0][t] += &weight;
        }
    }
    let ratios = |(sums, weights): (Vec<Rational>, Vec<Rational>)| {
        sums.into_iter().zip(weights).map(|(sum, weight)| sum / weight).collect()
    };
    Some(sums.into_iter().zip(weights).map(ratios).collect())
}
