//! `ambimech completions SHELL`: a completion script.

use crate::argument::{Arguments, Completions};
use crate::outcome::{Failure, Outcome};
use crate::output;
use clap::CommandFactory;

/// Prints the script.
pub fn run(options: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "ambimech", &mut script);
    output::answer(&String::from_utf8_lossy(&script));
    Ok(Outcome::Holds)
}
