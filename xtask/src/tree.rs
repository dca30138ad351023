//! The files of the repository.

use std::io::Result;
use std::path::Path;
use std::process::Command;

/// Folders that hold nothing of ours, wherever they are.
const SKIPPED: [&str; 3] = [".git", "target", "__pycache__"];

/// A text file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path from the root, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The names of the folders in a folder, sorted.
pub fn folders(folder: &Path) -> Result<Vec<String>> {
    entries(folder, true)
}

/// The names of the files in a folder, sorted.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    entries(folder, false)
}

fn entries(folder: &Path, are_folders: bool) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() == are_folders {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The text files under version control, or without git all text files outside build folders; sorted by path.
pub fn source_files(root: &Path) -> Result<Vec<SourceFile>> {
    let mut paths = match tracked(root) {
        Some(paths) => paths,
        None => {
            let mut paths = Vec::new();
            walk(root, "", &mut paths)?;
            paths
        }
    };
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        // Deleted but still tracked files, and files that are not text, are passed over.
        if let Ok(bytes) = std::fs::read(root.join(&path))
            && let Ok(text) = String::from_utf8(bytes)
        {
            found.push(SourceFile { path, text });
        }
    }
    Ok(found)
}

fn tracked(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = text.split('\0').filter(|path| !path.is_empty()).map(str::to_string).collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

fn walk(root: &Path, within: &str, paths: &mut Vec<String>) -> Result<()> {
    let folder = root.join(within);
    let under = |name: &String| if within.is_empty() { name.clone() } else { format!("{within}/{name}") };
    paths.extend(files(&folder)?.iter().map(under));
    for name in folders(&folder)? {
        if !SKIPPED.contains(&name.as_str()) && !name.starts_with("target") {
            walk(root, &under(&name), paths)?;
        }
    }
    Ok(())
}
