//! `[outcomes.…]` and `outside`: payoffs as numbers, formulas or rows.

use super::extent::check_extent;
use super::payoffs_csv::parse_payoffs_csv;
use super::prior::key_part;
use super::{Known, Reader, keys};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, Value};
use crate::formula::{AffinePayoff, Scope, evaluate_formula};
use crate::label::{Labels, check_name};
use crate::quantity::EXPECTED;
use crate::rows::{Row, cover};
use crate::source::{Source, Span};
use crate::suggestion::{counted, did_you_mean, listed, quoted};
use ambimech_model::environment::Outcome;
use ambimech_model::index::OutcomeId;
use ambimech_model::number::{Rational, bit_length};
use ambimech_model::payoff::Payoff;
use std::collections::BTreeMap;

const HELP: &str = "write [outcomes.build] with a payoff for every agent, as in \"1\" = \"value[1]\"";

/// The outcomes with their names and places.
pub(super) struct Outcomes {
    pub list: Vec<Outcome>,
    /// How the payoffs move with the open parameter.
    pub slopes: Vec<Vec<Payoff>>,
    pub names: Labels,
    pub spans: Vec<Span>,
}

impl Reader<'_, '_> {
    pub(super) fn read_outcomes(&self, known: &Known) -> Read<Outcomes> {
        let node = self.required("outcomes", HELP)?;
        let table = node.expect_table(self.source, "the outcomes", HELP)?;
        // An outcome may have the name `file`: it is a table then.
        if let Some(entry) = table.get(keys::FILE).filter(|entry| entry.value.as_table().is_none())
            && let Some(csv) = self.csv_file(table, "the outcomes", "payoffs")?
        {
            return parse_payoffs_csv(Source::new(&csv.name, &csv.text), known, entry.value.span);
        }
        if table.entries.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "no outcome")
                    .found("a table without outcomes")
                    .expected("at least one outcome")
                    .help(HELP),
            ));
        }
        let mut outcomes =
            Outcomes { list: Vec::new(), slopes: Vec::new(), names: Labels::new(), spans: Vec::new() };
        for entry in &table.entries {
            check_name(self.source, entry.key_span, &entry.key, "the name of an outcome")?;
            let payoffs = self.read_payoffs(known, entry)?;
            // Keys of a table are unique.
            let _ = outcomes.names.insert(&entry.key);
            outcomes.spans.push(entry.key_span);
            let (payoffs, slopes) = payoffs.into_iter().map(|payoff| (payoff.now, payoff.slope)).unzip();
            outcomes.list.push(Outcome { name: entry.key.to_string(), payoffs });
            outcomes.slopes.push(slopes);
        }
        Ok(outcomes)
    }

    fn read_payoffs(&self, known: &Known, outcome: &Entry<'_>) -> Read<Vec<AffinePayoff>> {
        let within = format!("the outcome {}", quoted(&outcome.key));
        let table = outcome.value.expect_table(self.source, &format!("the payoffs of {within}"), HELP)?;
        let is_row = |entry: &&Entry<'_>| {
            entry.key.contains(char::is_whitespace) && known.names.agents.find(&entry.key).is_none()
        };
        let row = table.entries.iter().find(is_row);
        let single = table.entries.iter().find(|entry| !is_row(entry));
        match (row, single) {
            (None, None) => Err(self.no_payoff(known, outcome, &within, &[])),
            (Some(_), None) => self.payoff_rows(known, outcome, table, &within),
            (None, Some(_)) => self.payoff_entries(known, outcome, table, &within),
            (Some(row), Some(single)) => {
                keys::refuse_misplaced(self.source, single, &within)?;
                Err(Box::new(
                    Diagnostic::at(self.source, row.key_span, "rows and payoffs of single agents cannot be mixed")
                        .label("a row")
                        .also(self.source, single.key_span, "the payoff of an agent")
                        .found(format!("{} and {} in {within}", quoted(&row.key), quoted(&single.key)))
                        .expected("one payoff per agent, or one row per profile")
                        .help("write all payoffs as rows \"H L\" = [1, 0], or all by agent \"1\" = 1"),
                ))
            }
        }
    }

    fn no_payoff(&self, known: &Known, outcome: &Entry<'_>, within: &str, given: &[bool]) -> Box<Diagnostic> {
        let names = known.names.agents.names();
        let missing: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(agent, _)| !given.get(*agent).copied().unwrap_or(false))
            .map(|(_, name)| name.as_str())
            .collect();
        let first = missing.first().copied().unwrap_or("1");
        Box::new(
            Diagnostic::at(self.source, outcome.key_span, format!("{within} has no payoff for some agents"))
                .found(format!("nothing for {}", listed(missing.iter().copied())))
                .expected("a payoff for every agent")
                .help(format!("write \"{first}\" = 0, or a formula in quotes")),
        )
    }

    fn payoff_entries(
        &self,
        known: &Known,
        outcome: &Entry<'_>,
        table: &Table<'_>,
        within: &str,
    ) -> Read<Vec<AffinePayoff>> {
        let names = &known.names.agents;
        let mut payoffs: Vec<Option<AffinePayoff>> = vec![None; names.names().len()];
        for entry in &table.entries {
            let Some(agent) = names.find(&entry.key) else {
                keys::refuse_misplaced(self.source, entry, within)?;
                let meant = did_you_mean(&entry.key, names.names().iter().map(String::as_str));
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("unknown agent {} in {within}", quoted(&entry.key)),
                    )
                    .found(quoted(&entry.key))
                    .expected(format!(
                        "one of {}, or a row of types such as \"{}\"",
                        listed(names.names().iter().map(String::as_str)),
                        known.names.label(ambimech_model::index::ProfileId(0))
                    ))
                    .help(if meant.is_empty() {
                        "correct the name of the agent".to_string()
                    } else {
                        meant
                    }),
                ));
            };
            payoffs[agent] = Some(self.payoff(known, &entry.value)?);
        }
        let given: Vec<bool> = payoffs.iter().map(Option::is_some).collect();
        let payoffs: Option<Vec<AffinePayoff>> = payoffs.into_iter().collect();
        payoffs.ok_or_else(|| self.no_payoff(known, outcome, within, &given))
    }

    fn payoff(&self, known: &Known, node: &Node<'_>) -> Read<AffinePayoff> {
        match &node.value {
            Value::String(formula) => {
                let place = |part: Span| node.content_span(self.source, part);
                let scope = Scope {
                    parameters: &self.parameters,
                    agents: &known.agents,
                    attribute_slopes: &known.attribute_slopes,
                    names: &known.names,
                };
                evaluate_formula(self.source, formula, &place, scope)
            }
            Value::Number(_) => Ok(AffinePayoff::constant(self.quantity(node, "a payoff")?)),
            _ => Err(Box::new(
                node.wrong_kind(self.source, &format!("a payoff: {EXPECTED}, or a formula in quotes"))
                    .help("write 0, or \"value[1] - 1\""),
            )),
        }
    }

    fn payoff_rows(
        &self,
        known: &Known,
        outcome: &Entry<'_>,
        table: &Table<'_>,
        within: &str,
    ) -> Read<Vec<AffinePayoff>> {
        let agents = known.names.agents.names().len();
        let mut rows: Vec<Row> = Vec::with_capacity(table.entries.len());
        let mut columns: Vec<Vec<Rational>> = vec![Vec::with_capacity(table.entries.len()); agents];
        // By agent, the rows that move with the open parameter.
        let mut slopes: Vec<BTreeMap<u32, Rational>> = vec![BTreeMap::new(); agents];
        for entry in &table.entries {
            let place = |part: Span| key_part(self.source, entry, part);
            let pattern = known.names.parse_pattern(self.source, &entry.key, &place)?;
            rows.push(Row { pattern, span: entry.key_span });
            let help = "write one payoff per agent: [1, 0, \"1/2\"]";
            let values = entry.value.expect_array(self.source, "the payoffs of a row", help)?;
            if values.len() != agents {
                return Err(Box::new(
                    Diagnostic::at(self.source, entry.value.span, "a row has one payoff per agent")
                        .found(counted(values.len(), "payoff"))
                        .expected(format!("{agents} payoffs, in the order of the agents"))
                        .help(help),
                ));
            }
            for ((column, slopes), value) in columns.iter_mut().zip(&mut slopes).zip(values) {
                let value = self.quantity(value, "a payoff in a row")?;
                if let (false, Ok(row)) = (value.is_constant(), u32::try_from(column.len())) {
                    slopes.insert(row, value.slope);
                }
                column.push(value.now);
            }
        }
        let example = format!("[{}]", vec!["0"; agents].join(", "));
        let cover = cover(self.source, &known.names, &rows, within, outcome.key_span, &example)?;
        let longest = columns.iter().flatten().map(bit_length).max().unwrap_or(0);
        check_extent(self.source, outcome.key_span, within, cover.rows.len().saturating_mul(agents), longest)?;
        let payoff = |value: &dyn Fn(u32) -> Option<Rational>| {
            let values = cover.rows.iter().map(|row| value(*row).unwrap_or(Rational::ZERO)).collect();
            Payoff::new(&known.names.space, cover.agents, values)
                .ok_or_else(|| self.no_payoff(known, outcome, within, &[]))
        };
        let columns = columns.into_iter().zip(slopes);
        columns
            .map(|(column, slopes)| {
                let now = payoff(&|row| column.get(row as usize).cloned())?;
                let slope = match slopes.is_empty() {
                    true => Payoff::constant(Rational::ZERO),
                    false => payoff(&|row| slopes.get(&row).cloned())?,
                };
                Ok(AffinePayoff { now, slope })
            })
            .collect()
    }

    pub(super) fn read_outside(&self, known: &Known, outcomes: &Outcomes) -> Read<Option<OutcomeId>> {
        let Some(entry) = self.table.get("outside") else { return Ok(None) };
        let node = &entry.value;
        let name = node.expect_str(self.source, "the name of an outcome")?;
        let number = outcomes.names.expect(self.source, node.span, name, "outcome")?;
        let payoffs = outcomes.list[number].payoffs.iter().zip(&outcomes.slopes[number]);
        let is_zero = |(payoff, slope): (&Payoff, &Payoff)| payoff.is_zero() && slope.is_zero();
        if let Some(agent) = payoffs.map(is_zero).position(|zero| !zero) {
            let what = match (outcomes.list[number].payoffs[agent].is_zero(), self.parameters.open()) {
                (true, Some(open)) => format!("a payoff that moves with {}", quoted(open)),
                _ => "a payoff other than 0".to_string(),
            };
            let agent = &known.agents[agent].name;
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "the outside option must be worth 0 to everyone")
                    .also(self.source, outcomes.spans[number], "this outcome")
                    .found(format!("{what} for agent {} in {}", quoted(agent), quoted(name)))
                    .expected("the payoff 0 for every agent at every profile")
                    .help("measure all payoffs from the outside option, or leave `outside` out"),
            ));
        }
        Ok(Some(OutcomeId(number)))
    }
}
