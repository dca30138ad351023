//! Fully insuring transfers (SONG section 3.2, equation 3).

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Rational;
use crate::transfer::TransferTable;

/// A type that is not insured: its truth is worth different numbers in two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInsured {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// The two states.
    pub states: (JointTypeId, JointTypeId),
    /// What the truth is worth there.
    pub values: (Rational, Rational),
}

/// t_i(θ) = U_i(θ_i) − u_i(q(θ), θ), for rewards U_i(θ_i); `None` when there is not one for each type of each agent.
pub fn insured_rule(environment: &AmbiguousEnvironment, rewards: &[Vec<Rational>]) -> Option<TransferTable> {
    let (space, frame) = (environment.space(), environment.without_beliefs());
    let fits = rewards.len() == space.agent_count()
        && space.agents().all(|agent| rewards[agent.0].len() == space.type_count(agent));
    fits.then(|| {
        TransferTable::from_fn(space, |agent, profile| {
            let reward = &rewards[agent.0][space.type_of(profile, agent).0];
            reward - frame.payoff(agent, frame.allocation(profile), profile)
        })
    })
}

/// The rewards U_i(θ_i) = u_i(q(θ), θ) + t_i(θ) of a transfer rule, when they depend on nobody else's type.
///
/// # Errors
/// A type that is not insured. A table for other agents or types is not insuring anybody: the first agent's first type is named.
pub fn insured_rewards(
    environment: &AmbiguousEnvironment,
    table: &TransferTable,
) -> Result<Vec<Vec<Rational>>, NotInsured> {
    let (space, frame) = (environment.space(), environment.without_beliefs());
    let mut rewards = Vec::new();
    for agent in space.agents() {
        let split = environment.split(agent);
        let mut of_agent = Vec::new();
        for own in space.types(agent) {
            let truth = |x| -> Rational {
                let profile = split.profile(JointTypeId(own.0), x);
                frame.payoff(agent, frame.allocation(profile), profile) + &table.at(profile)[agent.0]
            };
            let first = JointTypeId(0);
            let not = |other, values| NotInsured { agent, own, states: (first, other), values };
            if !table.fits(space) {
                return Err(not(first, (Rational::ZERO, Rational::ZERO)));
            }
            let reward = truth(first);
            for x in split.rest() {
                let here = truth(x);
                if here != reward {
                    return Err(not(x, (reward, here)));
                }
            }
            of_agent.push(reward);
        }
        rewards.push(of_agent);
    }
    Ok(rewards)
}
