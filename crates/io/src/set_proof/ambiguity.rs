//! `ambimech-ambiguity/1`: the least amount of ambiguity against pure reports, family by family and agent by agent.

use super::file::{SetProofFormat, SetProofText, belief_reader, of_types, render, seal, stated, write_types};
use crate::belief_verdict::EvidenceReader;
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::environment::environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::quantity::read_number;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source, Span};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{Growth, LeastAmbiguity};
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;

/// A family of sets with one answer for each agent.
pub type FamilyAnswers = (Growth, Vec<LeastAmbiguity>);

/// Families with one answer for each agent.
pub(super) type Families<A> = Vec<(Growth, Vec<A>)>;

/// The answers as a sealed file. The same answers give the same bytes.
pub fn render_ambiguity_file(environment: &Environment, answers: &[FamilyAnswers]) -> String {
    let digest = environment_digest(environment);
    render(SetProofFormat::Ambiguity, &digest, &|json| write(json, environment, answers))
}

pub(super) fn ambiguity_seal(environment: &Environment, answers: &[FamilyAnswers]) -> String {
    let digest = environment_digest(environment);
    seal(SetProofFormat::Ambiguity, &digest, &|json| write(json, environment, answers))
}

fn write(json: &mut JsonWriter<'_>, environment: &Environment, answers: &[FamilyAnswers]) {
    write_families(json, environment, answers, |json, agent, answer| {
        let name = |own: TypeId| environment.type_name(agent, own).to_string();
        match answer {
            LeastAmbiguity::From { epsilon, cycle, rewards } => {
                json.key("epsilon");
                json.number(epsilon);
                write_types(json, "cycle", cycle, name);
                write_rewards(json, environment, agent, rewards);
            }
            LeastAmbiguity::Never { cycle } => write_types(json, "cycle", cycle, name),
        }
    });
}

/// Writes rewards by type.
pub(super) fn write_rewards(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    agent: AgentId,
    rewards: &[Rational],
) {
    json.key("rewards");
    json.open_object(Layout::Line);
    for (own, reward) in environment.space().types(agent).zip(rewards) {
        json.key(environment.type_name(agent, own));
        json.number(reward);
    }
    json.close();
}

