//! `ambimech conditions --format json` from the factors of a prior, and the check of files about them.

use crate::factored::{FactoredCheckError, write_factored_evidence};
use crate::json_writer::JsonWriter;
use crate::render::sentence::factored::{profiles, reasons, why_refused};
use crate::render::text::proved_from_factors;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::factored::{FactoredCertificate, FactoredEnvironment, FactoredEvidence};
use ambimech_model::index::AgentId;
use serde_json::{Map, Value, json};

/// At most this many sentences are given for a verdict.
const MOST_REASONS: usize = 12;

/// `{"conditions":[{"name","verdict","agents","witness","reasons"}],"decided-from":"factors","profiles"}`: `agents` gives the verdict of every
/// agent about whom something is proved, for `bdp` and `convex-independence`; `witness` is the first piece of evidence against the
/// condition, as in certificate files, or `null`.
pub fn factored_conditions_value(
    environment: &FactoredEnvironment,
    answers: &[(Condition, Verdict<FactoredCertificate>)],
) -> Value {
    let shown = |(condition, answer): &(Condition, Verdict<FactoredCertificate>)| {
        let pieces = answer.certificate().map_or(&[][..], |certificate| &certificate.evidence);
        let mut agents = Map::new();
        for piece in pieces {
            if let Some(agent) = about(*condition, piece) {
                let word = if piece.is_against() { "fails" } else { "holds" };
                agents.insert(environment.agent_name(agent).to_string(), json!(word));
            }
        }
        let all = reasons(environment, *condition, answer);
        json!({
            "name": condition.name(),
            "verdict": answer.word(),
            "agents": agents,
            "witness": pieces.iter().find(|piece| piece.is_against()).map(|piece| witness(environment, piece)),
            "reasons": all.iter().take(MOST_REASONS).collect::<Vec<_>>(),
        })
    };
    json!({
        "conditions": answers.iter().map(shown).collect::<Vec<Value>>(),
        "decided-from": "factors",
        "profiles": profiles(environment),
    })
}

/// The single agent that a piece of evidence is about.
fn about(condition: Condition, piece: &FactoredEvidence) -> Option<AgentId> {
    match piece {
        FactoredEvidence::MixedBelief { agent, .. }
        | FactoredEvidence::IndependentBeliefs { agent }
        | FactoredEvidence::SeparatedBeliefs { agent, .. } => Some(*agent),
        FactoredEvidence::EqualPosteriors { coalition, .. }
        | FactoredEvidence::DistinctPosteriors { coalition }
            if condition == Condition::Bdp =>
        {
            coalition.members().next()
        }
        _ => None,
    }
}

fn witness(environment: &FactoredEnvironment, piece: &FactoredEvidence) -> Value {
    let mut text = String::new();
    let mut sink = |part: &str| text.push_str(part);
    let mut json = JsonWriter::new(&mut sink);
    write_factored_evidence(&mut json, environment, piece);
    json.finish();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// A file of proofs that was accepted.
pub fn accepted_factored_value(environment: &FactoredEnvironment, certificates: &[FactoredCertificate]) -> Value {
    let proofs: Vec<Value> = certificates
        .iter()
        .map(|certificate| {
            json!({
                "condition": certificate.condition.name(),
                "verdict": if certificate.holds { "holds" } else { "fails" },
                "words": proved_from_factors(environment, certificate),
            })
        })
        .collect();
    json!({ "verdict": "accepted", "proofs": proofs })
}

/// Why a file of proofs was not accepted.
pub fn refused_factored_value(environment: &FactoredEnvironment, error: &FactoredCheckError) -> Value {
    json!({ "verdict": "refused", "reason": why_refused(environment, error) })
}
