//! `ambimech-device/1`: for every agent cells of the others' types that are enough for full insurance, or lies that exclude every device.

use super::ambiguity::{agent_of, numbers, types, write_rewards};
use super::file::{SetProofFormat, SetProofText, render, seal, stated, write_types};
use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, parse_document};
use crate::environment::environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::reference::{References, expect_format};
use crate::render::sentence::scenario::state_label;
use crate::source::{Format, Source, Span};
use crate::suggestion::quoted;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{AgentDevice, Cells};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};

/// The devices as a sealed file; `None` when an agent has neither a device nor a proof. The same devices give the same bytes.
pub fn render_device_file(environment: &Environment, devices: &[AgentDevice]) -> Option<String> {
    let proved = |device: &AgentDevice| matches!(device, AgentDevice::Enough { .. } | AgentDevice::Never { .. });
    let digest = environment_digest(environment);
    devices
        .iter()
        .all(proved)
        .then(|| render(SetProofFormat::Device, &digest, &|json| write(json, environment, devices)))
}

pub(super) fn device_seal(environment: &Environment, devices: &[AgentDevice]) -> String {
    let digest = environment_digest(environment);
    seal(SetProofFormat::Device, &digest, &|json| write(json, environment, devices))
}

fn write(json: &mut JsonWriter<'_>, environment: &Environment, devices: &[AgentDevice]) {
    json.key("agents");
    json.open_array(Layout::Lines);
    for (agent, device) in environment.space().agents().zip(devices) {
        json.open_object(Layout::Lines);
        json.entry("agent", environment.agent_name(agent));
        match device {
            AgentDevice::Enough { cells, rewards, .. } => {
                json.key("cells");
                json.open_array(Layout::Lines);
                for cell in &cells.0 {
                    json.open_array(Layout::Line);
                    cell.iter().for_each(|state| json.string(&state_label(environment, agent, *state)));
                    json.close();
                }
                json.close();
                write_rewards(json, environment, agent, rewards);
            }
            AgentDevice::Never { cycle } => {
                write_types(json, "cycle", cycle, |own: TypeId| environment.type_name(agent, own).to_string());
            }
            AgentDevice::TypesDiffer | AgentDevice::TooManyStates(_) => {}
        }
        json.close();
    }
    json.close();
}

/// Reads the text of such a file; messages call it `file_name`. Nothing is proved by reading.
///
/// # Errors
/// Whatever is wrong with the text.
pub fn parse_devices(
    text: &str,
    file_name: &str,
    format: Format,
    environment: &Environment,
) -> Read<SetProofText<Vec<AgentDevice>>> {
    let source = Source::new(file_name, text);
    let root = parse_document(source, format)?;
    let within = "a file of devices";
    let top = root.expect_table(source, within, "write \"format\", \"environment\" and \"agents\"")?;
    expect_format(source, top, SetProofFormat::Device.name())?;
    top.check_keys(source, within, &["format", "environment", "agents", "seal"])?;
    let references = References::new(source, environment);
    let agents = references.require(top, root.span, "agents", within, "\"agents\": […]")?;
    let agents = agents.expect_array(source, "the agents", "write a list")?;
    let mut content = Vec::new();
    for (number, node) in agents.iter().enumerate() {
        let (agent, table) =
            agent_of(&references, node, AgentId(number), &["agent", "cells", "rewards", "cycle"])?;
        content.push(match table.get("cycle") {
            Some(entry) => AgentDevice::Never { cycle: types(&references, agent, &entry.value)? },
            None => {
                let of =
                    |key: &str, example: &str| references.require(table, node.span, key, "an answer", example);
                let cells = of("cells", "\"cells\": [[\"H\"], [\"L\"]]")?;
                let cells = cells.expect_array(source, "the cells", "write [[\"H\"], [\"L\"]]")?;
                let cells = cells.iter().map(|node| cell(&references, agent, node)).collect::<Read<_>>()?;
                let rewards = numbers(&references, environment, agent, of("rewards", "\"rewards\": {\"H\": 0}")?)?;
                AgentDevice::Enough { cells: Cells(cells), rewards, tried: 0 }
            }
        });
    }
    let (environment, seal) = stated(source, top)?;
    Ok(SetProofText { environment, content, seal })
}

/// Type profiles of the others.
fn cell<'t>(references: &References<'t>, agent: AgentId, node: &Node<'t>) -> Read<Vec<JointTypeId>> {
    let source = references.source;
    let others = references.others(agent);
    let help = "write [\"H L\", \"L L\"]";
    let one = |node: &Node<'t>| {
        let label = node.expect_str(source, "a type profile of the others")?;
        let place = |part: Span| node.content_span(source, part);
        let pattern = others.parse_pattern(source, label, &place)?;
        if pattern.fixed.len() == others.types.len() {
            return Ok(JointTypeId(pattern.first.0));
        }
        Err(Box::new(
            Diagnostic::at(source, node.span, "one type profile is meant here, not several")
                .found(quoted(label))
                .expected("one type of every other agent, without `*`")
                .help(help),
        ))
    };
    node.expect_array(source, "a cell", help)?.iter().map(one).collect()
}
