//! `ambimech verify`: every property of a mechanism, with the worst deviation of each.
//!
//! Limits on payments are verified too: those of the options, else those that the file's certificate claims. They are required.
//!
//! The exit code follows the properties that are required: those of `--require`, else those of the mechanism's goal, else
//! all but one: a mechanism can balance its budget or extract the surplus, so one of `bb` and `fse` is enough. Without a common
//! prior what is about coalitions or revenue cannot be answered: it is required only by name, and then undecided.

use super::verify_sets;
use crate::argument::{Format, Verify};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::collusion::{CollusionContent, mechanism_digest, read_collusion};
use ambimech_io::environment::{AnyEnvironment, ambiguous_environment_digest};
use ambimech_io::render::sentence::unverified::unverified;
use ambimech_io::render::{self, CertificateStatus, MechanismReport, text::Page};
use ambimech_model::collusion::{ContractClaim, ContractProperty};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::property::Claim;
use ambimech_solve::answer::{every_smooth_value, every_value};
use ambimech_solve::collusion::study_contract;
use ambimech_solve::verification::{verify_limits, verify_mechanism};
use std::path::Path;

/// Runs the command.
pub fn run(options: &Verify) -> Result<Outcome, Failure> {
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => {
            let file = ambimech_io::mechanism::read_mechanism(&options.mechanism, environment.without_beliefs())?;
            warn_if_digest_differs(&ambiguous_environment_digest(&environment), file.environment.as_deref());
            return verify_sets::run(options, &environment);
        }
        AnyEnvironment::Single(_) if options.criterion.is_some() || options.certificate.is_some() => {
            let environment = verify_sets::read_sets(&options.environment, &options.parameters)?;
            return verify_sets::run(options, &environment);
        }
        AnyEnvironment::Single(environment) => *environment,
    };
    let file = ambimech_io::mechanism::read_mechanism(&options.mechanism, &environment)?;
    warn_if_foreign(&environment, file.environment.as_deref());
    let recorded = file.certificate.map(|certificate| certificate.limits).unwrap_or_default();
    let limits = if options.limits.is_empty() { recorded } else { options.limits.of(&environment)? };
    let mechanism = file.mechanism;
    if let Some(path) = &options.collusion {
        return contract(options, path, &environment, &mechanism);
    }
    let verification = match progress::during("verifying", || verify_mechanism(&environment, &mechanism)) {
        Ok(verification) => verification,
        Err(reason) => return Ok(undecided(options, &reason)),
    };
    let limits = match verify_limits(&environment, &mechanism, &limits) {
        Ok(limits) => limits,
        Err(reason) => return Ok(undecided(options, &reason)),
    };
    let goal = options.require.as_ref().or(mechanism.goal.as_ref());
    let asked = verification.asked(goal, options.reports);
    let fails = |claim: &Claim| verification.answer(*claim).is_some_and(|answer| !answer.holds);
    let is_open = |claim: &Claim| verification.answer(*claim).is_none();
    let is_broken = limits.iter().any(|answer| !answer.holds());
    let outcome = match (is_broken || asked.iter().any(fails), asked.iter().any(is_open)) {
        (true, _) => Outcome::Fails,
        (false, true) => Outcome::Undecided,
        (false, false) => Outcome::Holds,
    };
    let values = if options.all { every_value(&environment, &mechanism) } else { None };
    let smooth = if options.all { every_smooth_value(&environment, &mechanism) } else { None };
    let smooth = smooth.unwrap_or_default();
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            let mut text = render::text::render_verification_with_limits(
                &environment,
                &mechanism,
                (&verification, &limits),
                &asked,
                page,
            );
            if let Some(values) = &values {
                if !values.is_empty() {
                    text.push('\n');
                    text.push_str(&render::text::render_values(&environment, &mechanism, values, Page::ALL));
                }
                if !smooth.is_empty() {
                    text.push('\n');
                    text.push_str(&render::text::render_smooth_values(&environment, &smooth, Page::ALL));
                }
            }
            supervision::leave_answer(|| {
                let found = MechanismReport {
                    mechanism: &mechanism,
                    asked: asked.clone(),
                    verification: Some(&verification),
                    values: values.as_deref(),
                    stakes: None,
                    certificate: CertificateStatus::None,
                };
                let rules = render::html::mechanism_fragment(&environment, &mechanism);
                format!("{}{rules}", render::html::verification_fragment(&environment, &found))
            });
            output::answer(&text);
        }
        Format::Json => {
            let mut json = render::json::verification_value(&environment, &mechanism, &verification);
            if let Some(properties) = json["properties"].as_array_mut() {
                properties.extend(render::json::limit_answers_value(&environment, &mechanism, &limits));
            }
            if let Some(values) = &values {
                json["values"] = render::json::values_value(&environment, &mechanism, values, &smooth);
            }
            output::answer_json(&json);
        }
    }
    Ok(outcome)
}

/// Verifies a side contract: the verdict is about S-IC and S-BB, which make it one.
fn contract(
    options: &Verify,
    path: &Path,
    environment: &Environment,
    mechanism: &Mechanism,
) -> Result<Outcome, Failure> {
    let file = read_collusion(path, environment, mechanism)?;
    if file.mechanism.is_some_and(|digest| Some(digest) != mechanism_digest(environment, mechanism)) {
        output::remark("warning: the file says it is about another mechanism; it is verified for this one");
    }
    let CollusionContent::Contract(contract, _) = file.content else {
        return Err(Failure::Usage(format!(
            "{} holds no side contract\n  = help: ambimech check ENV FILE --mechanism MECHANISM checks proofs that there is none",
            path.display()
        )));
    };
    let study = progress::during("verifying", || study_contract(environment, mechanism, &contract));
    let study = match study {
        Ok(study) => study,
        Err(reason) => return Ok(undecided(options, &reason)),
    };
    let asked = [ContractProperty::SIc, ContractProperty::SBb]
        .map(|property| ContractClaim::new(property, options.reports));
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            output::answer(&render::text::render_study(environment, mechanism, &contract, &study, &asked, page));
        }
        Format::Json => {
            let json = render::json::study_value(environment, mechanism, &contract, &study, &asked);
            output::answer_json(&json);
        }
    }
    Ok(if asked.iter().all(|claim| study.holds(*claim)) { Outcome::Holds } else { Outcome::Fails })
}

/// A remark when a mechanism was made for another environment.
pub fn warn_if_foreign(environment: &Environment, made_for: Option<&str>) {
    if made_for.is_some() {
        warn_if_digest_differs(&ambimech_io::environment_digest(environment), made_for);
    }
}

fn warn_if_digest_differs(here: &str, made_for: Option<&str>) {
    if made_for.is_some_and(|digest| digest != here) {
        output::remark(
            "warning: the mechanism file says it was made for another environment; it is verified in this one",
        );
    }
}

fn undecided(options: &Verify, reason: &UndecidedReason) -> Outcome {
    let words = unverified(reason);
    match options.printing.format {
        Format::Text => output::answer(&format!("undecided\n\n{words}\n")),
        Format::Json => {
            output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": words, "properties": [] }));
        }
    }
    Outcome::Undecided
}
