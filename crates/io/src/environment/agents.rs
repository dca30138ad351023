//! `[[agents]]`: names, types and their attributes.

use super::{Known, Reader, keys};
use crate::affine::Affine;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Value};
use crate::formula::{RESERVED, is_attribute_name};
use crate::label::{Labels, check_name};
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::Span;
use crate::suggestion::{counted, quoted};
use ambimech_model::coalition::MAX_AGENTS;
use ambimech_model::environment::{Agent, Type};
use ambimech_model::number::Rational;
use ambimech_model::type_space::{MAX_PROFILES, TypeSpace};

/// Types in file order, each with its attributes.
type NamedTypes = Vec<(String, Vec<(String, Affine)>)>;

const TYPES_HELP: &str = "write types = { H = 5, L = 1 }, or types = [\"H\", \"L\"] for types without a value";
const AGENTS_HELP: &str = "write [[agents]] with name = \"1\" and types = { H = 5, L = 1 }, once per agent";

/// The agents without a numbering of the profiles, of which there may be any number.
pub(super) struct AgentList {
    pub agents: Vec<Agent>,
    /// How the attributes move with the open parameter, as in [`Known`].
    attribute_slopes: Vec<Vec<Vec<Rational>>>,
    pub names: AgentNames,
    span: Span,
}

/// The labels of agents and of their types.
pub(super) struct AgentNames {
    pub agents: Labels,
    pub types: Vec<Labels>,
}

impl Reader<'_, '_> {
    pub(super) fn read_agents(&self) -> Read<Known> {
        let list = self.read_agent_list()?;
        let counts: Vec<usize> = list.agents.iter().map(|agent| agent.types.len()).collect();
        self.refuse_large_table(&counts)?;
        let space = TypeSpace::new(counts).ok_or_else(|| {
            Diagnostic::at(self.source, list.span, "too many type profiles")
                .found(format!("more than {MAX_PROFILES} combinations of types"))
                .expected(format!("at most {MAX_PROFILES}"))
                .help("use fewer agents or fewer types")
        })?;
        let AgentNames { agents: names, types } = list.names;
        Ok(Known {
            agents: list.agents,
            attribute_slopes: list.attribute_slopes,
            names: ProfileNames { agents: names, types, space, everyone: EVERY_AGENT },
        })
    }

    pub(super) fn read_agent_list(&self) -> Read<AgentList> {
        let node = self.required("agents", AGENTS_HELP)?;
        let elements = node.expect_array(self.source, "the agents", AGENTS_HELP)?;
        if !(2..=MAX_AGENTS).contains(&elements.len()) {
            let place = elements.last().map_or(node.span, |last| last.span);
            return Err(Box::new(
                Diagnostic::at(self.source, place, "wrong number of agents")
                    .found(counted(elements.len(), "agent"))
                    .expected(format!("2 to {MAX_AGENTS} agents"))
                    .help(AGENTS_HELP),
            ));
        }
        let mut names = Labels::new();
        let mut places: Vec<Span> = Vec::new();
        let mut agents = Vec::new();
        let mut type_names = Vec::new();
        let mut attribute_slopes = Vec::new();
        for element in elements {
            let (agent, slopes, place) = self.read_agent(element)?;
            if let Err(first) = names.insert(&agent.name) {
                return Err(self.twice("agent", &agent.name, place, places[first]));
            }
            places.push(place);
            type_names.push(agent.types.iter().map(|t| t.name.as_str()).collect());
            agents.push(agent);
            attribute_slopes.push(slopes);
        }
        let names = AgentNames { agents: names, types: type_names };
        Ok(AgentList { agents, attribute_slopes, names, span: node.span })
    }

