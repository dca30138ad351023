//! Options of `play`.

use super::robust::parse_concept;
use super::{Parameters, Printing};
use ambimech_model::play::Notion;
use clap::Args;
use std::path::PathBuf;

/// The canonical mechanisms of the thesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayMechanism {
    /// Theorems 2.5.1 and 2.6.1.
    Robust,
    /// Theorems 3.4.1 and 3.5.1.
    Ambiguity,
    /// Section 2.8.1.
    Economy,
}

fn parse_mechanism(text: &str) -> Result<PlayMechanism, String> {
    match text {
        "robust" => Ok(PlayMechanism::Robust),
        "ambiguity" => Ok(PlayMechanism::Ambiguity),
        "economy" => Ok(PlayMechanism::Economy),
        _ => Err("expected robust, ambiguity or economy".to_string()),
    }
}

fn parse_notion(text: &str) -> Result<Notion, String> {
    let known = [Notion::Pooled, Notion::Committed].into_iter().find(|notion| notion.name() == text);
    known.ok_or_else(|| "expected pooled or committed".to_string())
}

/// Options of `play`.
#[derive(Debug, Args)]
pub struct Play {
    /// The environment file, TOML or JSON; beliefs are looked at with ambiguity only
    pub environment: PathBuf,
    /// A file of rewards, true types and profiles of messages to go through
    pub profiles: Option<PathBuf>,
    /// What an agent sends, as in "2: one, claim 3, number 1, reward y1"; one for each agent, after the profiles of the file
    #[arg(long, value_name = "AGENT: MESSAGE")]
    pub message: Vec<String>,
    /// Search for unwanted equilibria when every payoff type thinks all types of the others equally probable; without rewards in a
    /// file, those of the proof that `robust` (or `implementable`) finds
    #[arg(long, conflicts_with = "message")]
    pub search: bool,
    /// Claims and numbers of the bounded message space are at most this; deviations are not bounded
    #[arg(long, value_name = "K", default_value_t = 2, requires = "search")]
    pub numbers: u64,
    /// Largest number of strategy profiles to look at
    #[arg(long, value_name = "N", default_value_t = 100_000, requires = "search")]
    pub limit: u64,
    /// Which mechanism: robust (Theorems 2.5.1 and 2.6.1; of the payoffs alone), ambiguity (Theorems 3.4.1 and 3.5.1; agents with the sets of
    /// priors of the file and its social choice set), economy (section 2.8.1; without a bad outcome)
    #[arg(long, value_parser = parse_mechanism, default_value = "robust")]
    pub mechanism: PlayMechanism,
    /// A type space (ambimech-type-space/1) to search on, instead of the one where all types of the others are equally probable
    #[arg(long, value_name = "FILE", requires = "search")]
    pub type_space: Option<PathBuf>,
    /// What members of a coalition tell one another: pooled (their types, definition 2.3.2), committed (nothing; they commit to messages, definition 2.8.1)
    #[arg(long, value_parser = parse_notion, value_name = "NOTION", default_value = "pooled", requires = "search")]
    pub notion: Notion,
    /// Against whom: nash, coalitional, strong or double, as in `robust`; coalitional or double with ambiguity
    #[arg(long, value_parser = parse_concept, default_value = "coalitional")]
    pub concept: ambimech_model::robust::Concept,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
