//! Options of `play`.

use super::robust::parse_concept;
use super::{Parameters, Printing};
use clap::Args;
use std::path::PathBuf;

/// Options of `play`.
#[derive(Debug, Args)]
pub struct Play {
    /// The environment file, TOML or JSON; beliefs are not looked at
    pub environment: PathBuf,
    /// A file of rewards, true types and profiles of messages to go through
    pub profiles: Option<PathBuf>,
    /// What an agent sends, as in "2: one, claim 3, number 1, reward y1"; one for each agent, after the profiles of the file
    #[arg(long, value_name = "AGENT: MESSAGE")]
    pub message: Vec<String>,
    /// Search for unwanted equilibria when every payoff type thinks all types of the others equally probable; without rewards in a
    /// file, those of the proof that `robust` finds
    #[arg(long, conflicts_with = "message")]
    pub search: bool,
    /// Claims and numbers of the bounded message space are at most this; deviations are not bounded
    #[arg(long, value_name = "K", default_value_t = 2, requires = "search")]
    pub numbers: u64,
    /// Largest number of strategy profiles to look at
    #[arg(long, value_name = "N", default_value_t = 100_000, requires = "search")]
    pub limit: u64,
    /// Against whom: nash, coalitional, strong or double, as in `robust`
    #[arg(long, value_parser = parse_concept, default_value = "coalitional")]
    pub concept: ambimech_model::robust::Concept,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
