//! Options of `counterexample`.

use super::{Parameters, Printing, parse_condition, parse_goal};
use ambimech_model::condition::Condition;
use ambimech_model::property::Goal;
use clap::Args;
use std::path::PathBuf;

/// Options of `counterexample`.
#[derive(Debug, Args)]
pub struct Counterexample {
    /// The environment file, TOML or JSON; its agents, types, beliefs and coalitions are kept, its payoffs are not
    pub environment: PathBuf,
    /// The condition that the beliefs fail, such as bdp or cbdp; without one, the question is about coalitions and one transfer
    /// rule, under any beliefs
    #[arg(long, value_name = "NAME", value_parser = parse_condition)]
    pub condition: Option<Condition>,
    /// Payoffs that depend on the agent's own type only
    #[arg(long)]
    pub private_values: bool,
    /// What is not to be reached; by default what the condition's theorem is about: implement, or cic for coalitions
    #[arg(long, value_parser = parse_goal)]
    pub goal: Option<Goal>,
    /// A folder for environment.toml and certificate.json
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub parameters: Parameters,
    #[command(flatten)]
    pub printing: Printing,
}
