//! Options of `frontier`.

use super::few_rules::{parse_measure, parse_rules};
use super::{Limits, Parameters, Printing, parse_goal, parse_reports};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::property::{Goal, Reports};
use ambimech_model::stakes::StakesMeasure;
use ambimech_solve::few_rules::frontier::USUALLY_MOST;
use clap::Args;
use std::path::PathBuf;

/// Options of `frontier`.
#[derive(Debug, Args)]
pub struct Frontier {
    /// The environment file, TOML or JSON
    pub environment: PathBuf,
    /// The goal
    #[arg(long, value_parser = parse_goal)]
    pub goal: Goal,
    /// The misreports that mechanisms are to be safe against
    #[arg(long, value_parser = parse_reports, default_value = "mixed")]
    pub reports: Reports,
    /// Numbers of rules up to this one
    #[arg(long, value_name = "K", default_value_t = USUALLY_MOST, value_parser = parse_most_rules)]
    pub most_rules: usize,
    /// What is made small: largest-payment, expected-payment or exposure
    #[arg(long, value_parser = parse_measure, default_value = "largest-payment")]
    pub measure: StakesMeasure,
    /// Payments that are multiples of 1 or of a short decimal, where that costs at most a quarter more
    #[arg(long)]
    pub neat: bool,
    /// Caps on what all agents together keep in expectation on path; by default the least, what a balanced budget would leave them, and none. Only for
    /// goals without a balanced budget and full surplus
    #[arg(long, value_name = "NUMBER,…", value_parser = parse_rents, value_delimiter = ',', allow_hyphen_values = true)]
    pub rents: Vec<Rational>,
    /// A folder for every mechanism, frontier.csv with its codebook, frontier.json, a picture and a page
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}

/// Numbers of rules beyond which there is no search.
const MOST_RULES: usize = 16;

fn parse_most_rules(text: &str) -> Result<usize, String> {
    match parse_rules(text)? {
        rules if rules <= MOST_RULES => Ok(rules),
        rules => {
            Err(format!("{rules} rules are more than are searched for; write a number from 1 to {MOST_RULES}"))
        }
    }
}

fn parse_rents(text: &str) -> Result<Rational, String> {
    let rents = parse_number(text).map_err(|error| format!("{error}; expected a number as 3/4 or 0.75"))?;
    if rents < Rational::ZERO { Err("a cap on rents is at least 0".to_string()) } else { Ok(rents) }
}
