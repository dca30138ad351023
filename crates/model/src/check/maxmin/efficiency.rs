//! Ambiguous Pareto efficiency (THESIS Definition 3.3.3).
//!
//! Let w_i > 0 and π_i be a belief of type t_i*. If y is worth at least V_i(f)(t_i*) to everybody at t*, and more to one, then
//! Σ w_i V_i(f)(t_i*) < Σ w_i Σ π_i(t_−i) u_i(y(t_i*, t_−i), (t_i*, t_−i)) ≤ Σ_r max_x Σ_{i: r_i = t_i*} w_i π_i(r_−i) u_i(x, r). So nothing
//! improves on f at t* if the last sum is at most the first one.

use super::{MaxminRefusal, improves_for_all, is_function};
use crate::index::{JointTypeId, OutcomeId, ProfileId};
use crate::lottery::Lottery;
use crate::maxmin::{ChoiceId, RowSpace, Worth};
use crate::number::Rational;

pub(super) fn check_weights(rows: &RowSpace<'_>, weights: &[Vec<Vec<Rational>>]) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let mut left = weights.iter();
    for choice in problem.choice_ids() {
        for at in problem.information().possible() {
            let of_place = left.next().ok_or(MaxminRefusal::OutOfRange)?;
            check_place(rows, (choice, at), of_place)?;
        }
    }
    if left.next().is_some() { Err(MaxminRefusal::OutOfRange) } else { Ok(()) }
}

fn check_place(
    rows: &RowSpace<'_>,
    (choice, at): (ChoiceId, ProfileId),
    weights: &[Vec<Rational>],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let environment = problem.environment();
    let (space, frame) = (environment.space(), environment.without_beliefs());
    if weights.len() != space.agent_count() {
        return Err(MaxminRefusal::OutOfRange);
    }
    let outcomes = problem.outcome_count();
    let mut gains = vec![vec![Rational::ZERO; outcomes]; space.size()];
    let mut had = Rational::ZERO;
    for agent in space.agents() {
        let own = space.type_of(at, agent);
        let beliefs = problem.beliefs(agent, own);
        let of_agent = &weights[agent.0];
        let total = of_agent.iter().fold(Rational::ZERO, |total, weight| total + weight);
        let fits = of_agent.len() == beliefs.len()
            && of_agent.iter().all(|weight| *weight >= Rational::ZERO)
            && total > Rational::ZERO;
        if !fits {
            return Err(MaxminRefusal::OutOfRange);
        }
        had += total * &rows.truthful(choice)[agent.0][own.0];
        let split = environment.split(agent);
        for state in split.rest() {
            let mass = of_agent.iter().zip(beliefs);
            let mass = mass
                .fold(Rational::ZERO, |mass, (weight, belief)| mass + weight * &belief.probabilities()[state.0]);
            let truth = split.profile(JointTypeId(own.0), state);
            for (x, gain) in gains[truth.0].iter_mut().enumerate() {
                *gain += &mass * frame.payoff(agent, OutcomeId(x), truth);
            }
        }
    }
    let most = gains.iter().filter_map(|of_report| of_report.iter().max());
    let most = most.fold(Rational::ZERO, |total, most| total + most);
    if most <= had { Ok(()) } else { Err(MaxminRefusal::NotEfficient(choice, at)) }
}

pub(super) fn check_dominated(
    rows: &RowSpace<'_>,
    (choice, at): (ChoiceId, ProfileId),
    lotteries: &[Lottery],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let exists = choice.0 < problem.choices().len() && at.0 < problem.environment().space().size();
    if !exists || !is_function(problem, lotteries) {
        return Err(MaxminRefusal::OutOfRange);
    }
    let worth = Worth::new(problem, lotteries);
    if improves_for_all(problem, at, &worth, rows.truthful(choice)) {
        Ok(())
    } else {
        Err(MaxminRefusal::NoImprovement)
    }
}
