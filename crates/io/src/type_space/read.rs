//! From a document to a type space.

use super::keys;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Entry, Node, Table, parse_document};
use crate::label::{Labels, check_name};
use crate::quantity::read_number;
use crate::reference::{References, expect_format, key_part, optional_text, unknown_word};
use crate::rows::{EVERY_AGENT, ProfileNames};
use crate::source::{Format, Source, Span, read_text};
use crate::suggestion::quoted;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::robust::{BeliefSpace, BeliefType, PayoffEnvironment, Surprise, TypeDeception};
use ambimech_model::type_space::TypeSpace;
use std::path::Path;

const AGENTS_HELP: &str = "write [agents.NAME.TYPE] with payoff-type = \"H\" and beliefs = { \"OTHER\" = 1 }";

/// Most type profiles of a type space.
pub const MAX_PROFILES: usize = 1 << 20;

/// A type space with the deception that the file proposes, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSpaceFile {
    /// What the file calls it; may be empty.
    pub name: String,
    /// The type space.
    pub types: BeliefSpace,
    /// The deception.
    pub deception: Option<TypeDeception>,
}

/// Reads a type space: JSON when the file's name ends in `.json`, TOML otherwise.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn read_type_space(path: &Path, environment: &PayoffEnvironment) -> Read<TypeSpaceFile> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    parse_type_space(&text, &path.display().to_string(), format, environment)
}

/// Reads a type space from its text; messages call it `file_name`.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_type_space(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &PayoffEnvironment,
) -> Read<TypeSpaceFile> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let top = root.expect_table(source, "a type space", "write format and [agents]")?;
    expect_format(source, top, keys::FORMAT)?;
    top.check_keys(source, "a type space", &keys::TOP)?;
    let surprise = match top.get("surprise") {
        None => Surprise::default(),
        Some(entry) => read_surprise(source, &entry.value)?,
    };
    let Some(agents) = top.get("agents") else {
        return Err(Box::new(
            Diagnostic::at(source, source.first_line(), "a type space has agents")
                .found("no key `agents`")
                .expected("the types of every agent of the environment")
                .help(AGENTS_HELP),
        ));
    };
    let reader = Reader { payoffs: References::new(source, environment.without_beliefs()), environment };
    let tables = reader.tables(&agents.value)?;
    let names = reader.names(&agents.value, &tables)?;
    let mut types = Vec::with_capacity(tables.len());
    for (agent, table) in environment.space().agents().zip(&tables) {
        types.push(reader.types(agent, table, &names)?);
    }
    let types = BeliefSpace::new(environment, types, surprise).map_err(|error| {
        Box::new(
            Diagnostic::at(source, agents.key_span, "these agents make no type space")
                .found(error.to_string())
                .expected("types of every agent with beliefs that add up to 1")
                .help(AGENTS_HELP),
        )
    })?;
    let deception = match top.get("deception") {
        None => None,
        Some(entry) => Some(reader.deception(&entry.value, &names)?),
    };
    Ok(TypeSpaceFile { name: optional_text(source, top, "name")?, types, deception })
}

fn read_surprise(source: Source<'_>, node: &Node<'_>) -> Read<Surprise> {
    let word = node.expect_str(source, "what surprised members do")?;
    let known: Vec<&str> = keys::SURPRISES.iter().map(|(name, _)| *name).collect();
    let found = keys::SURPRISES.iter().find(|(name, _)| *name == word);
    found
        .map(|(_, surprise)| *surprise)
        .ok_or_else(|| Box::new(unknown_word(source, node.span, word, "what surprised members do", &known)))
}

struct Reader<'r, 't> {
    payoffs: References<'t>,
    environment: &'r PayoffEnvironment,
}

