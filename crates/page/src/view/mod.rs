//! The pages.

pub(crate) mod agents;
pub(crate) mod allocation;
pub(crate) mod ask;
pub(crate) mod beliefs;
pub(crate) mod cell;
pub(crate) mod editor;
pub(crate) mod error;
pub(crate) mod explain;
pub(crate) mod job;
pub(crate) mod layout;
pub(crate) mod matrix;
pub(crate) mod paste;
pub(crate) mod payoffs;
pub(crate) mod start;
pub(crate) mod verdicts;
pub(crate) mod word;
