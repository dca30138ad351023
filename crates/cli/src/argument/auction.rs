//! Options of `auction`.

use super::Printing;
use clap::Args;
use std::path::PathBuf;

/// Options of `auction`.
#[derive(Debug, Args)]
pub struct Auction {
    /// The auction file, TOML or JSON
    pub auction: PathBuf,
    #[command(flatten)]
    pub printing: Printing,
}
