//! Which room may lean on which: model ← solve, model ← io, and the command line on top.

use super::Finding;
use crate::tree::SourceFile;

/// The crates of ours that a room may depend on. A crate that is not listed is no room yet.
const ROOMS: [(&str, &[&str]); 4] = [
    ("model", &[]),
    ("solve", &["ambimech-model"]),
    ("io", &["ambimech-model"]),
    ("cli", &["ambimech-model", "ambimech-solve", "ambimech-io"]),
];

/// What the trusted room's other dependencies start with: the exact numbers.
const NUMBERS: &str = "dashu-";

/// The command that runs the independent checker, which must not know the clever room.
const CHECKER_COMMAND: &str = "crates/cli/src/command/check.rs";

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
    dependencies(&file.text)
        .into_iter()
        .filter(|(_, name)| {
            let is_ours = name.starts_with("ambimech");
            (is_ours && !allowed.contains(&name.as_str()))
                || (room == "model" && !is_ours && !name.starts_with(NUMBERS))
        })
        .map(|(line, name)| finding(line, format!("crates/{room} must not depend on `{name}`")))
        .collect()
}

/// The names in the tables of dependencies that are built into the crate, with their lines from 0.
fn dependencies(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut within = false;
    for (number, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            let is_table =
                |header: &str| header.ends_with("dependencies") && !header.ends_with("dev-dependencies");
            within = is_table(header);
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
}
