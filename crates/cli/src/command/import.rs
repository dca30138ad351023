//! `ambimech import`: transfers from CSV files as a mechanism, games of Gambit as an environment.

use crate::argument::{Import, ImportGame, ImportTransfers, ImportWhat};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::exchange::efg::{GameAllocation, import_game};
use ambimech_io::exchange::read_transfers;
use ambimech_io::mechanism::render_mechanism;
use ambimech_io::source::{MAX_JSON_LINE, read_text};
use ambimech_model::mechanism::{Mechanism, Rules};
use std::path::Path;

/// Runs the command.
pub fn run(options: &Import) -> Result<Outcome, Failure> {
    match &options.what {
        ImportWhat::Transfers(options) => transfers(options),
        ImportWhat::Efg(options) => game(options),
    }
}

fn transfers(options: &ImportTransfers) -> Result<Outcome, Failure> {
    let environment = options.parameters.read(&options.environment)?;
    let paths: Vec<&Path> = options.files.iter().map(std::path::PathBuf::as_path).collect();
    let rules = progress::during("reading", || read_transfers(&paths, &environment))?;
    let mechanism = Mechanism {
        name: options.name.clone().unwrap_or_default(),
        source: String::new(),
        goal: options.goal.clone(),
        rules: Rules::Tables(rules),
    };
    let digest = ambimech_io::environment_digest(&environment);
    finish(options.out.as_deref(), &render_mechanism(&environment, &digest, &mechanism, None))
}

fn game(options: &ImportGame) -> Result<Outcome, Failure> {
    let text = read_text(&options.file, MAX_JSON_LINE)?;
    let allocation = match options.allocation.as_path() {
        path if path == Path::new("efficient") => GameAllocation::Efficient,
        path => GameAllocation::File(path),
    };
    let name = options.file.display().to_string();
    let imported = progress::during("reading", || import_game(&text, &name, allocation))?;
    let comments: String = imported.remarks.iter().map(|remark| format!("# {remark}\n")).collect();
    for remark in &imported.remarks {
        output::remark(&format!("note: {remark}"));
    }
    let written = ambimech_io::render_environment_toml(&imported.environment);
    finish(options.out.as_deref(), &format!("{comments}{written}"))
}

fn finish(out: Option<&Path>, text: &str) -> Result<Outcome, Failure> {
    match out {
        Some(path) => output::write_file(path, text)?,
        None => output::answer(text),
    }
    Ok(Outcome::Holds)
}
