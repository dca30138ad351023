//! From verdicts to a file.

use super::{CLOSED_FORM, VERDICTS_FORMAT};
use crate::collusion::mechanism_digest;
use crate::environment::ambiguous_environment_digest;
use crate::json_writer::{JsonWriter, Layout};
use crate::render::sentence::scenario::state_label;
use crate::seal::sealed;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_set::Multipliers;
use ambimech_model::belief_verdict::{Floor, SetVerdict, TypeEvidence, WeightedBelief};
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::verification::Report;

/// The verdicts as a sealed file. The same verdicts give the same bytes.
pub fn render_verdicts(
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
    verdicts: &[SetVerdict],
) -> String {
    let seal = verdicts_seal(environment, mechanism, verdicts);
    let mut text = String::new();
    write(&mut |piece| text.push_str(piece), environment, mechanism, verdicts, Some(&seal));
    text
}

pub(super) fn verdicts_seal(
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
    verdicts: &[SetVerdict],
) -> String {
    sealed(|sink| write(sink, environment, mechanism, verdicts, None))
}

fn write(
    sink: &mut dyn FnMut(&str),
    environment: &AmbiguousEnvironment,
    mechanism: &Mechanism,
    verdicts: &[SetVerdict],
    seal: Option<&str>,
) {
    let frame = environment.without_beliefs();
    let mut json = JsonWriter::new(sink);
    json.open_object(Layout::Lines);
    json.entry("format", VERDICTS_FORMAT);
    json.entry("environment", &ambiguous_environment_digest(environment));
    json.entry("mechanism", &mechanism_digest(frame, mechanism).unwrap_or_default());
    json.key("verdicts");
    json.open_array(Layout::Lines);
    for verdict in verdicts {
        json.open_object(Layout::Lines);
        json.entry("property", verdict.claim.property.name());
        json.entry("criterion", verdict.claim.criterion.name());
        if let Some(reports) = verdict.claim.property.reports() {
            json.entry("reports", reports.name());
        }
        json.entry("verdict", if verdict.holds { "holds" } else { "fails" });
        json.key("evidence");
        json.open_array(Layout::Lines);
        verdict.evidence.iter().for_each(|evidence| write_evidence(&mut json, frame, mechanism, evidence));
        json.close();
        if !verdict.payments.is_empty() {
            json.key("payments");
            json.open_object(Layout::Lines);
            for (profile, payments) in &verdict.payments {
                json.key(&frame.profile_label(*profile));
                json.open_array(Layout::Line);
                payments.iter().for_each(|payment| json.number(payment));
                json.close();
            }
            json.close();
        }
        json.close();
    }
    json.close();
    if let Some(seal) = seal {
        json.entry("seal", seal);
    }
    json.finish();
}

fn write_evidence(json: &mut JsonWriter<'_>, frame: &Environment, mechanism: &Mechanism, evidence: &TypeEvidence) {
    let type_name = |report: JointTypeId| frame.type_name(evidence.agent, TypeId(report.0));
    json.open_object(Layout::Lines);
    json.entry("agent", frame.agent_name(evidence.agent));
    json.entry("type", frame.type_name(evidence.agent, evidence.own));
    if let Some(report) = &evidence.report {
        json.key("report");
        json.open_object(Layout::Line);
        let parts = match report {
            Report::Pure(only) => vec![(*only, Rational::ONE)],
            Report::Mixed(parts) => parts.clone(),
        };
        for (report, share) in &parts {
            json.key(type_name(*report));
            json.number(share);
        }
        json.close();
    }
    json.key("floors");
    json.open_array(Layout::Lines);
    evidence.floors.iter().for_each(|floor| write_floor(json, floor));
    json.close();
    json.key("mixtures");
    json.open_array(Layout::Lines);
    for mixture in &evidence.mixtures {
        json.open_array(Layout::Lines);
        mixture.iter().for_each(|part| write_part(json, frame, mechanism, evidence, part));
        json.close();
    }
    json.close();
    json.close();
}

fn write_floor(json: &mut JsonWriter<'_>, floor: &Floor) {
    json.open_array(Layout::Line);
    floor.0.iter().for_each(|multipliers| write_multipliers(json, multipliers.as_ref()));
    json.close();
}

/// Multipliers, or `closed-form`.
pub(crate) fn write_multipliers(json: &mut JsonWriter<'_>, multipliers: Option<&Multipliers>) {
    let Some(multipliers) = multipliers else { return json.string(CLOSED_FORM) };
    json.open_object(Layout::Line);
    json.key("rows");
    json.open_array(Layout::Line);
    multipliers.rows.iter().for_each(|row| json.number(row));
    json.close();
    json.key("total");
    json.number(&multipliers.total);
    json.close();
}

fn write_part(
    json: &mut JsonWriter<'_>,
    frame: &Environment,
    mechanism: &Mechanism,
    evidence: &TypeEvidence,
    part: &WeightedBelief,
) {
    json.open_object(Layout::Line);
    json.entry("rule", &mechanism.rule_name(frame, part.rule));
    json.key("weight");
    json.number(&part.weight);
    json.key("belief");
    json.open_object(Layout::Line);
    for (state, probability) in part.prior.probabilities().iter().enumerate().filter(|(_, p)| !p.is_zero()) {
        json.key(&state_label(frame, evidence.agent, JointTypeId(state)));
        json.number(probability);
    }
    json.close();
    json.close();
}
