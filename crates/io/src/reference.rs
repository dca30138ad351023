//! How other files speak about an environment: its agents, coalitions, types, profiles and outcomes, by label.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table};
use crate::label::Labels;
use crate::quantity::read_number;
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{Source, Span};
use crate::suggestion::{counted, did_you_mean, listed, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use ambimech_model::lottery::Lottery;
use ambimech_model::number::Rational;
use ambimech_model::type_space::TypeSpace;

/// Reads labels of one environment in one text.
#[derive(Debug)]
pub struct References<'t> {
    /// The text.
    pub source: Source<'t>,
    /// The labels of agents and types.
    pub names: ProfileNames,
    outcomes: Labels,
}

impl<'t> References<'t> {
    /// A reader of this environment's labels in this text.
    pub fn new(source: Source<'t>, environment: &Environment) -> References<'t> {
        let types = |agent: &ambimech_model::environment::Agent| {
            agent.types.iter().map(|t| t.name.as_str()).collect::<Labels>()
        };
        References {
            source,
            names: ProfileNames {
                agents: environment.agents().iter().map(|agent| agent.name.as_str()).collect(),
                types: environment.agents().iter().map(types).collect(),
                space: environment.space().clone(),
                everyone: EVERY_AGENT,
            },
            outcomes: environment.outcomes().iter().map(|outcome| outcome.name.as_str()).collect(),
        }
    }

    /// A reader of labels of these agents and their types, where profiles have no numbers: what is about numbered profiles or joint
    /// types, or about outcomes, is not read.
    pub fn of_agents(source: Source<'t>, agents: &[ambimech_model::environment::Agent]) -> References<'t> {
        let types = |agent: &ambimech_model::environment::Agent| {
            agent.types.iter().map(|t| t.name.as_str()).collect::<Labels>()
        };
        References {
            source,
            names: ProfileNames {
                agents: agents.iter().map(|agent| agent.name.as_str()).collect(),
                types: agents.iter().map(types).collect(),
                space: TypeSpace::default(),
                everyone: EVERY_AGENT,
            },
            outcomes: Labels::new(),
        }
    }

    /// The labels of all agents but one: those in which the type profiles of the others are written.
    pub fn others(&self, agent: AgentId) -> ProfileNames {
        self.names.without(agent)
    }

    /// The value of a key that a table must have; `within` is as in "a claim", `example` shows how to write it.
    ///
    /// # Errors
    /// The key is missing.
    pub fn require<'n>(
        &self,
        table: &'n Table<'t>,
        span: Span,
        key: &str,
        within: &str,
        example: &str,
    ) -> Read<&'n Node<'t>> {
        table.get(key).map(|entry| &entry.value).ok_or_else(|| {
            Box::new(
                Diagnostic::at(self.source, span, format!("{within} has no key `{key}`"))
                    .found(match table.entries.is_empty() {
                        true => "no keys".to_string(),
                        false => {
                            format!("the keys {}", listed(table.entries.iter().map(|entry| entry.key.as_ref())))
                        }
                    })
                    .expected(format!("the key `{key}`"))
                    .help(format!("add {example}")),
            )
        })
    }

    /// One of a few words.
    ///
    /// # Errors
    /// Another text, or no text.
    pub fn word<'n>(&self, node: &'n Node<'t>, what: &str, known: &[&str]) -> Read<&'n str> {
        let word = node.expect_str(self.source, what)?;
        if known.contains(&word) {
            return Ok(word);
        }
        Err(Box::new(unknown_word(self.source, node.span, word, what, known)))
    }

    /// A number under a key that a table must have.
    ///
    /// # Errors
    /// The key is missing, or its value is not a number.
    pub fn number(&self, table: &Table<'t>, span: Span, key: &str, within: &str) -> Read<Rational> {
        let node = self.require(table, span, key, within, &format!("\"{key}\": \"1/2\""))?;
        read_number(self.source, node, &format!("`{key}` of {within}"))
    }

    /// A list under a key that a table must have.
    ///
    /// # Errors
    /// The key is missing, or its value is no list.
    pub fn list<'n>(&self, table: &'n Table<'t>, span: Span, key: &str, within: &str) -> Read<&'n [Node<'t>]> {
        let node = self.require(table, span, key, within, &format!("\"{key}\": […]"))?;
        node.expect_array(self.source, &format!("`{key}` of {within}"), "write a list")
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// Anything else.
    pub fn numbers(&self, node: &Node<'t>) -> Read<Vec<Rational>> {
        let list = node.expect_array(self.source, "a list of numbers", "write [1, \"1/2\"]")?;
        list.iter().map(|node| read_number(self.source, node, "a number of a proof")).collect()
    }

    /// A lottery: probabilities by outcome.
    ///
    /// # Errors
    /// An unknown outcome, a probability below 0, or another sum than 1.
    pub fn lottery(&self, node: &Node<'t>) -> Read<Lottery> {
        let table =
            node.expect_table(self.source, "a lottery", "write {\"build\": \"1/2\", \"none\": \"1/2\"}")?;
        let mut parts = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let outcome =
                self.outcomes.expect(self.source, entry.key_span, &entry.key, "outcome").map(OutcomeId)?;
            parts.push((outcome, read_number(self.source, &entry.value, "the probability of an outcome")?));
        }
        Lottery::new(parts).map_err(|error| {
            Box::new(
                Diagnostic::at(self.source, node.span, "this is no lottery")
                    .found(error.to_string())
                    .expected("probabilities of at least 0 that add up to 1")
                    .help("write fractions where decimals are rounded"),
            )
        })
    }

    /// An agent's label.
    ///
    /// # Errors
    /// No text, or an unknown agent.
    pub fn agent(&self, node: &Node<'t>) -> Read<AgentId> {
        let name = node.expect_str(self.source, "the name of an agent")?;
        self.names.agents.expect(self.source, node.span, name, "agent").map(AgentId)
    }

    /// A coalition: a list of agents in agent order, each once, at least one.
    ///
    /// # Errors
    /// Anything else.
    pub fn coalition(&self, node: &Node<'t>) -> Read<Coalition> {
        let members = node.expect_array(self.source, "the members of a coalition", "write [\"1\", \"2\"]")?;
        let mut coalition = Coalition::EMPTY;
        let mut last = None;
        for member in members {
            let agent = self.agent(member)?;
            if last.is_some_and(|last| last >= agent) {
                let title = "the members of a coalition are out of order, or one stands twice";
                return Err(Box::new(
                    Diagnostic::at(self.source, node.span, title)
                        .found(format!("{} here", member.described()))
                        .expected("every member once, in the order of the agents in the environment")
                        .help(format!(
                            "the order is {}",
                            listed(self.names.agents.names().iter().map(String::as_str))
                        )),
                ));
            }
            last = Some(agent);
            coalition = coalition.with(agent);
        }
        if coalition.is_empty() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "a coalition without members")
                    .found("an empty list")
                    .expected("at least one agent")
                    .help("name the members, or remove the coalition"),
            ));
        }
        Ok(coalition)
    }

    /// The types of a coalition's members, in agent order.
    ///
    /// # Errors
    /// Another number of types than members, or an unknown type.
    pub fn joint_type(&self, node: &Node<'t>, coalition: Coalition) -> Read<JointTypeId> {
        let what = "the types of a coalition's members";
        let words = node.expect_array(self.source, what, "write [\"H\", \"L\"]")?;
        if words.len() != coalition.len() {
            return Err(Box::new(
                Diagnostic::at(self.source, node.span, "a coalition has one type for each of its members")
                    .found(counted(words.len(), "type"))
                    .expected(format!(
                        "{}, for {}",
                        counted(coalition.len(), "type"),
                        listed(coalition.members().map(|member| self.names.agent(member)))
                    ))
                    .help("name the types in the order of the members"),
            ));
        }
        let mut types = Vec::with_capacity(words.len());
        for (agent, word) in coalition.members().zip(words) {
            let name = word.expect_str(self.source, "the name of a type")?;
            let what = format!("type of agent {}", quoted(self.names.agent(agent)));
            let Some(known) = self.names.types.get(agent.0) else { continue };
            types.push(TypeId(known.expect(self.source, word.span, name, &what)?));
        }
        Ok(self.names.space.joint_type(coalition, &types))
    }

    /// A type of one agent.
    ///
    /// # Errors
    /// No text, or an unknown type.
    pub fn type_of(&self, node: &Node<'t>, agent: AgentId) -> Read<TypeId> {
        let name = node.expect_str(self.source, "the name of a type")?;
        let what = format!("type of agent {}", quoted(self.names.agent(agent)));
        match self.names.types.get(agent.0) {
            Some(known) => known.expect(self.source, node.span, name, &what).map(TypeId),
            None => Ok(TypeId(0)),
        }
    }

    /// A profile: one type of every agent, with white space between them.
    ///
    /// # Errors
    /// No text, a wrong number of types, an unknown type, or `*`.
    pub fn profile(&self, node: &Node<'t>) -> Read<ProfileId> {
        let label = node.expect_str(self.source, "a profile of types")?;
        let place = |part: Span| node.content_span(self.source, part);
        let pattern = self.names.parse_pattern(self.source, label, &place)?;
        if pattern.fixed.len() == self.names.types.len() {
            return Ok(pattern.first);
        }
        Err(self.several_profiles(node.span, label, pattern.first))
    }

    /// A profile as the key of an entry, without `*`.
    ///
    /// # Errors
    /// A wrong number of types, an unknown type, or `*`.
    pub fn profile_key(&self, entry: &Entry<'t>) -> Read<ProfileId> {
        let place = |part: Span| key_part(self.source, entry, part);
        let pattern = self.names.parse_pattern(self.source, &entry.key, &place)?;
        if pattern.fixed.len() == self.names.types.len() {
            return Ok(pattern.first);
        }
        Err(self.several_profiles(entry.key_span, &entry.key, pattern.first))
    }

    fn several_profiles(&self, span: Span, label: &str, first: ProfileId) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::at(self.source, span, "one profile is meant here, not several")
                .found(quoted(label))
                .expected("one type of every agent, without `*`")
                .help(format!("write it like \"{}\"", self.names.label(first))),
        )
    }

    /// An outcome's label.
    ///
    /// # Errors
    /// No text, or an unknown outcome.
    pub fn outcome(&self, node: &Node<'t>) -> Read<OutcomeId> {
        let name = node.expect_str(self.source, "the name of an outcome")?;
        self.outcomes.expect(self.source, node.span, name, "outcome").map(OutcomeId)
    }
}

