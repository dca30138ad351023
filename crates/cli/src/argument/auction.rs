//! Options of `auction`.

use super::Printing;
use ambimech_model::auction::family::Family;
use ambimech_model::number::{Rational, parse_number};
use clap::Args;
use std::path::PathBuf;

/// Options of `auction`.
#[derive(Debug, Args)]
pub struct Auction {
    /// The auction file, TOML or JSON
    pub auction: PathBuf,
    /// How much ambiguity is enough: the least parameter of contamination, of prokhorov balls, or of the hull of the file's densities
    #[arg(long, value_name = "FAMILY", value_parser = parse_family, conflicts_with = "scheme")]
    pub least: Option<Family>,
    /// With --least: ask only about own indices below this number
    #[arg(long, value_name = "NUMBER", value_parser = parse_below, requires = "least")]
    pub below: Option<Rational>,
    /// With --least: one row for each of these numbers of bidders, as in 2,3,10
    #[arg(long, value_name = "N,…", value_delimiter = ',', requires = "least")]
    pub bidders: Vec<usize>,
    /// With --least: one row for each of these values of a parameter of the file, as in a=1/2,1/4
    #[arg(long, value_name = "NAME=NUMBER,…", value_parser = parse_vary, requires = "least", conflicts_with = "bidders")]
    pub vary: Option<Vary>,
    /// The full-insurance scheme: rewards, least information rents, and what misreports gain
    #[arg(long)]
    pub scheme: bool,
    /// With --scheme: into how many equal parts the grid of misreports cuts the range of the own index
    #[arg(long, value_name = "M", default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=2000), requires = "scheme")]
    pub grid: u64,
    /// With --least or --scheme, a file for the answer: .csv all numbers, .svg a picture
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub printing: Printing,
}

/// A parameter of the file and the values it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vary {
    /// The name.
    pub name: String,
    /// The values.
    pub values: Vec<Rational>,
}

fn parse_family(text: &str) -> Result<Family, String> {
    let found = Family::ALL.into_iter().find(|family| family.name() == text);
    found.ok_or_else(|| {
        let names: Vec<&str> = Family::ALL.iter().map(|family| family.name()).collect();
        format!("there is no such family; expected one of {}", names.join(", "))
    })
}

fn parse_below(text: &str) -> Result<Rational, String> {
    parse_number(text).map_err(|error| format!("{error}; expected a number as 1 or 3/2"))
}

fn parse_vary(text: &str) -> Result<Vary, String> {
    let (name, values) = text.split_once('=').ok_or("expected a name and numbers, as a=1/2,1/4")?;
    let number = |value: &str| parse_number(value.trim()).map_err(|error| format!("{error}; expected numbers"));
    let values = values.split(',').map(number).collect::<Result<Vec<_>, String>>()?;
    Ok(Vary { name: name.trim().to_string(), values })
}
