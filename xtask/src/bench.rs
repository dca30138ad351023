//! `cargo xtask bench`: every benchmark target of every crate, one after the other.

use crate::{report, tree};
use std::path::Path;
use std::process::Command;

/// Runs the benchmarks, handing `words` to them; whether all ran.
pub fn run(root: &Path, words: &[String]) -> bool {
    let targets = match benchmarks(root) {
        Ok(targets) => targets,
        Err(error) => {
            report::error(&format!("FAILED: the crates could not be read: {error}"));
            return false;
        }
    };
    if targets.is_empty() {
        report::line("no benchmarks: no crate has a file benches/*.rs");
    }
    for (manifest, name) in targets {
        report::line(&format!("benchmark {name}"));
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command.args(["bench", "--manifest-path", &manifest, "--bench", &name, "--"]).args(words);
        if !command.current_dir(root).status().is_ok_and(|status| status.success()) {
            report::error(&format!("FAILED: benchmark {name}"));
            return false;
        }
    }
    true
}

/// Manifest and name of every benchmark.
fn benchmarks(root: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for room in tree::folders(&root.join("crates"))? {
        let folder = root.join("crates").join(&room).join("benches");
        if !folder.is_dir() {
            continue;
        }
        for file in tree::files(&folder)? {
            if let Some(name) = file.strip_suffix(".rs") {
                found.push((format!("crates/{room}/Cargo.toml"), name.to_string()));
            }
        }
    }
    Ok(found)
}
