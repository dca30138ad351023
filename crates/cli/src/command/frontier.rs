//! `ambimech frontier`: numbers of rules against the smallest stakes that were found, every point a mechanism file.

use crate::argument::{Format, Frontier as Options};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::render::frontier_csv::{render_frontier_codebook, render_frontier_csv};
use ambimech_io::render::sentence::frontier::file_name;
use ambimech_io::render::{self, svg, text::Page};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, FrontierAnswer};
use ambimech_model::property::MechanismKind;
use ambimech_solve::decision::Question;
use ambimech_solve::few_rules::frontier::{Plan, find_frontier, has_fixed_rents};
use std::path::Path;

/// Runs the command.
pub fn run(options: &Options) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let question = Question {
        environment: &environment,
        goal: &options.goal,
        mechanism: MechanismKind::Ambiguous,
        reports: options.reports,
    };
    if !options.rents.is_empty() && has_fixed_rents(question) {
        return Err(Failure::Usage(format!(
            "goal {} leaves no choice of rents: a balanced budget leaves agents the whole expected surplus, extraction nothing\n  \
             = help: leave out --rents, or ask for properties without bb and fse, as in --goal ic,ir",
            options.goal
        )));
    }
    if !options.rents.is_empty() && environment.common_prior().is_none() {
        return Err(Failure::Usage(
            "rents are expectations over a common prior, and there is none\n  = help: leave out --rents"
                .to_string(),
        ));
    }
    let plan = Plan {
        measure: options.measure,
        most_rules: options.most_rules,
        rents: options.rents.clone(),
        neat: options.neat,
        limits: options.limits.of(&environment)?,
    };
    let answer = progress::during("looking for the frontier", || find_frontier(question, &plan));
    if let (Some(folder), FrontierAnswer::Found(frontier)) = (&options.out, &answer) {
        write(folder, &environment, frontier, &answer)?;
    }
    match options.printing.format {
        Format::Text => {
            let mut text = render::text::render_frontier(&environment, &answer, Page::default());
            if let (Some(folder), FrontierAnswer::Found(frontier)) = (&options.out, &answer) {
                let files = files(&environment, frontier, &answer);
                let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
                text.push_str(&format!("\nWritten to {}: {}\n", folder.display(), names.join(", ")));
            }
            output::answer(&text);
        }
        Format::Json => output::answer_json(&render::json::frontier_value(&environment, &answer)),
    }
    Ok(match answer {
        FrontierAnswer::Found(_) => Outcome::Holds,
        FrontierAnswer::Infeasible(_) => Outcome::Fails,
        _ => Outcome::Undecided,
    })
}

fn write(
    folder: &Path,
    environment: &Environment,
    frontier: &Frontier,
    answer: &FrontierAnswer,
) -> Result<(), Failure> {
    let files = progress::during("writing the files", || files(environment, frontier, answer));
    output::make_folder(folder)?;
    for (name, contents) in files {
        output::write_file(&folder.join(name), &contents)?;
    }
    Ok(())
}

/// Names and contents: the mechanisms, the design without a search, the proof about one rule, table, picture and page.
fn files(environment: &Environment, frontier: &Frontier, answer: &FrontierAnswer) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut add = |name: &str, contents: String| files.push((name.to_string(), contents));
    let file = |answer: DesignAnswer| render_answer_file(environment, &answer, Store::Auto);
    for level in &frontier.levels {
        for point in &level.points {
            if let Some(contents) = file(DesignAnswer::Done(point.design.clone())) {
                add(&file_name(level, point), contents);
            }
        }
    }
    if let Some(contents) = file(DesignAnswer::Done(frontier.usual.design.clone())) {
        add("mechanism-paper.json", contents);
    }
    if let LeastRules::Two(proof) = &frontier.least
        && let Some(contents) = file(DesignAnswer::Infeasible(proof.as_ref().clone()))
    {
        add("one-rule.json", contents);
    }
    add("frontier.csv", render_frontier_csv(frontier));
    add("frontier-codebook.csv", render_frontier_codebook());
    add("frontier.json", render::json::render_json(&render::json::frontier_value(environment, answer)));
    if let Some(picture) = svg::render_frontier(frontier, "frontier") {
        add("frontier.svg", svg::standalone(&picture));
    }
    if let Some(picture) = svg::render_rents(frontier, "rents") {
        add("rents.svg", svg::standalone(&picture));
    }
    let digest = ambimech_io::environment_digest(environment);
    let page = render::html::render_frontier_html(environment, frontier, &digest, env!("CARGO_PKG_VERSION"));
    add("frontier.html", page);
    files
}
