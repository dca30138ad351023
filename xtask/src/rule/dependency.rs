//! Which room may lean on which: model ← solve, model ← io ← page, both ← sweep, the command line and the Python package on top.

use super::Finding;
use crate::tree::SourceFile;

/// The crates of ours that a room may depend on. A crate that is not listed is no room yet.
const ROOMS: [(&str, &[&str]); 7] = [
    ("model", &[]),
    ("solve", &["ambimech-model"]),
    ("io", &["ambimech-model"]),
    ("page", &["ambimech-model", "ambimech-io"]),
    ("sweep", &["ambimech-model", "ambimech-solve", "ambimech-io"]),
    ("cli", &["ambimech-model", "ambimech-solve", "ambimech-io", "ambimech-page", "ambimech-sweep"]),
    ("python", &["ambimech-model", "ambimech-solve", "ambimech-io", "ambimech-sweep"]),
];

/// What the trusted room's other dependencies start with: the exact numbers.
const NUMBERS: &str = "dashu-";

/// The command that runs the independent checker, which must not know the clever room.
const CHECKER_COMMAND: &str = "crates/cli/src/command/check.rs";

/// The document that gives the reason for every dependency.
const REASONS: &str = "DESIGN.md";

/// Dependencies for which [`REASONS`] gives no reason.
pub fn find_unexplained(files: &[SourceFile]) -> Vec<Finding> {
    let Some(reasons) = files.iter().find(|file| file.path == REASONS) else { return Vec::new() };
    let manifests =
        files.iter().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml"));
    let all = manifests.flat_map(|manifest| {
        let names = dependencies(&manifest.text, &["dependencies", "dev-dependencies", "build-dependencies"]);
        names.into_iter().map(move |(line, name)| (manifest, line, name))
    });
    all.filter(|(_, _, name)| !name.starts_with("ambimech") && !reasons.text.contains(&format!("`{name}`")))
        .map(|(manifest, line, name)| Finding {
            path: manifest.path.clone(),
            line: Some(line + 1),
            message: format!("{REASONS} gives no reason for the dependency `{name}`"),
        })
        .collect()
}

/// Dependencies that point the wrong way.
pub fn find_wrong_doors(file: &SourceFile) -> Vec<Finding> {
    let finding =
        |line: usize, message: String| Finding { path: file.path.clone(), line: Some(line + 1), message };
    if file.path == CHECKER_COMMAND {
        let mentions = file.text.lines().enumerate().filter(|(_, line)| line.contains("ambimech_solve"));
        let message = "`check` must not depend on ambimech_solve: the checker is independent of what it checks";
        return mentions.map(|(line, _)| finding(line, message.to_string())).collect();
    }
    let room = file.path.strip_prefix("crates/").and_then(|path| path.strip_suffix("/Cargo.toml"));
    let Some(room) = room else { return Vec::new() };
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else { return Vec::new() };
    dependencies(&file.text, &["dependencies", "build-dependencies"])
        .into_iter()
        .filter(|(_, name)| {
            let is_ours = name.starts_with("ambimech");
            (is_ours && !allowed.contains(&name.as_str()))
                || (room == "model" && !is_ours && !name.starts_with(NUMBERS))
        })
        .map(|(line, name)| finding(line, format!("crates/{room} must not depend on `{name}`")))
        .collect()
}

/// The names in the dependency tables of these kinds, with their lines from 0.
fn dependencies(manifest: &str, kinds: &[&str]) -> Vec<(usize, String)> {
    // `[dependencies]`, `[target.'…'.dependencies]`
    let is_table =
        |header: &str| kinds.iter().any(|kind| header == *kind || header.ends_with(&format!(".{kind}")));
    let mut found = Vec::new();
    let mut within = false;
    for (number, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            within = is_table(header);
            // `[dependencies.name]`
            if let Some((_, name)) = header.rsplit_once('.').filter(|(table, _)| is_table(table)) {
                found.push((number, name.trim_matches('"').to_string()));
            }
        } else if within && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or("");
            found.push((number, name.trim_matches('"').to_string()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        find_wrong_doors(&file(path, text)).into_iter().filter_map(|finding| finding.line).collect()
    }

    #[test]
    fn doors_open_one_way() {
        let model = "crates/model/Cargo.toml";
        assert!(
            found(model, "[dependencies]\n# numbers\ndashu-int = \"0.6\"\n\n[dev-dependencies]\nserde = \"1\"")
                .is_empty()
        );
        assert_eq!(found(model, "[dependencies]\nserde = \"1\""), [2]);
        assert_eq!(found(model, "[dependencies.rand]\nversion = \"0.9\""), [1]);
        assert_eq!(found(model, "[target.'cfg(unix)'.dependencies]\nlibc = \"1\""), [2]);
        let solve = "crates/solve/Cargo.toml";
        assert!(found(solve, "[dependencies]\nambimech-model.workspace = true\nrayon = \"1\"").is_empty());
        assert_eq!(found(solve, "[dependencies]\nambimech-io.workspace = true"), [2]);
        assert_eq!(found("crates/io/Cargo.toml", "[dependencies]\nambimech-solve = { path = \"../solve\" }"), [2]);
    }

    #[test]
    fn the_checker_command_knows_no_solver() {
        assert!(found(CHECKER_COMMAND, "use ambimech_model::check::check_mechanism;").is_empty());
        assert_eq!(found(CHECKER_COMMAND, "use std::io;\nuse ambimech_solve::design;"), [2]);
    }

    #[test]
    fn every_dependency_has_a_reason() {
        let reasons = file("DESIGN.md", "| `serde` | files |");
        let manifest = |text: &str| file("crates/io/Cargo.toml", text);
        let count = |text: &str| find_unexplained(&[reasons.clone(), manifest(text)]).len();
        assert_eq!(count("[dependencies]\nserde = \"1\"\nambimech-model.workspace = true"), 0);
        assert_eq!(count("[dev-dependencies]\nproptest = \"1\""), 1);
        assert_eq!(count("[package]\nname = \"x\"\n[features]\npython = []"), 0);
    }
}
