//! `ambimech sweep case`: one case of a plan as an environment file, for a closer look.

use crate::argument::SweepCase;
use crate::outcome::{Failure, Outcome};
use crate::output;
use ambimech_io::render_environment_toml;
use ambimech_io::sweep::read_plan;
use ambimech_sweep::case::environment_of;

/// Runs the command.
pub fn run(options: &SweepCase) -> Result<Outcome, Failure> {
    let plan = read_plan(&options.plan)?;
    let Some(place) = plan.place(options.number) else {
        return Err(Failure::Usage(format!(
            "the plan has no case {}\n  = help: cases are numbered from 0 to {}",
            options.number,
            plan.case_count().saturating_sub(1)
        )));
    };
    let Some(environment) = environment_of(&plan, place) else {
        return Err(Failure::Usage(format!(
            "case {} has no prior: every draw left a pair of types impossible\n  = help: its row says no-prior",
            options.number
        )));
    };
    let text = render_environment_toml(&environment);
    match &options.out {
        Some(path) => output::write_file(path, &text)?,
        None => output::answer(&text),
    }
    Ok(Outcome::Holds)
}
