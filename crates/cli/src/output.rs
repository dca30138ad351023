//! Standard output, standard error and files. A reader that went away (a closed pipe) is not an error.

use crate::outcome::Failure;
use crate::supervision;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes an answer to standard output.
pub fn answer(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Writes a JSON answer to standard output.
pub fn answer_json(value: &serde_json::Value) {
    answer(&ambimech_io::render::json::render_json(value));
}

/// Writes a remark to standard error.
pub fn remark(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Says on standard error why a command could not run.
pub fn complain(failure: &Failure) {
    if let Some(line) = supervision::complaint(failure) {
        return remark(&line);
    }
    remark(&match failure {
        Failure::Input(diagnostic) => diagnostic.to_string(),
        Failure::Write(path, error) => {
            format!(
                "error: cannot write {}: {error}\n  = help: choose another place with --out, or make the folder writable",
                path.display()
            )
        }
        Failure::Unknown { what, name, known } => {
            format!("error: there is no {what} `{name}`\n  = expected: one of {}", known.join(", "))
        }
        Failure::Usage(message) => format!("error: {message}"),
    });
}

/// Writes a file as a whole or not at all: first beside its place, then moved there.
pub fn write_file(path: &Path, contents: &str) -> Result<(), Failure> {
    write_files(&[(path, contents.to_string())])
}

/// Writes files that belong together: all of them beside their places first, and moved there only when all could be written.
pub fn write_files(files: &[(&Path, String)]) -> Result<(), Failure> {
    let beside = |path: &Path| {
        let mut beside = path.as_os_str().to_os_string();
        beside.push(".partial");
        PathBuf::from(beside)
    };
    let failed = |path: &Path, error| {
        files.iter().for_each(|(path, _)| {
            let _ = std::fs::remove_file(beside(path));
        });
        Failure::Write(path.to_path_buf(), error)
    };
    for (path, contents) in files {
        if path.is_dir() {
            return Err(failed(path, std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        std::fs::write(beside(path), contents).map_err(|error| failed(path, error))?;
    }
    for (path, _) in files {
        std::fs::rename(beside(path), path).map_err(|error| failed(path, error))?;
    }
    Ok(())
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| Failure::Write(path.to_path_buf(), error))
}
