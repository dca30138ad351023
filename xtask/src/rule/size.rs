//! A file that grows splits by noun.

use super::Finding;
use crate::tree::SourceFile;

/// Lines that a Rust file may have.
const MOST_LINES: usize = 600;

/// A Rust file that is too long.
pub fn find_long_file(file: &SourceFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    let is_long = file.path.ends_with(".rs") && lines > MOST_LINES;
    let message = format!("{lines} lines, more than {MOST_LINES}: split it by the nouns it holds");
    is_long.then(|| Finding { path: file.path.clone(), line: None, message })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn long_rust_files_are_found() {
        assert!(find_long_file(&file("a.rs", &"\n".repeat(MOST_LINES))).is_none());
        assert!(find_long_file(&file("a.rs", &"\n".repeat(MOST_LINES + 1))).is_some());
        assert!(find_long_file(&file("a.csv", &"\n".repeat(MOST_LINES + 1))).is_none());
    }
}
