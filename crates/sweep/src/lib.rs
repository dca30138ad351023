//! Sweeps: many environments drawn, decided and recorded.
//!
//! A plan ([`ambimech_io::sweep`]) describes the cases; [`case`] draws one and decides everything asked about it, by the same
//! functions as the commands `conditions` and `decide`, whose answers the checker has accepted; [`run`] works through the cases of a
//! shard on several threads and writes a [`journal`] that survives a kill at any moment; results ([`folder`]) are written from complete
//! journals, in the order of cases. Nothing in a row depends on threads, shards, the clock or on the other cases of the plan.
//!
//! What this crate does not do: decide by itself, or put anything into words.

mod bias;
pub mod case;
mod estimate;
pub mod finished;
pub mod folder;
pub mod journal;
pub mod merge;
mod payoffs;
mod prior;
pub mod random;
pub mod run;
pub mod shard;
mod table_parquet;

pub use case::run_case;
pub use shard::Shard;
