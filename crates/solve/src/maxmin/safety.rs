//! Plans of coalitions that mix reports and rewards: the plan that improves most in total.
//!
//! For f, S̄ and t*: maximise Σ_i s_i subject to Σ_t−i π(t_−i) Σ_m p(m | t_S̄) u_i(g_m(r_m, t_−S̄), t) − s_i ≥ V_i(f)(t_i*) for every member and every extreme belief π of
//! Π_i(t_i*), p(· | t_S̄) a distribution of menus for every t_S̄ with a type of t*, s ≥ 0. An optimum of 0 means that no plan improves, and the multipliers prove it.
//! Menus that are worth the same by all beliefs are one: many rewards differ at few reports.

use crate::lp::{Outcome, Program, Relation, Sign, solve};
use crate::side_by_side;
use ambimech_model::belief_set::Distribution;
use ambimech_model::check::{PlanMenus, all_plan_places};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::maxmin::{ChoiceId, MaxminReason, Proof, Reward, RowSpace, Scope, Worth};
use ambimech_model::number::Rational;
use std::collections::BTreeSet;

/// Coefficients of all programs together.
pub(super) fn work(rows: &RowSpace<'_>, scope: Scope, rewards: &[Reward]) -> u128 {
    let problem = rows.problem();
    let space = problem.environment().space();
    let functions = (problem.choices().len() + rewards.len()) as u128;
    let of_group = |coalition: Coalition| {
        let own = space.joint_count(coalition) as u128;
        let members = coalition.len() as u128;
        own.saturating_mul(own).saturating_mul(functions).saturating_mul(space.size() as u128) * members
    };
    let sum = scope.groups(problem).into_iter().map(of_group).fold(0u128, u128::saturating_add);
    sum.saturating_mul(problem.choices().len() as u128)
}

/// The proof that no plan with these rewards pays, or where one does.
pub(super) fn decide(
    rows: &RowSpace<'_>,
    scope: Scope,
    rewards: &[Reward],
) -> Result<(bool, Proof), MaxminReason> {
    let problem = rows.problem();
    let known: Vec<(Reward, Worth)> =
        rewards.iter().map(|reward| (reward.clone(), Worth::new(problem, &reward.lotteries))).collect();
    let places = all_plan_places(rows, scope);
    let found = side_by_side::map(&places, |_, place| at_place(rows, &known, *place));
    let mut weights = Vec::with_capacity(found.len());
    for ((choice, coalition, at), found) in places.iter().zip(found) {
        match found.map_err(MaxminReason::Unproved)? {
            Some(of_place) => weights.push(of_place),
            None => return Err(MaxminReason::Unsafe { choice: *choice, coalition: *coalition, at: *at }),
        }
    }
    Ok((true, Proof::Safe(rewards.to_vec(), weights)))
}

/// The weights at one place; `None` when a plan improves there.
fn at_place(
    rows: &RowSpace<'_>,
    rewards: &[(Reward, Worth)],
    (choice, coalition, at): (ChoiceId, Coalition, ProfileId),
) -> Result<Option<Vec<Vec<Rational>>>, String> {
    let problem = rows.problem();
    let space = problem.environment().space();
    let menus = PlanMenus::new(rows, (choice, coalition), rewards);
    // One row of the program for each member and each extreme belief of its type.
    let beliefs: Vec<(AgentId, &Distribution)> = coalition
        .members()
        .flat_map(|agent| {
            problem.beliefs(agent, space.type_of(at, agent)).iter().map(move |belief| (agent, belief))
        })
        .collect();
    let mut program = Program::new();
    let mut entries: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); beliefs.len()];
    for together in menus.split().own() {
        let columns = columns(rows, &menus, &beliefs, (at, together));
        if columns.is_empty() {
            continue;
        }
        let mut all = Vec::with_capacity(columns.len());
        for column in columns {
            let share = program.add_variable(Sign::NonNegative);
            all.push((share, Rational::ONE));
            for (row, worth) in entries.iter_mut().zip(column).filter(|(_, worth)| !worth.is_zero()) {
                row.push((share, worth));
            }
        }
        program.add_row(Relation::Equal, all, Rational::ONE);
    }
    let first_row = program.row_count();
    let mut gain_of = None;
    for ((agent, _), mut entries) in beliefs.iter().zip(entries) {
        let gain = match gain_of {
            Some((known, gain)) if known == *agent => gain,
            _ => {
                let gain = program.add_variable(Sign::NonNegative);
                program.set_cost(gain, -Rational::ONE);
                gain_of = Some((*agent, gain));
                gain
            }
        };
        entries.push((gain, -Rational::ONE));
        let had = rows.truthful(choice)[agent.0][space.type_of(at, *agent).0].clone();
        program.add_row(Relation::AtLeast, entries, had);
    }
    match solve(&program).map_err(|error| error.to_string())? {
        Outcome::Optimal { value, .. } if value < Rational::ZERO => Ok(None),
        Outcome::Optimal { dual, .. } => {
            let mut left = dual.0.into_iter().skip(first_row);
            let of_agent = |agent| {
                let count = problem.beliefs(agent, space.type_of(at, agent)).len();
                left.by_ref().take(count).collect()
            };
            Ok(Some(coalition.members().map(of_agent).collect()))
        }
        _ => Err("a program that has an optimum was said to have none".to_string()),
    }
}

/// What each menu at t_S̄ adds to each row, every column once; none when no member has its type of t* in t_S̄.
fn columns(
    rows: &RowSpace<'_>,
    menus: &PlanMenus<'_>,
    beliefs: &[(AgentId, &Distribution)],
    (at, together): (ProfileId, JointTypeId),
) -> BTreeSet<Vec<Rational>> {
    let environment = rows.problem().environment();
    let space = environment.space();
    let truths: Vec<(JointTypeId, ProfileId)> =
        menus.split().rest().map(|rest| (rest, menus.split().profile(together, rest))).collect();
    // π(t_−i) for every t_−S̄, nothing where a member has another type.
    let weights = |(agent, belief): &(AgentId, &Distribution)| -> Vec<(JointTypeId, Rational)> {
        let others = environment.split(*agent).outside();
        let alike = truths.iter().filter(|(_, truth)| space.type_of(*truth, *agent) == space.type_of(at, *agent));
        let weight = |(rest, truth): &(JointTypeId, ProfileId)| {
            (*rest, belief.probabilities()[space.joint_type_of(*truth, others).0].clone())
        };
        alike.map(weight).filter(|(_, weight)| !weight.is_zero()).collect()
    };
    let weights: Vec<Vec<(JointTypeId, Rational)>> = beliefs.iter().map(weights).collect();
    if weights.iter().all(Vec::is_empty) {
        return BTreeSet::new();
    }
    let column = |menu: usize| -> Vec<Rational> {
        let worth = |((agent, _), weights): (&(AgentId, &Distribution), &Vec<(JointTypeId, Rational)>)| {
            let terms = weights.iter().map(|(rest, weight)| weight * menus.payoff(*agent, menu, together, *rest));
            terms.fold(Rational::ZERO, |sum, term| sum + term)
        };
        beliefs.iter().zip(&weights).map(worth).collect()
    };
    (0..menus.count()).map(column).collect()
}
