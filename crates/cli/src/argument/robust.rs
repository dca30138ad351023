//! Options of `robust`.

use super::{Parameters, Printing};
use crate::supervision;
use ambimech_io::Read;
use ambimech_io::environment::read_payoff_environment;
use ambimech_model::robust::{Concept, PayoffEnvironment};
use clap::Args;
use std::path::PathBuf;

/// Options of `robust`.
#[derive(Debug, Args)]
pub struct Robust {
    /// The environment file, TOML or JSON; beliefs are not needed and not looked at
    pub environment: PathBuf,
    /// Against whom: nash (single agents), coalitional (the coalitions of the file), strong (all coalitions), double (nash and strong at
    /// once)
    #[arg(long, value_parser = parse_concept, default_value = "coalitional")]
    pub concept: Concept,
    /// A file for the whole answer with its proofs, as JSON
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A file for the proofs of all verdicts, with --type-space of those on it
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// A type space (ambimech-type-space/1): decide the interim conditions on it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "type_space_out"])]
    pub type_space: Option<PathBuf>,
    /// A file for the type space in which what fails robustly fails for its beliefs
    #[arg(long, value_name = "FILE")]
    pub type_space_out: Option<PathBuf>,
    /// Largest number of linear programs in one round of the search
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub limit: u64,
    /// Largest number of cases in which coalitions object
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub branches: u64,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

impl Robust {
    /// The environment without its beliefs.
    ///
    /// # Errors
    /// Whatever is wrong with the file.
    pub fn read(&self) -> Read<PayoffEnvironment> {
        let settings = &self.parameters.settings;
        if supervision::is_on() {
            return supervision::read_alone(&self.environment, |text| text.read_payoff_environment(settings));
        }
        read_payoff_environment(&self.environment, settings)
    }
}

pub(super) fn parse_concept(text: &str) -> Result<Concept, String> {
    Concept::ALL.into_iter().find(|concept| concept.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Concept::ALL.iter().map(|concept| concept.name()).collect();
        format!("expected one of {}", names.join(", "))
    })
}
