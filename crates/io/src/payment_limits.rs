//! Limits on payments in files: a list of claims, `{"property": "liability", "amounts": {"1": "5"}}`.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::json_writer::{JsonWriter, Layout};
use crate::label_list::member_labels;
use crate::quantity::read_number;
use crate::reference::References;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};

const EXAMPLE: &str = "{\"property\": \"liability\", \"amounts\": {\"1\": \"5\"}}";

/// Reads one claim about payments, adding it to those before it.
///
/// # Errors
/// A missing or unknown key, a second claim about the same limit, an unknown agent or something else than a number.
pub(crate) fn read_limit<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    table: &Table<'t>,
    limit: PaymentLimit,
    known: PaymentLimits,
) -> Read<PaymentLimits> {
    let source = references.source;
    let within = format!("the claim of `{}`", limit.name());
    let keys: &[&str] = match limit {
        PaymentLimit::ExPostParticipation => &["property"],
        PaymentLimit::Liability | PaymentLimit::Receipt => &["property", "amounts"],
    };
    table.check_keys(source, &within, keys)?;
    let is_known = references.names.space.agents().any(|agent| known.of(agent).any(|other| other == limit));
    if is_known {
        return Err(Box::new(
            Diagnostic::at(source, node.span, format!("`{}` is claimed twice", limit.name()))
                .found("a second claim")
                .expected("one claim, with the amounts of all agents that have the limit")
                .help(format!("write them into one claim, as in {EXAMPLE}")),
        ));
    }
    if limit == PaymentLimit::ExPostParticipation {
        return Ok(known.with_ex_post_participation());
    }
    let amounts = references.require(table, node.span, "amounts", &within, EXAMPLE)?;
    let amounts = amounts.expect_table(source, "amounts by agent", &format!("write {EXAMPLE}"))?;
    let mut limits = known;
    for entry in &amounts.entries {
        let agent = references.names.agents.expect(source, entry.key_span, &entry.key, "agent").map(AgentId)?;
        let amount = read_number(source, &entry.value, &format!("an amount of {within}"))?;
        limits = match limit {
            PaymentLimit::Receipt => limits.with_receipt([agent], &amount),
            _ => limits.with_liability([agent], &amount),
        };
    }
    Ok(limits)
}

/// Reads a list of claims about payments.
///
/// # Errors
/// No list, another property, or as for [`read_limit`].
pub(crate) fn read_limits<'t>(references: &References<'t>, node: &Node<'t>) -> Read<PaymentLimits> {
    let source = references.source;
    let help = format!("write [{EXAMPLE}]");
    let list = node.expect_array(source, "the limits on payments", &help)?;
    list.iter().try_fold(PaymentLimits::none(), |known, node| {
        let table = node.expect_table(source, "a limit on payments", &help)?;
        let name =
            references.require(table, node.span, "property", "this limit", "\"property\": \"liability\"")?;
        let names = PaymentLimit::ALL.map(PaymentLimit::name);
        let word = references.word(name, "a limit on payments", &names)?;
        match limit_named(word) {
            Some(limit) => read_limit(references, node, table, limit, known),
            None => Ok(known),
        }
    })
}

/// The limit with this name.
pub(crate) fn limit_named(word: &str) -> Option<PaymentLimit> {
    PaymentLimit::ALL.into_iter().find(|limit| limit.name() == word)
}

/// The amounts of a limit by agent, in agent order; none for ex post participation.
pub(crate) fn amounts<'a>(
    environment: &'a Environment,
    limits: &'a PaymentLimits,
    limit: PaymentLimit,
) -> Vec<(AgentId, &'a Rational)> {
    let agents = environment.space().agents();
    let amount = |agent| match limit {
        PaymentLimit::Liability => limits.liability(agent),
        PaymentLimit::Receipt => limits.receipt(agent),
        PaymentLimit::ExPostParticipation => None,
    };
    agents.filter_map(|agent| amount(agent).map(|amount| (agent, amount))).collect()
}

/// The limits that somebody has, in order.
pub(crate) fn named(environment: &Environment, limits: &PaymentLimits) -> Vec<PaymentLimit> {
    let agents = || environment.space().agents();
    let has = |limit: &PaymentLimit| agents().any(|agent| limits.of(agent).any(|own| own == *limit));
    PaymentLimit::ALL.into_iter().filter(has).collect()
}

/// Writes the claims into an open list, one line each.
pub(crate) fn write_limits(json: &mut JsonWriter<'_>, environment: &Environment, limits: &PaymentLimits) {
    for limit in named(environment, limits) {
        json.open_object(Layout::Line);
        json.entry("property", limit.name());
        if limit != PaymentLimit::ExPostParticipation {
            json.key("amounts");
            json.open_object(Layout::Line);
            for (agent, amount) in amounts(environment, limits, limit) {
                for label in member_labels(environment, Coalition::single(agent)) {
                    json.key(label);
                }
                json.number(amount);
            }
            json.close();
        }
        json.close();
    }
}
