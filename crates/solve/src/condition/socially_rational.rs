//! Condition `socially-rational`.

use ambimech_model::certificate::Evidence;
use ambimech_model::environment::Environment;
use ambimech_model::transfer::base::expected_surplus;

/// The expected surplus.
pub fn evidence(environment: &Environment) -> Vec<Evidence> {
    vec![Evidence::ExpectedSurplus { value: expected_surplus(environment) }]
}
