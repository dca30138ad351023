//! `ambimech solve`: the whole job, from an environment file to a designed, verified, certified mechanism and a report.

use super::conditions::decide;
use super::design::{file_of, outcome_of};
use super::verify::all_values;
use crate::argument::{Format, Solve, Store};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::Format as FileFormat;
use ambimech_io::check::{Accepted, check_text};
use ambimech_io::render::{self, CertificateStatus, GoalAnswers, MechanismReport, text::Page};
use ambimech_model::condition::Condition;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::property::{Goal, MechanismKind};
use ambimech_model::verification::{ReportValues, Verification};
use ambimech_solve::decision::{Effort, Question, decide_within};
use ambimech_solve::verification::verify_mechanism;
use serde_json::{Value, json};

/// Values of reports beyond which they are left out of the report.
const MOST_VALUES: usize = 200_000;

/// Runs the command.
pub fn run(options: &Solve) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let conditions = decide(&environment, &Condition::DECIDED);
    let goals = attempts(&environment, options);
    let chosen = chosen(&goals, options.goal.as_ref());
    let GoalAnswers { simple, ambiguous: answer, .. } = &goals[chosen];
    let designed = match answer {
        DesignAnswer::Done(design) => Some(design),
        _ => None,
    };
    let verification: Option<Verification> = designed.and_then(|design| {
        progress::during("verifying", || verify_mechanism(&environment, &design.mechanism).ok())
    });
    let values: Option<Vec<ReportValues>> = designed
        .filter(|design| is_listable(&environment, design.mechanism.rule_count(&environment)))
        .and_then(|design| all_values(&environment, &design.mechanism));
    let file = file_of(&environment, answer, Store::Auto);
    let mechanism = designed.map(|design| MechanismReport {
        mechanism: &design.mechanism,
        asked: design.certificate.claims.clone(),
        verification: verification.as_ref(),
        values: values.as_deref(),
        certificate: certificate_status(&environment, file.as_deref()),
    });
    let report = render::Report {
        environment: &environment,
        digest: ambimech_io::environment_digest(&environment),
        conditions,
        design: Some(answer),
        simple: Some(simple),
        goals: &goals,
        mechanism,
        version: env!("CARGO_PKG_VERSION").to_string(),
    };
    let summary = summary(&report);
    if let Some(folder) = &options.out {
        let page = progress::during("writing the report", || render::html::render_html(&report));
        output::make_folder(folder)?;
        if let Some(file) = &file {
            let name = if designed.is_some() { "mechanism.json" } else { "certificate.json" };
            output::write_file(&folder.join(name), file)?;
        }
        output::write_file(&folder.join("report.html"), &page)?;
        output::write_file(&folder.join("summary.json"), &render::json::render_json(&summary))?;
    }
    match options.printing.format {
        Format::Text => output::answer(&text_of(&report, options)),
        Format::Json => output::answer_json(&summary),
    }
    Ok(outcome_of(answer))
}

/// The goals in the order in which they are tried, with their answers: the one asked for first.
fn attempts(environment: &Environment, options: &Solve) -> Vec<GoalAnswers> {
    let mut goals: Vec<Goal> = options.goal.iter().cloned().collect();
    let singles_only = environment.common_prior().is_none()
        || environment.pattern().proper_coalitions(environment.agent_count()).all(|c| c.len() == 1);
    let in_order = if singles_only {
        [Goal::Implement, Goal::CoalitionProof, Goal::Extract, Goal::CoalitionProofExtract]
    } else {
        [Goal::CoalitionProof, Goal::Implement, Goal::CoalitionProofExtract, Goal::Extract]
    };
    for goal in in_order {
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
    progress::during("designing", || {
        goals
            .into_iter()
            .map(|goal| {
                let answer = |mechanism| {
                    let question = Question { environment, goal: &goal, mechanism, reports: options.reports };
                    decide_within(question, Effort::MODERATE)
                };
                let (simple, ambiguous) = (answer(MechanismKind::Simple), answer(MechanismKind::Ambiguous));
                GoalAnswers { goal, simple, ambiguous }
            })
            .collect()
    })
}

/// The goal asked for; otherwise the first of the two implementation goals that is reached, or the first of all.
fn chosen(goals: &[GoalAnswers], asked: Option<&Goal>) -> usize {
    if asked.is_some() {
        return 0;
    }
    goals.iter().take(2).position(|answers| matches!(answers.ambiguous, DesignAnswer::Done(_))).unwrap_or(0)
}

fn is_listable(environment: &Environment, rules: Option<usize>) -> bool {
    let reports: Option<usize> =
        environment.pattern().coalitions(environment.agent_count()).try_fold(0usize, |sum, coalition| {
            let joint = environment.space().joint_count(coalition);
            sum.checked_add(joint.checked_mul(joint)?).filter(|sum| *sum <= MOST_VALUES)
        });
    reports
        .zip(rules)
        .and_then(|(reports, rules)| reports.checked_mul(rules))
        .is_some_and(|all| all <= MOST_VALUES)
}

/// What the independent checker says about the very file that is written.
fn certificate_status(environment: &Environment, file: Option<&str>) -> CertificateStatus {
    let accepted = file.map(|text| {
        progress::during("checking", || check_text(text, "mechanism.json", FileFormat::Json, environment))
    });
    match accepted {
        Some(Ok(Accepted::Mechanism { claims, checked, .. })) => CertificateStatus::Accepted(claims, checked),
        _ => CertificateStatus::None,
    }
}

fn text_of(report: &render::Report<'_>, options: &Solve) -> String {
    // The values of all reports are for the page; on a terminal they would bury the answer.
    let mut short = report.clone();
    if let Some(found) = &mut short.mechanism {
        found.values = None;
    }
    let mut text = render::text::render_answer(&short, Page::default());
    text.push_str("\nWhat can be done here\n=====================\n\n");
    text.push_str(&render::text::render_goals(report.goals, options.reports));
    if let Some(folder) = &options.out {
        let first = if report.mechanism.is_some() { "mechanism.json, " } else { "" };
        text.push_str(&format!("\nWritten to {}: {first}report.html, summary.json\n", folder.display()));
    }
    text
}

fn summary(report: &render::Report<'_>) -> Value {
    let environment = report.environment;
    let mut summary = json!({
        "verdict": report.verdict(),
        "environment": { "name": environment.name(), "digest": report.digest },
    });
    summary["conditions"] = render::json::conditions_value(environment, &report.conditions)["conditions"].clone();
    if let Some(answer) = report.design {
        summary["design"] = render::json::design_value(environment, answer);
    }
    if let Some(answer) = report.simple {
        summary["simple"] = render::json::design_value(environment, answer);
        summary["simple"]["verdict"] = json!(render::decision_word(answer));
    }
    if let Some(found) = &report.mechanism {
        if let Some(verification) = found.verification {
            let value = render::json::verification_value(environment, found.mechanism, verification);
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
            "simple": render::decision_word(simple),
            "ambiguous": render::decision_word(ambiguous),
        })
    });
    summary["goals"] = goals.collect();
    summary
}
