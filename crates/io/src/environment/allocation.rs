//! `[allocation]`: the outcome of every type profile, in rows or by a rule.

use super::allocation_csv::parse_allocation_csv;
use super::outcomes::Outcomes;
use super::prior::key_part;
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Table};
use crate::rows::{Row, cover};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::allocation_table::AllocationTable;
use ambimech_model::efficient::efficient_allocation;
use ambimech_model::index::OutcomeId;
use ambimech_model::parametric::AllocationOrigin;

const HELP: &str = "write [allocation] with rows \"H *\" = \"build\", or rule = \"efficient\"";

impl Reader<'_, '_> {
    /// The outcome of every profile, and whether it was given or found efficient at the present payoffs.
    pub(super) fn read_allocation(
        &self,
        known: &Known,
        outcomes: &Outcomes,
    ) -> Read<(AllocationTable, AllocationOrigin)> {
        let node = self.required("allocation", HELP)?;
        let table = node.expect_table(self.source, "the allocation", HELP)?;
        if let Some(entry) = table.get(keys::RULE) {
            self.check_rule(entry, table)?;
            let space = &known.names.space;
            return Ok((efficient_allocation(space, &outcomes.list), AllocationOrigin::EfficientNow));
        }
        if let Some(csv) = self.csv_file(table, "the allocation", "outcomes")? {
            let source = Source::new(&csv.name, &csv.text);
            let given = parse_allocation_csv(source, &known.names, &outcomes.names)?;
            return Ok((given.into(), AllocationOrigin::Given));
        }
        let mut rows = Vec::with_capacity(table.entries.len());
        let mut given = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.refuse_single_words(entry, "the allocation")?;
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = known.names.parse_pattern(self.source, &entry.key, &place)?;
            rows.push(Row { pattern, span: entry.key_span });
            if entry.value.as_table().is_some() {
                return Err(Box::new(
                    Diagnostic::at(self.source, entry.value.span, "a lottery, where one outcome is needed")
                        .found("probabilities of several outcomes")
                        .expected("the name of an outcome")
                        .help("lotteries are for `ambimech robust`; elsewhere every profile has one outcome"),
                ));
            }
            let name = entry.value.expect_str(self.source, "the name of an outcome")?;
            given.push(OutcomeId(outcomes.names.expect(self.source, entry.value.span, name, "outcome")?));
        }
        let first = outcomes.names.names().first().map_or("none", String::as_str);
        let example = format!("\"{first}\"");
        let cover = cover(self.source, &known.names, &rows, "the allocation", node.span, &example)?;
        let space = &known.names.space;
        let of = |profile| given.get(cover.row(space, profile)).copied().unwrap_or(OutcomeId(0));
        Ok((space.profiles().map(of).collect(), AllocationOrigin::Given))
    }

    fn check_rule(&self, entry: &Entry<'_>, table: &Table<'_>) -> Read<()> {
        let rule = entry.value.expect_str(self.source, "the name of a rule")?;
        if rule != keys::EFFICIENT {
            return Err(Box::new(
                Diagnostic::at(self.source, entry.value.span, format!("unknown rule {}", quoted(rule)))
                    .found(quoted(rule))
                    .expected("\"efficient\": the first outcome with the largest total payoff")
                    .help("write rule = \"efficient\", or one row per profile"),
            ));
        }
        if let Some(other) = table.entries.iter().find(|other| other.key != keys::RULE) {
            keys::refuse_misplaced(self.source, other, "the allocation")?;
            return Err(Box::new(
                Diagnostic::at(self.source, other.key_span, "an allocation by a rule has no rows")
                    .label("a row")
                    .also(self.source, entry.key_span, "the rule decides every profile")
                    .found(format!("the row {} beside `rule`", quoted(&other.key)))
                    .expected("either `rule` or rows")
                    .help("remove one of the two"),
            ));
        }
        Ok(())
    }
}
