//! Options of `design --method few-rules`.

use clap::Args;
use std::path::PathBuf;

/// How few rules are wanted.
#[derive(Debug, Clone, Args)]
pub struct FewRules {
    /// With --method few-rules: at most so many rules
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub rules: Option<u32>,

    /// With --method few-rules: write the proofs that fewer rules, or one bet, are not enough to this file, if there are any
    #[arg(long, value_name = "FILE")]
    pub proof: Option<PathBuf>,
}
