//! What rows and rules of a combination are called: `IC(1: H -> L)`, `CR({1,2}: H L)`, `rule against 2: L -> H`.

use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Constraint, RequiredRule};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::property::Reports;

/// The kind of a row in files.
pub fn row_kind(constraint: &Constraint) -> &'static str {
    match constraint {
        Constraint::Incentive { .. } => "incentive",
        Constraint::Participation { .. } => "participation",
        Constraint::OnPath { .. } => "on-path",
        Constraint::Held { .. } => "held",
        Constraint::Revenue { .. } => "revenue",
    }
}

/// The row as a paper calls it. With the `reports` of the combination, the rule of a misreport that is held down is named.
pub fn row_label(environment: &Environment, constraint: &Constraint, reports: Option<Reports>) -> String {
    let misreport = |kinds: [&str; 2], coalition: Coalition, truth, report, rule: Option<RequiredRule>| {
        let rule = rule.map_or_else(String::new, |rule| format!("; {}", rule_words(environment, rule)));
        let kind = if coalition.len() == 1 { kinds[0] } else { kinds[1] };
        format!("{kind}({}{rule})", misreport_words(environment, coalition, truth, Some(report)))
    };
    match *constraint {
        Constraint::Incentive { coalition, truth, report } => {
            misreport(["IC", "CIC"], coalition, truth, report, None)
        }
        Constraint::Held { coalition, truth, report } => {
            let rule = reports.and_then(|reports| constraint.rule(reports));
            misreport(["HELD", "HELD"], coalition, truth, report, rule)
        }
        Constraint::Participation { coalition, types } => {
            let kind = if coalition.len() == 1 { "IR" } else { "CR" };
            format!("{kind}({})", misreport_words(environment, coalition, types, None))
        }
        Constraint::OnPath { rule, coalition, types } => format!(
            "PATH({}; {})",
            misreport_words(environment, coalition, types, None),
            rule_words(environment, rule)
        ),
        Constraint::Revenue { rule: RequiredRule::Any } => "FSE".to_string(),
        Constraint::Revenue { rule } => format!("FSE({})", rule_words(environment, rule)),
    }
}

/// `any rule`, `rule against 1: H -> L`, or `rule against 1: H` for one against every misreport.
pub fn rule_words(environment: &Environment, rule: RequiredRule) -> String {
    match rule {
        RequiredRule::Any => "any rule".to_string(),
        RequiredRule::Holding { coalition, truth, report } => {
            format!("rule against {}", misreport_words(environment, coalition, truth, report))
        }
    }
}

/// `1: H`, `1: H -> L`, `{1,2}: H L -> L L`.
fn misreport_words(
    environment: &Environment,
    coalition: Coalition,
    truth: JointTypeId,
    report: Option<JointTypeId>,
) -> String {
    let who = match coalition.len() {
        1 => name::members(environment, coalition).concat(),
        _ => name::coalition(environment, coalition),
    };
    let types = |joint| name::type_labels(environment, coalition, joint).join(" ");
    let report = report.map_or_else(String::new, |report| format!(" -> {}", types(report)));
    format!("{who}: {}{report}", types(truth))
}
