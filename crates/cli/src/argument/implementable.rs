//! Options of `implementable`.

use super::{Parameters, Printing};
use clap::Args;
use std::path::PathBuf;

/// Options of `implementable`.
#[derive(Debug, Args)]
pub struct Implementable {
    /// The environment file, TOML or JSON; with `[priors]`, or with one belief of every type; with `[choices]`, or the allocation rule is
    /// the only social choice function
    pub environment: PathBuf,
    /// Ask for double implementation: under every coalition pattern at once, whatever the file says about coalitions
    #[arg(long)]
    pub double: bool,
    /// A file for the proofs of all verdicts
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// Comparisons at most; what needs more is undecided
    #[arg(long, value_name = "N", default_value_t = 500_000)]
    pub comparisons: u128,
    /// Linear programs at most in the search for one reward
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub steps: usize,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
