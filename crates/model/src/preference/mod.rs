//! Preferences under ambiguity: what a coalition makes of its values under the rules of a mechanism.
//!
//! A coalition S of types θ_S that follows a reporting strategy has a value V_t under every rule t ∈ T. An attitude turns these
//! |T| numbers into one. The papers' standard is the worst case (maxmin expected utility); CPAM 5.2 and MDAT 6.3 look at others.

mod attitude;
mod linear;

pub use attitude::{Attitude, AttitudeError, Attitudes, Utility};
pub use linear::LinearWeights;
