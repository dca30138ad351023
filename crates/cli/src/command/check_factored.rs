//! `ambimech check` for proofs about priors in factored form. As the rest of the check it depends on `model` and `io` only.

use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_factored_environment;
use ambimech_io::factored::{FactoredCheckError, check_factored_file, is_factored_proof};
use ambimech_io::render::{self, text::Page};

/// Whether the second file seems to hold proofs about a prior in factored form.
pub fn is_about(options: &Check) -> bool {
    is_factored_proof(&options.file)
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let (path, settings) = (&options.environment, &options.parameters.settings);
    let found = if supervision::is_on() {
        supervision::read_alone(path, |text| text.read_factored(settings))?
    } else {
        read_factored_environment(path, settings)?
    };
    let Some(environment) = found else {
        return Err(Failure::Usage(format!(
            "these proofs are about a prior in factored form\n  = found: {} without a `kind` under [prior]\n  = expected: the environment file that the proofs were made from\n  = help: for a prior with a table, make the proofs with `ambimech conditions --out FILE`",
            path.display()
        )));
    };
    match progress::during("checking", || check_factored_file(&options.file, &environment)) {
        Ok(certificates) => {
            match options.printing.format {
                Format::Text => output::answer(&render::text::render_accepted_factored(
                    &environment,
                    &certificates,
                    Page::default(),
                )),
                Format::Json => {
                    output::answer_json(&render::json::accepted_factored_value(&environment, &certificates));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(FactoredCheckError::Unreadable(diagnostic)) => Err(Failure::Input(diagnostic)),
        Err(error) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_refused_factored(&environment, &error, Page::default()));
                }
                Format::Json => output::answer_json(&render::json::refused_factored_value(&environment, &error)),
            }
            Ok(Outcome::Fails)
        }
    }
}
