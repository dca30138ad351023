//! Options about limits on payments.

use crate::outcome::Failure;
use ambimech_io::suggestion::listed;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use clap::{Args, ValueEnum};

/// What no payment may be, under any rule at any profile.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// No agent ever pays more than this, under any rule at any profile; AGENT=AMOUNT is about one agent and can be repeated
    #[arg(long, value_name = "[AGENT=]AMOUNT", value_parser = parse_amount)]
    pub liability: Vec<Amount>,
    /// No agent ever receives more than this; AGENT=AMOUNT is about one agent and can be repeated
    #[arg(long, value_name = "[AGENT=]AMOUNT", value_parser = parse_amount)]
    pub receipt: Vec<Amount>,
    /// No agent's payoff and payment are ever less than 0 together, under any rule at any profile
    #[arg(long)]
    pub ex_post_participation: bool,
}

/// An amount for all agents, or for the one that is named.
#[derive(Debug, Clone)]
pub struct Amount {
    agent: Option<String>,
    amount: Rational,
}

/// The limit whose smallest amount is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Cap {
    /// What agents may have to pay.
    Liability,
    /// What agents may receive.
    Receipt,
}

impl From<Cap> for PaymentLimit {
    fn from(cap: Cap) -> PaymentLimit {
        match cap {
            Cap::Liability => PaymentLimit::Liability,
            Cap::Receipt => PaymentLimit::Receipt,
        }
    }
}

fn parse_amount(text: &str) -> Result<Amount, String> {
    let (agent, number) = match text.rsplit_once('=') {
        None => (None, text),
        Some((agent, number)) => (Some(agent.to_string()), number),
    };
    match parse_number(number) {
        Ok(amount) if amount >= Rational::ZERO => Ok(Amount { agent, amount }),
        Ok(_) => Err("an amount is at least 0, as in 5, 1/2 or Seller=5".to_string()),
        Err(_) => Err(format!("`{number}` is not a number; write 5, 1/2, 0.5 or Seller=5")),
    }
}

impl Limits {
    /// Whether none is given.
    pub fn is_empty(&self) -> bool {
        self.liability.is_empty() && self.receipt.is_empty() && !self.ex_post_participation
    }

    /// The limits for the agents of an environment: amounts with a name are about that agent, the one without is about all others.
    pub fn of(&self, environment: &Environment) -> Result<PaymentLimits, Failure> {
        let mut limits = PaymentLimits::none();
        for (agent, amount) in by_agent(environment, "--liability", &self.liability)? {
            limits = limits.with_liability([agent], amount);
        }
        for (agent, amount) in by_agent(environment, "--receipt", &self.receipt)? {
            limits = limits.with_receipt([agent], amount);
        }
        Ok(if self.ex_post_participation { limits.with_ex_post_participation() } else { limits })
    }
}

fn by_agent<'a>(
    environment: &Environment,
    option: &str,
    amounts: &'a [Amount],
) -> Result<Vec<(AgentId, &'a Rational)>, Failure> {
    let twice =
        |what: String| Failure::Usage(format!("{option} says two things about {what}\n  = help: leave one out"));
    let mut found: Vec<Option<&Rational>> = vec![None; environment.agent_count()];
    let mut for_all = None;
    for Amount { agent, amount } in amounts {
        let Some(name) = agent else {
            if for_all.replace(amount).is_some() {
                return Err(twice("all agents".to_string()));
            }
            continue;
        };
        let agent = environment.find_agent(name).ok_or_else(|| {
            let agents = listed(environment.agents().iter().map(|agent| agent.name.as_str()));
            Failure::Usage(format!(
                "{option} names `{name}`, which is no agent\n  = help: the agents are {agents}"
            ))
        })?;
        if found.get_mut(agent.0).is_some_and(|place| place.replace(amount).is_some()) {
            return Err(twice(format!("agent {name}")));
        }
    }
    let amounts = found.into_iter().enumerate().map(|(agent, own)| (AgentId(agent), own.or(for_all)));
    Ok(amounts.filter_map(|(agent, amount)| Some((agent, amount?))).collect())
}
