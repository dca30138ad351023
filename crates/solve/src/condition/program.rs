//! The linear programs behind conditions, for those who want to solve them with another program.
//!
//! | condition | program | the condition |
//! |---|---|---|
//! | `convex-independence` | one for every type: mixtures of the agent's other types with the same belief | holds when none is feasible |
//! | `identifiability` | the largest untruthful mass that looks the same to all agents | holds when it is 0 |
//! | `coalitional-identifiability` | the largest mass of coalitions' lies that looks the same to all agents | holds when, and only when, it is 0 |
//!
//! The other conditions are decided by comparing, searching or adding, without a program.

use super::common_prior::with_found_prior;
use super::{coalitional_identifiability, convex_independence, identifiability};
use crate::lp::Program;
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};

/// A program of a condition.
#[derive(Debug, Clone)]
pub struct ConditionProgram {
    /// The agent and type that it is about; `None` when it is about all.
    pub about: Option<(AgentId, TypeId)>,
    /// The program.
    pub program: Program,
    /// What its variables are, in order.
    pub variables: Vec<ConditionVariable>,
    /// What its rows say, in order.
    pub rows: Vec<ConditionRow>,
}

/// A variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionVariable {
    /// The weight of another type's belief in the mixture.
    MixtureWeight {
        /// The agent.
        agent: AgentId,
        /// The other type.
        of: TypeId,
    },
    /// How much of the reports of one type another type sends.
    ReportWeight {
        /// The agent.
        agent: AgentId,
        /// The type that is reported.
        report: TypeId,
        /// The true type.
        truth: TypeId,
    },
    /// The mass of a coalition's lie.
    LieMass {
        /// The coalition.
        coalition: Coalition,
        /// Its true types.
        truth: JointTypeId,
        /// The types it reports.
        report: JointTypeId,
    },
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionRow {
    /// The mixture gives the others' types the same probability as the type does.
    SameBelief {
        /// The agent.
        agent: AgentId,
        /// The others' types.
        others: JointTypeId,
    },
    /// A profile is as likely as seen through the first agent as through another.
    SameDistribution {
        /// The profile.
        profile: ProfileId,
        /// The other agent.
        other: AgentId,
    },
    /// The whole mass is at most 1.
    Bound,
}

/// The programs of a condition; none for a condition that needs none. Those about a common prior are about the one that the beliefs
/// come from.
///
/// # Errors
/// [`UndecidedReason::NoCommonPrior`], and [`UndecidedReason::TooLarge`] for programs that are not set up here.
pub fn condition_programs(
    environment: &Environment,
    condition: Condition,
) -> Result<Vec<ConditionProgram>, UndecidedReason> {
    let is_about_prior = matches!(condition, Condition::Identifiability | Condition::CoalitionalIdentifiability);
    if is_about_prior && let Some((known, _)) = with_found_prior(environment)? {
        return condition_programs(&known, condition);
    }
    match condition {
        Condition::ConvexIndependence => Ok(separations(environment)),
        Condition::Identifiability => {
            let (program, variables) = identifiability::first_program(environment)?;
            let variables = variables.into_iter().map(|identifiability::Pair { agent, report, truth }| {
                ConditionVariable::ReportWeight { agent, report, truth }
            });
            Ok(vec![compared(environment, program, variables.collect())])
        }
        Condition::CoalitionalIdentifiability => {
            let prior = environment.common_prior().ok_or(UndecidedReason::NeedsCommonPrior)?;
            let (program, variables) = coalitional_identifiability::whole_program(environment, prior);
            let variables = variables.into_iter().map(|(coalition, truth, report)| ConditionVariable::LieMass {
                coalition,
                truth,
                report,
            });
            Ok(vec![compared(environment, program, variables.collect())])
        }
        _ => Ok(Vec::new()),
    }
}

fn separations(environment: &Environment) -> Vec<ConditionProgram> {
    let mut programs = Vec::new();
    for beliefs in TypeBeliefs::of_all(environment) {
        let agent = beliefs.agent();
        for own in beliefs.types() {
            let others = beliefs.types().filter(|other| *other != own);
            programs.push(ConditionProgram {
                about: Some((agent, own)),
                program: convex_independence::program(&beliefs, own),
                variables: others.map(|of| ConditionVariable::MixtureWeight { agent, of }).collect(),
                rows: beliefs.others().map(|others| ConditionRow::SameBelief { agent, others }).collect(),
            });
        }
    }
    programs
}

/// A program with equations between the first agent and each other one at every profile, and a bound.
fn compared(environment: &Environment, program: Program, variables: Vec<ConditionVariable>) -> ConditionProgram {
    let space = environment.space();
    let mut rows = Vec::with_capacity(program.row_count());
    for profile in space.profiles() {
        rows.extend(space.agents().skip(1).map(|other| ConditionRow::SameDistribution { profile, other }));
    }
    rows.push(ConditionRow::Bound);
    ConditionProgram { about: None, program, variables, rows }
}
