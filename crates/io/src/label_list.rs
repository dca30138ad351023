//! Labels of coalitions and their types as lists, for files that are written.

use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, OutcomeId};

/// The labels of a coalition's members in agent order; agents outside the environment are left out.
pub fn member_labels(environment: &Environment, coalition: Coalition) -> Vec<&str> {
    let agents = environment.agents();
    coalition.members().filter_map(|member| agents.get(member.0)).map(|agent| agent.name.as_str()).collect()
}

/// The labels of the types of a coalition's members in agent order.
pub fn type_labels(environment: &Environment, coalition: Coalition, types: JointTypeId) -> Vec<&str> {
    let known = coalition.members().filter(|member| environment.agents().get(member.0).is_some()).collect();
    environment.joint_labels(known, types)
}

/// An outcome's label; empty for one outside the environment.
pub fn outcome_label(environment: &Environment, outcome: OutcomeId) -> &str {
    environment.outcomes().get(outcome.0).map_or("", |outcome| outcome.name.as_str())
}
