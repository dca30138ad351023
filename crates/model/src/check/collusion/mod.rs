//! Checks what is claimed about collusion: that a side contract has its properties, and that none is profitable.

mod contract;
mod exclusion;

pub use contract::{CheckedContract, check_contract};
pub use exclusion::check_exclusions;

use crate::collusion::{ContractClaim, ContractProperty, ContractRefusal, WeakProof};
use crate::environment::Environment;
use crate::mechanism::Mechanism;
use crate::property::Reports;
use crate::refusal::Refusal;

impl From<ContractRefusal> for Refusal {
    fn from(refusal: ContractRefusal) -> Refusal {
        Refusal::Contract(Box::new(refusal))
    }
}

/// Accepts the proof of a verdict about WCIC. Collusion is about coalitions that look at the worst case: with other attitudes to
/// ambiguity nothing is accepted.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_weak_proof(
    environment: &Environment,
    mechanism: &Mechanism,
    proof: &WeakProof,
) -> Result<(), Refusal> {
    match proof {
        WeakProof::Holds(exclusions) => check_exclusions(environment, mechanism, None, false, exclusions),
        WeakProof::Fails(contract, certificate) => {
            let needed = [ContractProperty::SIc, ContractProperty::SBb]
                .map(|property| ContractClaim::new(property, Reports::Mixed));
            let is_claimed = needed.iter().all(|claim| certificate.claims.contains(claim));
            let can_form = environment.pattern().contains(contract.coalition);
            if !is_claimed || certificate.profitable.is_empty() || !can_form {
                return Err(ContractRefusal::NoClaims.into());
            }
            check_contract(environment, mechanism, contract, certificate).map(|_| ())
        }
    }
}