/// Where a part of a key stands: exactly when the key is written without escapes, otherwise the whole key.
pub fn key_part(source: Source<'_>, entry: &Entry<'_>, part: Span) -> Span {
    let raw = source.slice(entry.key_span);
    match raw.find(entry.key.as_ref()) {
        Some(at) if part.end <= entry.key.len() => part.shifted(entry.key_span.start + at),
        _ => entry.key_span,
    }
}

/// A word that is none of the known ones.
pub fn unknown_word(source: Source<'_>, span: Span, word: &str, what: &str, known: &[&str]) -> Diagnostic {
    let meant = did_you_mean(word, known.iter().copied());
    Diagnostic::at(source, span, format!("{} is not {what}", quoted(word)))
        .found(quoted(word))
        .expected(format!("one of {}", listed(known.iter().copied())))
        .help(if meant.is_empty() { "write one of these".to_string() } else { meant })
}

/// The optional text under a key; empty when it is missing.
///
/// # Errors
/// Another kind of value.
pub fn optional_text(source: Source<'_>, table: &Table<'_>, key: &str) -> Read<String> {
    match table.get(key) {
        None => Ok(String::new()),
        Some(entry) => entry.value.expect_str(source, &format!("the {key}")).map(str::to_string),
    }
}

/// The `format` of a document, which must be this one.
///
/// # Errors
/// No format, or another one.
pub fn expect_format(source: Source<'_>, table: &Table<'_>, format: &str) -> Read<()> {
    let Some(entry) = table.get("format") else {
        return Err(Box::new(
            Diagnostic::at(source, source.first_line(), "this file does not say what it is")
                .found("no key `format`")
                .expected(format!("the key `format` with the value `{format}`"))
                .help(format!("add \"format\": \"{format}\", or name another file")),
        ));
    };
    let found = entry.value.expect_str(source, "the format of this file")?;
    if found == format {
        return Ok(());
    }
    let (kind, _) = format.split_once('/').unwrap_or((format, ""));
    let help = match found.split_once('/') {
        Some((found_kind, version)) if found_kind == kind => {
            format!("version {} is not known here; a later version of ambimech may read it", quoted(version))
        }
        _ => "name another file, or correct the format".to_string(),
    };
    Err(Box::new(
        Diagnostic::at(source, entry.value.span, "this file has another format")
            .found(quoted(found))
            .expected(format!("`{format}`"))
            .help(help),
    ))
}
