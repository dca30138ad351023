//! `[beliefs] file = "beliefs.csv"`: for every agent (the column `agent`) a weight for every profile, of which only the
//! proportions among the profiles with the same own type count (see [`crate::exchange::profile_table`]).

use super::Known;
use super::beliefs::{TypeBelief, join_beliefs};
use super::extent::check_extent;
use super::prior::{check_weight, integer_weights};
use crate::diagnostic::Read;
use crate::exchange::agents_of;
use crate::exchange::profile_table::{BELIEFS, Entry, read_profile_table};
use crate::quantity::parse_quantity;
use crate::rows::{Row, cover_with};
use crate::source::Source;
use crate::suggestion::quoted;
use ambimech_model::coalition::Coalition;
use ambimech_model::number::Rational;
use ambimech_model::prior::Beliefs;

/// Reads the beliefs of all agents of a CSV text.
pub(super) fn parse_beliefs_csv(source: Source<'_>, known: &Known) -> Read<Beliefs> {
    let names = &known.names;
    let space = &names.space;
    let mut rows: Vec<Vec<Row>> = vec![Vec::new(); space.agent_count()];
    let mut weights: Vec<Vec<Rational>> = vec![Vec::new(); space.agent_count()];
    let table = read_profile_table(source, names, BELIEFS, &mut |entry: Entry<'_, '_>| {
        let value = parse_quantity(source, entry.value.span, &entry.value.text, "the weight of a profile")?;
        check_weight(source, entry.value.span, &value)?;
        for agent in agents_of(source, entry.keys.first().copied().flatten(), &names.agents)? {
            rows[agent].push(Row { pattern: entry.pattern, span: entry.span });
            weights[agent].push(value.clone());
        }
        Ok(())
    })?;
    let cells = space.size().saturating_mul(space.agent_count());
    check_extent(source, table.span, "the table of beliefs", cells, 64)?;
    let mut list = Vec::with_capacity(space.agent_count());
    for ((agent, rows), weights) in space.agents().zip(&rows).zip(&weights) {
        let name = names.agent(agent);
        let within = format!("the beliefs of agent {}", quoted(name));
        let row_of = |label: &str| table.row_of(&[name], label, "0");
        let cover = cover_with(source, names, rows, (&within, table.span), &row_of)?;
        let split = space.split(Coalition::single(agent));
        let mut of_types = Vec::with_capacity(split.own_count());
        for own in split.own() {
            let row = |x| cover.row(space, split.profile(own, x));
            let of_type: Vec<Rational> =
                split.rest().map(|x| weights.get(row(x)).cloned().unwrap_or(Rational::ZERO)).collect();
            let span = split.rest().next().and_then(|x| rows.get(row(x))).map_or(table.span, |row| row.span);
            let t = ambimech_model::index::TypeId(own.0);
            let within =
                format!("the belief of type {} of agent {}", quoted(names.type_name(agent, t)), quoted(name));
            of_types.push(TypeBelief {
                weights: integer_weights(source, span, &within, &of_type, space.size())?,
                span,
            });
        }
        list.push(join_beliefs(source, names, (agent, table.span), &of_types)?);
    }
    Ok(Beliefs::Individual(list))
}
