//! Condition `cbdp`.

use super::posterior_evidence;
use ambimech_model::certificate::Evidence;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;

/// The coalitions that the condition is about: the maximal non-grand ones of the pattern, in coalition order.
pub fn coalitions(environment: &Environment) -> Vec<Coalition> {
    environment.pattern().maximal_proper_coalitions(environment.agent_count())
}

/// One piece of evidence per coalition, in the same order.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    posterior_evidence(environment, coalitions(environment))
}
