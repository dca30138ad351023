//! Files of type spaces over a payoff environment: `ambimech-type-space/1`.
//!
//! ```toml
//! format = "ambimech-type-space/1"
//! surprise = "uniform"                       # or "apart"
//!
//! [agents.1.believer]                        # agent `1` has a type `believer`
//! payoff-type = "H"
//! beliefs = { "calm" = "1/2", "wild" = "1/2" }   # types of the others, in agent order
//!
//! [deception]                                # optional: looked at first
//! 1 = { believer = "doubter" }               # types that are not named tell the truth
//! ```
//!
//! The agents are those of the environment, each with at least one type for each of its payoff types.

pub mod keys;
mod read;
mod schema;
mod write;

pub use read::{TypeSpaceFile, parse_type_space, read_type_space};
pub use schema::type_space_schema;
pub use write::render_type_space;
