//! Files with proofs about sets of priors that stand by themselves:
//!
//! | format | holds | about |
//! |---|---|---|
//! | `ambimech-cases/1` | a proof by cases that no mechanism reaches a goal | an environment with sets, or with one belief of every type |
//! | `ambimech-set-conditions/1` | verdicts about conditions | an environment with sets, or with one belief of every type |
//! | `ambimech-ambiguity/1` | the least amount of ambiguity for full insurance against pure reports, by family and agent | one belief of every type |
//! | `ambimech-mixed-ambiguity/1` | the same against mixed reports | one belief of every type |
//! | `ambimech-device/1` | messages that are enough for full insurance, or a proof that none are, for every agent | one belief of every type |
//!
//! Every file names its environment by content hash and has a seal. What they prove is in [`ambimech_model::implementability`]
//! and [`ambimech_model::set_condition`].

mod ambiguity;
mod cases;
mod check;
mod conditions;
mod decision;
mod device;
mod file;
mod mixed_ambiguity;

pub use ambiguity::{parse_ambiguity, render_ambiguity_file};
pub use cases::{parse_cases, render_cases};
pub use check::{
    SetProofRefusal, check_ambiguity_file, check_ambiguity_text, check_cases_file, check_cases_text,
    check_conditions_file, check_conditions_text, check_device_file, check_device_text,
    check_mixed_ambiguity_file, check_mixed_ambiguity_text,
};
pub use conditions::{parse_conditions, render_conditions_file};
pub use decision::render_set_decision;
pub use device::{parse_devices, render_device_file};
pub use file::{SetProofFormat, SetProofText};
pub use mixed_ambiguity::{parse_mixed_ambiguity, render_mixed_ambiguity_file};
