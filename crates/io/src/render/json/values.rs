//! The list of all reports with their values.

use super::{members, number, types};
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::ReportValues;
use serde_json::{Value, json};

/// `{"rules":[…],"reports":[{"coalition","types","report","values","worst","worst-rule","on-path","gain"}]}`; `values` are
/// in the order of `rules`, and the rows whose report is the truth are the on-path values. Where coalitions do not all look at the worst
/// case, `worth` says what the values are worth by the coalition's attitude; `on-path` and `gain` are about that.
pub fn values_value(environment: &Environment, mechanism: &Mechanism, values: &[ReportValues]) -> Value {
    let count = values.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let rules: Vec<String> = (0..count).map(|rule| name::rule(environment, mechanism, RuleId(rule))).collect();
    let rows: Vec<Value> = values
        .iter()
        .map(|row| {
            let worst = row.worst();
            let mut value = json!({
                "coalition": members(environment, row.coalition),
                "types": types(environment, row.coalition, row.truth),
                "report": types(environment, row.coalition, row.report),
                "values": row.values.iter().map(number).collect::<Vec<Value>>(),
                "worst": worst.map(|(_, value)| number(value)),
                "worst-rule": worst.map(|(rule, _)| name::rule(environment, mechanism, rule)),
                "on-path": number(&row.on_path),
                "gain": number(&row.gain()),
            });
            if !environment.attitudes().are_worst_case() {
                value["worth"] = number(&row.worth);
            }
            value
        })
        .collect();
    json!({ "rules": rules, "reports": rows })
}
