//! Condition `bdp`.

use super::posterior_evidence;
use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;

/// One piece of evidence per agent, in agent order.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    environment.space().agents().map(|agent| posterior_evidence(environment, Coalition::single(agent))).collect()
}
