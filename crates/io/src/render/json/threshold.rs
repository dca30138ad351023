//! Answers about a parameter as JSON.

use super::direction::endless_value;
use super::{design_value, number};
use crate::render::sentence::threshold::{ThresholdQuestion, threshold_word};
use ambimech_model::design::DesignAnswer;
use ambimech_model::threshold::{Excluded, Exclusion, Limit, Threshold};
use serde_json::{Value, json};

/// `parameter`, `value` (the present one), `goal`, `mechanism`, `reports`, `verdict`, and for each end `lower`, `upper` the value with
/// the proof of what lies beyond; an end that does not exist is null,
/// and `endless-below`, `endless-above` say from which value on, and with how many rules, mechanisms were found instead.
pub fn threshold_value(asked: &ThresholdQuestion<'_>, found: &Threshold) -> Value {
    let mut value = json!({
        "parameter": asked.environment.parameter(),
        "value": number(asked.environment.value()),
        "goal": asked.goal.to_string(),
        "mechanism": asked.mechanism.name(),
        "reports": asked.reports.name(),
        "verdict": threshold_word(found),
    });
    match found {
        Threshold::Between(interval) => {
            value["lower"] = interval.lower.as_ref().map(|limit| limit_value(asked, limit)).into();
            value["upper"] = interval.upper.as_ref().map(|limit| limit_value(asked, limit)).into();
            let sides = [("endless-below", &interval.endless_below), ("endless-above", &interval.endless_above)];
            for (key, endless) in sides {
                if let Some(found) = endless {
                    value[key] = endless_value(found);
                }
            }
        }
        Threshold::Never(exclusions) => {
            value["proofs"] = exclusions.iter().map(|one| exclusion_value(asked, one)).collect();
        }
        Threshold::Undecided(_) => {}
    }
    value
}

fn limit_value(asked: &ThresholdQuestion<'_>, limit: &Limit) -> Value {
    let (_, _, _, largest) = &limit.mechanism.stakes.largest_payment;
    json!({
        "value": number(&limit.value),
        "largest-payment": number(largest),
        "beyond": exclusion_value(asked, &limit.exclusion),
    })
}

fn exclusion_value(asked: &ThresholdQuestion<'_>, found: &Exclusion) -> Value {
    let (side, end) = match &found.values {
        Excluded::Everything => ("everything", None),
        Excluded::Below(end) => ("below", Some(end)),
        Excluded::Above(end) => ("above", Some(end)),
    };
    let answer = DesignAnswer::Infeasible(found.certificate.clone());
    let there = asked.environment.at(&found.checked_at);
    json!({
        "excluded": side,
        "end": end.map(number),
        "checked-at": number(&found.checked_at),
        "proof": there.map(|there| design_value(&there, &answer)).unwrap_or_default(),
    })
}
