//! `ambimech`: mechanism design under ambiguity on the command line. Reads arguments, runs one command, maps its answer to
//! an exit code; everything else lives in the library crates.

mod argument;
mod command;
mod outcome;
mod output;
mod program;
mod progress;
mod proofs;
mod supervision;

use ambimech_io::example;
use argument::{Arguments, Command};
use clap::Parser;
use outcome::{Failure, Outcome};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; anything else is a command line that could not be run.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Outcome::COULD_NOT_RUN } else { 0 });
        }
    };
    if arguments.supervised {
        supervision::begin();
    }
    match run(arguments) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(failure) => {
            output::complain(&failure);
            ExitCode::from(Outcome::COULD_NOT_RUN)
        }
    }
}

fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    match arguments.command {
        Command::Solve(options) => command::solve::run(&options),
        Command::Conditions(options) => command::conditions::run(&options),
        Command::Decide(options) => command::decide::run(&options),
        Command::Threshold(options) => command::threshold::run(&options),
        Command::Design(options) => command::design::run(&options),
        Command::Counterexample(options) => command::counterexample::run(&options),
        Command::Fragility(options) => command::fragility::run(&options),
        Command::Frontier(options) => command::frontier::run(&options),
        Command::Compare(options) => command::compare::run(&options),
        Command::Sweep(options) => command::sweep::run(&options),
        Command::Scale(options) => command::scale::run(&options),
        Command::Verify(options) => command::verify::run(&options),
        Command::Pay(options) => command::pay::run(&options),
        Command::Expect(options) => command::expect::run(&options),
        Command::Insure(options) => command::insure::run(&options),
        Command::Ambiguity(options) => command::ambiguity::run(&options),
        Command::Device(options) => command::device::run(&options),
        Command::Implementable(options) => command::implementable::run(&options),
        Command::Auction(options) => command::auction::run(&options),
        Command::Economy(options) => command::economy::run(&options),
        Command::Robust(options) => command::robust::run(&options),
        Command::Play(options) => command::play::run(&options),
        Command::Collude(options) => command::collude::run(&options),
        Command::Check(options) => command::check::run(&options),
        Command::Explain(options) => command::explain::run(&options),
        Command::Examples(options) => command::examples::run(&options),
        Command::Report(options) => command::report::run(&options),
        Command::Export(options) => command::export::run(&options),
        Command::Import(options) => command::import::run(&options),
        Command::Serve(options) => command::serve::run(&options),
        Command::Completions(options) => command::completions::run(&options),
        Command::Man(options) => command::man::run(&options),
    }
}
