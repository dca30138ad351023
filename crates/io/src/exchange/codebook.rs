//! The codebook of tidy tables, for machines and for people, and the commands that read the tables into Stata.

use super::csv_row::push_row;
use super::stata::label;
use super::tidy::{DIGITS, Storage, Table};
use ambimech_model::environment::Environment;
use std::fmt::Write as _;

fn storage_words(storage: Storage) -> &'static str {
    match storage {
        Storage::Text => "text",
        Storage::Exact => "exact number as text",
        Storage::Count => "whole number",
        Storage::Decimal => "decimal",
    }
}

/// `file,position,variable,storage,description`.
pub(super) fn push_codebook(text: &mut String, tables: &[Table]) {
    push_row(text, ["file", "position", "variable", "storage", "description"]);
    for table in tables {
        for (place, variable) in table.variables.iter().enumerate() {
            let position = (place + 1).to_string();
            push_row(
                text,
                [table.file, &position, &variable.name, storage_words(variable.storage), &variable.about],
            );
        }
    }
}

/// The same for people.
pub(super) fn push_codebook_markdown(text: &mut String, environment: &Environment, tables: &[Table]) {
    let clean = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace('|', "\\|")
    };
    let name = if environment.name().is_empty() { "an environment" } else { environment.name() };
    let _ = writeln!(text, "# Codebook: {}\n", clean(name));
    if !environment.source().is_empty() {
        let _ = writeln!(text, "Source: {}\n", clean(environment.source()));
    }
    let _ = writeln!(text, "Environment `{}`.\n", crate::environment_digest(environment));
    let _ = writeln!(
        text,
        "Every number stands in two columns: the exact one as a text such as `-75/2`, and its decimal with {DIGITS} digits in the \
         column of the same name with `_num`. Payments are money to the agent."
    );
    for table in tables {
        let _ = writeln!(
            text,
            "\n## `{}`: {}\n\n| variable | storage | what it is |\n|---|---|---|",
            table.file, table.about
        );
        for variable in &table.variables {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} |",
                variable.name,
                storage_words(variable.storage),
                clean(&variable.about)
            );
        }
    }
}

/// A do-file for Stata 14 and later: exact numbers stay texts, every variable gets its label.
pub(super) fn push_commands(text: &mut String, tables: &[Table]) {
    text.push_str("* Reads the tables of this folder into Stata, each into a file of its own. Run it in this folder.\nversion 14\n");
    for table in tables {
        let strings: Vec<String> = table
            .variables
            .iter()
            .enumerate()
            .filter(|(_, variable)| matches!(variable.storage, Storage::Text | Storage::Exact))
            .map(|(place, _)| (place + 1).to_string())
            .collect();
        let _ = writeln!(
            text,
            "\nimport delimited using \"{}\", clear delimiters(\",\") varnames(1) case(preserve) encoding(\"UTF-8\") \
             bindquotes(strict) asdouble stringcols({})",
            table.file,
            strings.join(" ")
        );
        let _ = writeln!(text, "label data \"{}\"", label(table.about));
        for variable in &table.variables {
            let _ = writeln!(text, "label variable {} \"{}\"", variable.name, label(&variable.about));
        }
        let _ = writeln!(text, "save \"{}\", replace", table.file.replace(".csv", ".dta"));
    }
}
