//! The house rules that no compiler checks: one file per rule, each a function from the source files to its findings.

mod dependency;
mod document;
mod exact;
mod example;
mod machine_path;
mod naming;
mod size;

use crate::tree::source_files;
use std::fmt;
use std::path::Path;

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the root.
    pub path: String,
    /// The line, from 1; `None` when the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Every place in the repository that breaks a rule.
pub fn find_violations(root: &Path) -> std::io::Result<Vec<Finding>> {
    let files = source_files(root)?;
    let mut findings = Vec::new();
    for file in &files {
        findings.extend(exact::find_floats(file));
        findings.extend(dependency::find_wrong_doors(file));
        findings.extend(naming::find_shapeless_name(file));
        findings.extend(size::find_long_file(file));
        findings.extend(machine_path::find_machine_paths(file));
        findings.extend(document::find_dead_references(file, &|path| root.join(path).exists()));
    }
    findings.extend(dependency::find_unexplained(&files));
    findings.extend(example::find_incomplete_examples(&files));
    Ok(findings)
}

#[cfg(test)]
fn file(path: &str, text: &str) -> crate::tree::SourceFile {
    crate::tree::SourceFile { path: path.to_string(), text: text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rules hold on the repository itself; `cargo test` alone finds out too.
    #[test]
    fn the_repository_keeps_the_house_rules() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let findings: Vec<String> = find_violations(root).unwrap().iter().map(Finding::to_string).collect();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
