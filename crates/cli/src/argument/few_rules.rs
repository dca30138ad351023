//! Options of `design --method few-rules`.

use clap::Args;

/// How few rules are wanted.
#[derive(Debug, Clone, Copy, Args)]
pub struct FewRules {
    /// With --method few-rules: at most so many rules
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub rules: Option<u32>,
}
