//! Answers to `decide` and `design` under sets of beliefs, as JSON.

use super::{case_answer_value, rule_studies_value};
use crate::render::sentence::implementability::rule_word;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::{SetDecision, SetGoal};
use ambimech_model::property::{Goal, Reports};
use serde_json::{Value, json};

/// `{"goal","mechanism","reports","criterion","verdict",…}`: with `criteria` as `insure` shows them where theorems answer, else as
/// [`case_answer_value`]; `file` is the name of the file with the mechanism or the proof, if one was written.
pub fn set_decision_value(
    environment: &AmbiguousEnvironment,
    (asked, goal): (&Goal, SetGoal),
    reports: Reports,
    found: &SetDecision,
    file: Option<&str>,
) -> Value {
    let mut value = match found {
        SetDecision::Theorems(_) => json!({
            "goal": asked.to_string(),
            "mechanism": goal.mechanism.name(),
            "reports": reports.name(),
            "criterion": goal.criterion.name(),
            "verdict": found.study(goal.criterion).map(|study| rule_word(&study.answer)),
        }),
        SetDecision::Cases(answer) => case_answer_value(environment.without_beliefs(), goal, reports, answer),
    };
    value["goal"] = json!(asked.to_string());
    if let Some(file) = file {
        value["certificate"] = json!(file);
    }
    if let SetDecision::Theorems(studies) = found {
        value["criteria"] = rule_studies_value(environment, studies)["criteria"].take();
    }
    value
}
