//! Plans of coalitions that mix reports and rewards ([`crate::maxmin`]).
//!
//! Let w_i > 0, π_i a belief of type t_i* and y the function of a plan p of S̄ that is worth at least V_i(f)(t_i*) to every member at t*, and more to one. Then
//! Σ w_i V_i(f)(t_i*) < Σ w_i Σ π_i(t_−i) u_i(y(t), t) ≤ Σ_{t_S̄} max_m Σ_{t_−S̄} Σ_{i: t_i = t_i*} w_i π_i(t_−i) u_i(g_m(r_m, t_−S̄), t), summed over t = (t_S̄, t_−S̄). So no plan
//! improves at t* if the last sum is at most the first one.

use super::{MaxminRefusal, is_function};
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId};
use crate::maxmin::{ChoiceId, Reward, RowSpace, Scope, Worth};
use crate::number::Rational;
use crate::type_space::Split;

/// The menus of a coalition under a function: functions g of which one is used at any joint report of the coalition.
#[derive(Debug)]
pub struct PlanMenus<'r> {
    functions: Vec<&'r Worth>,
    split: Split,
}

impl<'r> PlanMenus<'r> {
    /// The menus with these rewards, given with what they are worth.
    pub fn new(
        rows: &'r RowSpace<'_>,
        (choice, coalition): (ChoiceId, Coalition),
        rewards: &'r [(Reward, Worth)],
    ) -> PlanMenus<'r> {
        let problem = rows.problem();
        let by_all = coalition == problem.grand();
        let own = problem.choice_ids().filter(|other| by_all || *other == choice).map(|other| rows.worth(other));
        let claimed = rewards
            .iter()
            .filter(|(reward, _)| reward.coalition.is_subset_of(coalition) && (by_all || reward.choice == choice));
        let functions = own.chain(claimed.map(|(_, worth)| worth)).collect();
        PlanMenus { functions, split: problem.environment().space().split(coalition) }
    }

    /// The number of menus (g, r_S̄).
    pub fn count(&self) -> usize {
        self.functions.len() * self.split.own_count()
    }

    /// The joint types of the coalition, and those of the others.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// u_i(g(r_S̄, t_−S̄), t) for the menu with this number at t = (t_S̄, t_−S̄).
    pub fn payoff(&self, agent: AgentId, menu: usize, own: JointTypeId, rest: JointTypeId) -> &Rational {
        let (function, report) = (menu / self.split.own_count(), JointTypeId(menu % self.split.own_count()));
        self.functions[function].at(agent, self.split.profile(report, rest), self.split.profile(own, rest))
    }
}

/// Where plans are looked at: functions in order, groups in order, joint types of the members by the first profile of T* with them.
pub fn all_plan_places(rows: &RowSpace<'_>, scope: Scope) -> Vec<(ChoiceId, Coalition, ProfileId)> {
    let problem = rows.problem();
    let space = problem.environment().space();
    let mut places = Vec::new();
    for choice in problem.choice_ids() {
        for coalition in scope.groups(problem) {
            let mut seen = vec![false; space.joint_count(coalition)];
            for at in problem.information().possible() {
                let joint = space.joint_type_of(at, coalition);
                if !std::mem::replace(&mut seen[joint.0], true) {
                    places.push((choice, coalition, at));
                }
            }
        }
    }
    places
}

pub(super) fn check_safe(
    rows: &RowSpace<'_>,
    scope: Scope,
    rewards: &[Reward],
    weights: &[Vec<Vec<Rational>>],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let exists = |reward: &Reward| {
        reward.choice.0 < problem.choices().len()
            && scope.rewarded(problem).contains(&reward.coalition)
            && is_function(problem, &reward.lotteries)
    };
    let places = all_plan_places(rows, scope);
    if !rewards.iter().all(exists) || weights.len() != places.len() {
        return Err(MaxminRefusal::OutOfRange);
    }
    let rewards: Vec<(Reward, Worth)> =
        rewards.iter().map(|reward| (reward.clone(), Worth::new(problem, &reward.lotteries))).collect();
    for ((choice, coalition, at), weights) in places.into_iter().zip(weights) {
        let menus = PlanMenus::new(rows, (choice, coalition), &rewards);
        check_place(rows, &menus, (choice, coalition, at), weights)?;
    }
    Ok(())
}

fn check_place(
    rows: &RowSpace<'_>,
    menus: &PlanMenus<'_>,
    (choice, coalition, at): (ChoiceId, Coalition, ProfileId),
    weights: &[Vec<Rational>],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let environment = problem.environment();
    let space = environment.space();
    if weights.len() != coalition.len() {
        return Err(MaxminRefusal::OutOfRange);
    }
    let mut had = Rational::ZERO;
    // w_i π_i(t_−i), by member and profile.
    let mut masses = Vec::with_capacity(weights.len());
    for (agent, of_agent) in coalition.members().zip(weights) {
        let own = space.type_of(at, agent);
        let beliefs = problem.beliefs(agent, own);
        let total = of_agent.iter().fold(Rational::ZERO, |total, weight| total + weight);
        let fits = of_agent.len() == beliefs.len()
            && of_agent.iter().all(|weight| *weight >= Rational::ZERO)
            && total > Rational::ZERO;
        if !fits {
            return Err(MaxminRefusal::OutOfRange);
        }
        had += total * &rows.truthful(choice)[agent.0][own.0];
        let mut mass = vec![Rational::ZERO; space.size()];
        let split = environment.split(agent);
        for state in split.rest() {
            let of_state = of_agent
                .iter()
                .zip(beliefs)
                .fold(Rational::ZERO, |sum, (weight, belief)| sum + weight * &belief.probabilities()[state.0]);
            mass[split.profile(JointTypeId(own.0), state).0] = of_state;
        }
        masses.push((agent, mass));
    }
    let split = menus.split();
    let mut most = Rational::ZERO;
    for own in split.own() {
        let worth = |menu: usize| {
            let mut sum = Rational::ZERO;
            for rest in split.rest() {
                let truth = split.profile(own, rest);
                for (agent, mass) in masses.iter().filter(|(_, mass)| !mass[truth.0].is_zero()) {
                    sum += &mass[truth.0] * menus.payoff(*agent, menu, own, rest);
                }
            }
            sum
        };
        most += (0..menus.count()).map(worth).max().unwrap_or(Rational::ZERO);
    }
    if most <= had { Ok(()) } else { Err(MaxminRefusal::NotSafe(choice, coalition, at)) }
}
