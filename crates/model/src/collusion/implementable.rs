//! When a coalition can carry out every deviation by a side contract (CPAM Proposition 1).

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::posterior::find_shared_posterior;

/// Whether every deviation of the coalition can be carried out by a side contract with S-IC and S-BB, whatever the mechanism: true for a
/// single agent, whose most profitable deviation needs no contract, and under a common prior with full support for a coalition
/// none of whose members has two types that share a posterior (the proof of CPAM Proposition 1 uses no other agent's beliefs).
///
/// Where it is true, a mechanism with WCIC has no profitable deviation of the coalition, pure or mixed. `false` says nothing; it is the answer
/// wherever somebody does not look at the worst case.
pub fn implements_every_deviation(environment: &Environment, coalition: Coalition) -> bool {
    if !environment.attitudes().are_worst_case() {
        return false;
    }
    if coalition.len() == 1 {
        return true;
    }
    let Some(prior) = environment.common_prior().filter(|prior| prior.has_full_support()) else { return false };
    let shares = |member| find_shared_posterior(environment.space(), prior, Coalition::single(member)).is_some();
    !coalition.members().any(shares)
}
