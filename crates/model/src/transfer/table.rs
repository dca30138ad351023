//! A transfer rule written out: one payment per agent for every profile.

use super::TransferRule;
use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId};
use crate::number::{Integer, Natural, Rational, common_denominator, least_common_multiple, scaled_to, sum};
use crate::type_space::TypeSpace;

/// All payments of one rule: n numbers for every profile, in profile order and agent order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferTable {
    agents: usize,
    payments: Vec<Rational>,
}

impl TransferTable {
    /// The table with these payments, asked for profile by profile and there in agent order.
    pub fn from_fn(space: &TypeSpace, mut payment: impl FnMut(AgentId, ProfileId) -> Rational) -> TransferTable {
        let mut payments = Vec::with_capacity(space.size() * space.agent_count());
        for profile in space.profiles() {
            for agent in space.agents() {
                payments.push(payment(agent, profile));
            }
        }
        TransferTable { agents: space.agent_count(), payments }
    }

    /// The table with these payments, n for every profile in order; `None` when their number is wrong.
    pub fn new(space: &TypeSpace, payments: Vec<Rational>) -> Option<TransferTable> {
        let agents = space.agent_count();
        (payments.len() == agents * space.size()).then_some(TransferTable { agents, payments })
    }

    /// Whether the table has as many agents and profiles as the space.
    pub fn fits(&self, space: &TypeSpace) -> bool {
        self.agents == space.agent_count() && self.payments.len() == self.agents * space.size()
    }

    /// The payments at one profile in agent order.
    pub fn at(&self, profile: ProfileId) -> &[Rational] {
        &self.payments[profile.0 * self.agents..][..self.agents]
    }

    /// Σ_i t_i(θ): what the designer pays out in all at a profile.
    pub fn total(&self, profile: ProfileId) -> Rational {
        sum(self.at(profile))
    }

    /// All payments, n for every profile.
    pub fn payments(&self) -> &[Rational] {
        &self.payments
    }

    /// The table as integers over one common denominator, or over one for each profile where that of all is long: payments of side bets have the weights
    /// of their profiles as denominators, and the common one of thousands of them has thousands of digits.
    pub fn scaled(&self) -> ScaledTable {
        let short = |denominator: &Natural| *denominator <= Natural::from(SHORT);
        let common = self.payments.iter().try_fold(Natural::ONE, |known, payment| {
            Some(least_common_multiple(&known, payment.denominator())).filter(short)
        });
        let profiles = self.payments.chunks_exact(self.agents);
        let denominators = match common {
            Some(denominator) => vec![denominator],
            None => profiles.clone().map(common_denominator).collect(),
        };
        let entries = profiles.enumerate().flat_map(|(profile, payments)| {
            let denominator = denominators.get(profile).unwrap_or(&denominators[0]);
            payments.iter().map(|payment| scaled_to(payment, denominator))
        });
        ScaledTable { agents: self.agents, entries: entries.collect(), denominators }
    }
}

impl TransferRule for TransferTable {
    fn payment(&self, agent: AgentId, profile: ProfileId) -> Rational {
        self.at(profile)[agent.0].clone()
    }

    fn table(&self, _space: &TypeSpace) -> TransferTable {
        self.clone()
    }
}

/// A common denominator up to here is kept for a whole table.
const SHORT: u128 = u128::MAX;

/// A transfer table as integers over common denominators: sums need no greatest common divisors.
#[derive(Debug, Clone)]
pub struct ScaledTable {
    agents: usize,
    /// One for all profiles, or one for each.
    denominators: Vec<Natural>,
    entries: Vec<Integer>,
}

impl ScaledTable {
    /// The common denominators D: one for all profiles, or one for each profile in profile order.
    pub fn denominators(&self) -> &[Natural] {
        &self.denominators
    }

    /// The common denominator D of the payments at a profile.
    pub fn denominator_of(&self, profile: ProfileId) -> &Natural {
        self.denominators.get(profile.0).unwrap_or(&self.denominators[0])
    }

    /// D · Σ_{i∈S} t_i(θ) for every profile, in profile order.
    pub fn coalition_totals(&self, coalition: Coalition) -> Vec<Integer> {
        let members: Vec<usize> = coalition.members().map(|agent| agent.0).collect();
        self.entries
            .chunks_exact(self.agents)
            .map(|payments| members.iter().fold(Integer::ZERO, |total, member| total + &payments[*member]))
            .collect()
    }
}
