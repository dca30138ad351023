//! Exact expectations over sets of beliefs of every kind, and programs about such sets.
//!
//! Where [`ambimech_model::belief_set`] has a closed form it is taken; inequalities take a linear program, whose multipliers the model
//! checks.

mod expectation;
mod outline;
mod range;
mod shadow;

pub use expectation::{Bound, NoExpectation, lower, upper};
pub use outline::{MAX_CORNERS, outline};
pub use range::{expectation_range, first_empty};
pub use shadow::{Shadow, contains};
