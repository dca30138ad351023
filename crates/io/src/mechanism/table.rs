//! Rules written out: a list of names with tables, one row of payments for every profile.

use super::read::check_rule_name;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::Node;
use crate::quantity::read_number;
use crate::reference::{References, key_part};
use crate::rows::{Row, cover};
use crate::source::Span;
use crate::suggestion::{counted, listed, quoted};
use ambimech_model::index::ProfileId;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use std::collections::HashMap;

/// So many payments the tables of a file may have in any case, however short the file is thanks to `*`.
const ALWAYS_ALLOWED: usize = 1 << 22;

pub(crate) fn read_tables<'t>(references: &References<'t>, node: &Node<'t>) -> Read<Vec<NamedRule>> {
    let source = references.source;
    let help = "write \"rules\": [{\"name\": \"r1\", \"transfers\": {…}}]";
    let rules = node.expect_array(source, "the transfer rules", help)?;
    if rules.is_empty() {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "a mechanism without transfer rules")
                .found("an empty list")
                .expected("at least one rule")
                .help(help),
        ));
    }
    check_size(references, node.span, rules.len())?;
    let mut names = HashMap::with_capacity(rules.len());
    rules.iter().map(|rule| read_rule(references, rule, &mut names)).collect()
}

/// Rows with `*` make short files with long tables; beyond [`ALWAYS_ALLOWED`] payments, the file must be at least as long
/// as its tables.
fn check_size(references: &References<'_>, span: Span, rules: usize) -> Read<()> {
    let space = &references.names.space;
    let payments = rules.saturating_mul(space.size()).saturating_mul(space.agent_count());
    let allowed = ALWAYS_ALLOWED.max(references.source.text.len());
    if payments <= allowed {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::at(references.source, Span::new(span.start, span.start), "these tables are too large")
            .found(format!(
                "{} of {} profiles with {} payments each, {payments} payments in all",
                counted(rules, "rule"),
                space.size(),
                space.agent_count()
            ))
            .expected(format!("at most {allowed} payments in a file of this length"))
            .help("give the rules in closed form"),
    ))
}

fn read_rule<'t>(
    references: &References<'t>,
    node: &Node<'t>,
    names: &mut HashMap<String, Span>,
) -> Read<NamedRule> {
    let source = references.source;
    let help = "write {\"name\": \"r1\", \"transfers\": {…}}";
    let table = node.expect_table(source, "a transfer rule", help)?;
    table.check_keys(source, "a transfer rule", &["name", "transfers"])?;
    let name = references.require(table, node.span, "name", "this rule", "\"name\": \"r1\"")?;
    let name = check_rule_name(source, name, names)?;
    let within = format!("the rule {}", quoted(&name));
    let zeros = vec!["0"; references.names.types.len()].join(", ");
    let example = format!("\"transfers\": {{\"{}\": [{zeros}]}}", references.names.label(ProfileId(0)));
    let transfers = references.require(table, node.span, "transfers", &within, &example)?;
    let help = "write one row for every profile";
    let entries = &transfers.expect_table(source, &format!("the payments of {within}"), help)?.entries;
    let mut rows = Vec::with_capacity(entries.len());
    let mut payments: Vec<Vec<Rational>> = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = |part: Span| key_part(source, entry, part);
        let pattern = references.names.parse_pattern(source, &entry.key, &place)?;
        rows.push(Row { pattern, span: entry.key_span });
        payments.push(read_payments(references, &entry.value)?);
    }
    let space = &references.names.space;
    let rows = cover(source, &references.names, &rows, &within, transfers.span, &format!("[{zeros}]"))?;
    let table = TransferTable::from_fn(space, |agent, profile| {
        let row = payments.get(rows.row(space, profile));
        row.and_then(|row| row.get(agent.0)).cloned().unwrap_or(Rational::ZERO)
    });
    Ok(NamedRule { name, table })
}

/// One payment to every agent, in agent order.
pub(crate) fn read_payments(references: &References<'_>, node: &Node<'_>) -> Read<Vec<Rational>> {
    let source = references.source;
    let agents = references.names.types.len();
    let payments = node.expect_array(source, "the payments at this profile", "write [\"1/2\", \"-1/2\"]")?;
    if payments.len() != agents {
        return Err(Box::new(
            Diagnostic::at(source, node.span, "a row has one payment for every agent")
                .found(counted(payments.len(), "payment"))
                .expected(format!(
                    "{}, to {}",
                    counted(agents, "payment"),
                    listed(references.names.agents.names().iter().map(String::as_str))
                ))
                .help("a payment is money to the agent: negative when the agent pays, 0 when nothing is paid"),
        ));
    }
    payments.iter().map(|payment| read_number(source, payment, "a payment")).collect()
}
