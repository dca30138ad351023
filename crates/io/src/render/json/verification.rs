//! `ambimech verify --format json`.

use super::timing::timing_value;
use super::{members, number, profile, types};
use crate::render::enclosure::enclosure_value;
use crate::render::name;
use crate::render::sentence::condition::undecided;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::{Report, Verification, Worst};
use serde_json::{Map, Value, json};

/// `{"properties":[{"name","reports","verdict","worst"}]}`; `reports` is `null` for properties that are not about reports. What
/// is not settled has the verdict `undecided` and a `reason` instead of `worst`. `timing` repeats the verdicts by when a mixture of
/// reports is drawn.
pub fn verification_value(environment: &Environment, mechanism: &Mechanism, verification: &Verification) -> Value {
    let mut list: Vec<Value> = verification
        .answers
        .iter()
        .map(|answer| {
            let worst = answer.worst.as_ref().map(|worst| worst_value(environment, mechanism, worst));
            json!({
                "name": answer.claim.property.name(),
                "reports": answer.claim.reports.map(|reports| reports.name()),
                "verdict": if answer.holds { "holds" } else { "fails" },
                "worst": worst,
            })
        })
        .collect();
    list.extend(verification.undecided.iter().map(|(claim, reason)| {
        json!({
            "name": claim.property.name(),
            "reports": claim.reports.map(|reports| reports.name()),
            "verdict": "undecided",
            "reason": undecided(reason),
        })
    }));
    json!({ "properties": list, "timing": timing_value(verification) })
}

pub(super) fn worst_value(environment: &Environment, mechanism: &Mechanism, worst: &Worst) -> Value {
    let rule = |rule| name::rule(environment, mechanism, rule);
    match worst {
        Worst::Deviation(deviation) | Worst::SideContract(deviation) => json!({
            "coalition": members(environment, deviation.coalition),
            "types": types(environment, deviation.coalition, deviation.truth),
            "report": report_value(environment, deviation.coalition, &deviation.report),
            "value": number(&deviation.value),
            "on-path": number(&deviation.on_path),
            "gain": number(&deviation.gain()),
        }),
        Worst::SmoothDeviation(deviation) => json!({
            "coalition": members(environment, deviation.coalition),
            "types": types(environment, deviation.coalition, deviation.truth),
            "report": report_value(environment, deviation.coalition, &deviation.report),
            "value": deviation.value.as_ref().map(enclosure_value),
            "on-path": enclosure_value(&deviation.on_path),
            "gain": deviation.gain().as_ref().map(enclosure_value),
        }),
        Worst::SmoothParticipation { coalition, types: own, value } => json!({
            "coalition": members(environment, *coalition),
            "types": types(environment, *coalition, *own),
            "rule": null,
            "value": value.as_ref().map(enclosure_value),
        }),
        Worst::Participation { coalition, types: own, rule: at, value } => json!({
            "coalition": members(environment, *coalition),
            "types": types(environment, *coalition, *own),
            "rule": at.map(rule),
            "value": number(value),
        }),
        Worst::Insurance { coalition, types: own, lowest, highest } => json!({
            "coalition": members(environment, *coalition),
            "types": types(environment, *coalition, *own),
            "lowest": { "rule": rule(lowest.0), "value": number(&lowest.1) },
            "highest": { "rule": rule(highest.0), "value": number(&highest.1) },
        }),
        Worst::Budget { rule: at, profile: place, total } => {
            json!({ "rule": rule(*at), "profile": profile(environment, *place), "total": number(total) })
        }
        Worst::Revenue { rule: at, revenue, surplus } => {
            json!({ "rule": rule(*at), "revenue": number(revenue), "surplus": number(surplus) })
        }
    }
}

/// A pure report as its types, `["L", "H"]`; a mixture as `{"L H": "2/5", "L L": "3/5"}`.
pub(super) fn report_value(environment: &Environment, coalition: Coalition, report: &Report) -> Value {
    match report {
        Report::Pure(joint) => types(environment, coalition, *joint),
        Report::Mixed(parts) => {
            let entries = parts.iter().map(|(joint, probability)| {
                (name::type_labels(environment, coalition, *joint).join(" "), number(probability))
            });
            Value::Object(entries.collect::<Map<String, Value>>())
        }
    }
}
