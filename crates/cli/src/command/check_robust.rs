//! `ambimech check` for verdicts about robust implementation. As the rest of the check it depends on `model` and `io` only.

use super::check::not_accepted;
use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_payoff_environment;
use ambimech_io::render::{self, text::Page};
use ambimech_io::robust::{check_robust_file, is_robust_text};

/// Whether the file seems to hold verdicts about robust implementation.
pub fn is_about(options: &Check) -> bool {
    std::fs::read_to_string(&options.file).is_ok_and(|text| is_robust_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let (path, settings) = (&options.environment, &options.parameters.settings);
    let environment = if supervision::is_on() {
        supervision::read_alone(path, |text| text.read_payoff_environment(settings))?
    } else {
        read_payoff_environment(path, settings)?
    };
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
