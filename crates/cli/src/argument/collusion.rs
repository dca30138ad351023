//! Options of `collude`.

use super::{Parameters, Printing};
use clap::Args;
use std::path::PathBuf;

/// Options of `collude`.
#[derive(Debug, Args)]
pub struct Collude {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The mechanism file
    pub mechanism: PathBuf,
    /// The members of the coalition, with spaces between them, as in "1 2"; without it, every coalition that can form is looked at
    #[arg(long, value_name = "MEMBERS")]
    pub coalition: Option<String>,
    /// Nobody may be worse off with the contract than without (s-ir)
    #[arg(long)]
    pub voluntary: bool,
    /// A file for the side contract, or for the proof that there is none
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
