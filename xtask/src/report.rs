//! Lines for the person at the terminal. A closed pipe is not worth failing for.

use std::io::Write;

/// A line on standard output.
pub fn line(text: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// A line on standard error.
pub fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
