//! `ambimech-mixed-ambiguity/1`: the least amount of ambiguity against mixed reports, family by family and agent by agent.

use super::ambiguity::{numbers, parse_families, type_names, write_families, write_rewards};
use super::file::{SetProofFormat, SetProofText, of_types, render, seal, write_belief};
use crate::belief_verdict::EvidenceReader;
use crate::diagnostic::Read;
use crate::document::Node;
use crate::environment::environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::quantity::read_number;
use crate::source::Format;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{Flow, Growth, LeastMixedAmbiguity};
use ambimech_model::index::AgentId;

/// A family of sets with one answer for each agent.
pub type MixedFamilyAnswers = (Growth, Vec<LeastMixedAmbiguity>);

/// The answers as a sealed file. The same answers give the same bytes.
pub fn render_mixed_ambiguity_file(environment: &Environment, answers: &[MixedFamilyAnswers]) -> String {
    let digest = environment_digest(environment);
    render(SetProofFormat::MixedAmbiguity, &digest, &|json| write(json, environment, answers))
}

pub(super) fn mixed_ambiguity_seal(environment: &Environment, answers: &[MixedFamilyAnswers]) -> String {
    let digest = environment_digest(environment);
    seal(SetProofFormat::MixedAmbiguity, &digest, &|json| write(json, environment, answers))
}

fn write(json: &mut JsonWriter<'_>, environment: &Environment, answers: &[MixedFamilyAnswers]) {
    write_families(json, environment, answers, |json, agent, answer| match answer {
        LeastMixedAmbiguity::Never { flows } => write_flows(json, environment, agent, flows),
        LeastMixedAmbiguity::From { epsilon, flows, rewards, beliefs } => {
            json.key("epsilon");
            json.number(epsilon);
            write_flows(json, environment, agent, flows);
            write_rewards(json, environment, agent, rewards);
            json.key("beliefs");
            json.open_object(Layout::Lines);
            for (own, belief) in environment.space().types(agent).zip(beliefs) {
                json.key(environment.type_name(agent, own));
                write_belief(json, environment, agent, belief);
            }
            json.close();
        }
    });
}

/// Lies with their weights.
fn write_flows(json: &mut JsonWriter<'_>, environment: &Environment, agent: AgentId, flows: &[Flow]) {
    json.key("lies");
    json.open_array(Layout::Lines);
    for flow in flows {
        json.open_object(Layout::Line);
        json.entry("type", environment.type_name(agent, flow.truth));
        json.entry("report", environment.type_name(agent, flow.report));
        json.key("weight");
        json.number(&flow.weight);
        json.close();
    }
    json.close();
}

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_mixed_ambiguity(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<SetProofText<Vec<MixedFamilyAnswers>>> {
    let keys = ["agent", "epsilon", "lies", "rewards", "beliefs"];
    let whole = (text, file_name, format);
    parse_families(SetProofFormat::MixedAmbiguity, whole, environment, &keys, |reader, agent, table, span| {
        let references = &reader.references;
        let source = references.source;
        let get = |key: &str, example: &str| references.require(table, span, key, "an answer", example);
        let lies = get("lies", "\"lies\": [{\"type\": \"H\", \"report\": \"L\", \"weight\": 1}]")?;
        let lies = lies.expect_array(source, "the lies", "write a list")?;
        let flows = lies.iter().map(|node| flow(reader, agent, node)).collect::<Read<_>>()?;
        let Some(entry) = table.get("epsilon") else { return Ok(LeastMixedAmbiguity::Never { flows }) };
        let epsilon = read_number(source, &entry.value, "the least ε")?;
        let rewards = numbers(references, environment, agent, get("rewards", "\"rewards\": {\"H\": 0}")?)?;
        let example = "{\"H\": {\"L\": 1}, \"L\": {\"L\": 1}}";
        let beliefs = get("beliefs", &format!("\"beliefs\": {example}"))?;
        let (names, others) = (type_names(environment, agent), references.others(agent));
        let beliefs = of_types(source, beliefs, &names, ("belief", example), |node| reader.belief(&others, node))?;
        Ok(LeastMixedAmbiguity::From { epsilon, flows, rewards, beliefs })
    })
}

fn flow<'t>(reader: &EvidenceReader<'t>, agent: AgentId, node: &Node<'t>) -> Read<Flow> {
    let (references, within) = (&reader.references, "a lie");
    let example = "{\"type\": \"H\", \"report\": \"L\", \"weight\": 1}";
    let table = node.expect_table(references.source, within, &format!("write {example}"))?;
    table.check_keys(references.source, within, &["type", "report", "weight"])?;
    let of = |key: &str| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
    Ok(Flow {
        truth: references.type_of(of("type")?, agent)?,
        report: references.type_of(of("report")?, agent)?,
        weight: references.number(table, node.span, "weight", within)?,
    })
}
