//! `ambimech-set-conditions/1`: verdicts about conditions of an environment with sets of beliefs.
//!
//! Verdicts about payoffs and the allocation rule have the evidence that they have for one belief of every type, under `evidence`; those about beliefs have
//! `worst-cases`.

use super::file::{SetProofFormat, SetProofText, belief_reader, render, seal, stated, write_belief};
use crate::belief_verdict::{EvidenceReader, write_multipliers};
use crate::certificate::{read_evidence, write_evidence};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, parse_document};
use crate::environment::ambiguous_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::reference::expect_format;
use crate::render::sentence::scenario::state_label;
use crate::source::{Format, Source};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::condition::Condition;
use ambimech_model::environment::Environment;
use ambimech_model::set_condition::{SET_CONDITIONS, SetConditionCertificate, SetConditionProof, WorstCase};

const HOLDS: &str = "holds";
const FAILS: &str = "fails";

/// The verdicts as a sealed file. The same verdicts give the same bytes.
pub fn render_conditions_file(environment: &AmbiguousEnvironment, proofs: &[SetConditionProof]) -> String {
    let digest = ambiguous_environment_digest(environment);
    render(SetProofFormat::Conditions, &digest, &|json| write(json, environment, proofs))
}

pub(super) fn conditions_seal(environment: &AmbiguousEnvironment, proofs: &[SetConditionProof]) -> String {
    let digest = ambiguous_environment_digest(environment);
    seal(SetProofFormat::Conditions, &digest, &|json| write(json, environment, proofs))
}

fn write(json: &mut JsonWriter<'_>, environment: &AmbiguousEnvironment, proofs: &[SetConditionProof]) {
    let frame = environment.without_beliefs();
    json.key("conditions");
    json.open_array(Layout::Lines);
    for proof in proofs {
        json.open_object(Layout::Lines);
        json.entry("condition", proof.condition().name());
        json.entry("verdict", if proof.holds() { HOLDS } else { FAILS });
        match proof {
            SetConditionProof::WithoutBeliefs(certificate) => {
                json.key("evidence");
                json.open_array(Layout::Lines);
                certificate.evidence.iter().for_each(|piece| write_evidence(json, frame, piece));
                json.close();
            }
            SetConditionProof::Beliefs(certificate) => {
                json.key("worst-cases");
                json.open_array(Layout::Lines);
                certificate.evidence.iter().for_each(|case| write_case(json, frame, case));
                json.close();
            }
        }
        json.close();
    }
    json.close();
}

fn write_case(json: &mut JsonWriter<'_>, frame: &Environment, case: &WorstCase) {
    json.open_object(Layout::Line);
    json.entry("agent", frame.agent_name(case.agent));
    json.entry("type", frame.type_name(case.agent, case.own));
    if let Some(state) = case.state {
        json.entry("others", &state_label(frame, case.agent, state));
    }
    json.key("value");
    json.number(&case.value);
    json.key("belief");
    write_belief(json, frame, case.agent, &case.belief);
    json.key("floor");
    write_multipliers(json, case.multipliers.as_ref());
    json.close();
}

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_conditions(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &AmbiguousEnvironment,
) -> Read<SetProofText<Vec<SetConditionProof>>> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a file of verdicts about conditions";
    let top = root.expect_table(source, within, "write \"format\", \"environment\" and \"conditions\"")?;
    expect_format(source, top, SetProofFormat::Conditions.name())?;
    top.check_keys(source, within, &["format", "environment", "conditions", "seal"])?;
    let reader = belief_reader(source, environment.without_beliefs());
    let list = reader.references.require(top, root.span, "conditions", within, "\"conditions\": […]")?;
    let list = list.expect_array(source, "the verdicts", "write a list")?;
    let content = list.iter().map(|node| proof(&reader, node)).collect::<Read<_>>()?;
    let (environment, seal) = stated(source, top)?;
    Ok(SetProofText { environment, content, seal })
}

fn proof<'t>(reader: &EvidenceReader<'t>, node: &Node<'t>) -> Read<SetConditionProof> {
    let (references, within) = (&reader.references, "a verdict about a condition");
    let source = references.source;
    let example = "{\"condition\": \"full-support\", \"verdict\": \"holds\", \"worst-cases\": […]}";
    let table = node.expect_table(source, within, &format!("write {example}"))?;
    let get = |key: &str| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
    let named = get("condition")?;
    let word = references.word(named, "a condition with a meaning here", &SET_CONDITIONS.map(Condition::name))?;
    let condition = SET_CONDITIONS.into_iter().find(|condition| condition.name() == word);
    let condition = condition.ok_or_else(|| Box::new(Diagnostic::at(source, named.span, "unknown condition")))?;
    let holds = references.word(get("verdict")?, "a verdict about a condition", &[HOLDS, FAILS])? == HOLDS;
    if matches!(condition, Condition::Efficient | Condition::PrivateValues) {
        table.check_keys(source, within, &["condition", "verdict", "evidence"])?;
        let evidence = get("evidence")?.expect_array(source, "the evidence", "write a list")?;
        let evidence = evidence.iter().map(|node| read_evidence(references, node)).collect::<Read<_>>()?;
        return Ok(SetConditionProof::WithoutBeliefs(ConditionCertificate { condition, holds, evidence }));
    }
    table.check_keys(source, within, &["condition", "verdict", "worst-cases"])?;
    let cases = get("worst-cases")?.expect_array(source, "the worst cases", "write a list")?;
    let evidence = cases.iter().map(|node| worst_case(reader, node)).collect::<Read<_>>()?;
    Ok(SetConditionProof::Beliefs(SetConditionCertificate { condition, holds, evidence }))
}

fn worst_case<'t>(reader: &EvidenceReader<'t>, node: &Node<'t>) -> Read<WorstCase> {
    let (references, within) = (&reader.references, "a worst case");
    let example = "{\"agent\": \"1\", \"type\": \"H\", \"others\": \"L\", \"value\": 0, \"belief\": {\"H\": 1}, \"floor\": \"closed-form\"}";
    let table = node.expect_table(references.source, within, &format!("write {example}"))?;
    table.check_keys(references.source, within, &["agent", "type", "others", "value", "belief", "floor"])?;
    let of = |key: &str| references.require(table, node.span, key, within, &format!("`{key}` as in {example}"));
    let agent = references.agent(of("agent")?)?;
    let others = references.others(agent);
    Ok(WorstCase {
        agent,
        own: references.type_of(of("type")?, agent)?,
        state: table.get("others").map(|entry| reader.state(&others, &entry.value)).transpose()?,
        value: references.number(table, node.span, "value", within)?,
        belief: reader.belief(&others, of("belief")?)?,
        multipliers: reader.multipliers(of("floor")?)?,
    })
}
