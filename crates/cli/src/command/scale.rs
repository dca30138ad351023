//! `ambimech scale`: the smallest scale of rules in pairs for one attitude to ambiguity after another.

use crate::argument::{Format, Scale};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::exchange::scales_csv;
use ambimech_io::render::{self, text::Page};
use ambimech_model::environment::Environment;
use ambimech_model::scale::ScaleStudy;
use ambimech_solve::scale::study_scales;
use std::path::Path;

/// What is written with `--out`.
enum Written {
    Table,
    Curves,
}

/// Runs the command.
pub fn run(options: &Scale) -> Result<Outcome, Failure> {
    let written = match options.out.as_deref() {
        Some(path) => Some((path, written_to(path)?)),
        None => None,
    };
    let attitudes = options.attitudes().map_err(|error| {
        Failure::Usage(format!(
            "{error}\n  = help: give numbers in range with --alpha, --epsilon, --cara, --power and --wealth"
        ))
    })?;
    let environment = options.parameters.read(&options.environment)?;
    let study = progress::during("looking for the smallest scales", || {
        study_scales(&environment, &options.goal, options.reports, &attitudes)
    });
    if let Some((path, written)) = written {
        write(path, &written, &environment, &study)?;
    }
    match options.printing.format {
        Format::Text => {
            let page = Page::default();
            let text = render::text::render_scales(&environment, &options.goal, options.reports, &study, page);
            output::answer(&text);
        }
        Format::Json => {
            let mut json = render::json::scales_value(&environment, &options.goal, options.reports, &study);
            if let (Some(path), ScaleStudy::Table(_)) = (&options.out, &study) {
                json["file"] = serde_json::Value::String(path.display().to_string());
            }
            output::answer_json(&json);
        }
    }
    Ok(match study {
        ScaleStudy::Table(_) => Outcome::Holds,
        ScaleStudy::Obstructed(_) => Outcome::Undecided,
    })
}

fn written_to(path: &Path) -> Result<Written, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(Written::Table),
        Some("svg") => Ok(Written::Curves),
        _ => Err(Failure::Usage(format!(
            "{} is neither a table nor a picture\n  = help: let the file end in .csv or .svg",
            path.display()
        ))),
    }
}

fn write(path: &Path, written: &Written, environment: &Environment, study: &ScaleStudy) -> Result<(), Failure> {
    let ScaleStudy::Table(table) = study else { return Ok(()) };
    match written {
        Written::Table => output::write_file(path, &scales_csv(environment, table)),
        Written::Curves => match render::svg::render_scales(table, "scales") {
            Some(picture) => output::write_file(path, &render::svg::standalone(&picture)),
            None => Err(Failure::Usage(
                "there is no curve to draw: fewer than two scales were found\n  = help: leave out --out to see the table, name more attitudes, or write a .csv file"
                    .to_string(),
            )),
        },
    }
}
