//! Running under another program: `ambimech serve` asks its questions to this same program and gives it texts of people it does
//! not know.
//!
//! With the hidden option `--supervised`, standard error is for that program: `stage: …` when a part of the work begins, and
//! `mistake: …` with one line of JSON when something is wrong with a file. And an environment file stands alone: a file that
//! it names, such as the CSV file of a prior, is refused, so that nobody reads this machine's files through the page.

use crate::outcome::Failure;
use ambimech_io::environment::EnvironmentText;
use ambimech_io::source::read_text;
use ambimech_io::{Format, Read, render};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

static IS_SUPERVISED: AtomicBool = AtomicBool::new(false);

/// Says that another program supervises this one.
pub fn begin() {
    IS_SUPERVISED.store(true, Ordering::Relaxed);
}

/// Whether another program supervises this one.
pub fn is_on() -> bool {
    IS_SUPERVISED.load(Ordering::Relaxed)
}

/// A remark about a mistake, for the supervisor.
pub fn complaint(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Input(diagnostic) if is_on() => {
            Some(format!("mistake: {}", render::json::diagnostic_value(diagnostic)))
        }
        _ => None,
    }
}

/// Reads an environment file that may name no other file.
pub fn read_alone<T>(path: &Path, read: impl FnOnce(EnvironmentText<'_>) -> Read<T>) -> Read<T> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    read(EnvironmentText { text: &text, file_name: &path.display().to_string(), format, folder: None })
}
