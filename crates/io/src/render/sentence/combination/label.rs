//! What rows and rules of a combination are called: `IC(1: H -> L)`, `CR({1,2}: H L)`, `rule against 2: L -> H`.

use crate::render::name;
use crate::render::sentence::limits::row_name;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::property::MechanismKind;

/// The kind of a row in files.
pub fn row_kind(constraint: &Constraint) -> &'static str {
    match constraint {
        Constraint::Incentive { .. } => "incentive",
        Constraint::Participation { .. } => "participation",
        Constraint::OnPath { .. } => "on-path",
        Constraint::Held { .. } => "held",
        Constraint::Revenue { .. } => "revenue",
        Constraint::Limit { limit, .. } => limit.name(),
    }
}

/// The row as a paper calls it, with what its rule is called; no rule is named where this is empty.
pub fn row_label(environment: &Environment, constraint: &Constraint, rule: &str) -> String {
    let by_size = |coalition: Coalition, one, many| if coalition.len() == 1 { one } else { many };
    let (kind, who, rule) = match *constraint {
        Constraint::Incentive { coalition, truth, report } => {
            (by_size(coalition, "IC", "CIC"), misreport_words(environment, coalition, truth, Some(report)), "")
        }
        Constraint::Participation { coalition, types } => {
            (by_size(coalition, "IR", "CR"), misreport_words(environment, coalition, types, None), "")
        }
        Constraint::Held { coalition, truth, report } => {
            ("HELD", misreport_words(environment, coalition, truth, Some(report)), rule)
        }
        Constraint::OnPath { coalition, types, .. } => {
            ("PATH", misreport_words(environment, coalition, types, None), rule)
        }
        Constraint::Revenue { .. } => ("FSE", String::new(), rule),
        Constraint::Limit { limit, agent, profile, .. } => {
            let grand = environment.grand_coalition();
            let types = name::type_labels(environment, grand, JointTypeId(profile.0)).join(" ");
            (row_name(limit), format!("{}: {types}", name::agent(environment, agent)), rule)
        }
    };
    let parts: Vec<&str> = [who.as_str(), rule].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { kind.to_string() } else { format!("{kind}({})", parts.join("; ")) }
}

/// The row with its rule in words.
pub fn row_in_words(environment: &Environment, combination: &Combination, constraint: &Constraint) -> String {
    let rule = match (combination.mechanism, constraint.rule(combination.reports)) {
        (MechanismKind::Ambiguous, Some(rule)) => rule_words(environment, rule),
        _ => String::new(),
    };
    row_label(environment, constraint, &rule)
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
