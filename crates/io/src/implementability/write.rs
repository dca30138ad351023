//! From a proof to a file.

use super::{NO_TRANSFERS_FORMAT, excluded};
use crate::belief_verdict::write_multipliers;
use crate::environment::ambiguous_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::render::sentence::scenario::state_label;
use crate::seal::sealed;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::Impossibility;
use ambimech_model::index::{JointTypeId, TypeId};

/// The proof as a sealed file. The same proof gives the same bytes.
pub fn render_no_transfers(environment: &AmbiguousEnvironment, proof: &Impossibility) -> String {
    let seal = no_transfers_seal(environment, proof);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), environment, proof, Some(&seal));
    text
}

pub(super) fn no_transfers_seal(environment: &AmbiguousEnvironment, proof: &Impossibility) -> String {
    sealed(|sink| write(sink, environment, proof, None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    environment: &AmbiguousEnvironment,
    proof: &Impossibility,
    seal: Option<&str>,
) {
    let (frame, agent) = (environment.without_beliefs(), proof.agent());
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", NO_TRANSFERS_FORMAT);
    json.entry("environment", &ambiguous_environment_digest(environment));
    json.entry("agent", frame.agent_name(agent));
    json.entry("criterion", proof.criterion().name());
    json.entry("excludes", excluded(proof.criterion()));
    let lie = |json: &mut JsonWriter<'_>, truth: TypeId, report: TypeId| {
        json.open_object(Layout::Line);
        json.entry("type", frame.type_name(agent, truth));
        json.entry("report", frame.type_name(agent, report));
    };
    match proof {
        Impossibility::Circulation { reports, flows, floors, .. } => {
            json.entry("reports", reports.name());
            json.key("lies");
            json.open_array(Layout::Lines);
            for flow in flows {
                lie(&mut json, flow.truth, flow.report);
                json.key("weight");
                json.number(&flow.weight);
                json.close();
            }
            json.close();
            json.key("floors");
            json.open_array(Layout::Lines);
            floors.iter().for_each(|floor| write_multipliers(&mut json, floor.as_ref()));
            json.close();
        }
        Impossibility::Beliefs { flows, .. } => {
            json.key("lies");
            json.open_array(Layout::Lines);
            for flow in flows {
                lie(&mut json, flow.truth, flow.report);
                json.key("beliefs");
                json.open_array(Layout::Line);
                for (weight, belief) in &flow.parts {
                    json.open_object(Layout::Line);
                    json.key("weight");
                    json.number(weight);
                    json.key("belief");
                    json.open_object(Layout::Line);
                    let possible = belief.probabilities().iter().enumerate().filter(|(_, p)| !p.is_zero());
                    for (state, probability) in possible {
                        json.key(&state_label(frame, agent, JointTypeId(state)));
                        json.number(probability);
                    }
                    json.close();
                    json.close();
                }
                json.close();
                json.close();
            }
            json.close();
        }
    }
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.finish();
}
