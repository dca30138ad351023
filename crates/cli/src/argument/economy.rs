//! Options of `economy`.

use super::Printing;
use ambimech_model::number::{Rational, parse_number};
use clap::Args;
use std::path::PathBuf;

/// Options of `economy`.
#[derive(Debug, Args)]
pub struct Economy {
    /// The economy file, TOML or JSON
    pub economy: PathBuf,
    /// An allocation file: ask about this allocation instead of looking for one
    #[arg(long, value_name = "ALLOCATION")]
    pub check: Option<PathBuf>,
    /// Only this question: maximin Pareto efficiency
    #[arg(long)]
    pub efficient: bool,
    /// Only this question: the maximin core
    #[arg(long)]
    pub core: bool,
    /// Only this question: the maximin value
    #[arg(long)]
    pub value: bool,
    /// Weights of agents by which an efficient or core allocation is preferred to others, as in 1=2,2=1; all 1 by default
    #[arg(long, value_name = "NAME=NUMBER,…", value_delimiter = ',', value_parser = parse_weight, conflicts_with = "check")]
    pub weights: Vec<(String, Rational)>,
    /// A file for the proofs, which `ambimech check` accepts
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A file for a page with pictures, .html
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub printing: Printing,
}

fn parse_weight(text: &str) -> Result<(String, Rational), String> {
    let (name, number) = text.split_once('=').ok_or("expected an agent and a number, as 1=2")?;
    let number = parse_number(number.trim()).map_err(|error| format!("{error}; expected a number as 2 or 1/3"))?;
    if number > Rational::ZERO {
        Ok((name.trim().to_string(), number))
    } else {
        Err("a weight must be positive".to_string())
    }
}
