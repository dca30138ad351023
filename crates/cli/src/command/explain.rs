//! `ambimech explain`: what a condition, goal, property or construction is, with its source.

use crate::argument::{Explain, Format};
use crate::outcome::{Failure, Outcome};
use crate::output;
use ambimech_io::glossary;

/// Runs the command.
pub fn run(options: &Explain) -> Result<Outcome, Failure> {
    let known = || glossary::names().map(str::to_string).collect::<Vec<String>>();
    match &options.name {
        None => match options.printing.format {
            Format::Text => output::answer(&overview()),
            Format::Json => output::answer_json(&serde_json::json!({ "names": known() })),
        },
        Some(name) => {
            let unknown = || Failure::Unknown { what: "entry", name: name.clone(), known: known() };
            match options.printing.format {
                Format::Text => output::answer(&glossary::explain_text(name).ok_or_else(unknown)?),
                Format::Json => output::answer_json(&glossary::explain_json(name).ok_or_else(unknown)?),
            }
        }
    }
    Ok(Outcome::Holds)
}

/// Every entry with its title.
fn overview() -> String {
    let width = glossary::names().map(str::len).max().unwrap_or(0);
    let mut text = String::from("done: ambimech explain NAME, with one of\n\n");
    for entry in glossary::names().filter_map(glossary::entry) {
        text.push_str(&format!("  {:width$}  {}\n", entry.name, entry.title));
    }
    text
}
