//! Condition `full-support`.
#![doc = include_str!("../../../io/glossary/full-support.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let text = |example: &str| {
//!     let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
//!     std::fs::read_to_string(folder.join("environment.toml")).unwrap()
//! };
//! let verdict = |text: String| {
//!     let environment = parse_environment(&text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::FullSupport).word()
//! };
//! assert_eq!(verdict(text("guo-2021-public-good")), "holds");
//! assert_eq!(verdict(text("zero-probability-profile")), "fails");
//! ```

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;
use ambimech_model::index::ProfileId;
use ambimech_model::prior::Weights;

/// The smallest probability and the first profile that has it; nothing without a common prior.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let Some(prior) = environment.common_prior() else { return Vec::new() };
    let least = match prior.weights() {
        Weights::Small(weights) => weights.iter().enumerate().min_by_key(|(_, weight)| **weight).map(|(p, _)| p),
        Weights::Large(weights) => weights.iter().enumerate().min_by_key(|(_, weight)| *weight).map(|(p, _)| p),
    };
    let evidence = least
        .map(ProfileId)
        .map(|profile| Evidence::LeastProbability { profile, probability: prior.probability(profile) });
    evidence.into_iter().collect()
}
