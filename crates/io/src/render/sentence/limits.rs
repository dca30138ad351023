//! Limits on payments, in words.

use crate::payment_limits::{amounts, named};
use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::as_sentence;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits, TightestPayment};
use ambimech_model::property::Claim;

/// What the limits say, one clause for each: `no agent ever pays more than 3`, `agent 1 never pays more than 3 and agent 2 never
/// pays more than 0`.
pub fn limits_in_words(environment: &Environment, limits: &PaymentLimits) -> Vec<String> {
    let clause = |limit| match limit {
        PaymentLimit::Liability => amounts_in_words(environment, limits, limit, "pays"),
        PaymentLimit::Receipt => amounts_in_words(environment, limits, limit, "receives"),
        PaymentLimit::ExPostParticipation => {
            "no agent's payoff and payment are ever less than 0 together".to_string()
        }
    };
    named(environment, limits).into_iter().map(clause).collect()
}

fn amounts_in_words(environment: &Environment, limits: &PaymentLimits, limit: PaymentLimit, verb: &str) -> String {
    let amounts = amounts(environment, limits, limit);
    let first = amounts.first().map(|(_, amount)| *amount);
    let is_same = amounts.iter().all(|(_, amount)| Some(*amount) == first);
    if let Some(amount) = first.filter(|_| is_same && amounts.len() == environment.agent_count()) {
        return format!("no agent ever {verb} more than {}", with_decimal(amount));
    }
    let each = amounts.into_iter().map(|(agent, amount)| {
        format!("agent {} never {verb} more than {}", name::agent(environment, agent), with_decimal(amount))
    });
    name::and_list(&each.collect::<Vec<String>>())
}

/// The whole as part of a sentence; empty without limits: ` if no agent ever pays more than 3`.
pub fn condition(environment: &Environment, limits: &PaymentLimits) -> String {
    match limits.is_none() {
        true => String::new(),
        false => format!(" if {}", name::and_list(&limits_in_words(environment, limits))),
    }
}

/// What the limits say as a sentence with a space behind it; empty without limits: `No agent ever pays more than 3. `.
pub fn kept_in_words(environment: &Environment, limits: &PaymentLimits) -> String {
    match limits.is_none() {
        true => String::new(),
        false => format!("{} ", as_sentence(&name::and_list(&limits_in_words(environment, limits)))),
    }
}

/// The claims and the limits by their names.
pub fn claim_names(environment: &Environment, claims: &[Claim], limits: &PaymentLimits) -> Vec<String> {
    let limits = named(environment, limits).into_iter().map(|limit| limit.name().to_string());
    claims.iter().map(ToString::to_string).chain(limits).collect()
}

/// Where a limit is kept most narrowly, or broken most: `agent 1 pays 3 at (H, L) under rule r1, which leaves 0`.
pub fn tightest(environment: &Environment, mechanism: &Mechanism, row: &TightestPayment) -> String {
    let verb = if row.payment > Rational::ZERO { "receives" } else { "pays" };
    let size = if row.payment > Rational::ZERO { row.payment.clone() } else { -&row.payment };
    let what = match row.limit {
        PaymentLimit::ExPostParticipation => {
            format!("; payoff and payment are {} together", with_decimal(&row.slack))
        }
        _ if row.slack < Rational::ZERO => format!(", {} too much", with_decimal(&-&row.slack)),
        _ => format!(", {} less than it may", with_decimal(&row.slack)),
    };
    format!(
        "agent {} {verb} {} at {} under rule {}{what}",
        name::agent(environment, row.agent),
        with_decimal(&size),
        name::profile(environment, row.profile),
        name::rule(environment, mechanism, row.rule),
    )
}

/// What a row of a limit is called in a proof: `LL`, `LR` or `EP`.
pub fn row_name(limit: PaymentLimit) -> &'static str {
    match limit {
        PaymentLimit::Liability => "LL",
        PaymentLimit::Receipt => "LR",
        PaymentLimit::ExPostParticipation => "EP",
    }
}

/// What the limits of a kind are called.
pub fn limit_noun(limit: PaymentLimit) -> &'static str {
    match limit {
        PaymentLimit::Liability => "liability",
        PaymentLimit::Receipt => "receipts",
        PaymentLimit::ExPostParticipation => "ex post participation",
    }
}

/// The relation that a payment must keep, with its bound: the payment at least, or at most, this number.
pub fn bound(row: &TightestPayment) -> (&'static str, Rational) {
    match row.limit {
        PaymentLimit::Receipt => ("<=", &row.payment + &row.slack),
        PaymentLimit::Liability | PaymentLimit::ExPostParticipation => (">=", &row.payment - &row.slack),
    }
}

/// What the names of rows say, for a proof: the limits that it uses.
pub fn notion(limits: &[PaymentLimit]) -> Option<String> {
    let clause = |limit: &PaymentLimit| match limit {
        PaymentLimit::Liability => "LL, that an agent pays no more than its liability",
        PaymentLimit::Receipt => "LR, that an agent receives no more than it may",
        PaymentLimit::ExPostParticipation => "EP, that an agent's payoff and payment are at least 0 together",
    };
    let clauses: Vec<String> = limits.iter().map(|limit| clause(limit).to_string()).collect();
    (!clauses.is_empty()).then(|| {
        format!(
            "Limits hold at every profile under every rule, and under mixtures of rules: {}.",
            name::and_list(&clauses)
        )
    })
}
