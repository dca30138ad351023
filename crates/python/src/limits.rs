//! Limits on payments as arguments.

use crate::fault;
use ambimech_io::Diagnostic;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use pyo3::prelude::*;

/// Amounts as texts, each for one agent, and without a name for all others.
type Amounts = Vec<(Option<String>, String)>;

/// What agents may pay and receive at most, and whether they take part ex post.
pub type LimitsText = (Amounts, Amounts, bool);

/// The limits for the agents of an environment.
pub fn limits(py: Python<'_>, environment: &Environment, given: &LimitsText) -> PyResult<PaymentLimits> {
    let (liability, receipt, ex_post_participation) = given;
    let mut limits = PaymentLimits::none();
    for (agent, amount) in by_agent(py, environment, "liability", liability)? {
        limits = limits.with_liability([agent], &amount);
    }
    for (agent, amount) in by_agent(py, environment, "receipt", receipt)? {
        limits = limits.with_receipt([agent], &amount);
    }
    Ok(if *ex_post_participation { limits.with_ex_post_participation() } else { limits })
}

fn by_agent(
    py: Python<'_>,
    environment: &Environment,
    name: &str,
    amounts: &Amounts,
) -> PyResult<Vec<(AgentId, Rational)>> {
    let mut found: Vec<Option<Rational>> = vec![None; environment.agent_count()];
    let mut for_all = None;
    for (agent, text) in amounts {
        let amount = parse_number(text).ok().filter(|amount| *amount >= Rational::ZERO).ok_or_else(|| {
            let wrong = Diagnostic::about_file("", format!("{name} is no amount of money"))
                .found(text.as_str())
                .expected("a number from 0 on, such as 5 or \"1/2\"");
            fault::of_argument(py, &wrong)
        })?;
        let Some(agent) = agent else {
            for_all = Some(amount);
            continue;
        };
        let place = environment.find_agent(agent).and_then(|agent| found.get_mut(agent.0));
        let Some(place) = place else {
            let agents: Vec<&str> = environment.agents().iter().map(|agent| agent.name.as_str()).collect();
            let wrong = Diagnostic::about_file("", format!("{name} names `{agent}`, which is no agent"))
                .expected(format!("one of {}", agents.join(", ")));
            return Err(fault::of_argument(py, &wrong));
        };
        *place = Some(amount);
    }
    let amounts =
        found.into_iter().enumerate().map(|(agent, own)| (AgentId(agent), own.or_else(|| for_all.clone())));
    Ok(amounts.filter_map(|(agent, amount)| Some((agent, amount?))).collect())
}
