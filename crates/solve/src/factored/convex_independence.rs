//! `convex-independence` from the factors: as for a table, with the profiles of the others that span all.

use super::{all_profiles, positive};
use crate::condition::whole_numbers;
use crate::lp::{Farkas, Feasibility, Point, Program, Relation, Sign, solve_feasibility};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::factored::{Bet, FactoredEnvironment, FactoredEvidence, SpanningBeliefs};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::{Natural, Rational};

/// One piece of evidence per agent; those of which nothing is known are left out once one settles it.
pub(super) fn evidence(environment: &FactoredEnvironment) -> Result<Vec<FactoredEvidence>, UndecidedReason> {
    let found = (0..environment.agent_count()).map(|agent| of_agent(environment, AgentId(agent)).ok()).collect();
    super::settled(environment, found)
}

fn of_agent(environment: &FactoredEnvironment, agent: AgentId) -> Result<FactoredEvidence, UndecidedReason> {
    let open = || all_profiles(environment);
    let (prior, single) = (environment.prior(), Coalition::single(agent));
    let rows = prior.joint_types(single).ok_or_else(open)?;
    let beliefs = SpanningBeliefs::new(prior, single, &rows).map_err(|_| open())?;
    if beliefs.are_independent() {
        return Ok(FactoredEvidence::IndependentBeliefs { agent });
    }
    let totals: Vec<Natural> = rows.iter().map(|row| prior.chain().joint_weight(single, row)).collect();
    let probability = |t: usize, x: usize| {
        let total = if totals[t].is_zero() { Natural::ONE } else { totals[t].clone() };
        Rational::from_parts(beliefs.weights[t][x].clone().into(), total)
    };
    let mut bets = Vec::with_capacity(rows.len());
    for own in 0..rows.len() {
        let rest: Vec<usize> = (0..rows.len()).filter(|other| *other != own).collect();
        let mut program = Program::new();
        for _ in &rest {
            program.add_variable(Sign::NonNegative);
        }
        for x in 0..beliefs.others.len() {
            let entries = rest.iter().enumerate().map(|(place, other)| (place, probability(*other, x))).collect();
            program.add_row(Relation::Equal, entries, probability(own, x));
        }
        match solve_feasibility(&program).map_err(|_| open())? {
            Feasibility::Feasible { point: Point(weights) } => {
                let weights = positive(rest.into_iter().map(TypeId).zip(weights).collect());
                return Ok(FactoredEvidence::MixedBelief { agent, own: TypeId(own), weights });
            }
            Feasibility::Infeasible { farkas: Farkas(multipliers) } => {
                let amounts = whole_numbers(multipliers.into_iter().map(|multiplier| -multiplier).collect());
                let bet: Bet = beliefs.others.iter().cloned().zip(amounts).collect();
                let bet = bet.into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
                bets.push((TypeId(own), bet));
            }
        }
    }
    Ok(FactoredEvidence::SeparatedBeliefs { agent, bets })
}
