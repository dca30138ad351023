//! `ambimech compare`: the mechanisms of the literature beside the designed ones.

use crate::argument::{Compare, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, text::Page};
use ambimech_solve::benchmark::comparison::compare_mechanisms;

/// Runs the command.
pub fn run(options: &Compare) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let comparison = progress::during("comparing", || compare_mechanisms(&environment, options.reports));
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_comparison(&environment, &comparison, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::comparison_value(&environment, &comparison)),
    }
    Ok(Outcome::Holds)
}
