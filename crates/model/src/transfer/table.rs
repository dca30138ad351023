//! A transfer rule written out: one payment per agent for every profile.

use super::TransferRule;
use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId};
use crate::number::{Integer, Natural, Rational, common_denominator, scaled_to, sum};
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

    /// The table as integers over one common denominator.
    pub fn scaled(&self) -> ScaledTable {
        let denominator = common_denominator(&self.payments);
        let entries = self.payments.iter().map(|payment| scaled_to(payment, &denominator)).collect();
        ScaledTable { agents: self.agents, denominator, entries }
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

/// A transfer table as integers over one common denominator: sums need no greatest common divisors.
#[derive(Debug, Clone)]
pub struct ScaledTable {
    agents: usize,
    denominator: Natural,
    entries: Vec<Integer>,
}

impl ScaledTable {
    /// The common denominator D.
    pub fn denominator(&self) -> &Natural {
        &self.denominator
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
