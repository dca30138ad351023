//! The files of ambimech: environments today, mechanisms and certificates beside them, and how answers are shown.
//!
//! Reading goes in three steps, each reusable on its own: [`source`] gets a text and guards its size, [`document`]
//! turns TOML or JSON into one tree that remembers where everything stands, and [`environment`] gives the tree its
//! meaning. Every mistake becomes a [`diagnostic::Diagnostic`]: a plain value with the place, what was found, what was
//! expected and how to mend it. No function of this crate panics, whatever the file holds.
//!
//! What this crate does not do: decide, design or verify anything.

// The schema of environment files is one long literal.
#![recursion_limit = "256"]

pub mod affine;
pub mod answer_file;
pub mod auction;
pub mod auction_verdict;
pub mod belief_verdict;
pub mod certificate;
pub mod check;
pub mod collusion;
pub mod csv;
pub mod diagnostic;
pub mod direction;
pub mod document;
pub mod economy;
pub mod environment;
pub mod example;
pub mod exchange;
pub mod factored;
pub mod formula;
pub mod full_implementation;
pub mod glossary;
pub mod implementability;
pub mod interim;
pub mod json_writer;
pub mod label;
pub mod label_list;
pub mod mechanism;
pub mod payment_limits;
pub mod play;
mod proof_writer;
pub mod quantity;
#[cfg(feature = "parquet")]
mod quiet;
pub mod reference;
pub mod render;
pub mod robust;
pub mod rows;
pub mod seal;
pub mod set_proof;
pub mod source;
pub mod suggestion;
pub mod sweep;
pub mod type_space;

pub use diagnostic::{Diagnostic, Read};
pub use environment::{
    Setting, environment_digest, parse_environment, read_environment, read_environment_with, read_parameter_names,
    read_parametric_environment, render_environment_toml,
};
pub use source::Format;
