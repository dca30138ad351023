//! Running under another program: `ambimech serve` asks its questions to this same program and gives it texts of people it does
//! not know.
//!
//! The other program keeps standard input open, and this one ends when it is closed, so that no computation outlives the page. With
//! the hidden option `--supervised`, standard error is for that program: `stage: …` when a part of the work begins, and
//! `mistake: …` with one line of JSON when something is wrong with a file. Answers in words are left as HTML beside (`answer.html`). And an environment file stands alone: a file that
//! it names, such as the CSV file of a prior, is refused, so that nobody reads this machine's files through the page.

use crate::outcome::{Failure, Outcome};
use crate::output;
use ambimech_io::environment::EnvironmentText;
use ambimech_io::source::read_text;
use ambimech_io::{Format, Read, render};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The file that an answer as HTML is left in, in the folder that the program runs in.
const ANSWER: &str = "answer.html";

static IS_SUPERVISED: AtomicBool = AtomicBool::new(false);

/// Says that another program supervises this one, and ends this program when the other is gone.
pub fn begin() {
    IS_SUPERVISED.store(true, Ordering::Relaxed);
    // Nothing ever comes in: the end of standard input means that the supervisor ended, in whatever way. Without a thread there is
    // still the supervisor, which ends this program when it ends itself in order.
    let _ = std::thread::Builder::new().name("supervisor".to_string()).spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(i32::from(Outcome::COULD_NOT_RUN));
    });
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

/// Leaves the answer as a piece of HTML for the supervisor, beside the text on standard output.
pub fn leave_answer(pieces: impl FnOnce() -> String) {
    if is_on() {
        // The text is the answer; without this file it is shown as it is.
        let _ = output::write_file(Path::new(ANSWER), &pieces());
    }
}

/// Reads an environment file that may name no other file.
pub fn read_alone<T>(path: &Path, read: impl FnOnce(EnvironmentText<'_>) -> Read<T>) -> Read<T> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line())?;
    read(EnvironmentText { text: &text, file_name: &path.display().to_string(), format, folder: None })
}
