//! `ambimech robust --type-space --format json`.

use super::{members, number};
use crate::render::sentence::interim::{conditions, lies, summary, type_names, word};
use crate::render::sentence::robust::open;
use ambimech_model::coalition::Coalition;
use ambimech_model::index::JointTypeId;
use ambimech_model::robust::{
    BeliefSpace, Concept, InterimIncentives, InterimMonotonicity, InterimStudy, MonotonicityOpen,
    PayoffEnvironment,
};
use serde_json::{Value, json};

/// `{"concept","verdict","summary","conditions":[{"name","verdict","reason"}],"incentives","deception"}`: `incentives` is the coalition
/// that gains, or null; `deception` has `lies` and the types `at` which the choice changes, or is null.
pub fn interim_value(environment: &PayoffEnvironment, types: &BeliefSpace, found: &InterimStudy) -> Value {
    let frame = environment.without_beliefs();
    let rows: Vec<Value> = conditions(environment, types, found)
        .into_iter()
        .map(|(name, verdict, reason)| json!({ "name": name, "verdict": verdict, "reason": reason }))
        .collect();
    let incentives = match &found.incentives {
        InterimIncentives::Holds => Value::Null,
        InterimIncentives::Fails { coalition, truth, report, gains } => json!({
            "coalition": members(frame, *coalition),
            "types": type_names(types, *coalition, *truth),
            "report": super::types(frame, *coalition, *report),
            "gains": gains.iter().map(number).collect::<Vec<Value>>(),
        }),
    };
    let deception = match &found.monotonicity {
        Ok(InterimMonotonicity::Fails(standing)) => {
            let everybody = Coalition::grand(environment.agent_count());
            let lie = |[agent, t, report]: [String; 3]| json!({ "agent": agent, "type": t, "reports": report });
            let list: Vec<Value> = lies(environment, types, &standing.deception).into_iter().map(lie).collect();
            json!({ "at": type_names(types, everybody, JointTypeId(standing.at.0)), "lies": list })
        }
        _ => Value::Null,
    };
    json!({
        "concept": found.concept.name(),
        "verdict": word(found),
        "summary": summary(found),
        "conditions": rows,
        "incentives": incentives,
        "deception": deception,
    })
}

/// `{"verdict":"accepted","answer"}`: `answer` is as it was when the file was made.
pub fn accepted_interim_value(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    found: &InterimStudy,
) -> Value {
    json!({ "verdict": "accepted", "answer": interim_value(environment, types, found) })
}

/// The answer when the question is too large to begin.
pub fn interim_too_large_value(concept: Concept, why: &MonotonicityOpen) -> Value {
    json!({ "concept": concept.name(), "verdict": "undecided", "summary": open(why) })
}
