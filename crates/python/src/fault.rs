//! `ambimech.InputError`, the one exception of the package: something is wrong with what was given.

use ambimech_io::Diagnostic;
use ambimech_io::suggestion::{did_you_mean, listed, quoted};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The exception of a diagnostic, with its parts as attributes.
pub fn of_diagnostic(py: Python<'_>, diagnostic: &Diagnostic) -> PyErr {
    raise(py, diagnostic, &diagnostic.to_string())
}

/// A word that is not one of those that are known.
pub fn unknown_word(py: Python<'_>, what: &str, word: &str, known: &[String]) -> PyErr {
    let names = || known.iter().map(String::as_str);
    let diagnostic = Diagnostic::about_file("", format!("there is no {what} {}", quoted(word)))
        .found(quoted(word))
        .expected(format!("one of {}", listed(names())))
        .help(did_you_mean(word, names()));
    of_argument(py, &diagnostic)
}

/// Something is wrong with an argument, not with a file.
pub fn of_argument(py: Python<'_>, diagnostic: &Diagnostic) -> PyErr {
    let mut message = diagnostic.title.clone();
    for (name, text) in [("found", &diagnostic.found), ("expected", &diagnostic.expected)] {
        if !text.is_empty() {
            message.push_str(&format!("\n  = {name}: {text}"));
        }
    }
    for help in &diagnostic.help {
        message.push_str(&format!("\n  = help: {help}"));
    }
    raise(py, diagnostic, &message)
}

fn raise(py: Python<'_>, diagnostic: &Diagnostic, message: &str) -> PyErr {
    let parts = || {
        let parts = PyDict::new(py);
        parts.set_item("title", &diagnostic.title)?;
        parts.set_item("file", Some(&diagnostic.file).filter(|file| !file.is_empty()))?;
        parts.set_item("line", diagnostic.line())?;
        parts.set_item("column", diagnostic.column())?;
        parts.set_item("found", &diagnostic.found)?;
        parts.set_item("expected", &diagnostic.expected)?;
        parts.set_item("help", diagnostic.help.clone())?;
        let class = py.import("ambimech._error")?.getattr("InputError")?;
        class.call((message,), Some(&parts))
    };
    match parts() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
