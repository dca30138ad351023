//! A whole report in short: verdict words and properties, without the rules.

use super::few_rules::how_few_value;
use super::{conditions_value, design_value, verification_value};
use crate::render::number::exact;
use crate::render::sentence::fewer::fewer;
use crate::render::{CertificateStatus, Report, decision_word};
use ambimech_model::answer::GoalAnswers;
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::{DearerRules, Fewer};
use ambimech_model::stakes::Neatness;
use serde_json::{Value, json};

/// `{rules, largest-payment}`.
fn dearer_value(dearer: &DearerRules) -> Value {
    json!({ "rules": dearer.rules, "largest-payment": exact(&dearer.largest_payment) })
}

/// `{verdict, environment, conditions, design, simple, few-rules, paper, properties, certificate, goals}`; parts that a report lacks are
/// left out. `design` is the mechanism announced first. Where that is one with few rules, `few-rules` says how few, with `verdict` `found`,
/// and `paper` is the construction that it stands in for; `dearer`, `not-smaller`, `not-found` and `left-out` are the other
/// verdicts.
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
    match report.fewer {
        Some(found @ Fewer::Found { few, neatness, dearer, usual }) => {
            let (unit, before) = match neatness {
                Some(Neatness::Reached { unit, before }) => (Some(exact(unit)), Some(exact(before))),
                _ => (None, None),
            };
            summary["few-rules"] = how_few_value(environment, few);
            summary["few-rules"]["verdict"] = json!("found");
            summary["few-rules"]["unit"] = json!(unit);
            summary["few-rules"]["before"] = json!(before);
            summary["few-rules"]["dearer"] = json!(dearer.as_ref().map(dearer_value));
            summary["few-rules"]["words"] = json!(fewer(found));
            summary["paper"] = design_value(environment, &DesignAnswer::Done(usual.clone()));
        }
        Some(found @ (Fewer::TooLong | Fewer::NotFound | Fewer::NotSmaller)) => {
            let verdict = match found {
                Fewer::TooLong => "left-out",
                Fewer::NotSmaller => "not-smaller",
                _ => "not-found",
            };
            summary["few-rules"] = json!({ "verdict": verdict, "words": fewer(found) });
        }
        Some(found @ Fewer::Dearer(dearer)) => {
            summary["few-rules"] =
                json!({ "verdict": "dearer", "dearer": dearer_value(dearer), "words": fewer(found) });
        }
        Some(Fewer::NotAsked) | None => {}
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
