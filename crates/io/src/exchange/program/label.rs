//! What the rows and columns of the programs about mechanisms and conditions are called: kind and label.

use crate::render::name;
use crate::render::sentence::combination::{row_label, rule_words};
use crate::render::sentence::limits::row_name;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Constraint, RequiredRule};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::property::{MechanismKind, Reports};

/// Kind and label.
pub type Called = (&'static str, String);

/// A row about mechanisms: `IC(1: H -> L)`.
pub fn constraint(
    environment: &Environment,
    constraint: &Constraint,
    mechanism: MechanismKind,
    reports: Reports,
) -> Called {
    let kind = match constraint {
        Constraint::Incentive { coalition, .. } if coalition.len() == 1 => "IC",
        Constraint::Incentive { .. } => "CIC",
        Constraint::Participation { coalition, .. } if coalition.len() == 1 => "IR",
        Constraint::Participation { .. } => "CR",
        Constraint::OnPath { .. } => "PATH",
        Constraint::Held { .. } => "HELD",
        Constraint::Revenue { .. } => "FSE",
        Constraint::Limit { limit, .. } => row_name(*limit),
    };
    let rule = match (mechanism, constraint.rule(reports)) {
        (MechanismKind::Ambiguous, Some(rule)) => rule_words(environment, rule),
        _ => String::new(),
    };
    (kind, row_label(environment, constraint, &rule))
}

/// A payment: `t[1](H L)`, with its rule where there are several.
pub fn payment(
    environment: &Environment,
    mechanism: MechanismKind,
    rule: RequiredRule,
    agent: AgentId,
    profile: ProfileId,
) -> Called {
    let under = match mechanism {
        MechanismKind::Simple => String::new(),
        MechanismKind::Ambiguous => format!(" under {}", rule_words(environment, rule)),
    };
    let types = environment.profile_label(profile);
    ("t", format!("t[{}]({types}){under}", name::agent(environment, agent)))
}

/// An on-path worst case: `U({1,2}: H L)`.
pub fn worst_case(environment: &Environment, coalition: Coalition, types: JointTypeId) -> Called {
    ("U", format!("U({}: {})", who(environment, coalition), labels(environment, coalition, types)))
}

/// The parameter of a threshold.
pub fn parameter(name: &str) -> Called {
    ("P", format!("parameter {name}"))
}

/// The weight of another type's belief in a mixture.
pub fn mixture_weight(environment: &Environment, agent: AgentId, of: TypeId) -> Called {
    (
        "w",
        format!(
            "weight of the belief of {}: {}",
            name::agent(environment, agent),
            type_of(environment, agent, of)
        ),
    )
}

/// How much of the reports of one type another one sends.
pub fn report_weight(environment: &Environment, agent: AgentId, report: TypeId, truth: TypeId) -> Called {
    let (truth, report) = (type_of(environment, agent, truth), type_of(environment, agent, report));
    ("w", format!("weight of {}: {truth} -> {report}", name::agent(environment, agent)))
}

/// The mass of a coalition's lie.
pub fn lie_mass(
    environment: &Environment,
    coalition: Coalition,
    truth: JointTypeId,
    report: JointTypeId,
) -> Called {
    let (truth, report) = (labels(environment, coalition, truth), labels(environment, coalition, report));
    ("lie", format!("lie of {}: {truth} -> {report}", who(environment, coalition)))
}

/// That a mixture gives the others' types the probability that the type does.
pub fn same_belief(environment: &Environment, agent: AgentId, others: JointTypeId) -> Called {
    let rest = Coalition::single(agent).complement(environment.agent_count());
    ("BEL", format!("same probability of {}", labels(environment, rest, others)))
}

/// That a profile is as likely as seen through the first agent as through another.
pub fn same_distribution(environment: &Environment, profile: ProfileId, other: AgentId) -> Called {
    let (first, other) = (name::agent(environment, AgentId(0)), name::agent(environment, other));
    ("SAME", format!("{} alike through {first} and {other}", environment.profile_label(profile)))
}

/// That the whole mass is at most 1.
pub fn bound() -> Called {
    ("CAP", "the whole mass is at most 1".to_string())
}

fn who(environment: &Environment, coalition: Coalition) -> String {
    match coalition.len() {
        1 => name::members(environment, coalition).concat(),
        _ => name::coalition(environment, coalition),
    }
}

fn labels(environment: &Environment, coalition: Coalition, types: JointTypeId) -> String {
    name::type_labels(environment, coalition, types).join(" ")
}

fn type_of(environment: &Environment, agent: AgentId, t: TypeId) -> String {
    labels(environment, Coalition::single(agent), JointTypeId(t.0))
}
