//! Incentive compatibility and participation under sets of beliefs, by three criteria; see [`ambimech_model::belief_verdict`].
//!
//! Against pure misreports every bound is a smallest expectation. The best mixed misreport is one linear program for each type:
//! minimise v over weights λ_t ≥ 0 of the rules, Σ λ_t = 1, and beliefs p_t of the set such that Σ_t λ_t E_{p_t} W_t^r ≤ v for all reports r;
//! the products λ_t p_t are points of λ_t times the set, whose description is homogeneous. The multipliers of the rows are the report.

mod efficiency;
mod mixed;
mod study;

pub use study::{StudyOptions, study, verify_under_sets};

use crate::belief_set::NoExpectation;
use ambimech_model::belief_verdict::NoVerdict;

/// Why there is no verdict when there is no smallest expectation.
pub(crate) fn no_expectation(why: NoExpectation) -> NoVerdict {
    match why {
        NoExpectation::EmptySet => NoVerdict::EmptySet,
        NoExpectation::WrongLength => NoVerdict::NoRules,
        NoExpectation::Unsolved(why) => NoVerdict::Unsolved(why),
    }
}