impl<'t> Reader<'_, 't> {
    /// The table of each agent of the environment, in its order.
    fn tables<'n>(&self, node: &'n Node<'t>) -> Read<Vec<&'n Entry<'t>>> {
        let source = self.payoffs.source;
        let table = node.expect_table(source, "the agents", AGENTS_HELP)?;
        for entry in &table.entries {
            self.payoffs.names.agents.expect(source, entry.key_span, &entry.key, "agent")?;
        }
        let of_agent = |name: &String| {
            table.get(name).ok_or_else(|| {
                Box::new(
                    Diagnostic::at(source, node.span, format!("agent {} has no types", quoted(name)))
                        .found(format!("no types of agent {}", quoted(name)))
                        .expected("types of every agent of the environment")
                        .help(AGENTS_HELP),
                )
            })
        };
        self.payoffs.names.agents.names().iter().map(of_agent).collect()
    }

    fn names(&self, node: &Node<'t>, tables: &[&Entry<'t>]) -> Read<ProfileNames> {
        let source = self.payoffs.source;
        let mut types = Vec::with_capacity(tables.len());
        for entry in tables {
            let table = entry.value.expect_table(source, "the types of an agent", AGENTS_HELP)?;
            if table.entries.is_empty() {
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, format!("agent {} has no types", quoted(&entry.key)))
                        .found("an empty table")
                        .expected("at least one type for each payoff type")
                        .help(AGENTS_HELP),
                ));
            }
            let mut labels = Labels::new();
            for found in &table.entries {
                check_name(source, found.key_span, &found.key, "the name of a type")?;
                // Keys of a table differ.
                let _ = labels.insert(&found.key);
            }
            types.push(labels);
        }
        let counts = types.iter().map(|labels| labels.names().len()).collect();
        let space = TypeSpace::new(counts).filter(|space| space.size() <= MAX_PROFILES).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, node.span, "a type space that is too large")
                    .found("more type profiles")
                    .expected(format!("at most {MAX_PROFILES} type profiles"))
                    .help("leave some types out"),
            )
        })?;
        Ok(ProfileNames { agents: self.payoffs.names.agents.clone(), types, space, everyone: EVERY_AGENT })
    }

    fn types(&self, agent: AgentId, entry: &Entry<'t>, names: &ProfileNames) -> Read<Vec<BeliefType>> {
        let source = self.payoffs.source;
        let others = names.without(agent);
        let table = entry.value.expect_table(source, "the types of an agent", AGENTS_HELP)?;
        let mut types = Vec::with_capacity(table.entries.len());
        for found in &table.entries {
            let parts = found.value.expect_table(source, "a type", AGENTS_HELP)?;
            parts.check_keys(source, "a type", &keys::TYPE)?;
            let payoff =
                self.payoffs.require(parts, found.key_span, "payoff-type", "a type", "payoff-type = \"H\"")?;
            let payoff = self.payoffs.type_of(payoff, agent)?;
            let example = format!("beliefs = {{ \"{}\" = 1 }}", others.label(ambimech_model::index::ProfileId(0)));
            let beliefs = self.payoffs.require(parts, found.key_span, "beliefs", "a type", &example)?;
            let belief = self.belief(beliefs, &others, &example)?;
            types.push(BeliefType { name: found.key.to_string(), payoff, belief });
        }
        for payoff in self.environment.space().types(agent) {
            if !types.iter().any(|t| t.payoff == payoff) {
                let name = self.environment.without_beliefs().type_name(agent, payoff);
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, "a payoff type that no type has")
                        .found(format!(
                            "no type of agent {} with payoff type {}",
                            quoted(&entry.key),
                            quoted(name)
                        ))
                        .expected("at least one type for each payoff type")
                        .help(format!("add a type with payoff-type = \"{name}\"")),
                ));
            }
        }
        Ok(types)
    }

    /// A distribution of the types of the others.
    fn belief(&self, node: &Node<'t>, others: &ProfileNames, example: &str) -> Read<Vec<(JointTypeId, Rational)>> {
        let source = self.payoffs.source;
        let help = format!("write {example}");
        let table: &Table<'t> = node.expect_table(source, "beliefs", &help)?;
        let mut belief: Vec<(JointTypeId, Rational)> = Vec::with_capacity(table.entries.len());
        let mut sum = Rational::ZERO;
        for entry in &table.entries {
            let place = |part: Span| key_part(source, entry, part);
            let pattern = others.parse_pattern(source, &entry.key, &place)?;
            let share = read_number(source, &entry.value, "a probability")?;
            let wrong = if pattern.fixed.len() != others.types.len() {
                Some(("several types", "one type of every other agent, without `*`"))
            } else if share < Rational::ZERO {
                Some(("a negative probability", "a probability of at least 0"))
            } else if belief.iter().any(|(known, _)| known.0 == pattern.first.0) {
                Some(("the same types for the second time", "every list of types once"))
            } else {
                None
            };
            if let Some((found, expected)) = wrong {
                return Err(Box::new(
                    Diagnostic::at(source, entry.key_span, "a belief gives each list of types one probability")
                        .found(format!("{found}: {} = {share}", quoted(&entry.key)))
                        .expected(expected)
                        .help(help),
                ));
            }
            sum += &share;
            belief.push((JointTypeId(pattern.first.0), share));
        }
        if !sum.is_one() {
            return Err(Box::new(
                Diagnostic::at(source, node.span, "probabilities of a belief add up to 1")
                    .found(format!("probabilities that add up to {sum}"))
                    .expected("1 in all")
                    .help(help),
            ));
        }
        Ok(belief)
    }

    fn deception(&self, node: &Node<'t>, names: &ProfileNames) -> Read<TypeDeception> {
        let source = self.payoffs.source;
        let help = "write [deception] with rows 1 = { a = \"b\" }: type a of agent 1 reports b";
        let truth = |agent: AgentId| names.space.types(agent).collect::<Vec<TypeId>>();
        let mut reports: Vec<Vec<TypeId>> = names.space.agents().map(truth).collect();
        for entry in &node.expect_table(source, "a deception", help)?.entries {
            let agent = names.agents.expect(source, entry.key_span, &entry.key, "agent")?;
            let labels = &names.types[agent];
            for said in &entry.value.expect_table(source, "the reports of an agent", help)?.entries {
                let t = labels.expect(source, said.key_span, &said.key, "type")?;
                let report = said.value.expect_str(source, "a reported type")?;
                reports[agent][t] = TypeId(labels.expect(source, said.value.span, report, "type")?);
            }
        }
        TypeDeception::of(&names.space, reports).ok_or_else(|| {
            Box::new(
                Diagnostic::at(source, node.span, "this is no deception").expected("reports of types").help(help),
            )
        })
    }
}
