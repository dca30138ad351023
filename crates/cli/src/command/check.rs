//! `ambimech check`: the independent checker. Depends on `model` and `io` only, so that nothing that finds answers has a
//! part in accepting them.

use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::check::{CheckError, check_file};
use ambimech_io::render::{self, text::Page};

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    match progress::during("checking", || check_file(&options.file, &environment)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_accepted_file(&environment, &accepted, Page::default()))
                }
                Format::Json => output::answer_json(&render::json::accepted_file_value(&environment, &accepted)),
            }
            Ok(Outcome::Holds)
        }
        Err(CheckError::Unreadable(diagnostic)) => Err(Failure::Input(diagnostic)),
        Err(CheckError::TooLarge { numbers }) => {
            let reason = format!("the check would hold about {numbers} numbers at once, more than are allowed");
            match options.printing.format {
                Format::Text => output::answer(&format!("undecided\n\n{reason}\n")),
                Format::Json => {
                    output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": reason }));
                }
            }
            Ok(Outcome::Undecided)
        }
        Err(CheckError::Refused(refused)) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_refused_file(&environment, &refused, Page::default()));
                }
                Format::Json => output::answer_json(&render::json::refused_file_value(&environment, &refused)),
            }
            Ok(Outcome::Fails)
        }
    }
}
