//! Condition `cbdp`.

use super::posterior_evidence;
use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;

/// One piece of evidence per maximal non-grand coalition of the pattern, in coalition order.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let maximal = environment.pattern().maximal_proper_coalitions(environment.agent_count());
    maximal.into_iter().map(|coalition| posterior_evidence(environment, coalition)).collect()
}
