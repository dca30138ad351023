//! Condition `full-support`.

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;
use ambimech_model::index::ProfileId;
use ambimech_model::prior::Weights;

/// The smallest probability and the first profile that has it.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    let prior = environment.prior();
    let least = match prior.weights() {
        Weights::Small(weights) => weights.iter().enumerate().min_by_key(|(_, weight)| **weight).map(|(p, _)| p),
        Weights::Large(weights) => weights.iter().enumerate().min_by_key(|(_, weight)| *weight).map(|(p, _)| p),
    };
    let evidence = least
        .map(ProfileId)
        .map(|profile| Evidence::LeastProbability { profile, probability: prior.probability(profile) });
    evidence.into_iter().collect()
}
