//! `ambimech fragility`: how far a condition is from failing, the stakes on the way, and conditions at perturbed priors.

use crate::argument::{Format, Fragility as Options, GridKind};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::render::{self, svg, text::Page};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Fragility, Grid, Towards};
use ambimech_model::prior::Prior;
use ambimech_solve::fragility::find_fragility;
use ambimech_solve::fragility::grid::{Mesh, mix, move_each, other_end};
use ambimech_solve::fragility::way::{Plan, follow};
use std::path::Path;

/// What the file of the answer is.
#[derive(Debug, Clone, Copy)]
enum File {
    Svg,
    Html,
    Csv,
}

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let file = options.out.as_deref().map(file_of).transpose()?;
    let environment = options.parameters.read(&options.environment)?;
    let other = options.towards.as_deref().map(|path| prior_of(path, options, &environment)).transpose()?;
    let mut found = progress::during("looking for the nearest prior that fails", || {
        find_fragility(&environment, options.condition)
    });
    let plan = Plan {
        goal: options.goal.clone(),
        reports: options.reports,
        halvings: usize::try_from(options.steps).unwrap_or(0),
    };
    found.way = progress::during("designing on the way", || follow(&environment, &found, &plan));
    found.grids = progress::during("deciding conditions at other priors", || grids(&environment, options, other));
    if let (Some(path), Some(file)) = (&options.out, file) {
        output::write_file(path, &contents(&environment, &found, file)?)?;
    }
    match options.printing.format {
        Format::Text => output::answer(&render::text::render_fragility(&environment, &found, Page::default())),
        Format::Json => output::answer_json(&render::json::fragility_value(&environment, &found)),
    }
    Ok(match render::sentence::fragility::word(&found) {
        "holds" => Outcome::Holds,
        "fails" => Outcome::Fails,
        _ => Outcome::Undecided,
    })
}

fn file_of(path: &Path) -> Result<File, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => Ok(File::Svg),
        Some("html") => Ok(File::Html),
        Some("csv") => Ok(File::Csv),
        _ => Err(Failure::Usage(format!(
            "--out {} has no ending that says what to write\n  = expected: .svg, .html or .csv",
            path.display()
        ))),
    }
}

fn contents(environment: &Environment, found: &Fragility, file: File) -> Result<String, Failure> {
    match file {
        File::Svg => {
            let picture = found.way.as_ref().and_then(|way| svg::render_way(way, "way"));
            picture.map(|picture| svg::standalone(&picture)).ok_or_else(|| {
                let help = "fewer than two mechanisms with payments were made on the way";
                Failure::Usage(format!(
                    "there is no curve to draw: {help}\n  = help: more --steps, another --goal, or --out FILE.html"
                ))
            })
        }
        File::Html => {
            let digest = ambimech_io::environment_digest(environment);
            Ok(render::html::render_fragility_html(environment, found, &digest, env!("CARGO_PKG_VERSION")))
        }
        File::Csv => Ok(render::csv::render_fragility_csv(found)),
    }
}

/// The prior of another environment with the same agents and types by name.
fn prior_of(path: &Path, options: &Options, environment: &Environment) -> Result<(String, Prior), Failure> {
    let other = options.parameters.read(path)?;
    let names = |environment: &Environment| -> Vec<(String, Vec<String>)> {
        let types =
            |agent: &ambimech_model::environment::Agent| agent.types.iter().map(|t| t.name.clone()).collect();
        environment.agents().iter().map(|agent| (agent.name.clone(), types(agent))).collect()
    };
    if names(&other) != names(environment) {
        return Err(Failure::Usage(format!(
            "the environment of --towards {} has other agents or types\n  = expected: agents and types of the same names in the same order",
            path.display()
        )));
    }
    match other.common_prior() {
        Some(prior) => Ok((path.display().to_string(), prior.clone())),
        None => Err(Failure::Usage(format!(
            "the environment of --towards {} has no common prior\n  = expected: a file with [prior]",
            path.display()
        ))),
    }
}

fn grids(environment: &Environment, options: &Options, other: Option<(String, Prior)>) -> Vec<Grid> {
    let mesh = Mesh { steps: usize::try_from(options.weights).unwrap_or(1), sizes: options.sizes.clone() };
    let (space, prior) = (environment.space(), environment.common_prior());
    let mixture = |towards: Towards| {
        let end = other_end(space, prior?, &towards)?;
        mix(environment, towards, &end, &options.conditions, &mesh)
    };
    let asked = options.grid.iter().filter_map(|kind| match kind {
        GridKind::Uniform => mixture(Towards::Uniform),
        GridKind::Independent => mixture(Towards::Independent),
        GridKind::Moves => move_each(environment, &options.conditions, &mesh),
    });
    let towards =
        other.and_then(|(name, end)| mix(environment, Towards::Other(name), &end, &options.conditions, &mesh));
    asked.chain(towards).collect()
}
