//! Options of `expect`.

use super::{Parameters, Printing};
use clap::Args;
use std::path::PathBuf;

/// Options of `expect`.
#[derive(Debug, Args)]
pub struct Expect {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The agent; by default every agent
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
    /// Its type; by default every type
    #[arg(long, value_name = "NAME", requires = "agent")]
    pub r#type: Option<String>,
    /// What is expected: `truth`, the payoff from reporting the own type; the name of a type, the payoff from reporting it; or values by
    /// the others' types, as in "H L=1/2, * H=0"
    #[arg(long, value_name = "WHAT", default_value = "truth", allow_hyphen_values = true)]
    pub of: String,
    /// Add the payments of this mechanism, rule by rule
    #[arg(long, value_name = "FILE")]
    pub mechanism: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
