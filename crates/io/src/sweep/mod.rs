//! Sweeps: plans (`ambimech-sweep/1`), and the answers to their cases.
//!
//! A plan says which environments are looked at (shapes with random priors and payoffs, or a file with moving parameters) and what
//! is decided about each. This module reads it; drawing and deciding is done in `ambimech-sweep`.

pub mod answer;
mod data;
mod frames;
pub mod keys;
pub mod plan;
mod priors;
mod read;
pub mod results;
pub mod rows;
mod schema;

pub use plan::Plan;
pub use read::{PlanText, read_plan};
pub use schema::sweep_schema;
