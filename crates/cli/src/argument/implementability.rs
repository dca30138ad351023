//! Options of `insure`, `ambiguity` and `device`.

use super::{Parameters, Printing, parse_reports};
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::Growth;
use ambimech_model::property::Reports;
use clap::Args;
use std::path::PathBuf;

/// Options of `insure`.
#[derive(Debug, Args)]
pub struct Insure {
    /// The environment file, TOML or JSON; with `[priors]`, or with one belief of every type
    pub environment: PathBuf,
    /// The criterion that decides the exit code and is written with --out: maxmin, optimal or maximal
    #[arg(long, value_parser = parse_criterion, default_value = "maxmin")]
    pub criterion: Criterion,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// Look at this mechanism instead: does it insure everybody fully, and what does its insured twin promise
    #[arg(long, value_name = "FILE")]
    pub mechanism: Option<PathBuf>,
    /// A file for the mechanism, or for the proof that there is none; with --mechanism for the insured twin
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A file for the proofs of what the mechanism promises
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `ambiguity`.
#[derive(Debug, Args)]
pub struct Ambiguity {
    /// The environment file, TOML or JSON, with one belief of every type, around which sets grow
    pub environment: PathBuf,
    /// How sets grow: contamination, total-variation, prokhorov, or several as in contamination,prokhorov
    #[arg(
        long,
        value_parser = parse_growth,
        value_delimiter = ',',
        value_name = "NAME,…",
        default_value = "contamination,total-variation"
    )]
    pub family: Vec<Growth>,
    /// The misreports to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "pure")]
    pub reports: Reports,
    /// A file for the answers with what proves them
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Options of `device`.
#[derive(Debug, Args)]
pub struct Device {
    /// The environment file, TOML or JSON, with one belief of every type
    pub environment: PathBuf,
    /// A file for the mechanism that is played after the messages
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A file for the devices, or for what proves that there are none
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

fn parse_criterion(text: &str) -> Result<Criterion, String> {
    text.parse()
        .map_err(|error| format!("{error}; expected one of {}", Criterion::ALL.map(Criterion::name).join(", ")))
}

fn parse_growth(text: &str) -> Result<Growth, String> {
    text.parse().map_err(|error| format!("{error}; expected one of {}", Growth::ALL.map(Growth::name).join(", ")))
}