    /// Two things of one name.
    pub(super) fn twice(&self, what: &str, name: &str, second: Span, first: Span) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.source, second, format!("two {what}s are called {}", quoted(name)))
                .label("the second")
                .also(self.source, first, "the first")
                .found(format!("the name {} twice", quoted(name)))
                .expected(format!("a name of its own for every {what}"))
                .help("rename one of the two"),
        )
    }

    /// The agent, how the attributes of its types move with the open parameter, and the place of its name.
    fn read_agent(&self, element: &Node<'_>) -> Read<(Agent, Vec<Vec<Rational>>, Span)> {
        let table = element.expect_table(self.source, "an agent", AGENTS_HELP)?;
        keys::check_keys(self.source, table, "an agent", &keys::AGENT)?;
        let missing = |key: &str, help: &str| {
            Box::new(
                Diagnostic::at(self.source, element.span, format!("an agent without {}", quoted(key)))
                    .found(format!("no {} for this agent", quoted(key)))
                    .expected("a name and types for every agent")
                    .help(help),
            )
        };
        let name = &table.get("name").ok_or_else(|| missing("name", "write name = \"1\""))?.value;
        let text = name.expect_str(self.source, "the name of an agent")?;
        check_name(self.source, name.span, text, "the name of an agent")?;
        let types = table.get("types").ok_or_else(|| missing("types", TYPES_HELP))?;
        let types = self.read_types(&types.value, text)?;
        let mut slopes = Vec::with_capacity(types.len());
        let split = |(name, attributes): (String, Vec<(String, Affine)>)| {
            slopes.push(attributes.iter().map(|(_, value)| value.slope.clone()).collect());
            Type { name, attributes: attributes.into_iter().map(|(name, value)| (name, value.now)).collect() }
        };
        let types = types.into_iter().map(split).collect();
        Ok((Agent { name: text.to_string(), types }, slopes, name.span))
    }

    /// The names of the types, each with its attributes.
    fn read_types(&self, node: &Node<'_>, agent: &str) -> Read<NamedTypes> {
        let types = match &node.value {
            Value::Array(elements) => self.type_list(elements)?,
            Value::Table(table) => {
                let mut types = Vec::with_capacity(table.entries.len());
                for entry in &table.entries {
                    check_name(self.source, entry.key_span, &entry.key, "the name of a type")?;
                    types.push((entry.key.to_string(), self.attributes(&entry.value)?));
                }
                types
            }
            _ => {
                let expected = format!("the types of agent {}, a table or a list of names", quoted(agent));
                return Err(Box::new(node.wrong_kind(self.source, &expected).help(TYPES_HELP)));
            }
        };
        if types.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, format!("agent {} has no types", quoted(agent)))
                    .found("no type")
                    .expected("at least one type; an agent without private information has one")
                    .help(TYPES_HELP),
            ));
        }
        Ok(types)
    }

    fn type_list(&self, elements: &[Node<'_>]) -> Read<NamedTypes> {
        let mut names = Labels::new();
        for (number, element) in elements.iter().enumerate() {
            let name = element.expect_str(self.source, "the name of a type")?;
            check_name(self.source, element.span, name, "the name of a type")?;
            if let Err(first) = names.insert(name) {
                return Err(self.twice("type", name, elements[number].span, elements[first].span));
            }
        }
        Ok(names.names().iter().map(|name| (name.clone(), Vec::new())).collect())
    }

    fn attributes(&self, node: &Node<'_>) -> Read<Vec<(String, Affine)>> {
        let Value::Table(table) = &node.value else {
            return Ok(vec![(keys::VALUE.to_string(), self.quantity(node, "the value of a type")?)]);
        };
        let mut attributes = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            if !is_attribute_name(&entry.key) {
                let help = match entry.key.as_ref() {
                    word if RESERVED.contains(&word) => {
                        "this word has a meaning of its own in formulas: choose another"
                    }
                    _ => "formulas must be able to name it: rename it, for example `cost` or `cost_2`",
                };
                return Err(Box::new(
                    Diagnostic::at(
                        self.source,
                        entry.key_span,
                        format!("{} cannot be the name of an attribute", quoted(&entry.key)),
                    )
                    .found(quoted(&entry.key))
                    .expected("letters, digits and `_`, beginning with a letter")
                    .help(help),
                ));
            }
            self.refuse_parameter_as_attribute(entry)?;
            let what = format!("the {} of a type", entry.key);
            attributes.push((entry.key.to_string(), self.quantity(&entry.value, &what)?));
        }
        Ok(attributes)
    }
}
