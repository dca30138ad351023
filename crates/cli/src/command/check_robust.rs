//! `ambimech check` for verdicts about robust implementation. As the rest of the check it depends on `model` and `io` only.

use super::check::not_accepted;
use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::interim::{check_interim_file, is_interim_text};
use ambimech_io::render::{self, text::Page};
use ambimech_io::robust::{check_robust_file, is_robust_text};
use ambimech_model::robust::PayoffEnvironment;

/// Whether the file seems to hold verdicts about robust implementation, or about conditions on a type space.
pub fn is_about(options: &Check) -> bool {
    std::fs::read_to_string(&options.file).is_ok_and(|text| is_robust_text(&text) || is_interim_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let (path, settings) = (&options.environment, &options.parameters.settings);
    let environment = if supervision::is_on() {
        supervision::read_alone(path, |text| text.read_payoff_environment(settings))?
    } else {
        read_payoff_environment(path, settings)?
    };
    if std::fs::read_to_string(&options.file).is_ok_and(|text| is_interim_text(&text)) {
        return run_interim(options, &environment);
    }
    match progress::during("checking", || check_robust_file(&options.file, &environment)) {
        Ok(file) => {
            let (concept, findings) = (file.concept, &file.findings);
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_robust(&environment, concept, findings, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_robust_value(&environment, concept, findings));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment.without_beliefs(), error),
    }
}

/// Checks verdicts on a type space.
fn run_interim(options: &Check, environment: &PayoffEnvironment) -> Result<Outcome, Failure> {
    match progress::during("checking", || check_interim_file(&options.file, environment)) {
        Ok(file) => {
            let (types, study) = (&file.types, &file.study);
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_interim(environment, types, study, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_interim_value(environment, types, study));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, environment.without_beliefs(), error),
    }
}
