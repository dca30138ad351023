//! Options of `fragility`.

use super::{Parameters, Printing, parse_condition, parse_goal, parse_reports};
use ambimech_model::condition::Condition;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::property::{Goal, Reports};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Perturbed priors to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GridKind {
    /// Mixtures with the prior that makes all profiles equally likely.
    Uniform,
    /// Mixtures with the independent prior that has the same probability of every type.
    Independent,
    /// The probability of one profile after the other moved up and down.
    Moves,
}

/// Options of `fragility`.
#[derive(Debug, Args)]
pub struct Fragility {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The condition: bdp, cbdp or convex-independence
    #[arg(long, value_parser = parse_fragile, default_value = "bdp")]
    pub condition: Condition,
    /// The goal of the mechanisms on the way to a prior that fails; by default implement for bdp, coalition-proof for cbdp, and for
    /// convex-independence extract by the mechanism of Crémer and McLean
    #[arg(long, value_parser = parse_goal)]
    pub goal: Option<Goal>,
    /// The misreports that they are to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// How often what is left of the way is halved; 0 for no mechanisms but the one at the prior itself
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u64).range(0..=64))]
    pub steps: u64,
    /// Conditions at perturbed priors: uniform, independent, moves, or several as in uniform,moves
    #[arg(long, value_enum, value_delimiter = ',', value_name = "GRID")]
    pub grid: Vec<GridKind>,
    /// Conditions at mixtures with the prior of another environment file, with agents and types of the same names
    #[arg(long, value_name = "ENV")]
    pub towards: Option<PathBuf>,
    /// The conditions at perturbed priors
    #[arg(
        long,
        value_name = "NAME,…",
        value_parser = parse_condition,
        value_delimiter = ',',
        default_value = "bdp,cbdp,convex-independence"
    )]
    pub conditions: Vec<Condition>,
    /// Into how many equal steps mixtures go from the prior to the other one
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub weights: u64,
    /// By how much single probabilities are moved
    #[arg(long, value_name = "NUMBER,…", value_parser = parse_size, value_delimiter = ',', default_value = "1/100,1/20,1/10")]
    pub sizes: Vec<Rational>,
    /// A file for the answer: .svg the stakes on the way as a picture, .html a page with everything, .csv all numbers
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

fn parse_fragile(text: &str) -> Result<Condition, String> {
    let known = ambimech_solve::fragility::CONDITIONS;
    let found = known.into_iter().find(|condition| condition.name() == text);
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|condition| condition.name()).collect();
        format!("how far this is from failing is not known; expected one of {}", names.join(", "))
    })
}

fn parse_size(text: &str) -> Result<Rational, String> {
    let size = parse_number(text).map_err(|error| format!("{error}; expected a number as 1/20 or 0.05"))?;
    if size > Rational::ZERO && size < Rational::ONE {
        Ok(size)
    } else {
        Err("a probability is moved by more than 0 and less than 1".to_string())
    }
}
