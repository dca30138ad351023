//! The list of all reports with their values.

use super::{members, number, types};
use crate::render::enclosure::enclosure_value;
use crate::render::name;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::{ReportValues, SmoothReportValues};
use serde_json::{Value, json};

/// `{"rules":[…],"reports":[{"coalition","types","report","values","worst","worst-rule","on-path","gain"}]}`; `values` are
/// in the order of `rules`, and the rows whose report is the truth are the on-path values. Where coalitions do not all look at the worst
/// case, `worth` says what the values are worth by the coalition's attitude; `on-path` and `gain` are about that. The rows of coalitions
/// with a smooth attitude come last: without `worst`, and with `worth`, `on-path` and `gain` as `{"low","high"}`, or `null` for −∞.
pub fn values_value(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &[ReportValues],
    smooth: &[SmoothReportValues],
) -> Value {
    let counts = values.iter().map(|row| row.values.len()).chain(smooth.iter().map(|row| row.values.len()));
    let count = counts.max().unwrap_or(0);
    let rules: Vec<String> = (0..count).map(|rule| name::rule(environment, mechanism, RuleId(rule))).collect();
    let mut rows: Vec<Value> = values
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
    rows.extend(smooth.iter().map(|row| {
        json!({
            "coalition": members(environment, row.coalition),
            "types": types(environment, row.coalition, row.truth),
            "report": types(environment, row.coalition, row.report),
            "values": row.values.iter().map(number).collect::<Vec<Value>>(),
            "worth": row.worth.as_ref().map(enclosure_value),
            "on-path": row.on_path.as_ref().map(enclosure_value),
            "gain": row.gain().as_ref().map(enclosure_value),
        })
    }));
    json!({ "rules": rules, "reports": rows })
}
