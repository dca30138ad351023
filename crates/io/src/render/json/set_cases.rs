//! Decisions by cases under sets of beliefs, least amounts of ambiguity and devices from files, as JSON.

use super::implementability::table_value;
use crate::render::sentence::set_proof::{case_word, open_cases, rules_wanted};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{CaseAnswer, CaseProof, SetGoal};
use ambimech_model::property::Reports;
use serde_json::{Value, json};

fn goal_value(goal: SetGoal) -> Value {
    let names = [Some("ic"), goal.participation.then_some("ir"), goal.balanced.then_some("bb")];
    json!(names.into_iter().flatten().collect::<Vec<&str>>().join(","))
}

/// `{"goal","mechanism","reports","criterion","verdict","rules":[{"name","transfers"}]}`, with `cases`, the number of contradictions, where it
/// is infeasible, and `reason` where it is undecided.
pub fn case_answer_value(
    environment: &Environment,
    goal: SetGoal,
    reports: Reports,
    answer: &CaseAnswer,
) -> Value {
    let mut value = json!({
        "goal": goal_value(goal),
        "mechanism": goal.mechanism.name(),
        "reports": reports.name(),
        "criterion": goal.criterion.name(),
        "verdict": case_word(answer),
    });
    match answer {
        CaseAnswer::Reached(scheme) => {
            let rules = scheme.rules.iter();
            let shown =
                rules.map(|rule| json!({ "name": rule.name, "transfers": table_value(environment, &rule.table) }));
            value["rules"] = shown.collect();
        }
        CaseAnswer::Impossible(proof) => value["cases"] = json!(proof.tree.leaves().len()),
        CaseAnswer::Undecided(open) => value["reason"] = json!(open_cases(environment, open)),
    }
    value
}

/// `{"verdict":"accepted","goal","mechanism","criterion","cases","message"}`.
pub fn accepted_cases_value(proof: &CaseProof) -> Value {
    json!({
        "verdict": "accepted",
        "goal": goal_value(proof.goal),
        "mechanism": proof.goal.mechanism.name(),
        "criterion": proof.goal.criterion.name(),
        "cases": proof.tree.leaves().len(),
        "message": format!("there is not {} with these properties", rules_wanted(proof.goal.mechanism)),
    })
}
