//! Smallest scales as JSON.

use super::{design::obstacle_value, members, number, types};
use crate::render::sentence::design::base_name;
use crate::render::sentence::scale::{no_scale, scale_word};
use ambimech_model::environment::Environment;
use ambimech_model::preference::{Attitude, Utility};
use ambimech_model::property::{Goal, Reports};
use ambimech_model::scale::{Misreport, NoScaleReason, ScaleAnswer, ScaleStudy};
use serde_json::{Value, json};

/// `goal`, `reports`, `verdict` (`done` or `undecided`), and either `base`, `bets` and `rows`, one for each attitude, or `obstacles`.
pub fn scales_value(environment: &Environment, goal: &Goal, reports: Reports, study: &ScaleStudy) -> Value {
    let mut value = json!({ "goal": goal.to_string(), "reports": reports.name() });
    match study {
        ScaleStudy::Table(table) => {
            value["verdict"] = json!("done");
            value["base"] = json!(base_name(table.base));
            value["bets"] = json!(table.bets);
            let rows = table.rows.iter().map(|row| {
                let mut value = answer_value(environment, &row.answer);
                value["attitude"] = row.attitude.as_ref().map(attitude_value).unwrap_or_default();
                value
            });
            value["rows"] = rows.collect();
        }
        ScaleStudy::Obstructed(obstacles) => {
            value["verdict"] = json!("undecided");
            value["obstacles"] = obstacles.iter().map(|found| obstacle_value(environment, found)).collect();
        }
    }
    value
}

/// `kind` (`maxmin`, `cara` or `power`) with its numbers.
fn attitude_value(attitude: &Attitude) -> Value {
    match attitude {
        Attitude::Maxmin { alpha, epsilon } => {
            json!({ "kind": "maxmin", "alpha": number(alpha), "epsilon": number(epsilon) })
        }
        Attitude::Smooth { utility: Utility::Cara { coefficient }, epsilon } => {
            json!({ "kind": "cara", "coefficient": number(coefficient), "epsilon": number(epsilon) })
        }
        Attitude::Smooth { utility: Utility::Power { coefficient, wealth }, epsilon } => json!({
            "kind": "power",
            "coefficient": number(coefficient),
            "wealth": number(wealth),
            "epsilon": number(epsilon),
        }),
    }
}

fn answer_value(environment: &Environment, answer: &ScaleAnswer) -> Value {
    let mut value = json!({ "verdict": scale_word(answer) });
    match answer {
        ScaleAnswer::NotNeeded | ScaleAnswer::Unsettled => {}
        ScaleAnswer::Found { scale, binding, largest_payment } => {
            value["scale"] = number(&scale.high);
            value["more-than"] = if scale.is_exact() { Value::Null } else { number(&scale.low) };
            value["largest-payment"] = number(largest_payment);
            value["binding"] = misreport_value(environment, binding);
        }
        ScaleAnswer::Never(found) => {
            value["reason"] = json!({
                "kind": match found.reason {
                    NoScaleReason::NotAverse => "not-averse",
                    NoScaleReason::SmallLies => "small-lies",
                    NoScaleReason::AllTogether => "all-together",
                },
                "words": no_scale(environment, found),
            });
            value["binding"] = misreport_value(environment, &found.misreport);
        }
    }
    value
}

fn misreport_value(environment: &Environment, found: &Misreport) -> Value {
    let report = |(report, share): &(_, _)| json!({ "types": types(environment, found.coalition, *report), "probability": number(share) });
    json!({
        "coalition": members(environment, found.coalition),
        "types": types(environment, found.coalition, found.truth),
        "reports": found.reports.iter().map(report).collect::<Value>(),
        "gain": number(&found.gain),
    })
}
