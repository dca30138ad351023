//! Options of `sweep`.

use super::Printing;
use ambimech_sweep::Shard;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `sweep`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Sweep {
    /// What else to do than run a plan.
    #[command(subcommand)]
    pub what: Option<SweepWhat>,
    /// The plan, TOML or JSON
    #[arg(required = true)]
    pub plan: Option<PathBuf>,
    /// The folder for results and the journal; without it one beside the plan, with -results behind the plan's name
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only part I of N of the cases, for arrays of jobs; merge puts the parts together
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// Threads at work; as many as there are processors without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
    /// Say what the plan would do, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub printing: Printing,
}

/// What can be done with a sweep.
#[derive(Debug, Subcommand)]
pub enum SweepWhat {
    /// Put the journals of shards together; refuses gaps, overlaps and other plans
    Merge(SweepMerge),
    /// Write one case of a plan as an environment file
    Case(SweepCase),
    /// Draw finished results: phase diagrams, frequencies with intervals, stakes; a page and pictures
    Plot(SweepPlot),
}

/// Options of `sweep merge`.
#[derive(Debug, Args)]
pub struct SweepMerge {
    /// The plan, TOML or JSON
    pub plan: PathBuf,
    /// Folders with journals
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// The folder for results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Options of `sweep case`.
#[derive(Debug, Args)]
pub struct SweepCase {
    /// The plan, TOML or JSON
    pub plan: PathBuf,
    /// The number of the case, as in the column `case`
    pub number: u64,
    /// The environment file; standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Options of `sweep plot`.
#[derive(Debug, Args)]
pub struct SweepPlot {
    /// The folder with results
    pub results: PathBuf,
    /// The folder for the page and the pictures; the folder with results without it
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
