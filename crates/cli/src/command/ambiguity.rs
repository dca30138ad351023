//! `ambimech ambiguity`: how much ambiguity is enough for full insurance.

use crate::argument::{Ambiguity, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{
    self,
    sentence::implementability::{no_family, open_reason},
    text::Page,
};
use ambimech_io::set_proof::{render_ambiguity_file, render_mixed_ambiguity_file};
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{BeliefFamily, NoFamily, Open};
use ambimech_model::property::Reports;
use ambimech_solve::implementability::{find_ambiguity, find_mixed_ambiguity};

/// Runs the command.
pub fn run(options: &Ambiguity) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    if options.reports == Reports::Mixed {
        return mixed(options, &environment);
    }
    let mut answers = Vec::new();
    for (number, growth) in options.family.iter().enumerate() {
        if options.family[..number].contains(growth) {
            continue;
        }
        let family = BeliefFamily::new(&environment, *growth).map_err(|error| refused(&environment, &error))?;
        match progress::during("looking for the least ambiguity", || find_ambiguity(&family)) {
            Ok(found) => answers.push((family, found)),
            Err(open) => return Ok(undecided(&environment, options.printing.format, &open)),
        }
    }
    if let Some(path) = &options.certificate {
        let proved: Vec<_> = answers.iter().map(|(family, found)| (family.growth(), found.clone())).collect();
        output::write_file(path, &render_ambiguity_file(&environment, &proved))?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_ambiguity(&answers, Page::default())),
        Format::Json => output::answer_json(&render::json::ambiguity_value(&answers)),
    }
    let never = answers.iter().any(|(_, found)| found.iter().any(|answer| answer.epsilon().is_none()));
    Ok(if never { Outcome::Fails } else { Outcome::Holds })
}

/// Against mixed reports.
fn mixed(options: &Ambiguity, environment: &Environment) -> Result<Outcome, Failure> {
    let mut answers = Vec::new();
    for (number, growth) in options.family.iter().enumerate() {
        if options.family[..number].contains(growth) {
            continue;
        }
        let family = BeliefFamily::new(environment, *growth).map_err(|error| refused(environment, &error))?;
        match progress::during("looking for the least ambiguity", || find_mixed_ambiguity(&family)) {
            Ok(found) => answers.push((family, found)),
            Err(open) => return Ok(undecided(environment, options.printing.format, &open)),
        }
    }
    if let Some(path) = &options.certificate {
        let proved: Vec<_> = answers.iter().map(|(family, found)| (family.growth(), found.clone())).collect();
        output::write_file(path, &render_mixed_ambiguity_file(environment, &proved))?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_mixed_ambiguity(&answers, Page::default())),
        Format::Json => output::answer_json(&render::json::mixed_ambiguity_value(&answers)),
    }
    let never = answers.iter().any(|(_, found)| found.iter().any(|answer| answer.epsilon().is_none()));
    Ok(if never { Outcome::Fails } else { Outcome::Holds })
}

/// Why there is no family of sets.
pub(super) fn refused(environment: &Environment, error: &NoFamily) -> Failure {
    let [what, help] = no_family(environment, error);
    Failure::Usage(format!("{what}\n  = help: {help}"))
}

/// The answer that there is none.
pub(super) fn undecided(environment: &Environment, format: Format, open: &Open) -> Outcome {
    let why = open_reason(environment, open);
    match format {
        Format::Text => output::answer(&format!("undecided\n\n{why}\n")),
        Format::Json => output::answer_json(&serde_json::json!({ "verdict": "undecided", "reason": why })),
    }
    Outcome::Undecided
}
