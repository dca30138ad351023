//! Draws of payoffs and allocation rules.

use crate::random::Random;
use ambimech_io::sweep::plan::{Outside, RandomPayoffs, RandomRule, Values};
use ambimech_model::allocation_table::AllocationTable;
use ambimech_model::coalition::Coalition;
use ambimech_model::efficient::efficient_allocation;
use ambimech_model::environment::Outcome;
use ambimech_model::index::{AgentId, OutcomeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::type_space::TypeSpace;

/// Outcomes, and the outcome of every profile.
pub fn draw_payoffs(
    planned: &RandomPayoffs,
    space: &TypeSpace,
    random: &mut Random,
) -> (Vec<Outcome>, AllocationTable) {
    let outcomes: Vec<Outcome> = (0..planned.outcomes)
        .map(|number| {
            let is_outside = number == 0 && planned.outside == Outside::First;
            let payoff = |agent: AgentId| {
                if is_outside {
                    Payoff::constant(Rational::ZERO)
                } else {
                    draw_payoff(planned, space, agent, random)
                }
            };
            Outcome { name: format!("x{}", number + 1), payoffs: space.agents().map(payoff).collect() }
        })
        .collect();
    let allocation = match planned.rule {
        RandomRule::Efficient => efficient_allocation(space, &outcomes),
        RandomRule::Random => space.profiles().map(|_| OutcomeId(random.place(outcomes.len()))).collect(),
    };
    (outcomes, allocation)
}

fn draw_payoff(planned: &RandomPayoffs, space: &TypeSpace, agent: AgentId, random: &mut Random) -> Payoff {
    let depends_on = match planned.values {
        Values::Interdependent => Coalition::grand(space.agent_count()),
        Values::Private => Coalition::single(agent),
    };
    let range = planned.most.abs_diff(planned.least);
    let number =
        |random: &mut Random| planned.least.saturating_add_unsigned(random.below(range.saturating_add(1)));
    let values = (0..space.joint_count(depends_on)).map(|_| Rational::from(number(random))).collect();
    Payoff::new(space, depends_on, values).unwrap_or_else(|| Payoff::constant(Rational::ZERO))
}
