//! Files of exchange economies: `ambimech-economy/1`, their allocations `ambimech-allocation/1`, and answers with proofs
//! `ambimech-economy-answer/1`.
//!
//! An economy lists goods and agents; an agent has an endowment and types, a type says what a unit of each good is worth to it, with a
//! `constant`, or a list of such functions of which the least counts. Goods that are not named count 0. An allocation has one row for each type
//! profile, `*` standing for every type of an agent, with a bundle for each agent, and optionally weights λ(t). The keys are in the book.

mod allocation;
mod answer;
mod check;
mod identity;
pub mod keys;
mod names;
mod read;
mod schema;
mod write;

pub use allocation::{AllocationFile, parse_allocation, read_allocation, render_allocation_toml};
pub use answer::{EconomyAnswerFile, parse_economy_answer};
pub use check::{EconomyCheckError, check_economy_file, check_economy_text};
pub use identity::economy_digest;
pub use names::{EconomyNames, is_economy_text};
pub use read::{parse_economy, read_economy};
pub use schema::economy_schema;
pub use write::render_economy_answer;
