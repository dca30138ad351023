//! A whole report in short: verdict words and properties, without the rules.

use super::{conditions_value, design_value, verification_value};
use crate::render::{CertificateStatus, Report, decision_word};
use ambimech_model::answer::GoalAnswers;
use ambimech_model::design::DesignAnswer;
use serde_json::{Value, json};

/// `{verdict, environment, conditions, design, simple, properties, certificate, goals}`; parts that a report lacks are left out.
pub fn summary_value(report: &Report<'_>) -> Value {
    let environment = report.environment;
    let mut summary = json!({
        "verdict": report.verdict(),
        "environment": { "name": environment.name(), "digest": report.digest },
    });
    summary["conditions"] = conditions_value(environment, &report.conditions)["conditions"].clone();
    if let Some(answer) = report.design {
        summary["design"] = design_value(environment, answer);
    }
    if let Some(answer) = report.simple {
        summary["simple"] = design_value(environment, answer);
        summary["simple"]["verdict"] = json!(decision_word(answer));
    }
    if let Some(found) = &report.mechanism {
        if let Some(verification) = found.verification {
            let value = verification_value(environment, found.mechanism, verification);
            summary["properties"] = value["properties"].clone();
        }
        summary["certificate"] = json!(match found.certificate {
            CertificateStatus::Accepted(..) => "accepted",
            CertificateStatus::Refused(_) => "refused",
            CertificateStatus::None => "none",
        });
    }
    let word = |answer: &DesignAnswer| match answer {
        DesignAnswer::Done(_) => "done",
        DesignAnswer::Infeasible(_) => "infeasible",
        DesignAnswer::Undecided { .. } => "undecided",
    };
    let goals = report.goals.iter().map(|GoalAnswers { goal, simple, ambiguous }| {
        json!({
            "goal": goal.to_string(),
            "verdict": word(ambiguous),
            "simple": decision_word(simple),
            "ambiguous": decision_word(ambiguous),
        })
    });
    summary["goals"] = goals.collect();
    summary
}
