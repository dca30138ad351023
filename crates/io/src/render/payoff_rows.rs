//! Payoffs and the allocation rule of a small made-up environment, with what is the same said once.

use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::{Environment, Outcome};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;

/// At most this many types are listed in one sentence.
const SHOWN_TYPES: usize = 4;

/// What some agents get from every outcome but the outside option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoffRow {
    /// The agents, all with the same payoffs.
    pub agents: Vec<AgentId>,
    /// When: these joint types of these agents.
    pub when: TypeSet,
    /// The payoffs, in the order of [`shown_outcomes`].
    pub payoffs: Vec<Rational>,
}

/// Some of the joint types of some agents; of no agent, the only one there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSet {
    /// The agents.
    pub of: Coalition,
    /// Their joint types.
    pub types: Vec<JointTypeId>,
}

impl TypeSet {
    /// Whether these are all of them.
    pub fn is_everything(&self, environment: &Environment) -> bool {
        self.types.len() == environment.space().joint_count(self.of)
    }

    /// `always`, `agent 1 is of type H or L`, `agent 1 is of another type` where the types are many.
    pub fn in_words(&self, environment: &Environment) -> String {
        if self.is_everything(environment) {
            return "always".to_string();
        }
        let (who, verb) = (name::who(environment, self.of), "is of");
        if self.types.len() > SHOWN_TYPES {
            return format!("{who} {verb} another type");
        }
        let labels: Vec<String> = self.types.iter().map(|t| name::types(environment, self.of, *t)).collect();
        format!("{who} {verb} type {}", labels.join(" or "))
    }
}

/// The outcomes without the outside option, which gives everybody 0.
pub fn shown_outcomes(environment: &Environment) -> Vec<OutcomeId> {
    let outcomes = (0..environment.outcomes().len()).map(OutcomeId);
    outcomes.filter(|outcome| environment.outside() != Some(*outcome)).collect()
}

/// One row for agents whose payoffs are the same, and for types at which they are.
pub fn payoff_rows(environment: &Environment) -> Vec<PayoffRow> {
    let shown = shown_outcomes(environment);
    let outcomes: Vec<&Outcome> =
        shown.iter().filter_map(|outcome| environment.outcomes().get(outcome.0)).collect();
    let of =
        |agent: AgentId| -> Vec<&Payoff> { outcomes.iter().map(|outcome| &outcome.payoffs[agent.0]).collect() };
    let mut groups: Vec<(Vec<AgentId>, Vec<&Payoff>)> = Vec::new();
    for agent in environment.space().agents() {
        let payoffs = of(agent);
        match groups.iter_mut().find(|(_, known)| *known == payoffs) {
            Some((agents, _)) => agents.push(agent),
            None => groups.push((vec![agent], payoffs)),
        }
    }
    // "Every other agent" is clear once the one that is not meant has been named.
    groups.sort_by_key(|(agents, _)| is_every_other(environment, agents));
    groups.into_iter().flat_map(|(agents, payoffs)| rows_of(environment, &agents, &payoffs)).collect()
}

/// Whether these are so many agents that they are called every other agent.
pub fn is_every_other(environment: &Environment, agents: &[AgentId]) -> bool {
    agents.len() + 1 == environment.agent_count() && agents.len() > 2
}

fn rows_of(environment: &Environment, agents: &[AgentId], payoffs: &[&Payoff]) -> Vec<PayoffRow> {
    let of: Coalition = payoffs.iter().flat_map(|payoff| payoff.depends_on().members()).collect();
    let mut rows: Vec<PayoffRow> = Vec::new();
    for (types, profile) in representatives(environment, of) {
        let values: Vec<Rational> = payoffs.iter().map(|payoff| payoff.at(profile).clone()).collect();
        match rows.iter_mut().find(|row| row.payoffs == values) {
            Some(row) => row.when.types.push(types),
            None => {
                let when = TypeSet { of, types: vec![types] };
                rows.push(PayoffRow { agents: agents.to_vec(), when, payoffs: values });
            }
        }
    }
    rows
}

/// Every joint type with a profile that has it.
fn representatives(environment: &Environment, of: Coalition) -> Vec<(JointTypeId, ProfileId)> {
    let split = environment.space().split(of);
    split.own().map(|own| (own, split.profile(own, JointTypeId(0)))).collect()
}

/// When each outcome is allocated, by the types of those agents on whom it depends; outcomes never allocated are left out.
pub fn allocation_rows(environment: &Environment) -> Vec<(OutcomeId, TypeSet)> {
    let space = environment.space();
    let numbers = space.profiles().map(|profile| Rational::from(environment.allocation(profile).0)).collect();
    let grand = environment.grand_coalition();
    let of = Payoff::new(space, grand, numbers).map_or(grand, |function| function.depends_on());
    let mut rows: Vec<(OutcomeId, TypeSet)> = Vec::new();
    for (types, profile) in representatives(environment, of) {
        let outcome = environment.allocation(profile);
        match rows.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, set)) => set.types.push(types),
            None => rows.push((outcome, TypeSet { of, types: vec![types] })),
        }
    }
    rows.sort_by_key(|(outcome, _)| *outcome);
    rows
}

/// Whether no other rule is efficient: at no profile has a second outcome as large a surplus.
pub fn is_only_efficient(environment: &Environment) -> bool {
    let grand = environment.grand_coalition();
    let outcomes = || (0..environment.outcomes().len()).map(OutcomeId);
    environment.space().profiles().all(|profile| {
        let (allocated, surplus) = (environment.allocation(profile), environment.surplus(profile));
        outcomes().all(|other| other == allocated || environment.total_payoff(grand, other, profile) < surplus)
    })
}
