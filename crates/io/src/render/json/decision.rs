//! Answers of a decision as JSON: `goal`, `mechanism`, `reports`, `verdict`, `certificate`, then what a design says.

use super::design_value;
use crate::render::decision_word;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use serde_json::{Value, json};

/// The answer about a goal for a kind of mechanism against these reports; `file` is where the mechanism or the certificate was
/// written.
pub fn decision_value(
    environment: &Environment,
    goal: &Goal,
    (mechanism, reports): (MechanismKind, Reports),
    answer: &DesignAnswer,
    file: Option<String>,
) -> Value {
    let mut value = json!({
        "goal": goal.to_string(),
        "mechanism": mechanism.name(),
        "reports": reports.name(),
        "verdict": decision_word(answer),
    });
    if let Some(file) = file {
        value["certificate"] = Value::String(file);
    }
    if let (Some(value), Value::Object(design)) = (value.as_object_mut(), design_value(environment, answer)) {
        for (key, entry) in design {
            value.entry(key).or_insert(entry);
        }
    }
    value
}
