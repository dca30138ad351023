//! `ambimech threshold --cap`: the smallest limit on payments under which a goal is attainable.

use crate::argument::{Cap, Format, Threshold as Options};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::render::{self, LeastLimitQuestion, text::Page};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::least_limit::LeastLimit;
use ambimech_model::payment_limits::PaymentLimit;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::least_limit::find_least_limit;
use std::path::Path;

/// Runs the command.
pub fn run(options: &Options, cap: Cap) -> Result<Outcome, Failure> {
    if options.program.is_some() {
        return Err(Failure::Usage(
            "--program writes the programs about a parameter\n  = help: leave --program out, or use --parameter instead of --cap"
                .to_string(),
        ));
    }
    let environment = options.parameters.read(&options.environment)?;
    let limits = options.limits.of(&environment)?;
    let least = PaymentLimit::from(cap);
    if environment.space().agents().all(|agent| limits.of(agent).any(|own| own == least)) {
        return Err(Failure::Usage(format!(
            "--cap {name} asks for the smallest limit of agents without one, but --{name} gives one to all of them\n  = help: \
             leave --{name} out, or give it to some agents only, as in --{name} AGENT=AMOUNT",
            name = least.name()
        )));
    }
    let question = Question {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    let found = progress::during("looking for the smallest limit", || {
        find_least_limit(question.with_limits(&limits), least)
    });
    if let Some(folder) = &options.out {
        output::make_folder(folder)?;
        write_files(folder, &environment, &found)?;
    }
    let asked = LeastLimitQuestion {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
        limits: &limits,
        least,
    };
    match options.printing.format {
        Format::Text => {
            supervision::leave_answer(|| {
                let answers = answers(&found);
                answers.iter().map(|(_, answer)| render::html::design_fragment(&environment, answer)).collect()
            });
            output::answer(&render::text::render_least_limit(&asked, &found, Page::default()));
        }
        Format::Json => {
            let mut json = render::json::least_limit_value(&asked, &found);
            if let Some(folder) = &options.out {
                json["folder"] = serde_json::Value::String(folder.display().to_string());
            }
            output::answer_json(&json);
        }
    }
    Ok(match found {
        LeastLimit::At { .. } => Outcome::Holds,
        LeastLimit::Never(_) => Outcome::Fails,
        LeastLimit::Undecided(_) => Outcome::Undecided,
    })
}

/// The answers that have files, with the names of these.
fn answers(found: &LeastLimit) -> Vec<(&'static str, DesignAnswer)> {
    match found {
        LeastLimit::At { mechanism, below, .. } => {
            let mechanism = ("mechanism.json", DesignAnswer::Done(mechanism.clone()));
            let below =
                below.as_ref().map(|below| ("below.json", DesignAnswer::Infeasible(below.certificate.clone())));
            std::iter::once(mechanism).chain(below).collect()
        }
        LeastLimit::Never(certificate) => vec![("never.json", DesignAnswer::Infeasible(certificate.clone()))],
        LeastLimit::Undecided(_) => Vec::new(),
    }
}

fn write_files(folder: &Path, environment: &Environment, found: &LeastLimit) -> Result<(), Failure> {
    for (name, answer) in answers(found) {
        if let Some(file) = render_answer_file(environment, &answer, Store::Auto) {
            output::write_file(&folder.join(name), &file)?;
        }
    }
    Ok(())
}
