//! `ambimech check` for exchange economies. As the rest of the check it depends on `model` and `io` only.

use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::economy::{EconomyCheckError, check_economy_file, is_economy_text, read_economy};
use ambimech_io::render::{self, text::Page};

/// Whether the first file seems to be an economy.
pub fn is_about_economies(options: &Check) -> bool {
    std::fs::read_to_string(&options.environment).is_ok_and(|text| is_economy_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let economy = read_economy(&options.environment)?;
    match progress::during("checking", || check_economy_file(&options.file, &economy)) {
        Ok(certificates) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_accepted_economy(
                        &economy,
                        &certificates,
                        Page::default(),
                    ));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_economy_value(&economy, &certificates))
                }
            }
            Ok(Outcome::Holds)
        }
        Err(EconomyCheckError::Unreadable(diagnostic)) => Err(Failure::Input(diagnostic)),
        Err(error) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_refused_economy(&economy, &error, Page::default()));
                }
                Format::Json => output::answer_json(&render::json::refused_economy_value(&economy, &error)),
            }
            Ok(Outcome::Fails)
        }
    }
}
