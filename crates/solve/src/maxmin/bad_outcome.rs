//! The bad outcome property: the lottery that is worse by as much as possible.
//!
//! maximise δ subject to Σ_x a(x) u_i(x, t) + δ ≤ b_i(t) for every agent and profile, a a lottery; b_i(t) is the least that F gives at any
//! reports, or what a deep bad outcome is worse than ([`bad_outcome_bound`]). Positive: the lottery is bad. Otherwise the multipliers are the weights that exclude every lottery.

use crate::lp::{Outcome, Program, Relation, Sign, solve};
use ambimech_model::check::bad_outcome_bound;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{Proof, RowSpace};
use ambimech_model::number::Rational;

/// Whether there is a bad outcome, or a deep one, with the proof.
pub(super) fn decide(rows: &RowSpace<'_>, deep: bool) -> Result<(bool, Proof), String> {
    let problem = rows.problem();
    let environment = problem.environment();
    let (space, frame) = (environment.space(), environment.without_beliefs());
    let mut program = Program::new();
    let shares: Vec<usize> =
        (0..problem.outcome_count()).map(|_| program.add_variable(Sign::NonNegative)).collect();
    let margin = program.add_variable(Sign::Free);
    program.set_cost(margin, -Rational::ONE);
    let all = shares.iter().map(|share| (*share, Rational::ONE)).collect();
    program.add_row(Relation::Equal, all, Rational::ONE);
    let mut places: Vec<(AgentId, ProfileId)> = Vec::new();
    for agent in space.agents() {
        for truth in space.profiles() {
            let bound = bad_outcome_bound(rows, deep, agent, truth);
            let payoff = |x: &usize| (*x, -frame.payoff(agent, OutcomeId(*x), truth).clone());
            let entries = shares.iter().map(payoff).chain([(margin, -Rational::ONE)]).collect();
            program.add_row(Relation::AtLeast, entries, -bound);
            places.push((agent, truth));
        }
    }
    match solve(&program).map_err(|error| error.to_string())? {
        Outcome::Optimal { value, primal, dual } => {
            if value < Rational::ZERO {
                let parts = shares.iter().map(|x| (OutcomeId(*x), primal.0[*x].clone())).collect();
                let lottery = Lottery::new(parts).map_err(|error| error.to_string())?;
                return Ok((true, Proof::Bad(lottery)));
            }
            let weights = places.into_iter().zip(&dual.0[1..]).map(|((i, t), w)| (i, t, w.clone()));
            Ok((false, Proof::NoBad(weights.filter(|(_, _, w)| !w.is_zero()).collect())))
        }
        _ => Err("a program that has an optimum was said to have none".to_string()),
    }
}
