//! What is written and not computed: the glossary, the literature examples, and files as they are.

use crate::fault;
use ambimech_io::source::read_text as read_source;
use ambimech_io::{Format, example, glossary};
use pyo3::prelude::*;
use std::path::PathBuf;

/// The text of a file, lines no longer than its format allows.
#[pyfunction]
pub fn read_text(py: Python<'_>, path: PathBuf) -> PyResult<String> {
    let max_line = Format::of_path(&path).max_line();
    py.detach(|| read_source(&path, max_line)).map_err(|diagnostic| fault::of_diagnostic(py, &diagnostic))
}

/// The names of all entries of the glossary.
#[pyfunction]
pub fn explain_names() -> Vec<String> {
    glossary::names().map(str::to_string).collect()
}

/// An entry of the glossary: its text, and the same as JSON.
#[pyfunction]
pub fn explain(py: Python<'_>, name: &str) -> PyResult<(String, String)> {
    let plain = name.replace('_', "-");
    match (glossary::explain_text(&plain), glossary::explain_json(&plain)) {
        (Some(text), Some(json)) => Ok((text, ambimech_io::render::json::render_json(&json))),
        _ => Err(fault::unknown_word(py, "entry", name, &explain_names())),
    }
}

/// The built-in examples: name and title.
#[pyfunction]
pub fn example_titles() -> Vec<(String, String)> {
    example::ALL.iter().map(|example| (example.name.to_string(), example.title().to_string())).collect()
}

/// The files of an example: names and contents, the environment first.
#[pyfunction]
pub fn example_files(py: Python<'_>, name: &str) -> PyResult<Vec<(String, String)>> {
    let known = || example::ALL.iter().map(|example| example.name.to_string()).collect::<Vec<String>>();
    let found = example::ALL.iter().find(|example| example.name == name);
    let found = found.ok_or_else(|| fault::unknown_word(py, "example", name, &known()))?;
    Ok(found.files.iter().map(|(file, text)| ((*file).to_string(), (*text).to_string())).collect())
}
