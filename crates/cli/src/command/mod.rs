//! The commands, one file each.

pub mod auction;
mod auction_least;
mod auction_scheme;
pub mod check;
pub mod collude;
pub mod compare;
pub mod completions;
pub mod conditions;
pub mod counterexample;
pub mod decide;
pub mod design;
pub mod examples;
pub mod explain;
pub mod export;
pub mod few_rules;
pub mod fragility;
pub mod import;
pub mod man;
pub mod report;
pub mod scale;
pub mod serve;
pub mod solve;
pub mod threshold;
pub mod verify;
