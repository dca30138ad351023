//! Condition `common-prior`.
#![doc = include_str!("../../../io/glossary/common-prior.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good");
//! let text = std::fs::read_to_string(example.join("environment.toml")).unwrap();
//! let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//! assert_eq!(decide_condition(&environment, Condition::CommonPrior).word(), "holds");
//! ```

use super::prior_search::find_prior;
use super::{require_steps, steps_of_passes};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::Evidence;
use ambimech_model::check::proved_prior;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;

/// The prior by the probabilities of the first agent's types, or a bet that contradicts every prior.
///
/// # Errors
/// [`UndecidedReason::TooLarge`].
pub fn evidence(environment: &Environment) -> Result<Vec<Evidence>, UndecidedReason> {
    let first = AgentId(0);
    if environment.common_prior().is_some() {
        let beliefs = TypeBeliefs::new(environment, first);
        let marginal = environment.space().types(first).map(|own| (own, beliefs.marginal(own))).collect();
        return Ok(vec![Evidence::CommonPrior { marginal }]);
    }
    require_steps(steps_of_passes(environment.agent_count(), environment.space().size()))?;
    let found = find_prior(environment, &TypeBeliefs::of_all(environment), first, None);
    Ok(vec![match found {
        Ok(marginal) => Evidence::CommonPrior { marginal },
        Err(payments) => Evidence::AgreedBet { payments },
    }])
}

/// Where agents have beliefs of their own: the environment with the common prior that all of them come from, and the evidence for it.
/// `None` where a common prior is given.
///
/// # Errors
/// [`UndecidedReason::NoCommonPrior`]; [`UndecidedReason::TooLarge`]; [`UndecidedReason::CertificateRefused`].
pub(super) fn with_found_prior(
    environment: &Environment,
) -> Result<Option<(Environment, Evidence)>, UndecidedReason> {
    if environment.common_prior().is_some() {
        return Ok(None);
    }
    let found = evidence(environment)?.into_iter().next();
    let Some(Evidence::CommonPrior { marginal }) = found else {
        return Err(UndecidedReason::NoCommonPrior);
    };
    let refused = UndecidedReason::CertificateRefused;
    let Ok(prior) = proved_prior(environment, &marginal) else { return Err(refused) };
    let Ok(known) = environment.with_prior(prior) else { return Err(refused) };
    Ok(Some((known, Evidence::CommonPrior { marginal })))
}
