//! `ambimech conditions`: decides conditions, with reasons.

use crate::argument::{Conditions, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, text::Page};
use ambimech_model::certificate::{Certificate, ConditionCertificate};
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_solve::condition::decide_condition;

/// Runs the command.
pub fn run(options: &Conditions) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let names = if options.names.is_empty() { Condition::DECIDED.to_vec() } else { options.names.clone() };
    let answers = decide(&environment, &names);
    if let Some(path) = &options.out {
        let settled = answers.iter().filter_map(|(_, verdict)| verdict.certificate());
        let certificates: Vec<Certificate> = settled.cloned().map(Certificate::Condition).collect();
        let digest = ambimech_io::environment_digest(&environment);
        output::write_file(
            path,
            &ambimech_io::certificate::render_certificates(&environment, &digest, &certificates),
        )?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_conditions(&environment, &answers, Page::default())),
        Format::Json => output::answer_json(&render::json::conditions_value(&environment, &answers)),
    }
    Ok(outcome_of(&answers))
}

/// Decides these conditions, in this order.
pub fn decide(environment: &Environment, names: &[Condition]) -> Vec<(Condition, Verdict<ConditionCertificate>)> {
    progress::during("deciding conditions", || {
        names.iter().map(|condition| (*condition, decide_condition(environment, *condition))).collect()
    })
}

/// Fails when one fails, undecided when one is, holds when all do.
fn outcome_of(answers: &[(Condition, Verdict<ConditionCertificate>)]) -> Outcome {
    if answers.iter().any(|(_, verdict)| matches!(verdict, Verdict::Fails(_))) {
        Outcome::Fails
    } else if answers.iter().any(|(_, verdict)| matches!(verdict, Verdict::Undecided(_))) {
        Outcome::Undecided
    } else {
        Outcome::Holds
    }
}
