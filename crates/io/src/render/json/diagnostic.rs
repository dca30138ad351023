//! A mistake in a file, for programs.

use crate::diagnostic::Diagnostic;
use serde_json::{Value, json};

/// `{"file","title","places":[{"file","line","column","excerpt","label"}],"found","expected","help":[…],"text"}`: lines and columns
/// from 1, `text` the whole message as a terminal shows it.
pub fn diagnostic_value(diagnostic: &Diagnostic) -> Value {
    let places = diagnostic.places.iter().map(|place| {
        json!({
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "excerpt": place.excerpt,
            "label": place.label,
        })
    });
    json!({
        "file": diagnostic.file,
        "title": diagnostic.title,
        "places": places.collect::<Vec<Value>>(),
        "found": diagnostic.found,
        "expected": diagnostic.expected,
        "help": diagnostic.help,
        "text": diagnostic.to_string(),
    })
}
