//! Allocations: a bundle for every agent at every type profile.

use super::Economy;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::number::Rational;

/// f: T → bundles, feasible at every profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    bundles: Vec<Vec<Vec<Rational>>>,
}

/// Why bundles make no allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllocationError {
    /// Not one bundle for each agent at each profile, with one amount for each good.
    Malformed,
    /// A negative amount.
    Negative {
        /// Where.
        profile: ProfileId,
        /// Whose.
        agent: AgentId,
        /// Of which good, by position.
        good: usize,
    },
    /// More of a good than there is.
    TooMuch {
        /// Where.
        profile: ProfileId,
        /// Of which good, by position.
        good: usize,
        /// How much is given away.
        given: Rational,
        /// How much there is.
        available: Rational,
    },
}

impl Allocation {
    /// The allocation of these bundles, by profile, agent and good.
    ///
    /// # Errors
    /// See [`AllocationError`].
    pub fn new(economy: &Economy, bundles: Vec<Vec<Vec<Rational>>>) -> Result<Allocation, AllocationError> {
        let (agents, goods) = (economy.traders().len(), economy.goods().len());
        let fits = bundles.len() == economy.space().size()
            && bundles.iter().all(|row| row.len() == agents && row.iter().all(|bundle| bundle.len() == goods));
        if !fits {
            return Err(AllocationError::Malformed);
        }
        let resources = economy.resources(economy.grand_coalition());
        for (profile, row) in bundles.iter().enumerate() {
            let profile = ProfileId(profile);
            for (agent, bundle) in row.iter().enumerate() {
                if let Some(good) = bundle.iter().position(|amount| *amount < Rational::ZERO) {
                    return Err(AllocationError::Negative { profile, agent: AgentId(agent), good });
                }
            }
            for (good, available) in resources.iter().enumerate() {
                let given: Rational =
                    row.iter().map(|bundle| &bundle[good]).fold(Rational::ZERO, |sum, x| sum + x);
                if given > *available {
                    return Err(AllocationError::TooMuch { profile, good, given, available: available.clone() });
                }
            }
        }
        Ok(Allocation { bundles })
    }

    /// The allocation that gives everybody its endowment.
    pub fn endowments(economy: &Economy) -> Allocation {
        let row: Vec<Vec<Rational>> = economy.traders().iter().map(|trader| trader.endowment.clone()).collect();
        Allocation { bundles: vec![row; economy.space().size()] }
    }

    /// An agent's bundle at a profile.
    pub fn bundle(&self, profile: ProfileId, agent: AgentId) -> &[Rational] {
        &self.bundles[profile.0][agent.0]
    }

    /// v_i(t_i) = min over t_−i of u_i(f_i(t_i, t_−i), t_i).
    pub fn worth(&self, economy: &Economy, agent: AgentId, own: TypeId) -> Rational {
        let space = economy.space();
        let utility = economy.utility(agent, own);
        let met = space.profiles().filter(|profile| space.type_of(*profile, agent) == own);
        met.map(|profile| utility.value(self.bundle(profile, agent))).min().unwrap_or_default()
    }

    /// v_i(t_i) of every agent and type.
    pub fn worths(&self, economy: &Economy) -> Vec<Vec<Rational>> {
        let of = |agent: AgentId| {
            economy.space().types(agent).map(|own| self.worth(economy, agent, own)).collect::<Vec<Rational>>()
        };
        economy.space().agents().map(of).collect()
    }
}
