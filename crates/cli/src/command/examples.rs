//! `ambimech examples`: the built-in literature examples.

use crate::argument::{Examples, Format};
use crate::example::{self, Example};
use crate::outcome::{Failure, Outcome};
use crate::output;
use serde_json::json;

/// Runs the command.
pub fn run(options: &Examples) -> Result<Outcome, Failure> {
    let Some(name) = &options.name else {
        match options.printing.format {
            Format::Text => output::answer(&overview()),
            Format::Json => {
                let list: Vec<_> =
                    example::every().map(|e| json!({ "name": e.name, "title": e.title() })).collect();
                output::answer_json(&json!({ "examples": list }));
            }
        }
        return Ok(Outcome::Holds);
    };
    let found = example::every().find(|example| example.name == name.as_str());
    let example = found.ok_or_else(|| Failure::Unknown {
        what: "example",
        name: name.clone(),
        known: example::every().map(|example| example.name.to_string()).collect(),
    })?;
    match &options.out {
        None => output::answer(example.environment()),
        Some(folder) => {
            output::make_folder(folder)?;
            for (file, contents) in example.files {
                output::write_file(&folder.join(file), contents)?;
            }
            output::answer(&written(example, &folder.display().to_string()));
        }
    }
    Ok(Outcome::Holds)
}

fn overview() -> String {
    let width = example::every().map(|example| example.name.len()).max().unwrap_or(0);
    let mut text = String::from("done: built-in examples\n\n");
    for example in example::every() {
        text.push_str(&format!("  {:width$}  {}\n", example.name, example.title()));
    }
    text.push_str("\nWrite one to a folder:  ambimech examples NAME --out DIR\n");
    text
}

fn written(example: &Example, folder: &str) -> String {
    let next = match example.files.first() {
        Some((file @ "auction.toml", _)) => format!("auction {folder}/{file}"),
        Some((file @ "payoffs.toml", _)) => format!("robust {folder}/{file}"),
        Some((file @ "sets.toml", _)) => format!("insure {folder}/{file}"),
        _ => format!("solve {folder}/environment.toml"),
    };
    let files: Vec<&str> = example.files.iter().map(|(file, _)| *file).collect();
    format!("done: {} in {folder}: {}\n\nNext:  ambimech {next}\n", example.name, files.join(", "))
}
