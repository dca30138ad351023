//! `ambimech check` for verdicts under sets of priors. As the rest of the check it depends on `model` and `io` only.

use super::check::not_accepted;
use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::belief_verdict::{VERDICTS_FORMAT, check_verdicts_file};
use ambimech_io::environment::{AnyEnvironment, read_any_environment};
use ambimech_io::implementability::{check_no_transfers_file, is_no_transfers_text};
use ambimech_io::render::{self, text::Page};
use ambimech_io::set_proof::{
    SetProofFormat, check_ambiguity_file, check_cases_file, check_conditions_file, check_device_file,
    check_mixed_ambiguity_file,
};
use ambimech_io::source::read_text;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::environment::Environment;
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use std::path::Path;

/// An environment file of either kind.
pub fn read_any(options: &Check) -> Result<AnyEnvironment, Failure> {
    let (path, settings) = (&options.environment, &options.parameters.settings);
    if supervision::is_on() {
        return Ok(supervision::read_alone(path, |text| text.read_any(settings))?);
    }
    Ok(read_any_environment(path, settings)?)
}

/// Whether the file seems to hold verdicts under sets of priors.
pub fn is_about_verdicts(options: &Check) -> bool {
    let (format, _) = VERDICTS_FORMAT.split_once('/').unwrap_or((VERDICTS_FORMAT, ""));
    let seems =
        |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("\"{format}/")));
    seems(&options.file)
}

/// One belief of every type as a set of one.
pub fn as_sets(options: &Check, environment: &Environment) -> Result<AmbiguousEnvironment, Failure> {
    AmbiguousEnvironment::of_beliefs(environment).map_err(|_| {
        let path = options.environment.display();
        Failure::Usage(format!("{path} has no beliefs\n  = help: give it a [prior] or [priors]"))
    })
}

/// Whether the file seems to hold a proof that there are no transfers.
pub fn is_about_no_transfers(options: &Check) -> bool {
    std::fs::read_to_string(&options.file).is_ok_and(|text| is_no_transfers_text(&text))
}

/// The format of a proof that the file seems to have.
pub fn format(options: &Check) -> Option<SetProofFormat> {
    std::fs::read_to_string(&options.file).ok().and_then(|text| SetProofFormat::of_text(&text))
}

/// Whether the file seems to hold least amounts of ambiguity or devices, which are about one belief of every type.
pub fn is_about_one_belief(options: &Check) -> bool {
    format(options).is_some_and(SetProofFormat::is_about_one_belief)
}

/// Checks such a file.
pub fn run_one_belief(options: &Check, environment: &Environment) -> Result<Outcome, Failure> {
    let page = Page::default();
    let accepted = |text: &str| text.split_once(':').map_or(String::new(), |(_, rest)| format!("accepted:{rest}"));
    let shown = match format(options) {
        Some(SetProofFormat::Ambiguity) => {
            progress::during("checking", || check_ambiguity_file(&options.file, environment)).map(|answers| {
                let mut value = render::json::ambiguity_value(&answers);
                value["verdict"] = serde_json::json!("accepted");
                (accepted(&render::text::render_ambiguity(&answers, page)), value)
            })
        }
        Some(SetProofFormat::MixedAmbiguity) => {
            progress::during("checking", || check_mixed_ambiguity_file(&options.file, environment)).map(
                |answers| {
                    let mut value = render::json::mixed_ambiguity_value(&answers);
                    value["verdict"] = serde_json::json!("accepted");
                    (accepted(&render::text::render_mixed_ambiguity(&answers, page)), value)
                },
            )
        }
        _ => progress::during("checking", || check_device_file(&options.file, environment)).map(|devices| {
            let mut value = render::json::devices_value(environment, &devices);
            value["verdict"] = serde_json::json!("accepted");
            (accepted(&render::text::render_devices(environment, &devices, page)), value)
        }),
    };
    match shown {
        Ok((text, value)) => {
            match options.printing.format {
                Format::Text => output::answer(&text),
                Format::Json => output::answer_json(&value),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment, error),
    }
}

/// A proof by cases.
fn cases(options: &Check, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    match progress::during("checking", || check_cases_file(&options.file, environment)) {
        Ok((proof, _)) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_cases(environment, &proof, page));
                }
                Format::Json => output::answer_json(&render::json::accepted_cases_value(&proof)),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment.without_beliefs(), error),
    }
}

/// Verdicts about conditions.
fn conditions(options: &Check, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    match progress::during("checking", || check_conditions_file(&options.file, environment)) {
        Ok(proofs) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_set_conditions(environment, &proofs, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_set_conditions_value(environment, &proofs));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment.without_beliefs(), error),
    }
}

/// Runs the command.
pub fn run(options: &Check, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    if is_about_no_transfers(options) {
        return no_transfers(options, environment);
    }
    match format(options) {
        Some(SetProofFormat::Cases) => return cases(options, environment),
        Some(SetProofFormat::Conditions) => return conditions(options, environment),
        _ => {}
    }
    if is_about_one_belief(options) {
        return Err(Failure::Usage(format!(
            "{} is about the environment with one belief of every type, and this one has sets of priors\n  = help: name the file with a [prior] or [beliefs] alone",
            options.file.display()
        )));
    }
    let frame = environment.without_beliefs();
    let Some(path) = &options.mechanism else {
        if !is_about_verdicts(options) {
            // A file that is missing or about something else is named as such.
            let format = ambimech_io::Format::of_path(&options.file);
            read_text(&options.file, format.max_line())?;
            return Err(Failure::Usage(format!(
                "{} has no format that is checked under sets of priors\n  = expected: {VERDICTS_FORMAT} with --mechanism, or a proof that decide, conditions, insure, ambiguity or device wrote",
                options.file.display()
            )));
        }
        return Err(Failure::Usage(
            "under sets of priors, verdicts are checked beside their mechanism\n  = help: name it: ambimech check ENV FILE --mechanism MECHANISM".to_string(),
        ));
    };
    let (mechanism, rules) = mechanism_tables(path, frame)?;
    let checked = || check_verdicts_file(&options.file, environment, &mechanism, &rules);
    match progress::during("checking", checked) {
        Ok(verdicts) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_accepted_verdicts(&verdicts, Page::default()))
                }
                Format::Json => output::answer_json(&render::json::accepted_verdicts_value(&verdicts)),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, frame, error),
    }
}

/// A proof that no transfers make truth optimal.
fn no_transfers(options: &Check, environment: &AmbiguousEnvironment) -> Result<Outcome, Failure> {
    match progress::during("checking", || check_no_transfers_file(&options.file, environment)) {
        Ok((proof, sum)) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_no_transfers(environment, &proof, page));
                }
                Format::Json => {
                    let frame = environment.without_beliefs();
                    output::answer_json(&render::json::accepted_no_transfers_value(frame, &proof, &sum));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment.without_beliefs(), error),
    }
}

/// A mechanism with all its rules written out. Rules in closed form are made from one prior and have no meaning here.
pub fn mechanism_tables(path: &Path, frame: &Environment) -> Result<(Mechanism, Vec<NamedRule>), Failure> {
    let mechanism = ambimech_io::mechanism::read_mechanism(path, frame)?.mechanism;
    match &mechanism.rules {
        Rules::Tables(rules) => {
            let rules = rules.clone();
            Ok((mechanism, rules))
        }
        Rules::ClosedForm(_) => Err(Failure::Usage(format!(
            "the rules of {} are in closed form, which is computed from one prior\n  = help: write them out in the environment they were made for: ambimech export --tables",
            path.display()
        ))),
    }
}
