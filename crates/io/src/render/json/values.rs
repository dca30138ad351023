//! The list of all reports with their values.

use super::{members, number, types};
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::ReportValues;
use serde_json::{Value, json};

/// `{"rules":[…],"reports":[{"coalition","types","report","values","worst","worst-rule","on-path","gain"}]}`; `values` are
/// in the order of `rules`, and the rows whose report is the truth are the on-path values.
pub fn values_value(environment: &Environment, mechanism: &Mechanism, values: &[ReportValues]) -> Value {
    let count = values.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let rules: Vec<String> = (0..count).map(|rule| name::rule(environment, mechanism, RuleId(rule))).collect();
    let rows: Vec<Value> = values
        .iter()
        .map(|row| {
            let worst = row.worst();
            json!({
                "coalition": members(environment, row.coalition),
                "types": types(environment, row.coalition, row.truth),
                "report": types(environment, row.coalition, row.report),
                "values": row.values.iter().map(number).collect::<Vec<Value>>(),
                "worst": worst.map(|(_, value)| number(value)),
                "worst-rule": worst.map(|(rule, _)| name::rule(environment, mechanism, rule)),
                "on-path": number(&row.on_path),
                "gain": worst.map(|(_, value)| number(&(value - &row.on_path))),
            })
        })
        .collect();
    json!({ "rules": rules, "reports": rows })
}
