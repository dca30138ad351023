//! What a function of reports is worth to every type.

use super::deception::Deceptions;
use super::problem::ChoiceProblem;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::maxmin::Deception;
use crate::number::Rational;

/// u_i(h(r), t) for every agent, report profile r and true profile t, for one h: T → Δ(X).
#[derive(Debug, Clone)]
pub struct Worth {
    profiles: usize,
    /// By agent; at r·|T| + t.
    of_agents: Vec<Vec<Rational>>,
}

impl Worth {
    /// The table of a function, given by its lotteries in profile order.
    pub fn new(problem: &ChoiceProblem, lotteries: &[Lottery]) -> Worth {
        let frame = problem.environment().without_beliefs();
        let space = problem.environment().space();
        let of_agent = |agent| {
            let of_report = |lottery: &Lottery| -> Vec<Rational> {
                let at = |t| lottery.expected(|outcome| frame.payoff(agent, outcome, t).clone());
                space.profiles().map(at).collect()
            };
            lotteries.iter().flat_map(of_report).collect()
        };
        Worth { profiles: space.size(), of_agents: space.agents().map(of_agent).collect() }
    }

    /// u_i(h(r), t).
    pub fn at(&self, agent: AgentId, report: ProfileId, truth: ProfileId) -> &Rational {
        &self.of_agents[agent.0][report.0 * self.profiles + truth.0]
    }

    /// V_i(h∘ρ)(t_i) for the reports ρ(t), one per profile.
    pub fn value(&self, problem: &ChoiceProblem, agent: AgentId, own: TypeId, reports: &[ProfileId]) -> Rational {
        let split = problem.environment().split(agent);
        let at = |state| {
            let truth = split.profile(JointTypeId(own.0), state);
            self.at(agent, reports[truth.0], truth).clone()
        };
        let values: Vec<Rational> = split.rest().map(at).collect();
        let expected = problem.beliefs(agent, own).iter().map(|belief| belief.expectation(&values));
        expected.min().unwrap_or(Rational::ZERO)
    }

    /// V_i(h∘ρ)(t_i) for all types of the members of a coalition; nothing for other agents.
    pub fn values(
        &self,
        problem: &ChoiceProblem,
        coalition: Coalition,
        reports: &[ProfileId],
    ) -> Vec<Vec<Rational>> {
        let space = problem.environment().space();
        let of_agent = |agent: AgentId| -> Vec<Rational> {
            if !coalition.contains(agent) {
                return Vec::new();
            }
            space.types(agent).map(|own| self.value(problem, agent, own, reports)).collect()
        };
        space.agents().map(of_agent).collect()
    }

    /// V_i(h)(t_i) for all types.
    pub fn truthful(&self, problem: &ChoiceProblem) -> Vec<Vec<Rational>> {
        let reports: Vec<ProfileId> = problem.environment().space().profiles().collect();
        self.values(problem, problem.grand(), &reports)
    }

    /// The first deception of the coalition, with the first profile of T*, by which the function improves on the bounds for it.
    pub fn first_deviation(
        &self,
        problem: &ChoiceProblem,
        coalition: Coalition,
        bounds: &[Vec<Rational>],
    ) -> Option<(Deception, ProfileId)> {
        let space = problem.environment().space();
        let all = Deceptions::of(space, coalition);
        all.iter().find_map(|deception| {
            let values = self.values(problem, coalition, &deception.reports(space));
            first_improvement(problem, coalition, &values, bounds).map(|at| (deception, at))
        })
    }
}

/// The first profile of T* at which values are at least the bounds for every member of the coalition, and more for one.
pub fn first_improvement(
    problem: &ChoiceProblem,
    coalition: Coalition,
    values: &[Vec<Rational>],
    bounds: &[Vec<Rational>],
) -> Option<ProfileId> {
    let space = problem.environment().space();
    let place = |agent: AgentId, profile| (agent.0, space.type_of(profile, agent).0);
    let improves = |profile: &ProfileId| {
        let mut members = coalition.members().map(|agent| place(agent, *profile));
        members.clone().all(|(i, own)| values[i][own] >= bounds[i][own])
            && members.any(|(i, own)| values[i][own] > bounds[i][own])
    };
    problem.information().possible().find(improves)
}
