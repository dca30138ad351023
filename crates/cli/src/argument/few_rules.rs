//! Options of `design --method few-rules`.

use ambimech_model::stakes::{StakesMeasure, UnknownMeasure};
use clap::Args;

/// How few rules are wanted, and how small the payments are to be.
#[derive(Debug, Clone, Copy, Args)]
pub struct FewRules {
    /// With --method few-rules: at most so many rules
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub rules: Option<u32>,
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

fn parse_measure(text: &str) -> Result<StakesMeasure, String> {
    text.parse().map_err(|error: UnknownMeasure| error.to_string())
}