/// Writes families with one answer for each agent.
pub(super) fn write_families<A>(
    json: &mut JsonWriter<'_>,
    environment: &Environment,
    answers: &[(Growth, Vec<A>)],
    write: impl Fn(&mut JsonWriter<'_>, AgentId, &A),
) {
    json.key("families");
    json.open_array(Layout::Lines);
    for (growth, found) in answers {
        json.open_object(Layout::Lines);
        json.entry("family", growth.name());
        json.key("agents");
        json.open_array(Layout::Lines);
        for (agent, answer) in environment.space().agents().zip(found) {
            json.open_object(Layout::Lines);
            json.entry("agent", environment.agent_name(agent));
            write(json, agent, answer);
            json.close();
        }
        json.close();
        json.close();
    }
    json.close();
}

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_ambiguity(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<SetProofText<Vec<FamilyAnswers>>> {
    let keys = ["agent", "epsilon", "cycle", "rewards"];
    let whole = (text, file_name, format);
    parse_families(SetProofFormat::Ambiguity, whole, environment, &keys, |reader, agent, table, span| {
        let references = &reader.references;
        let get = |key: &str, example: &str| references.require(table, span, key, "an answer", example);
        let cycle = types(references, agent, get("cycle", "\"cycle\": [\"H\", \"L\"]")?)?;
        let Some(entry) = table.get("epsilon") else { return Ok(LeastAmbiguity::Never { cycle }) };
        let epsilon = read_number(references.source, &entry.value, "the least ε")?;
        let rewards = get("rewards", "\"rewards\": {\"H\": 0}")?;
        Ok(LeastAmbiguity::From { epsilon, cycle, rewards: numbers(references, environment, agent, rewards)? })
    })
}

/// Reads families with one answer for each agent; `answer` is about the table of an agent, which has these keys.
pub(super) fn parse_families<A>(
    kind: SetProofFormat,
    (text, file_name, format): (&str, &str, Format),
    environment: &Environment,
    keys: &[&str],
    answer: impl for<'t> Fn(&EvidenceReader<'t>, AgentId, &Table<'t>, Span) -> Read<A>,
) -> Read<SetProofText<Families<A>>> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a file of least amounts of ambiguity";
    let top = root.expect_table(source, within, "write \"format\", \"environment\" and \"families\"")?;
    expect_format(source, top, kind.name())?;
    top.check_keys(source, within, &["format", "environment", "families", "seal"])?;
    let reader = belief_reader(source, environment);
    let references = &reader.references;
    let families = references.require(top, root.span, "families", within, "\"families\": […]")?;
    let families = families.expect_array(source, "the families", "write a list")?;
    let (within, help) = ("a family", "write {\"family\": \"contamination\", \"agents\": […]}");
    let family = |node: &Node<'_>| {
        let table = node.expect_table(source, within, help)?;
        table.check_keys(source, within, &["family", "agents"])?;
        let word = references.require(table, node.span, "family", within, help)?;
        let word = references.word(word, "a family of sets", &Growth::ALL.map(Growth::name))?;
        let growth = word.parse().unwrap_or(Growth::Contamination);
        let agents = references.require(table, node.span, "agents", within, help)?;
        let agents = agents.expect_array(source, "the agents of a family", help)?;
        let mut found = Vec::new();
        for (number, node) in agents.iter().enumerate() {
            let (agent, table) = agent_of(references, node, AgentId(number), keys)?;
            found.push(answer(&reader, agent, table, node.span)?);
        }
        Ok((growth, found))
    };
    let content = families.iter().map(family).collect::<Read<_>>()?;
    let (environment, seal) = stated(source, top)?;
    Ok(SetProofText { environment, content, seal })
}

/// An entry about an agent; the agents come in order.
pub(super) fn agent_of<'n, 't>(
    references: &References<'t>,
    node: &'n Node<'t>,
    expected: AgentId,
    keys: &[&str],
) -> Read<(AgentId, &'n Table<'t>)> {
    let source = references.source;
    let table = node.expect_table(source, "the answer about an agent", "write {\"agent\": \"1\", …}")?;
    table.check_keys(source, "the answer about an agent", keys)?;
    let name = references.require(table, node.span, "agent", "an answer", "\"agent\": \"1\"")?;
    let agent = references.agent(name)?;
    if agent == expected {
        return Ok((agent, table));
    }
    Err(Box::new(
        Diagnostic::at(source, name.span, "agents are out of order, or one stands twice")
            .found(node.described())
            .expected("every agent once, in the order of the environment")
            .help("take the file as it was written"),
    ))
}

/// A list of types of an agent.
pub(super) fn types(references: &References<'_>, agent: AgentId, node: &Node<'_>) -> Read<Vec<TypeId>> {
    let source = references.source;
    let list = node.expect_array(source, "a cycle of types", "write [\"H\", \"L\"]")?;
    let one = |node: &Node<'_>| {
        let name = node.expect_str(source, "the name of a type")?;
        let known = &references.names.types[agent.0];
        known.expect(source, node.span, name, "type").map(TypeId)
    };
    list.iter().map(one).collect()
}

/// A number for every type of an agent.
pub(super) fn numbers<'t>(
    references: &References<'t>,
    environment: &Environment,
    agent: AgentId,
    node: &Node<'t>,
) -> Read<Vec<Rational>> {
    let (source, names) = (references.source, type_names(environment, agent));
    of_types(source, node, &names, ("number", "{\"H\": \"1/2\", \"L\": 0}"), |node| {
        read_number(source, node, "a reward")
    })
}

/// The names of an agent's types.
pub(super) fn type_names(environment: &Environment, agent: AgentId) -> Vec<String> {
    environment.space().types(agent).map(|own| environment.type_name(agent, own).to_string()).collect()
}
