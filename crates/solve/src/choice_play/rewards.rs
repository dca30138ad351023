//! The bad outcome and the rewards that a game is played with when no file names them.

use crate::lp::{Outcome, Program, Relation, Sign, solve};
use crate::maxmin::{Effort, study_choices};
use ambimech_model::check::maxmin_work;
use ambimech_model::choice_game::NamedFunction;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId};
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{ChoiceProblem, Finding, Proof, RowSpace, Scope};
use ambimech_model::number::Rational;

/// Comparisons and programs at most when rewards are looked for.
const EFFORT: Effort = Effort { comparisons: 500_000, steps: 200, symmetries: true };

/// The rewards that are given, or those of the proof of monotonicity when none are and the proof is not too long.
pub fn rewards_to_search(problem: &ChoiceProblem, scope: Scope, given: Vec<NamedFunction>) -> Vec<NamedFunction> {
    if !given.is_empty() || maxmin_work(problem, scope) > EFFORT.comparisons {
        return given;
    }
    rewards_of_findings(&study_choices(problem, scope, EFFORT, &mut |_| {}).findings)
}

/// The different rewards of the proof of monotonicity, named h1, h2, …; none when it is not among the findings.
pub fn rewards_of_findings(findings: &[Finding]) -> Vec<NamedFunction> {
    let mut found: Vec<NamedFunction> = Vec::new();
    for finding in findings {
        let Proof::Rewards(rewards, _) = &finding.proof else { continue };
        for reward in rewards {
            if !found.iter().any(|known| known.lotteries == reward.lotteries) {
                let name = format!("h{}", found.len() + 1);
                found.push(NamedFunction { name, lotteries: reward.lotteries.clone() });
            }
        }
    }
    found
}

/// A bad outcome that is deep by as much as possible (see [`ambimech_model::choice_game`]), of those whose margin is at least half of the largest one; `None` when there is
/// no bad outcome.
///
/// Two programs: maximise δ subject to u_i(a, t) + δ ≤ m_i(t), with m_i(t) the least that F gives at any reports; then maximise δ' subject to u_i(a, t) + δ' ≤ V_i(f)(t_i)
/// and u_i(a, t) + δ/2 ≤ m_i(t).
///
/// # Errors
/// A program that was not solved: a fault of this program.
pub fn deepest_bad_outcome(problem: &ChoiceProblem) -> Result<Option<Lottery>, String> {
    let rows = RowSpace::new(problem);
    let space = problem.environment().space();
    let (mut shallow, mut deep) = (Vec::new(), Vec::new());
    for agent in space.agents() {
        for truth in space.profiles() {
            let of_choice = |choice| {
                let worth = rows.worth(choice);
                space.profiles().map(move |reports| worth.at(agent, reports, truth)).min().cloned()
            };
            let least = problem.choice_ids().filter_map(of_choice).min().unwrap_or(Rational::ZERO);
            shallow.push((agent, truth, least));
            let own = space.type_of(truth, agent);
            let worth = problem.choice_ids().map(|choice| rows.truthful(choice)[agent.0][own.0].clone()).min();
            deep.push((agent, truth, worth.unwrap_or(Rational::ZERO)));
        }
    }
    let (margin, lottery) = lowest(problem, &shallow, &[])?;
    if margin <= Rational::ZERO {
        return Ok(None);
    }
    let half = &margin / Rational::from(2u8);
    let lowered: Vec<Bound> =
        shallow.into_iter().map(|(agent, truth, least)| (agent, truth, least - &half)).collect();
    let (depth, deeper) = lowest(problem, &deep, &lowered)?;
    Ok(Some(if depth > Rational::ZERO { deeper } else { lottery }))
}

/// u_i(a, t) is to be at most this, for an agent and a profile.
type Bound = (AgentId, ProfileId, Rational);

/// The lottery a with the largest m such that u_i(a, t) + m is within the first bounds, and u_i(a, t) within the others.
fn lowest(problem: &ChoiceProblem, with: &[Bound], without: &[Bound]) -> Result<(Rational, Lottery), String> {
    let frame = problem.environment().without_beliefs();
    let mut program = Program::new();
    let shares: Vec<usize> =
        (0..problem.outcome_count()).map(|_| program.add_variable(Sign::NonNegative)).collect();
    let margin = program.add_variable(Sign::Free);
    program.set_cost(margin, -Rational::ONE);
    program.add_row(Relation::Equal, shares.iter().map(|x| (*x, Rational::ONE)).collect(), Rational::ONE);
    let of = |bounds: &[Bound], counts: bool, program: &mut Program| {
        for (agent, truth, bound) in bounds {
            let payoff = |x: &usize| (*x, -frame.payoff(*agent, OutcomeId(*x), *truth).clone());
            let mut entries: Vec<(usize, Rational)> = shares.iter().map(payoff).collect();
            if counts {
                entries.push((margin, -Rational::ONE));
            }
            program.add_row(Relation::AtLeast, entries, -bound.clone());
        }
    };
    of(with, true, &mut program);
    of(without, false, &mut program);
    match solve(&program).map_err(|error| error.to_string())? {
        Outcome::Optimal { value, primal, .. } => {
            let parts = shares.iter().map(|x| (OutcomeId(*x), primal.0[*x].clone())).collect();
            Ok((-value, Lottery::new(parts).map_err(|error| error.to_string())?))
        }
        _ => Err("a program that has an optimum was said to have none".to_string()),
    }
}
