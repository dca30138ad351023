//! The clever room of ambimech: conditions, constructions, exact programs and verification.
//!
//! Nothing here is believed: every answer leaves only after the checker of [`ambimech_model`] accepted its certificate.

pub mod answer;
pub mod auction;
pub mod belief_set;
pub mod belief_verdict;
pub mod benchmark;
pub mod choice_play;
pub mod collusion;
pub mod condition;
pub mod construction;
pub mod counterexample;
pub mod decision;
pub mod design;
pub mod economy;
pub mod factored;
pub mod few_rules;
pub mod fragility;
pub mod implementability;
pub mod lp;
pub mod maxmin;
pub mod play;
pub mod robust;
pub mod scale;
pub mod set_condition;
pub mod side_by_side;
pub mod symmetry;
pub mod verification;
