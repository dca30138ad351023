//! Robust full implementation with coalitions; the definitions are in [`ambimech_model::robust`].

mod image;
mod interim;
mod interim_image;
mod interim_question;
mod lottery;
mod monotonicity;
mod reward;
mod study;
mod verdicts;
mod witness;

pub use ambimech_model::robust::scope_of;
pub use interim::{InterimProgress, guard_interim, interim_size, study_interim, study_interim_watched};
pub use monotonicity::{
    MonotonicitySearch, RobustProgress, SearchEffort, SearchLimits, decide_monotonicity, guard, search_size,
};
pub use study::{study_robust, study_robust_watched};
pub use verdicts::{decide_bad_outcome, decide_commitment, decide_efficiency, decide_incentives};
pub use witness::witness_space;
