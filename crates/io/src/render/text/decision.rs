//! Answers of a decision: whether a mechanism of a kind reaches a goal, and why.

use super::Page;
use super::design::design_section;
use crate::render::decision_word;
use crate::render::sentence::limits::condition;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};

/// The verdict line, `feasible:`, `infeasible:` or `undecided:`, then the mechanism's facts or the proof.
pub fn render_decision(
    environment: &Environment,
    (mechanism, reports): (MechanismKind, Reports),
    answer: &DesignAnswer,
    page: Page,
) -> String {
    let goal = match answer {
        DesignAnswer::Done(design) => &design.goal,
        DesignAnswer::Infeasible(certificate) => &certificate.goal,
        DesignAnswer::Undecided { goal, .. } => goal,
    };
    let (verdict, kind, reports) = (decision_word(answer), mechanism.name(), against(goal, reports));
    let limits = match answer {
        DesignAnswer::Done(design) => Some(&design.certificate.limits).filter(|limits| !limits.is_none()),
        DesignAnswer::Infeasible(certificate) => certificate.limits(),
        DesignAnswer::Undecided { .. } => None,
    };
    let given = limits.map_or_else(String::new, |limits| condition(environment, limits));
    let mut text = format!("{verdict}: goal {goal} with a mechanism that is {kind}{reports}{given}\n\n");
    text.push_str(&design_section(environment, answer, page));
    if matches!(answer, DesignAnswer::Done(_)) {
        text.push_str(&format!(
            "\nIts rules: ambimech design ENV --goal {goal} --mechanism {kind}{}\n",
            match limits {
                None => "",
                Some(_) => ", with the same limits",
            }
        ));
    }
    text
}

/// Which misreports the goal is to be safe against, if it is about misreports.
fn against(goal: &Goal, reports: Reports) -> String {
    let is_about_reports = goal.properties().into_iter().any(Property::is_about_reports);
    if is_about_reports { format!(", against {} reports", reports.name()) } else { String::new() }
}
