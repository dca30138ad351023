//! Ambiguous Pareto efficiency: the function that improves most in total.
//!
//! For f and t*: maximise Σ_i s_i subject to Σ_t−i π(t_−i) u_i(y(t_i*, t_−i), ·) − s_i ≥ V_i(f)(t_i*) for every extreme belief π of Π_i(t_i*),
//! y(r) lotteries, s ≥ 0. An optimum of 0 means efficiency, and the multipliers prove it.

use super::reward::lotteries;
use crate::lp::{Outcome, Program, Relation, Sign, solve};
use ambimech_model::index::{JointTypeId, OutcomeId, ProfileId};
use ambimech_model::maxmin::{ChoiceId, Proof, RowSpace};
use ambimech_model::number::Rational;

/// Whether every function of F is efficient, with the proof.
pub(super) fn decide(rows: &RowSpace<'_>) -> Result<(bool, Proof), String> {
    let mut weights = Vec::new();
    for choice in rows.problem().choice_ids() {
        for at in rows.problem().information().possible() {
            match at_profile(rows, choice, at)? {
                Ok(found) => weights.push(found),
                Err(proof) => return Ok((false, proof)),
            }
        }
    }
    Ok((true, Proof::Weights(weights)))
}

/// For one place the weights, or what improves there.
fn at_profile(
    rows: &RowSpace<'_>,
    choice: ChoiceId,
    at: ProfileId,
) -> Result<Result<Vec<Vec<Rational>>, Proof>, String> {
    let problem = rows.problem();
    let environment = problem.environment();
    let (space, frame, outcomes) = (environment.space(), environment.without_beliefs(), problem.outcome_count());
    let mut program = Program::new();
    // y(r)(x) at r·|X| + x for the profiles that matter, in their order.
    let matters = |r: ProfileId| space.agents().any(|agent| space.type_of(r, agent) == space.type_of(at, agent));
    let mut places: Vec<Option<usize>> = Vec::new();
    for r in space.profiles() {
        let first = program.variable_count();
        places.push(matters(r).then_some(first));
        if matters(r) {
            (0..outcomes).for_each(|_| {
                program.add_variable(Sign::NonNegative);
            });
            let all = (first..first + outcomes).map(|variable| (variable, Rational::ONE)).collect();
            program.add_row(Relation::Equal, all, Rational::ONE);
        }
    }
    let first_row = program.row_count();
    for agent in space.agents() {
        let own = space.type_of(at, agent);
        let gain = program.add_variable(Sign::NonNegative);
        program.set_cost(gain, -Rational::ONE);
        let split = environment.split(agent);
        for belief in problem.beliefs(agent, own) {
            let mut entries = vec![(gain, -Rational::ONE)];
            for state in split.rest() {
                let weight = &belief.probabilities()[state.0];
                let truth = split.profile(JointTypeId(own.0), state);
                let Some(first) = places[truth.0].filter(|_| !weight.is_zero()) else { continue };
                let payoff = |x| (first + x, weight * frame.payoff(agent, OutcomeId(x), truth));
                entries.extend((0..outcomes).map(payoff));
            }
            program.add_row(Relation::AtLeast, entries, rows.truthful(choice)[agent.0][own.0].clone());
        }
    }
    match solve(&program).map_err(|error| error.to_string())? {
        Outcome::Optimal { value, primal, dual } => {
            if value < Rational::ZERO {
                let y = lotteries(rows, choice, &places, &primal.0)?;
                return Ok(Err(Proof::Dominated(choice, at, y)));
            }
            let mut left = dual.0.into_iter().skip(first_row);
            let of_agent = |agent| {
                let count = problem.beliefs(agent, space.type_of(at, agent)).len();
                left.by_ref().take(count).collect()
            };
            Ok(Ok(space.agents().map(of_agent).collect()))
        }
        _ => Err("a program that has an optimum was said to have none".to_string()),
    }
}
