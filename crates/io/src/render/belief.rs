//! Posteriors as exact numbers, for showing.

use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::number::{Natural, Rational};
use ambimech_model::prior::Prior;
use ambimech_model::type_space::Split;

/// The posteriors of one coalition's joint types.
#[derive(Debug)]
pub struct Posteriors<'a> {
    belief: Option<&'a Prior>,
    split: Split,
}

impl<'a> Posteriors<'a> {
    /// The posteriors of a coalition about the agents outside: a single agent's own beliefs, or those under the common prior.
    pub fn new(environment: &'a Environment, coalition: Coalition) -> Posteriors<'a> {
        let belief = environment.coalition_belief(coalition);
        Posteriors { belief, split: environment.space().split(coalition) }
    }

    /// p(x|θ_S) for every type profile x of the agents outside S; `None` for a joint type that never occurs, and
    /// for several agents without a common prior.
    pub fn of(&self, own: JointTypeId) -> Option<Vec<Rational>> {
        if own.0 >= self.split.own_count() {
            return None;
        }
        conditional(self.belief?, self.split.rest().map(|x| self.split.profile(own, x)))
    }
}

/// The probabilities of these profiles under the condition that one of them occurs; `None` where none does.
fn conditional(prior: &Prior, profiles: impl Iterator<Item = ProfileId>) -> Option<Vec<Rational>> {
    let weights: Vec<Natural> = profiles.map(|profile| prior.weight(profile)).collect();
    let total: Natural = weights.iter().sum();
    if total.is_zero() {
        return None;
    }
    Some(weights.into_iter().map(|weight| Rational::from_parts(weight.into(), total.clone())).collect())
}

/// The beliefs of one agent as a table with one row per type profile of the others and one column per type of the agent.
#[derive(Debug)]
pub struct BeliefTable {
    /// `beliefs of agent 1 about agent 2`.
    pub caption: String,
    /// The agent's types.
    pub types: Vec<String>,
    /// For each type profile of the others, its name and its probability for every type of the agent.
    pub rows: Vec<(String, Vec<Rational>)>,
    /// Number of rows there would be in all.
    pub all: usize,
}

/// The tables of all agents' beliefs with at most so many rows each; none under a common prior, which says it all.
pub fn belief_tables(environment: &Environment, rows: usize) -> Vec<BeliefTable> {
    let space = environment.space();
    let agents = space.agents().filter(|_| environment.common_prior().is_none());
    let table = |agent: AgentId| {
        let single = Coalition::single(agent);
        let others = single.complement(space.agent_count());
        let posteriors = Posteriors::new(environment, single);
        let beliefs: Vec<Vec<Rational>> =
            space.types(agent).map(|t| posteriors.of(JointTypeId(t.0)).unwrap_or_default()).collect();
        let row = |x: usize| {
            let probabilities = beliefs.iter().filter_map(|belief| belief.get(x).cloned()).collect();
            (name::types(environment, others, JointTypeId(x)), probabilities)
        };
        let all = space.joint_count(others);
        BeliefTable {
            caption: format!(
                "beliefs of {} about {}",
                name::who(environment, single),
                if others.len() == 1 { name::who(environment, others) } else { "the others".to_string() }
            ),
            types: space.types(agent).map(|t| name::types(environment, single, JointTypeId(t.0))).collect(),
            rows: (0..all.min(rows)).map(row).collect(),
            all,
        }
    };
    agents.map(table).collect()
}

/// The posterior of one joint type; see [`Posteriors::of`], which is for many: nothing is prepared for the coalition's other joint types, of which there may be millions.
pub fn posterior(environment: &Environment, coalition: Coalition, own: JointTypeId) -> Option<Vec<Rational>> {
    let space = environment.space();
    if own.0 >= space.joint_count(coalition) {
        return None;
    }
    let others = (0..space.joint_count(coalition.complement(space.agent_count()))).map(JointTypeId);
    conditional(
        environment.coalition_belief(coalition)?,
        others.map(|rest| space.joined_profile(coalition, own, rest)),
    )
}
