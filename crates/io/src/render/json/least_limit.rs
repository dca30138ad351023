//! The smallest limit on payments as JSON.

use super::limits::limits_value;
use super::{design_value, number};
use crate::render::sentence::least_limit::{LeastLimitQuestion, least_limit_word};
use crate::render::sentence::obstacle;
use ambimech_model::design::DesignAnswer;
use ambimech_model::least_limit::LeastLimit;
use serde_json::{Value, json};

/// `cap`, `goal`, `mechanism`, `reports`, `limits` (those given), `verdict`; with `value`, `design` (the mechanism at it) and `below` (the
/// proof, `null` at 0), or with the `proof` that no limit is large enough, or with the `reason`.
pub fn least_limit_value(asked: &LeastLimitQuestion<'_>, found: &LeastLimit) -> Value {
    let environment = asked.environment;
    let mut value = json!({
        "cap": asked.least.name(),
        "goal": asked.goal.to_string(),
        "mechanism": asked.mechanism.name(),
        "reports": asked.reports.name(),
        "limits": limits_value(environment, asked.limits),
        "verdict": least_limit_word(found),
    });
    let proof = |certificate: &ambimech_model::certificate::ImpossibilityCertificate| {
        design_value(environment, &DesignAnswer::Infeasible(certificate.clone()))
    };
    match found {
        LeastLimit::At { value: least, mechanism, below } => {
            value["value"] = number(least);
            value["design"] = design_value(environment, &DesignAnswer::Done(mechanism.clone()));
            value["below"] = below.as_ref().map_or(Value::Null, |below| {
                json!({
                    "checked-at": number(&below.checked_at),
                    "slope": number(&below.slope),
                    "proof": proof(&below.certificate),
                })
            });
        }
        LeastLimit::Never(certificate) => value["proof"] = proof(certificate),
        LeastLimit::Undecided(found) => value["reason"] = json!(obstacle::obstacle(environment, found)),
    }
    value
}
