//! Options of `export` and `import`.

use super::{Parameters, parse_goal};
use ambimech_model::property::Goal;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A table to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportWhat {
    /// The weights of the common prior.
    Prior,
    /// Every agent's beliefs.
    Beliefs,
    /// The payoffs from every outcome.
    Payoffs,
    /// The outcome of every profile.
    Allocation,
    /// The payments of a mechanism's rules.
    Transfers,
}

/// How a CSV file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportLayout {
    /// One row per number.
    Long,
    /// A column for each type of the last agent.
    Matrix,
}

impl From<ExportLayout> for ambimech_io::exchange::Layout {
    fn from(layout: ExportLayout) -> Self {
        match layout {
            ExportLayout::Long => ambimech_io::exchange::Layout::Long,
            ExportLayout::Matrix => ambimech_io::exchange::Layout::Matrix,
        }
    }
}

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The mechanism file with every rule written out.
    Tables,
    /// One table as CSV; `--what` says which.
    Csv,
    /// The Bayesian game of one rule, for Gambit.
    Efg,
    /// Tidy CSV files with codebook and commands for Stata, in a folder.
    Tidy,
    /// The environment file, with numbers instead of formulas and parameters.
    Toml,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The mechanism file, or the environment file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The other one of the two; without an environment, one beside the mechanism is looked for by its content hash
    #[arg(value_name = "FILE")]
    pub other: Option<PathBuf>,
    /// Write every rule out as a table: the mechanism file in long form, the default for a mechanism
    #[arg(long, conflicts_with_all = ["what", "format"])]
    pub tables: bool,
    /// The table to export as CSV
    #[arg(long, value_enum)]
    pub what: Option<ExportWhat>,
    /// How the CSV file is laid out
    #[arg(long, value_enum, default_value = "long")]
    pub layout: ExportLayout,
    /// The format
    #[arg(long, value_enum)]
    pub format: Option<ExportFormat>,
    /// Only the transfer rule of this name
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// A file to write to, standard output without it; for tidy tables, and for the games of all rules, a folder
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
}

impl Export {
    /// The format that is asked for, if any.
    pub fn format(&self) -> Option<ExportFormat> {
        let tables = self.tables.then_some(ExportFormat::Tables);
        self.format.or(tables).or(self.what.map(|_| ExportFormat::Csv))
    }
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// What to import.
    #[command(subcommand)]
    pub what: ImportWhat,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportWhat {
    /// Transfer rules from CSV files, as a mechanism file
    Transfers(ImportTransfers),
    /// A game of Gambit that begins with a chance move over types, as an environment file
    Efg(ImportGame),
}

/// Options of `import transfers`.
#[derive(Debug, Args)]
pub struct ImportTransfers {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// CSV files; one without a column `rule` has one rule, called like the file
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the mechanism is called
    #[arg(long)]
    pub name: Option<String>,
    /// What the mechanism is for; `verify` then requires the properties of this goal
    #[arg(long, value_parser = parse_goal)]
    pub goal: Option<Goal>,
    /// The mechanism file; standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
}

/// Options of `import efg`.
#[derive(Debug, Args)]
pub struct ImportGame {
    /// The game, in Gambit's format EFG 2 R
    pub file: PathBuf,
    /// The allocation rule, which no game says: a CSV file with the profile of actions at every profile of types, or `efficient`
    #[arg(long, value_name = "efficient|FILE", default_value = "efficient")]
    pub allocation: PathBuf,
    /// The environment file; standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
