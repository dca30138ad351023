//! Options of `design --method few-rules`.

use ambimech_model::stakes::{StakesMeasure, UnknownMeasure};
use clap::Args;
use std::path::PathBuf;

/// How few rules are wanted, and how small the payments are to be.
#[derive(Debug, Clone, Args)]
pub struct FewRules {
    /// With --method few-rules: at most so many rules
    #[arg(long, value_name = "K", value_parser = parse_rules)]
    pub rules: Option<usize>,

    /// With --method few-rules: write the proofs that fewer rules, or one bet, are not enough to this file, if there are any
    #[arg(long, value_name = "FILE")]
    pub proof: Option<PathBuf>,
    /// With --method few-rules: make this small: largest-payment (what anybody ever pays), expected-payment (the money that changes hands
    /// in expectation) or exposure (what a coalition's members ever pay together)
    #[arg(long, value_name = "MEASURE", value_parser = parse_measure)]
    pub smallest: Option<StakesMeasure>,
    /// With --smallest: payments in multiples of 1 or of a short decimal, for at most a quarter more
    #[arg(long)]
    pub neat: bool,
    /// With --smallest: every rule treats alike agents alike, where the environment has such agents
    #[arg(long)]
    pub symmetric: bool,
}

impl FewRules {
    /// The first option that is given, if any.
    pub fn given(&self) -> Option<&'static str> {
        if self.rules.is_some() {
            return Some("--rules");
        }
        if self.smallest.is_some() {
            return Some("--smallest");
        }
        match (self.neat, self.symmetric) {
            (true, _) => Some("--neat"),
            (_, true) => Some("--symmetric"),
            _ => None,
        }
    }
}

/// A number of rules: a whole number of 1 or more.
pub fn parse_rules(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(rules) if rules >= 1 => Ok(rules),
        Ok(_) => Err("a mechanism has at least one rule; write 1 or more".to_string()),
        Err(_) => Err(format!("`{text}` is not a number of rules; write a whole number of 1 or more, as in 2")),
    }
}

/// A measure of stakes by its name.
pub fn parse_measure(text: &str) -> Result<StakesMeasure, String> {
    text.parse().map_err(|error: UnknownMeasure| error.to_string())
}
