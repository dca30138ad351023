//! The commands, one file each.

pub mod check;
pub mod compare;
pub mod completions;
pub mod conditions;
pub mod decide;
pub mod design;
pub mod examples;
pub mod explain;
pub mod export;
pub mod few_rules;
pub mod import;
pub mod man;
pub mod report;
pub mod serve;
pub mod solve;
pub mod threshold;
pub mod verify;
