//! Lotteries over outcomes in environment files: an outcome's name, or a table of probabilities; and rows of them.

use super::outcomes::Outcomes;
use super::prior::key_part;
use super::{Known, Reader};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, Value};
use crate::quantity::read_number;
use crate::rows::{Row, cover};
use crate::source::Span;
use crate::suggestion::quoted;
use ambimech_model::index::OutcomeId;
use ambimech_model::lottery::{Lottery, LotteryError};

/// How a lottery is written.
const LOTTERY_HELP: &str = "write the probabilities of outcomes, as in { build = \"1/2\", none = \"1/2\" }";

impl<'t> Reader<'_, 't> {
    /// One lottery for each profile, from rows with `*`.
    pub(super) fn read_lotteries(
        &self,
        known: &Known,
        outcomes: &Outcomes,
        table: &Table<'t>,
        span: Span,
        what: &str,
    ) -> Read<Vec<Lottery>> {
        let mut rows = Vec::with_capacity(table.entries.len());
        let mut given = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.refuse_single_words(entry, what)?;
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = known.names.parse_pattern(self.source, &entry.key, &place)?;
            rows.push(Row { pattern, span: entry.key_span });
            given.push(self.read_lottery(&entry.value, outcomes)?);
        }
        let first = outcomes.names.names().first().map_or("none", String::as_str);
        let cover = cover(self.source, &known.names, &rows, what, span, &format!("\"{first}\""))?;
        let space = &known.names.space;
        let nothing = Lottery::sure(OutcomeId(0));
        Ok(space
            .profiles()
            .map(|profile| given.get(cover.row(space, profile)).unwrap_or(&nothing).clone())
            .collect())
    }

    /// An outcome by its name, or probabilities of outcomes.
    pub(super) fn read_lottery(&self, node: &Node<'_>, outcomes: &Outcomes) -> Read<Lottery> {
        match &node.value {
            Value::Table(table) => self.read_probabilities(node, table, outcomes),
            _ => {
                let name = node.expect_str(self.source, "the name of an outcome, or a lottery")?;
                let outcome = outcomes.names.expect(self.source, node.span, name, "outcome")?;
                Ok(Lottery::sure(OutcomeId(outcome)))
            }
        }
    }

    fn read_probabilities(&self, node: &Node<'_>, table: &Table<'_>, outcomes: &Outcomes) -> Read<Lottery> {
        let mut parts = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let outcome = outcomes.names.expect(self.source, entry.key_span, &entry.key, "outcome")?;
            parts.push((
                OutcomeId(outcome),
                read_number(self.source, &entry.value, "the probability of an outcome")?,
            ));
        }
        Lottery::new(parts).map_err(|error| {
            let (place, found) = match &error {
                LotteryError::Negative(outcome, probability) => {
                    let name = &outcomes.names.names()[outcome.0];
                    let entry = table.get(name);
                    let place = entry.map_or(node.span, |entry| entry.value.span);
                    (place, format!("probability {probability} of {}", quoted(name)))
                }
                _ => (node.span, error.to_string()),
            };
            Box::new(
                Diagnostic::at(self.source, place, "this is no lottery")
                    .found(found)
                    .expected("probabilities that are not negative and add up to 1")
                    .help(LOTTERY_HELP),
            )
        })
    }
}
