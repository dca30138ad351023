//! Options of `pay`.

use super::{Parameters, Printing};
use clap::Args;
use std::path::PathBuf;

/// Options of `pay`.
#[derive(Debug, Args)]
pub struct Pay {
    /// The environment file and the mechanism file; of a mechanism alone, the environment is the environment.toml beside it
    #[arg(num_args = 1..=2, required = true, value_names = ["ENVIRONMENT", "MECHANISM"])]
    pub files: Vec<PathBuf>,
    /// The rule, by its name or by its place as r17; `all` for the smallest and the largest payment over all rules
    #[arg(long, value_name = "RULE", default_value = "all")]
    pub rule: String,
    /// The reported types, one of each agent, as in "H L H"
    #[arg(long, value_name = "TYPES")]
    pub profile: String,
    /// Over all rules of a closed form: evaluate at most about this many payments
    #[arg(long, value_name = "N", default_value_t = 2_000_000_000)]
    pub limit: u64,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
