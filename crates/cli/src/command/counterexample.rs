//! `ambimech counterexample`: payoffs and an efficient allocation rule that no mechanism implements under given beliefs.

use crate::argument::{Counterexample, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::certificate::render_certificates;
use ambimech_io::render::{json, text, text::Page};
use ambimech_io::{environment_digest, render_environment_toml};
use ambimech_model::certificate::Certificate;
use ambimech_model::counterexample::{Counterexample as Found, NoCounterexample, Wanted};
use ambimech_model::environment::Environment;
use ambimech_solve::counterexample::counterexample;
use std::path::Path;

/// The names of the two files.
const FILES: [&str; 2] = ["environment.toml", "certificate.json"];

/// Runs the command.
pub fn run(options: &Counterexample) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let wanted = Wanted {
        condition: options.condition,
        private_values: options.private_values,
        goal: options.goal.clone(),
    };
    match progress::during("making a counterexample", || counterexample(&environment, &wanted)) {
        Ok(found) => made(options, &found),
        Err(why) => Ok(none(options, &environment, &why)),
    }
}

fn made(options: &Counterexample, found: &Found) -> Result<Outcome, Failure> {
    let files = options.out.as_deref().map(|folder| FILES.map(|name| folder.join(name).display().to_string()));
    if let Some(folder) = &options.out {
        write(folder, &options.environment, found)?;
    }
    match options.printing.format {
        Format::Text => {
            let mut answer = text::render_counterexample(found, Page::default());
            answer.push_str(&match &files {
                Some([environment, certificate]) => {
                    format!("\nWritten to {environment} and {certificate}; to check it:\n  ambimech check {environment} {certificate}\n")
                }
                None => "\nThe files, for ambimech check environment.toml certificate.json: --out DIR\n".to_string(),
            });
            output::answer(&answer);
        }
        Format::Json => output::answer_json(&json::counterexample_value(found, files)),
    }
    Ok(Outcome::Holds)
}

fn none(options: &Counterexample, environment: &Environment, why: &NoCounterexample) -> Outcome {
    match options.printing.format {
        Format::Text => output::answer(&text::render_no_counterexample(environment, why, Page::default())),
        Format::Json => output::answer_json(&json::no_counterexample_value(environment, why)),
    }
    if matches!(why, NoCounterexample::Reached { .. }) { Outcome::Fails } else { Outcome::Undecided }
}

/// Writes both files, but not over the one that was read.
fn write(folder: &Path, read: &Path, found: &Found) -> Result<(), Failure> {
    let [environment, certificate] = FILES.map(|name| folder.join(name));
    let is_read =
        |path: &Path| path.canonicalize().is_ok_and(|path| read.canonicalize().is_ok_and(|read| path == read));
    if is_read(&environment) || is_read(&certificate) {
        let message = format!(
            "{} holds the environment that is read\n  = help: choose another folder with --out",
            folder.display()
        );
        return Err(Failure::Usage(message));
    }
    output::make_folder(folder)?;
    output::write_file(&environment, &render_environment_toml(&found.environment))?;
    let digest = environment_digest(&found.environment);
    let proof = [Certificate::Impossibility(found.certificate.clone())];
    output::write_file(&certificate, &render_certificates(&found.environment, &digest, &proof))
}
