//! Nothing that is committed knows the machine it was made on.

use super::Finding;
use crate::tree::SourceFile;

/// Folders that exist on somebody's machine only, without their slashes so that this file passes its own rule.
const FOLDERS: [&str; 4] = ["home", "root", "tmp", "Users"];

/// Absolute paths in any text.
pub fn find_machine_paths(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        let folder = FOLDERS.iter().find(|folder| holds_path(line, folder));
        if let Some(folder) = folder {
            let message = format!("an absolute path under `{folder}`, which exists on one machine only");
            findings.push(Finding { path: file.path.clone(), line: Some(number + 1), message });
        }
    }
    findings
}

/// Whether a line has `/folder/` where a path starts: not after a letter, digit or dot as in `examples/home`.
fn holds_path(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn paths_of_one_machine_are_found() {
        for folder in FOLDERS {
            assert_eq!(find_machine_paths(&file("a.md", &format!("see `/{folder}/x`"))).len(), 1);
            assert_eq!(find_machine_paths(&file("a.md", &format!("file:///{folder}/x"))).len(), 1);
        }
        assert!(find_machine_paths(&file("a.md", "see examples/tmp/x, $TMP/root/x and a/home/")).is_empty());
    }
}
