//! Limits on payments as JSON.

use super::{number, profile};
use crate::payment_limits::{amounts, named};
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::payment_limits::{LimitAnswer, PaymentLimits, TightestPayment};
use serde_json::{Map, Value, json};

/// `[{"name":"liability","amounts":{"1":"5"}},{"name":"ex-post-participation"}]`.
pub fn limits_value(environment: &Environment, limits: &PaymentLimits) -> Value {
    let value = |limit| {
        let amounts = amounts(environment, limits, limit);
        let by_agent: Map<String, Value> =
            amounts.into_iter().map(|(agent, amount)| (name::agent(environment, agent), number(amount))).collect();
        let mut value = json!({ "name": limit.name() });
        if !by_agent.is_empty() {
            value["amounts"] = Value::Object(by_agent);
        }
        value
    };
    named(environment, limits).into_iter().map(value).collect()
}

/// The answers about limits as those about properties: `{"name":"liability","reports":null,"verdict","worst"}`.
pub fn limit_answers_value(
    environment: &Environment,
    mechanism: &Mechanism,
    answers: &[LimitAnswer],
) -> Vec<Value> {
    let value = |answer: &LimitAnswer| {
        json!({
            "name": answer.limit.name(),
            "reports": null,
            "verdict": if answer.holds() { "holds" } else { "fails" },
            "worst": tightest_value(environment, mechanism, &answer.tightest),
        })
    };
    answers.iter().map(value).collect()
}

/// Where a limit is kept most narrowly: the agent, the profile, the rule, the payment and what is left.
fn tightest_value(environment: &Environment, mechanism: &Mechanism, row: &TightestPayment) -> Value {
    json!({
        "agent": name::agent(environment, row.agent),
        "profile": profile(environment, row.profile),
        "rule": name::rule(environment, mechanism, row.rule),
        "payment": number(&row.payment),
        "slack": number(&row.slack),
    })
}
