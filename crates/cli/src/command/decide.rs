//! `ambimech decide`: whether a mechanism of a kind reaches a goal with this allocation rule, exactly.

use super::design::outcome_of;
use crate::argument::{Decide, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::answer_file::{Store, render_answer_file};
use ambimech_io::render::{self, text::Page};
use ambimech_solve::decision::{Question, decide_goal};

/// Runs the command.
pub fn run(options: &Decide) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let question = Question {
        environment: &environment,
        goal: &options.goal,
        mechanism: options.mechanism,
        reports: options.reports,
    };
    let answer = progress::during("deciding", || decide_goal(question));
    if let (Some(path), Some(file)) = (&options.out, render_answer_file(&environment, &answer, Store::Auto)) {
        output::write_file(path, &file)?;
    }
    let asked = (options.mechanism, options.reports);
    match options.printing.format {
        Format::Text => {
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
