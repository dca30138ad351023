//! `ambimech solve`: the whole job, from an environment file to a designed, verified, certified mechanism and a report.

use super::design::outcome_of;
use super::{sets_story, verify_sets};
use crate::argument::{Format, Solve};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::render::{self, text::Page};
use ambimech_model::design::DesignAnswer;
use ambimech_model::few_rules::Fewer;
use ambimech_solve::answer::{Part, solve_environment};

/// Runs the command.
pub fn run(options: &Solve) -> Result<Outcome, Failure> {
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => return sets_story::solve(options, &environment),
        AnyEnvironment::Single(environment) => *environment,
    };
    let answer = progress::through(|announce| {
        solve_environment(&environment, options.goal.as_ref(), options.reports, &mut |part| {
            announce(name_of(part))
        })
    });
    let about = answer.about().map(|about| &about.ambiguous);
    let file = about.and_then(|about| render_answer_file(&environment, about, Store::Auto));
    let report = progress::during("checking", || {
        render::Report::of_answer(&environment, &answer, file.as_deref(), env!("CARGO_PKG_VERSION"))
    });
    let summary = render::json::summary_value(&report);
    if let Some(folder) = &options.out {
        let page = progress::during("writing the report", || render::html::render_html(&report));
        output::make_folder(folder)?;
        if let Some(file) = &file {
            let name = if report.mechanism.is_some() { "mechanism.json" } else { "certificate.json" };
            output::write_file(&folder.join(name), file)?;
        }
        if let Fewer::Found { usual, .. } = &answer.fewer {
            let usual = DesignAnswer::Done(usual.clone());
            if let Some(file) = render_answer_file(&environment, &usual, Store::Auto) {
                output::write_file(&folder.join("mechanism-paper.json"), &file)?;
            }
        }
        output::write_file(&folder.join("report.html"), &page)?;
        output::write_file(&folder.join("summary.json"), &render::json::render_json(&summary))?;
    }
    match options.printing.format {
        Format::Text => {
            supervision::leave_answer(|| render::html::report_fragment(&report));
            output::answer(&text_of(&report, options));
        }
        Format::Json => output::answer_json(&summary),
    }
    Ok(about.map_or(Outcome::Undecided, outcome_of))
}

/// What a part of the job is called while it goes on.
pub fn name_of(part: Part) -> &'static str {
    match part {
        Part::Conditions => "deciding conditions",
        Part::Goals => "designing",
        Part::Verification => "verifying",
    }
}

fn text_of(report: &render::Report<'_>, options: &Solve) -> String {
    // The values of all reports are for the page; on a terminal they would bury the answer.
    let mut short = report.clone();
    if let Some(found) = &mut short.mechanism {
        found.values = None;
    }
    let mut text = render::text::render_answer(&short, Page::default());
    text.push_str("\nWhat can be done here\n=====================\n\n");
    text.push_str(&render::text::render_goals(report.goals, options.reports));
    if let Some(folder) = &options.out {
        let first = match report.fewer {
            Some(Fewer::Found { .. }) => "mechanism.json, mechanism-paper.json, ",
            _ if report.mechanism.is_some() => "mechanism.json, ",
            _ => "",
        };
        text.push_str(&format!("\nWritten to {}: {first}report.html, summary.json\n", folder.display()));
    }
    text
}
