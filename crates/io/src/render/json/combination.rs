//! The rows of a combination with their multipliers.

use super::limits::limits_value;
use super::{members, number, types};
use crate::render::name;
use crate::render::sentence::combination::{row_in_words, row_kind, total};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::property::Goal;
use serde_json::{Map, Value, json};

/// `{"mechanism","reports","sum","terms":[{"row","label",…,"multiplier"}]}`, the rows as in files.
/// With limits on payments also `limits`. `sum` is the number that the rows add up to: they say that it is at least 0.
pub(super) fn combination_value(environment: &Environment, goal: &Goal, combination: &Combination) -> Value {
    let terms: Vec<Value> = combination
        .terms
        .iter()
        .map(|Term { constraint, multiplier }| {
            let label = row_in_words(environment, combination, constraint);
            let mut term = Map::new();
            term.insert("row".to_string(), json!(row_kind(constraint)));
            term.insert("label".to_string(), json!(label));
            add_constraint(&mut term, environment, constraint);
            term.insert("multiplier".to_string(), number(multiplier));
            Value::Object(term)
        })
        .collect();
    let mut value = json!({
        "mechanism": combination.mechanism.name(),
        "reports": combination.reports.name(),
        "sum": number(&total(environment, goal, combination)),
        "terms": terms,
    });
    if !combination.limits.is_none() {
        value["limits"] = limits_value(environment, &combination.limits);
    }
    value
}

fn add_constraint(term: &mut Map<String, Value>, environment: &Environment, constraint: &Constraint) {
    match *constraint {
        Constraint::Incentive { coalition, truth, report } | Constraint::Held { coalition, truth, report } => {
            add_types(term, environment, coalition, &[("truth", truth), ("report", report)]);
        }
        Constraint::Participation { coalition, types } => {
            add_types(term, environment, coalition, &[("types", types)]);
        }
        Constraint::OnPath { rule, coalition, types } => {
            term.insert("rule".to_string(), rule_value(environment, rule));
            add_types(term, environment, coalition, &[("types", types)]);
        }
        Constraint::Revenue { rule } => {
            term.insert("rule".to_string(), rule_value(environment, rule));
        }
        Constraint::Limit { rule, agent, profile, .. } => {
            term.insert("rule".to_string(), rule_value(environment, rule));
            term.insert("agent".to_string(), json!(name::agent(environment, agent)));
            term.insert("profile".to_string(), super::profile(environment, profile));
        }
    }
}

fn rule_value(environment: &Environment, rule: RequiredRule) -> Value {
    match rule {
        RequiredRule::Any => json!("any"),
        RequiredRule::Holding { coalition, truth, report } => {
            let mut value = Map::new();
            let joint = std::iter::once(("truth", truth)).chain(report.map(|report| ("report", report)));
            add_types(&mut value, environment, coalition, &joint.collect::<Vec<_>>());
            Value::Object(value)
        }
    }
}

fn add_types(
    value: &mut Map<String, Value>,
    environment: &Environment,
    coalition: Coalition,
    joint: &[(&str, JointTypeId)],
) {
    value.insert("coalition".to_string(), members(environment, coalition));
    for (key, joint) in joint {
        value.insert((*key).to_string(), types(environment, coalition, *joint));
    }
}
