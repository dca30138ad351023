//! Expectations and verdicts under sets of beliefs as JSON.

use super::number;
use super::verification::report_value;
use crate::render::name;
use crate::render::sentence::scenario::{no_verdict, state_label};
use ambimech_model::belief_set::{Distribution, ExpectationRange, Extreme};
use ambimech_model::belief_verdict::{NoVerdict, SetAnswer, SetClaim, SetVerdict, SetVerification, TypeStudy};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::mechanism::Mechanism;
use serde_json::{Map, Value, json};

/// `{"of","expectations":[{"agent","type","rule","values","lower":{"value","belief"},"upper":{…}}]}`; values and beliefs by the others'
/// types.
pub fn expectations_value(
    environment: &Environment,
    mechanism: Option<&Mechanism>,
    what: &str,
    ranges: &[ExpectationRange],
) -> Value {
    let shown = |range: &ExpectationRange| {
        let extreme = |extreme: &Extreme| json!({ "value": number(&extreme.value), "belief": belief_value(environment, range.agent, &extreme.prior) });
        let rule = range.rule.and_then(|rule| mechanism.map(|mechanism| name::rule(environment, mechanism, rule)));
        let values = range
            .values
            .iter()
            .enumerate()
            .map(|(state, value)| (state_label(environment, range.agent, JointTypeId(state)), number(value)));
        json!({
            "agent": environment.agent_name(range.agent),
            "type": environment.type_name(range.agent, range.own),
            "rule": rule,
            "values": Value::Object(values.collect()),
            "lower": extreme(&range.lower),
            "upper": extreme(&range.upper),
        })
    };
    json!({ "of": what, "expectations": ranges.iter().map(shown).collect::<Vec<Value>>() })
}

/// The probabilities that are not 0, by the others' types.
fn belief_value(environment: &Environment, agent: AgentId, prior: &Distribution) -> Value {
    let possible = prior.probabilities().iter().enumerate().filter(|(_, p)| !p.is_zero());
    let entries = possible.map(|(state, p)| (state_label(environment, agent, JointTypeId(state)), number(p)));
    Value::Object(entries.collect::<Map<String, Value>>())
}

fn claim_value(claim: SetClaim) -> Map<String, Value> {
    let criterion = (!claim.property.is_free_of_beliefs()).then(|| claim.criterion.name());
    let mut map = Map::new();
    map.insert("name".to_string(), json!(claim.property.name()));
    map.insert("criterion".to_string(), json!(criterion));
    map.insert("reports".to_string(), json!(claim.property.reports().map(|reports| reports.name())));
    map
}

/// `{"properties":[{"name","criterion","reports","verdict","types":[{"agent","type","report","margin","rule","belief","truth"}]}]}`.
pub fn set_verification_value(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &SetVerification,
) -> Value {
    let study = |study: &TypeStudy| {
        let report = study.report.as_ref();
        json!({
            "agent": environment.agent_name(study.agent),
            "type": environment.type_name(study.agent, study.own),
            "report": report.map(|report| report_value(environment, Coalition::single(study.agent), report)),
            "margin": number(&study.margin),
            "rule": name::rule(environment, mechanism, study.scenario.0),
            "belief": belief_value(environment, study.agent, &study.scenario.1),
            "truth": number(&study.truth),
        })
    };
    let answer = |answer: &SetAnswer| {
        let mut map = claim_value(answer.verdict.claim);
        map.insert("verdict".to_string(), json!(if answer.verdict.holds { "holds" } else { "fails" }));
        map.insert("types".to_string(), Value::Array(answer.types.iter().map(study).collect()));
        if let Some((rule, profile)) = answer.unbalanced {
            map.insert("rule".to_string(), json!(name::rule(environment, mechanism, rule)));
            map.insert("profile".to_string(), super::profile(environment, profile));
        }
        if let Some((profile, outcome, gain)) = &answer.better {
            map.insert("profile".to_string(), super::profile(environment, *profile));
            map.insert("outcome".to_string(), json!(name::outcome(environment, *outcome)));
            map.insert("gain".to_string(), number(gain));
        }
        if !answer.verdict.payments.is_empty() {
            let row = |(profile, payments): &(_, Vec<_>)| json!({ "profile": super::profile(environment, *profile), "payments": payments.iter().map(number).collect::<Vec<Value>>() });
            map.insert("payments".to_string(), answer.verdict.payments.iter().map(row).collect());
        }
        Value::Object(map)
    };
    let open = |(claim, why): &(SetClaim, NoVerdict)| {
        let mut map = claim_value(*claim);
        map.insert("verdict".to_string(), json!("undecided"));
        map.insert("reason".to_string(), json!(no_verdict(environment, why)));
        Value::Object(map)
    };
    let list: Vec<Value> =
        verification.answers.iter().map(answer).chain(verification.undecided.iter().map(open)).collect();
    json!({ "properties": list })
}

/// `{"verdict":"accepted","verdicts":[{"name","criterion","reports","verdict"}]}`.
pub fn accepted_verdicts_value(verdicts: &[SetVerdict]) -> Value {
    let shown = |verdict: &SetVerdict| {
        let mut map = claim_value(verdict.claim);
        map.insert("verdict".to_string(), json!(if verdict.holds { "holds" } else { "fails" }));
        Value::Object(map)
    };
    json!({ "verdict": "accepted", "verdicts": verdicts.iter().map(shown).collect::<Vec<Value>>() })
}
