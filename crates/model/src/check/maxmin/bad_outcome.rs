//! The bad outcome property (THESIS Definition 3.4.1), as it is printed and deep ([`crate::maxmin`]).

use super::{MaxminRefusal, excludes_nothing};
use crate::index::{AgentId, OutcomeId, ProfileId};
use crate::lottery::Lottery;
use crate::maxmin::RowSpace;
use crate::number::Rational;

/// b_i(t): what a bad outcome, or a deep one, is worse than for this agent at this profile.
pub fn bad_outcome_bound(rows: &RowSpace<'_>, deep: bool, agent: AgentId, truth: ProfileId) -> Rational {
    let problem = rows.problem();
    let space = problem.environment().space();
    let of_reports = |truth: ProfileId| {
        let least = |choice| space.profiles().map(move |r| rows.worth(choice).at(agent, r, truth)).min();
        problem.choice_ids().filter_map(least).min().cloned().unwrap_or(Rational::ZERO)
    };
    let bound = of_reports(truth);
    let own = space.type_of(truth, agent);
    if !deep || !problem.information().is_possible(truth) {
        return bound;
    }
    let mut bounds = vec![bound];
    if problem.beliefs(agent, own).len() > 1 {
        bounds.extend(problem.choice_ids().map(|choice| rows.truthful(choice)[agent.0][own.0].clone()));
    }
    if problem.choices().len() > 1 && !excludes_nothing(problem, agent, own) {
        let of_type = problem.information().possible().filter(|t| space.type_of(*t, agent) == own);
        bounds.extend(of_type.map(of_reports));
    }
    bounds.into_iter().min().unwrap_or(Rational::ZERO)
}

pub(super) fn check_bad(rows: &RowSpace<'_>, deep: bool, lottery: &Lottery) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let frame = problem.environment().without_beliefs();
    if !lottery.fits(problem.outcome_count()) {
        return Err(MaxminRefusal::OutOfRange);
    }
    let space = problem.environment().space();
    for agent in space.agents() {
        for truth in space.profiles() {
            let bad = lottery.expected(|outcome| frame.payoff(agent, outcome, truth).clone());
            if bad >= bad_outcome_bound(rows, deep, agent, truth) {
                return Err(MaxminRefusal::NotBad(agent, truth));
            }
        }
    }
    Ok(())
}

pub(super) fn check_no_bad(
    rows: &RowSpace<'_>,
    deep: bool,
    weights: &[(AgentId, ProfileId, Rational)],
) -> Result<(), MaxminRefusal> {
    let problem = rows.problem();
    let environment = problem.environment();
    let (space, frame) = (environment.space(), environment.without_beliefs());
    let exists = |(agent, truth, weight): &(AgentId, ProfileId, Rational)| {
        agent.0 < space.agent_count() && truth.0 < space.size() && *weight >= Rational::ZERO
    };
    if !weights.iter().all(exists) || weights.iter().all(|(_, _, weight)| weight.is_zero()) {
        return Err(MaxminRefusal::OutOfRange);
    }
    let bounds: Vec<Rational> =
        weights.iter().map(|(agent, truth, _)| bad_outcome_bound(rows, deep, *agent, *truth)).collect();
    for x in 0..problem.outcome_count() {
        let terms = weights.iter().zip(&bounds);
        let total = terms.fold(Rational::ZERO, |total, ((agent, truth, weight), bound)| {
            total + weight * (frame.payoff(*agent, OutcomeId(x), *truth) - bound)
        });
        if total < Rational::ZERO {
            return Err(MaxminRefusal::Weights(x));
        }
    }
    Ok(())
}
