//! What a mechanism pays at one profile, as JSON.

use super::number;
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, sum};
use ambimech_model::payment_range::PaymentRange;
use serde_json::{Value, json};

/// `{"verdict":"done","rule":…,"profile":[…],"outcome":…,"payments":[{"agent","payment","payoff","together"}…],"total":…}`.
pub fn payments_value(
    environment: &Environment,
    mechanism: &Mechanism,
    rule: RuleId,
    profile: ProfileId,
    payments: &[Rational],
) -> Value {
    let outcome = environment.allocation(profile);
    let row = |(agent, payment)| {
        let payoff = environment.payoff(agent, outcome, profile);
        json!({
            "agent": environment.agent_name(agent),
            "payment": number(payment),
            "payoff": number(payoff),
            "together": number(&(payment + payoff)),
        })
    };
    let rows: Vec<Value> = environment.space().agents().zip(payments).map(row).collect();
    json!({
        "verdict": "done",
        "rule": name::rule(environment, mechanism, rule),
        "profile": types(environment, profile),
        "outcome": name::outcome(environment, outcome),
        "payments": rows,
        "total": number(&sum(payments)),
    })
}

/// `{"verdict":"done","rules":18,"profile":[…],"payments":[{"agent","smallest":{"payment","rule"},"largest":{…}}…]}`.
pub fn payment_ranges_value(
    environment: &Environment,
    mechanism: &Mechanism,
    profile: ProfileId,
    ranges: &[PaymentRange],
) -> Value {
    let end = |(rule, payment): &(RuleId, Rational)| json!({ "payment": number(payment), "rule": name::rule(environment, mechanism, *rule) });
    let row = |(agent, range): (_, &PaymentRange)| {
        json!({
            "agent": environment.agent_name(agent),
            "smallest": end(&range.lowest),
            "largest": end(&range.highest),
        })
    };
    let rows: Vec<Value> = environment.space().agents().zip(ranges).map(row).collect();
    json!({
        "verdict": "done",
        "rules": mechanism.rule_count(environment),
        "profile": types(environment, profile),
        "payments": rows,
    })
}

fn types(environment: &Environment, profile: ProfileId) -> Vec<String> {
    name::type_labels(environment, environment.grand_coalition(), JointTypeId(profile.0))
}
