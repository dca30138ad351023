//! `ambimech check` for verdicts about full implementation. As the rest of the check it depends on `model` and `io` only.

use super::check::not_accepted;
use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_choice_problem;
use ambimech_io::full_implementation::{check_full_implementation_file, is_full_implementation_text};
use ambimech_io::render::{self, text::Page};

/// Whether the file seems to hold verdicts about full implementation.
pub fn is_about(options: &Check) -> bool {
    std::fs::read_to_string(&options.file).is_ok_and(|text| is_full_implementation_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let (path, settings) = (&options.environment, &options.parameters.settings);
    let problem = if supervision::is_on() {
        supervision::read_alone(path, |text| text.read_choice_problem(settings))?
    } else {
        read_choice_problem(path, settings)?
    };
    match progress::during("checking", || check_full_implementation_file(&options.file, &problem)) {
        Ok(file) => {
            match options.printing.format {
                Format::Text => output::answer(&render::text::render_accepted_full_implementation(
                    &file.findings,
                    Page::default(),
                )),
                Format::Json => {
                    output::answer_json(&render::json::accepted_full_implementation_value(&file.findings));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => not_accepted(options, problem.environment().without_beliefs(), error),
    }
}
