//! Condition `bdp`.

use super::posterior_evidence;
use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;

/// The coalitions that the condition is about: single agents, in agent order.
pub fn coalitions(environment: &Environment) -> Vec<Coalition> {
    environment.space().agents().map(Coalition::single).collect()
}

/// One piece of evidence per agent, in agent order.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    posterior_evidence(environment, coalitions(environment))
}
