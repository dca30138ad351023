//! Options of `auction`.

use super::Printing;
use crate::outcome::Failure;
use ambimech_io::Setting;
use ambimech_io::auction::{AnyAuction, Changes, read_changed_any_auction};
use ambimech_io::diagnostic::Read;
use ambimech_model::auction::family::Family;
use ambimech_model::number::{Rational, parse_number};
use clap::Args;
use std::fmt::{Display, Formatter};
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
    /// Write a grid of the auction as an environment file: so many parts for every component of a signal, as in 4, or theta=8,c=2
    #[arg(long, visible_alias = "discretize", value_name = "PARTS", value_parser = parse_parts, conflicts_with_all = ["least", "scheme"])]
    pub discretise: Option<Parts>,
    /// With --discretise: a file for the full-insurance scheme of the auction at the points of the grid, a mechanism of the environment
    #[arg(long, value_name = "FILE", requires = "discretise")]
    pub mechanism: Option<PathBuf>,
    /// Look for messages that create enough ambiguity: cells of this component of the others' signals
    #[arg(long, value_name = "COMPONENT", conflicts_with_all = ["least", "scheme", "discretise", "out"])]
    pub device: Option<String>,
    /// With --device: cells end at multiples of this part of the component's range
    #[arg(long, value_name = "PARTS", default_value_t = 8, value_parser = parse_small, requires = "device")]
    pub cuts: usize,
    /// With --device: so many different messages at most
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = parse_small, requires = "device")]
    pub messages: usize,
    /// Write the answer with its proof to this file, for `ambimech check`: the verdicts about the conditions, or what --least, --scheme or --device found
    #[arg(long, value_name = "FILE", conflicts_with_all = ["discretise"])]
    pub certificate: Option<PathBuf>,
    /// Another value for a parameter of the auction file, as in a=1/3; can be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", allow_hyphen_values = true)]
    pub settings: Vec<Setting>,
    /// A file for the answer: .html a page; with --least or --scheme .csv all numbers, .svg a picture; with --discretise .toml
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub printing: Printing,
}

impl Auction {
    /// What is to be different from the file.
    pub fn changes(&self) -> Changes {
        let settings = self.settings.iter().map(|setting| (setting.name.clone(), setting.value.clone()));
        Changes { bidders: None, parameters: settings.collect() }
    }

    /// The auction of the file with these changes.
    pub fn read_any(&self) -> Read<AnyAuction> {
        read_changed_any_auction(&self.auction, &self.changes())
    }
}

/// Into how many parts the ranges of components are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// All into so many.
    All(usize),
    /// These; the others are not cut.
    Named(Vec<(String, usize)>),
}

impl Parts {
    /// For every bidder and component.
    pub fn of(&self, auction: &ambimech_model::auction::Auction) -> Result<Vec<Vec<usize>>, Failure> {
        let bidders = auction.bidders();
        if let Parts::Named(list) = self {
            let known =
                |name: &str| bidders.iter().flat_map(|bidder| &bidder.signals).any(|signal| signal.name == name);
            if let Some((name, _)) = list.iter().find(|(name, _)| !known(name)) {
                return Err(Failure::Usage(format!(
                    "--discretise: there is no component `{name}`\n  = expected: components of the auction's signals"
                )));
            }
        }
        let count = |name: &str| match self {
            Parts::All(count) => *count,
            Parts::Named(list) => list.iter().find(|(known, _)| known == name).map_or(1, |(_, count)| *count),
        };
        let of = |bidder: &ambimech_model::auction::Bidder| {
            bidder.signals.iter().map(|signal| count(&signal.name)).collect()
        };
        Ok(bidders.iter().map(of).collect())
    }
}

impl Display for Parts {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Parts::All(count) => write!(formatter, "{count}"),
            Parts::Named(list) => {
                let words: Vec<String> = list.iter().map(|(name, count)| format!("{name}={count}")).collect();
                formatter.write_str(&words.join(","))
            }
        }
    }
}

fn parse_parts(text: &str) -> Result<Parts, String> {
    let count = |text: &str| {
        let number = text.trim().parse::<usize>().ok().filter(|number| *number > 0);
        number.ok_or_else(|| {
            "expected a number of parts from 1 on, or one for each component as in theta=8,c=2".to_string()
        })
    };
    if !text.contains('=') {
        return count(text).map(Parts::All);
    }
    let one = |part: &str| {
        let (name, number) = part.split_once('=').unwrap_or((part, ""));
        Ok((name.trim().to_string(), count(number)?))
    };
    text.split(',').map(one).collect::<Result<Vec<_>, String>>().map(Parts::Named)
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

fn parse_small(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (2..=16).contains(number));
    number.ok_or_else(|| "expected a number from 2 to 16".to_string())
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
