//! What a function of reports is worth to every type.

use super::deception::Deceptions;
use super::problem::ChoiceProblem;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::lottery::Lottery;
use crate::maxmin::Deception;
use crate::number::Rational;
use std::cmp::Ordering;

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
    ///
    /// What a type gets depends on its own report and on the deceptions of the other members only, so it is compared with its bound once
    /// for each of these: Σ_{i∈S} |T_i|² Π_{j∈S∖i} |T_j|^|T_j| expectations, instead of one for every type and deception of S.
    pub fn first_deviation(
        &self,
        problem: &ChoiceProblem,
        coalition: Coalition,
        bounds: &[Vec<Rational>],
    ) -> Option<(Deception, ProfileId)> {
        let space = problem.environment().space();
        let others_of = |agent| coalition.members().filter(|other| *other != agent).collect::<Coalition>();
        let members = || coalition.members().map(|agent| (agent, others_of(agent)));
        let tables: Vec<Vec<Vec<Vec<Ordering>>>> = members()
            .map(|(agent, others)| self.comparisons(problem, (agent, others), &bounds[agent.0]))
            .collect();
        let others: Vec<Deceptions> = members().map(|(_, others)| Deceptions::of(space, others)).collect();
        let mut compared: Vec<Vec<Ordering>> = vec![Vec::new(); space.agent_count()];
        Deceptions::of(space, coalition).iter().find_map(|deception| {
            for ((agent, table), others) in coalition.members().zip(&tables).zip(&others) {
                let number = others.number(&deception);
                let of_type = |own: TypeId| table[own.0][deception.report(agent, own).0][number];
                compared[agent.0] = space.types(agent).map(of_type).collect();
            }
            first_better(problem, coalition, &compared).map(|at| (deception, at))
        })
    }

    /// How what a type of an agent gets compares with its bound, by own type, report and number of the deception of the others.
    fn comparisons(
        &self,
        problem: &ChoiceProblem,
        (agent, others): (AgentId, Coalition),
        bounds: &[Rational],
    ) -> Vec<Vec<Vec<Ordering>>> {
        let space = problem.environment().space();
        let deceptions: Vec<Deception> = Deceptions::of(space, others).iter().collect();
        let of = |own: TypeId, report: TypeId| -> Vec<Ordering> {
            let compare = |deception: &Deception| {
                let mut deception = deception.clone();
                deception.0[agent.0][own.0] = report;
                self.value(problem, agent, own, &deception.reports(space)).cmp(&bounds[own.0])
            };
            deceptions.iter().map(compare).collect()
        };
        space.types(agent).map(|own| space.types(agent).map(|report| of(own, report)).collect()).collect()
    }
}

/// The first profile of T* at which values are at least the bounds for every member of the coalition, and more for one.
pub fn first_improvement(
    problem: &ChoiceProblem,
    coalition: Coalition,
    values: &[Vec<Rational>],
    bounds: &[Vec<Rational>],
) -> Option<ProfileId> {
    let of_agent = |(values, bounds): (&Vec<Rational>, &Vec<Rational>)| -> Vec<Ordering> {
        values.iter().zip(bounds).map(|(value, bound)| value.cmp(bound)).collect()
    };
    first_better(problem, coalition, &values.iter().zip(bounds).map(of_agent).collect::<Vec<Vec<Ordering>>>())
}

/// The same from the comparisons of values with bounds, by agent and type.
fn first_better(problem: &ChoiceProblem, coalition: Coalition, compared: &[Vec<Ordering>]) -> Option<ProfileId> {
    let space = problem.environment().space();
    let improves = |profile: &ProfileId| {
        let mut members = coalition.members().map(|agent| compared[agent.0][space.type_of(*profile, agent).0]);
        members.clone().all(Ordering::is_ge) && members.any(Ordering::is_gt)
    };
    problem.information().possible().find(improves)
}
