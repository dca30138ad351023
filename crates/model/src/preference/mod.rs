//! Preferences under ambiguity: what a coalition makes of its values under the rules of a mechanism.
//!
//! A coalition S of types θ_S that follows a reporting strategy has a value V_t under every rule t ∈ T. An attitude turns these
//! |T| numbers into one. The papers' standard is the worst case (maxmin expected utility); CPAM 5.2 and MDAT 6.3 look at others.

mod attitude;
mod divided_difference;
mod enclosure;
mod fixed_point;
mod linear;
mod marginal;
mod pairs;
mod positive_series;
mod power_coefficients;
mod smooth;

pub use attitude::{Attitude, AttitudeError, Attitudes, Utility};
pub use enclosure::Enclosure;
pub use linear::LinearWeights;
pub use marginal::MarginalWeights;
pub use pairs::pair_weight;
pub use smooth::{
    MOST_BITS, compare_certainty_equivalents, enclose_certainty_equivalent, enclose_expected_utility,
};
