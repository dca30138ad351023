//! Decides the conditions of THESIS chapter 3 and what follows from them ([`ambimech_model::maxmin`]).

mod bad_outcome;
mod efficiency;
mod orbits;
mod reward;
mod safety;
mod study;

pub use study::{Effort, MaxminProgress, study_choices};
