//! `ambimech decide`: whether a mechanism of a kind reaches a goal with this allocation rule, exactly.

use super::design::outcome_of;
use super::{decide_sets, verify_sets};
use crate::argument::{Decide, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, program, progress, supervision};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::environment::AnyEnvironment;
use ambimech_io::render::{self, text::Page};
use ambimech_model::design::DesignAnswer;
use ambimech_solve::decision::Question;
use ambimech_solve::decision::deciding::deciding_program;
use ambimech_solve::decision::limited::decide_with_limits;
use std::path::Path;

/// Runs the command.
pub fn run(options: &Decide) -> Result<Outcome, Failure> {
    let environment = match verify_sets::read_any(&options.environment, &options.parameters)? {
        AnyEnvironment::Sets(environment) => return decide_sets::run(options, &environment),
        AnyEnvironment::Single(_) if options.criterion.is_some() => {
            return Err(Failure::Usage(
                "--criterion is about sets of priors, and here every type has one belief\n  = help: leave it out, or give the file [priors]"
                    .to_string(),
            ));
        }
        AnyEnvironment::Single(environment) => *environment,
    };
    let question = Question {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    let limits = options.limits.of(&environment)?;
    if options.program.is_some() && !limits.is_none() {
        return Err(Failure::Usage(
            "--program writes the program without limits on payments\n  = help: leave out --program, or the limits".to_string(),
        ));
    }
    let answer = progress::during("deciding", || decide_with_limits(question.with_limits(&limits)));
    if let (Some(path), Some(file)) = (&options.out, render_answer_file(&environment, &answer, Store::Auto)) {
        output::write_file(path, &file)?;
    }
    if let Some(path) = &options.program {
        write_program(path, question, &answer)?;
    }
    let asked = (options.mechanism, options.reports);
    match options.printing.format {
        Format::Text => {
            supervision::leave_answer(|| render::html::design_fragment(&environment, &answer));
            output::answer(&render::text::render_decision(&environment, asked, &answer, Page::default()));
        }
        Format::Json => {
            let written = options.out.as_ref().filter(|_| outcome_of(&answer) != Outcome::Undecided);
            let file = written.map(|path| path.display().to_string());
            output::answer_json(&render::json::decision_value(&environment, &options.goal, asked, &answer, file));
        }
    }
    Ok(outcome_of(&answer))
}

/// Writes the program that decides the question.
fn write_program(path: &Path, question: Question<'_>, answer: &DesignAnswer) -> Result<(), Failure> {
    program::format_of(path)?;
    let environment = question.environment;
    let deciding = progress::during("setting up the program", || deciding_program(question, answer));
    let deciding = deciding.map_err(|obstacle| {
        let words = render::sentence::obstacle::obstacle(environment, &obstacle).join(" ");
        Failure::Usage(format!("there is no program to write: {words}\n  = help: leave --program out"))
    })?;
    let title = format!(
        "{}: goal {} with a mechanism that is {}, against {} reports",
        if environment.name().is_empty() { "ambimech" } else { environment.name() },
        question.goal,
        question.mechanism.name(),
        question.reports.name()
    );
    let remarks = vec![program::remark_on(deciding.found_by).to_string()];
    program::write(path, &program::of_decision(environment, &deciding.program, "", (title, remarks)))
}
