//! `ambimech conditions --format json` under sets of beliefs.

use super::number;
use crate::render::sentence::scenario::state_label;
use crate::render::sentence::set_condition::reasons;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::condition::Condition;
use ambimech_model::index::JointTypeId;
use ambimech_model::set_condition::{SetConditionAnswer, SetConditionProof, WorstCase};
use serde_json::{Value, json};

/// `{"conditions":[{"name","verdict","reasons","worst-cases":[{"agent","type","others","value","belief"}]}]}`; `others` is the type profile whose
/// probability is looked at, `null` for the surplus.
pub fn set_conditions_value(
    environment: &AmbiguousEnvironment,
    answers: &[(Condition, SetConditionAnswer)],
) -> Value {
    let frame = environment.without_beliefs();
    let case = |case: &WorstCase| {
        let possible = case.belief.probabilities().iter().enumerate().filter(|(_, share)| !share.is_zero());
        let belief = possible.map(|(x, share)| (state_label(frame, case.agent, JointTypeId(x)), number(share)));
        json!({
            "agent": frame.agent_name(case.agent),
            "type": frame.type_name(case.agent, case.own),
            "others": case.state.map(|state| state_label(frame, case.agent, state)),
            "value": number(&case.value),
            "belief": Value::Object(belief.collect()),
        })
    };
    let shown = |(condition, answer): &(Condition, SetConditionAnswer)| {
        let mut value = json!({
            "name": condition.name(),
            "verdict": answer.word(),
            "reasons": reasons(environment, *condition, answer),
        });
        if let SetConditionAnswer::Beliefs(Ok(certificate)) = answer {
            value["worst-cases"] = certificate.evidence.iter().map(case).collect();
        }
        value
    };
    json!({ "conditions": answers.iter().map(shown).collect::<Vec<Value>>() })
}

/// The same with `"verdict":"accepted"`, of verdicts that are proved now.
pub fn accepted_set_conditions_value(environment: &AmbiguousEnvironment, proofs: &[SetConditionProof]) -> Value {
    let answers: Vec<_> = proofs.iter().map(|proof| (proof.condition(), proof.answer())).collect();
    let mut value = set_conditions_value(environment, &answers);
    value["verdict"] = json!("accepted");
    value
}
