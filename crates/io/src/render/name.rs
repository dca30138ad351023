//! How agents, coalitions, types, profiles and rules are called in every rendering.
//!
//! A coalition is `{1,2}`, its types `(H, L)`; a single agent is `agent 1` and its type `H`, without braces. Indices that do
//! not exist in the environment are named by number, so that even a hostile certificate can be talked about.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;

/// `{1,2}`.
pub fn coalition(environment: &Environment, coalition: Coalition) -> String {
    format!("{{{}}}", members(environment, coalition).join(","))
}

/// The members' labels in agent order.
pub fn members(environment: &Environment, coalition: Coalition) -> Vec<String> {
    coalition.members().map(|member| agent(environment, member)).collect()
}

/// An agent's label.
pub fn agent(environment: &Environment, agent: AgentId) -> String {
    let found = environment.agents().get(agent.0).map(|agent| agent.name.clone());
    found.unwrap_or_else(|| format!("number {}", agent.0 + 1))
}

/// An outcome's label.
pub fn outcome(environment: &Environment, outcome: OutcomeId) -> String {
    let found = environment.outcomes().get(outcome.0).map(|outcome| outcome.name.clone());
    found.unwrap_or_else(|| format!("number {}", outcome.0 + 1))
}

/// `agent 1`, or `coalition {1,2}`.
pub fn who(environment: &Environment, set: Coalition) -> String {
    match (set.len(), set.members().next()) {
        (1, Some(only)) => format!("agent {}", agent(environment, only)),
        _ => format!("coalition {}", coalition(environment, set)),
    }
}

/// The labels of the coalition's types in agent order; the joint type's number for one that does not exist.
pub fn type_labels(environment: &Environment, set: Coalition, joint: JointTypeId) -> Vec<String> {
    let exists = set.is_subset_of(environment.grand_coalition()) && joint.0 < environment.space().joint_count(set);
    if exists {
        environment.joint_labels(set, joint).into_iter().map(str::to_string).collect()
    } else {
        vec![format!("number {}", joint.0 + 1)]
    }
}

/// `(H, L)`, or `H` for a single agent.
pub fn types(environment: &Environment, set: Coalition, joint: JointTypeId) -> String {
    let labels = type_labels(environment, set, joint);
    if set.len() == 1 { labels.join(", ") } else { format!("({})", labels.join(", ")) }
}

/// `agent 1 of type H`, or `coalition {1,2} of type (H, L)`.
pub fn who_of_type(environment: &Environment, set: Coalition, joint: JointTypeId) -> String {
    format!("{} of type {}", who(environment, set), types(environment, set, joint))
}

/// A profile as `(H, H, L)`.
pub fn profile(environment: &Environment, profile: ProfileId) -> String {
    types(environment, environment.grand_coalition(), JointTypeId(profile.0))
}

/// A rule's name, or its number for a rule without one.
pub fn rule(environment: &Environment, mechanism: &Mechanism, rule: RuleId) -> String {
    let name = mechanism.rule_name(environment, rule);
    if name.is_empty() { format!("number {}", rule.0 + 1) } else { name }
}

/// `3 rules`, `1 rule`.
pub fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// `a`, `a and b`, `a, b and c`.
pub fn and_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
