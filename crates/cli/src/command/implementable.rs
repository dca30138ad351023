//! `ambimech implementable`: full implementation of a social choice set under sets of priors, by the theorems of THESIS chapter 3.

use crate::argument::{Format, Implementable, Parameters};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress, supervision};
use ambimech_io::environment::read_choice_problem;
use ambimech_io::full_implementation::render_full_implementation;
use ambimech_io::render::{self, text::Page};
use ambimech_model::check::maxmin_work;
use ambimech_model::maxmin::{ChoiceProblem, Conclusion, Scope};
use ambimech_solve::maxmin::{Effort, study_choices};
use std::io::IsTerminal;
use std::path::Path;

/// Runs the command.
pub fn run(options: &Implementable) -> Result<Outcome, Failure> {
    let problem = read_problem(&options.environment, &options.parameters)?;
    let scope = if options.double { Scope::Double } else { Scope::Pattern };
    let effort = Effort { comparisons: options.comparisons, steps: options.steps, symmetries: true };
    let work = maxmin_work(&problem, scope);
    if std::io::stderr().is_terminal() {
        output::remark(&format!("about {work} comparisons, at most {}", options.comparisons));
    }
    let answer = progress::through(|announce| {
        study_choices(&problem, scope, effort, &mut |progress| {
            let name = progress.condition.name();
            match (progress.done * 100).checked_div(progress.all) {
                Some(percent) => announce(&format!("deciding {name}, {percent}% of the deceptions")),
                None => announce(&format!("deciding {name}")),
            }
        })
    });
    if let Some(path) = &options.certificate {
        output::write_file(path, &render_full_implementation(&problem, scope, &answer.findings))?;
    }
    match options.printing.format {
        Format::Text => {
            let text = render::text::render_full_implementation_answer(&problem, &answer, Page::default());
            output::answer(&text);
        }
        Format::Json => output::answer_json(&render::json::full_implementation_value(&problem, &answer)),
    }
    Ok(match answer.conclusion {
        Conclusion::Implementable(_) => Outcome::Holds,
        Conclusion::NotImplementable(_) => Outcome::Fails,
        Conclusion::Open(_) => Outcome::Undecided,
    })
}

/// The environment file with its social choice set.
pub(super) fn read_problem(path: &Path, parameters: &Parameters) -> Result<ChoiceProblem, Failure> {
    if supervision::is_on() {
        return Ok(supervision::read_alone(path, |text| text.read_choice_problem(&parameters.settings))?);
    }
    Ok(read_choice_problem(path, &parameters.settings)?)
}
