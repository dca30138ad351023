//! `ambimech-ambiguity/1`: the least amount of ambiguity, family by family and agent by agent.

use super::file::{SetProofFormat, SetProofText, of_types, render, seal, stated, write_types};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Table, parse_document};
use crate::environment::environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::quantity::read_number;
use crate::reference::{References, expect_format};
use crate::source::{Format, Source};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{Growth, LeastAmbiguity};
use ambimech_model::index::{AgentId, TypeId};

/// A family of sets with one answer for each agent.
pub type FamilyAnswers = (Growth, Vec<LeastAmbiguity>);

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
    json.key("families");
    json.open_array(Layout::Lines);
    for (growth, found) in answers {
        json.open_object(Layout::Lines);
        json.entry("family", growth.name());
        json.key("agents");
        json.open_array(Layout::Lines);
        for (agent, answer) in environment.space().agents().zip(found) {
            let name = |own: TypeId| environment.type_name(agent, own).to_string();
            json.open_object(Layout::Lines);
            json.entry("agent", environment.agent_name(agent));
            match answer {
                LeastAmbiguity::From { epsilon, cycle, rewards } => {
                    json.key("epsilon");
                    json.number(epsilon);
                    write_types(json, "cycle", cycle, name);
                    json.key("rewards");
                    json.open_object(Layout::Line);
                    for (own, reward) in environment.space().types(agent).zip(rewards) {
                        json.key(environment.type_name(agent, own));
                        json.number(reward);
                    }
                    json.close();
                }
                LeastAmbiguity::Never { cycle } => write_types(json, "cycle", cycle, name),
            }
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
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a file of least amounts of ambiguity";
    let top = root.expect_table(source, within, "write \"format\", \"environment\" and \"families\"")?;
    expect_format(source, top, SetProofFormat::Ambiguity.name())?;
    top.check_keys(source, within, &["format", "environment", "families", "seal"])?;
    let references = References::new(source, environment);
    let families = references.require(top, root.span, "families", within, "\"families\": […]")?;
    let families = families.expect_array(source, "the families", "write a list")?;
    let content = families.iter().map(|node| family(&references, environment, node)).collect::<Read<_>>()?;
    let (environment, seal) = stated(source, top)?;
    Ok(SetProofText { environment, content, seal })
}

fn family<'t>(references: &References<'t>, environment: &Environment, node: &Node<'t>) -> Read<FamilyAnswers> {
    let (source, within) = (references.source, "a family");
    let help = "write {\"family\": \"contamination\", \"agents\": […]}";
    let table = node.expect_table(source, within, help)?;
    table.check_keys(source, within, &["family", "agents"])?;
    let word = references.require(table, node.span, "family", within, help)?;
    let word = references.word(word, "a family of sets", &Growth::ALL.map(Growth::name))?;
    let growth = word.parse().unwrap_or(Growth::Contamination);
    let agents = references.require(table, node.span, "agents", within, help)?;
    let agents = agents.expect_array(source, "the agents of a family", help)?;
    let mut found = Vec::new();
    for (number, node) in agents.iter().enumerate() {
        let (agent, table) =
            agent_of(references, node, AgentId(number), &["agent", "epsilon", "cycle", "rewards"])?;
        let cycle = references.require(table, node.span, "cycle", "an answer", "\"cycle\": [\"H\", \"L\"]")?;
        let cycle = types(references, agent, cycle)?;
        found.push(match table.get("epsilon") {
            None => LeastAmbiguity::Never { cycle },
            Some(entry) => {
                let epsilon = read_number(source, &entry.value, "the least ε")?;
                let rewards =
                    references.require(table, node.span, "rewards", "an answer", "\"rewards\": {\"H\": 0}")?;
                LeastAmbiguity::From { epsilon, cycle, rewards: numbers(references, environment, agent, rewards)? }
            }
        });
    }
    Ok((growth, found))
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
) -> Read<Vec<ambimech_model::number::Rational>> {
    let source = references.source;
    let names: Vec<String> =
        environment.space().types(agent).map(|own| environment.type_name(agent, own).to_string()).collect();
    of_types(source, node, &names, |node| read_number(source, node, "a reward"))
}
