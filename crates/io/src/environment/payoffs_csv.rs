//! `[outcomes] file = "payoffs.csv"`: the outcomes in the order of their first rows, with a payoff for every agent and
//! profile, in one column or as matrices (see [`crate::exchange::profile_table`]).

use super::Known;
use super::extent::check_extent;
use super::outcomes::Outcomes;
use crate::diagnostic::{Diagnostic, Read};
use crate::exchange::agents_of;
use crate::exchange::profile_table::{Entry, PAYOFFS, read_profile_table};
use crate::label::{Labels, check_name};
use crate::quantity::parse_quantity;
use crate::rows::{Row, cover_with};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::environment::Outcome;
use ambimech_model::index::ProfileId;
use ambimech_model::number::{Rational, bit_length};
use ambimech_model::payoff::Payoff;

/// An outcome while it is read: the rows of each agent with their payoffs.
struct Draft {
    span: Span,
    rows: Vec<Vec<Row>>,
    values: Vec<Vec<Rational>>,
}

/// Reads the outcomes of a CSV text; `place` is where the environment file names it.
pub(super) fn parse_payoffs_csv(source: Source<'_>, known: &Known, place: Span) -> Read<Outcomes> {
    let names = &known.names;
    let agents = names.space.agent_count();
    let mut outcomes = Outcomes { list: Vec::new(), slopes: Vec::new(), names: Labels::new(), spans: Vec::new() };
    let mut drafts: Vec<Draft> = Vec::new();
    let table = read_profile_table(source, names, PAYOFFS, &mut |entry: Entry<'_, '_>| {
        let (Some(Some(outcome)), Some(agent)) = (entry.keys.first(), entry.keys.get(1)) else { return Ok(()) };
        let number = match outcomes.names.find(&outcome.text) {
            Some(number) => number,
            None => {
                check_name(source, outcome.span, &outcome.text, "the name of an outcome")?;
                // A new name.
                let _ = outcomes.names.insert(&outcome.text);
                let (rows, values) = (vec![Vec::new(); agents], vec![Vec::new(); agents]);
                drafts.push(Draft { span: outcome.span, rows, values });
                drafts.len() - 1
            }
        };
        let value = parse_quantity(source, entry.value.span, &entry.value.text, "a payoff")?;
        let Some(draft) = drafts.get_mut(number) else { return Ok(()) };
        for agent in agents_of(source, *agent, &names.agents)? {
            draft.rows[agent].push(Row { pattern: entry.pattern, span: entry.span });
            draft.values[agent].push(value.clone());
        }
        Ok(())
    })?;
    if drafts.is_empty() {
        let agent = names.agents.names().first().map_or("1", String::as_str);
        let example = table.row_of(&["build", agent], &names.label(ProfileId(0)), "0");
        return Err(Box::new(
            Diagnostic::at(source, table.span, "no outcome")
                .found("a header and no rows")
                .expected("at least one outcome")
                .help(format!("add rows such as {example}")),
        ));
    }
    for (outcome, draft) in outcomes.names.names().iter().zip(drafts) {
        let mut payoffs = Vec::with_capacity(agents);
        for ((agent, rows), values) in names.space.agents().zip(&draft.rows).zip(&draft.values) {
            let name = names.agent(agent);
            let within = format!("the payoffs of agent {} from the outcome {}", quoted(name), quoted(outcome));
            let row_of = |label: &str| table.row_of(&[outcome, name], label, "0");
            let cover = cover_with(source, names, rows, (&within, draft.span), &row_of)?;
            let longest = values.iter().map(bit_length).max().unwrap_or(0);
            check_extent(source, draft.span, &within, cover.rows.len(), longest)?;
            let at = |row: &u32| values.get(*row as usize).cloned().unwrap_or(Rational::ZERO);
            let payoff = Payoff::new(&names.space, cover.agents, cover.rows.iter().map(at).collect());
            payoffs.push(payoff.unwrap_or_else(|| Payoff::constant(Rational::ZERO)));
        }
        outcomes.slopes.push(vec![Payoff::constant(Rational::ZERO); agents]);
        outcomes.spans.push(place);
        outcomes.list.push(Outcome { name: outcome.clone(), payoffs });
    }
    Ok(outcomes)
}
