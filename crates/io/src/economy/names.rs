//! Names of an economy, and reading what refers to them.

use super::keys;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table};
use crate::label::Labels;
use crate::quantity::read_number;
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{Source, Span};
use crate::suggestion::listed;
use ambimech_model::coalition::Coalition;
use ambimech_model::economy::Economy;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// Whether a text seems to be an economy: for deciding how to read it, before it is read.
pub fn is_economy_text(text: &str) -> bool {
    let (format, _) = keys::FORMAT.split_once('/').unwrap_or((keys::FORMAT, ""));
    text.contains(&format!("\"{format}/"))
}

/// The names of goods, agents and types.
#[derive(Debug, Clone)]
pub struct EconomyNames {
    /// Goods.
    pub goods: Labels,
    /// Agents and types.
    pub profiles: ProfileNames,
}

impl EconomyNames {
    /// The names of an economy.
    pub fn of(economy: &Economy) -> EconomyNames {
        let traders = economy.traders();
        let types = traders.iter().map(|trader| trader.types.iter().map(|taste| taste.name.as_str()).collect());
        let profiles = ProfileNames {
            agents: traders.iter().map(|trader| trader.name.as_str()).collect(),
            types: types.collect(),
            space: economy.space().clone(),
            everyone: EVERY_AGENT,
        };
        EconomyNames { goods: economy.goods().iter().map(String::as_str).collect(), profiles }
    }

    /// The members' names with their types: `1 (H)`.
    pub fn members(&self, members: &[(AgentId, TypeId)]) -> Vec<String> {
        let one = |(agent, own): &(AgentId, TypeId)| {
            format!("{} ({})", self.profiles.agent(*agent), self.profiles.type_name(*agent, *own))
        };
        members.iter().map(one).collect()
    }

    pub(super) fn agent(&self, source: Source<'_>, span: Span, name: &str) -> Read<AgentId> {
        self.profiles.agents.expect(source, span, name, "agent").map(AgentId)
    }

    /// One number for each good; those that are not named are 0.
    pub(super) fn bundle(&self, source: Source<'_>, node: &Node<'_>, what: &str) -> Read<Vec<Rational>> {
        read_amounts(source, node, &self.goods, what)
    }

    /// A value for each member: a table from agents' names.
    pub(super) fn for_members<R>(
        &self,
        source: Source<'_>,
        node: &Node<'_>,
        (members, what): (Coalition, &str),
        read: impl Fn(&Node<'_>) -> Read<R>,
    ) -> Read<Vec<R>> {
        let table = node.expect_table(source, what, "write { \"NAME\": … } with a value for each agent")?;
        for entry in &table.entries {
            let agent = self.agent(source, entry.key_span, &entry.key)?;
            if !members.contains(agent) {
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, format!("{what} of an agent who is no member"))
                        .found(entry.key.to_string())
                        .expected(listed(members.members().map(|agent| self.profiles.agent(agent))))
                        .help("leave this agent out"),
                ));
            }
        }
        let one = |agent: AgentId| {
            let name = self.profiles.agent(agent);
            match table.get(name) {
                Some(entry) => read(&entry.value),
                None => Err(Box::new(
                    Diagnostic::at(source, node.span, format!("{what} of agent {name} is missing"))
                        .found(keys_of(table))
                        .expected(listed(members.members().map(|agent| self.profiles.agent(agent))))
                        .help("write a value for each of these agents"),
                )),
            }
        };
        members.members().map(one).collect()
    }
}

/// One number for each of these goods; those that are not named are 0.
pub(super) fn read_amounts(
    source: Source<'_>,
    node: &Node<'_>,
    goods: &Labels,
    what: &str,
) -> Read<Vec<Rational>> {
    let help = "write amounts of goods, as in { bread = 1, wine = \"1/2\" }; goods that are not named are 0";
    let table = node.expect_table(source, what, help)?;
    let mut amounts = vec![Rational::ZERO; goods.names().len()];
    for entry in &table.entries {
        let good = goods.expect(source, entry.key_span, &entry.key, "good")?;
        amounts[good] = read_number(source, &entry.value, "an amount of a good")?;
    }
    Ok(amounts)
}

/// The value under a key that must be there.
pub(super) fn required<'n, 't>(
    source: Source<'_>,
    (table, span): (&'n Table<'t>, Span),
    key: &str,
    example: &str,
) -> Read<&'n Node<'t>> {
    table.get(key).map(|entry| &entry.value).ok_or_else(|| {
        Box::new(
            Diagnostic::at(source, span, format!("the key `{key}` is missing"))
                .found(keys_of(table))
                .expected(format!("the key `{key}`"))
                .help(format!("add {example}")),
        )
    })
}

/// The keys of a table in words.
fn keys_of(table: &Table<'_>) -> String {
    match table.entries.is_empty() {
        true => "no keys".to_string(),
        false => listed(table.entries.iter().map(|entry| entry.key.as_ref())),
    }
}
