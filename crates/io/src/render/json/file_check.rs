//! What `ambimech check --format json` says about a file.

use super::limits::limits_value;
use super::{accepted_certificate_value, accepted_value, refusal_value};
use crate::check::{Accepted, Refused};
use crate::render::sentence::full_implementation;
use crate::render::sentence::implementability::no_transfers_refusal;
use crate::render::sentence::robust;
use crate::render::sentence::scenario::set_refusal;
use crate::render::sentence::set_proof::set_proof_refusal;
use crate::render::text::refused_in_words;
use ambimech_model::environment::Environment;
use serde_json::{Value, json};

/// `{"verdict":"accepted","claims":[…],"checked":{…}}` for a mechanism, `{"verdict":"accepted","certificates":[…]}` for
/// certificates, each as its condition or design is shown elsewhere.
pub fn accepted_file_value(environment: &Environment, accepted: &Accepted) -> Value {
    match accepted {
        Accepted::Mechanism { claims, limits, checked, .. } => {
            let mut value = accepted_value(claims, Some(checked));
            if !limits.is_none() {
                value["limits"] = limits_value(environment, limits);
            }
            value
        }
        Accepted::Certificates(certificates) => {
            let shown = |certificate| accepted_certificate_value(environment, certificate);
            let certificates: Vec<Value> = certificates.iter().map(shown).collect();
            json!({ "verdict": "accepted", "certificates": certificates })
        }
    }
}

/// `{"verdict":"refused","reason":kind,"message":words,"row":…}`, the row being that of the refusal, or `null`.
pub fn refused_file_value(environment: &Environment, refused: &Refused) -> Value {
    let (kind, words) = refused_in_words(refused);
    let row = match refused {
        Refused::Mechanism { mechanism, refusal } => refusal_value(environment, Some(mechanism.as_ref()), refusal),
        Refused::Certificate { refusal, .. } => refusal_value(environment, None, refusal),
        Refused::SetVerdict { refusal, .. } => json!(set_refusal(environment, refusal)),
        Refused::FullImplementation { refusal, .. } => json!(full_implementation::refusal(environment, refusal)),
        Refused::Robust { refusal, .. } => json!(robust::refusal(environment, refusal)),
        Refused::NoTransfers { refusal } => json!(no_transfers_refusal(environment, refusal)),
        Refused::SetProof { refusal } => json!(set_proof_refusal(environment, refusal)),
        Refused::Content(diagnostic) => json!(diagnostic.to_string()),
        _ => Value::Null,
    };
    json!({ "verdict": "refused", "reason": kind, "message": words, "row": row })
}
