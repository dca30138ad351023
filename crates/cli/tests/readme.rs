//! README.md keeps its word: every command in it runs, and every output it quotes is what the program prints
//! (`transcript/mod.rs` says how). In fenced blocks that are not transcripts, lines that start with the program are run, and
//! must be able to.

#![allow(clippy::unwrap_used, clippy::panic)]

mod transcript;

use std::collections::BTreeSet;
use transcript::{COULD_NOT_RUN, Session, arguments, fenced_blocks, folder_with_examples, root, run};

#[test]
fn quoted_outputs_are_what_the_program_prints() {
    let mut session = Session::new(folder_with_examples("readme-console"));
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (wrong, _) = session.play("README.md", &readme);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(session.commands >= 4, "README.md shows a first session");
}

#[test]
fn other_commands_in_the_documents_run() {
    let folder = folder_with_examples("readme-commands");
    for document in ["README.md", "examples/README.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for block in fenced_blocks(&lines).into_iter().filter(|block| block.mark != "console") {
            for arguments in lines[block.lines].iter().filter_map(|line| arguments(line)) {
                let (output, code) = run(&arguments, &folder);
                assert_ne!(code, COULD_NOT_RUN, "{document}: `ambimech {}` prints\n{output}", arguments.join(" "));
            }
        }
    }
}

#[test]
fn the_table_of_commands_is_complete() {
    let (help, _) = run(&["--help"], &root());
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: BTreeSet<&str> = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.contains("solve"), "{help}");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `ambimech "));
    let documented: BTreeSet<&str> = rows.filter_map(|row| row.split([' ', '`']).next()).collect();
    assert_eq!(documented, commands, "the table of commands in README.md and --help");
}

#[test]
fn the_environment_files_in_the_readme_are_complete() {
    let folder = folder_with_examples("readme-environments");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let lines: Vec<&str> = readme.lines().collect();
    let files: Vec<String> = fenced_blocks(&lines)
        .into_iter()
        .filter(|block| block.mark == "toml")
        .map(|block| lines[block.lines].join("\n"))
        .collect();
    assert!(!files.is_empty());
    for file in files {
        std::fs::write(folder.join("environment.toml"), file).unwrap();
        let (output, code) = run(&["solve", "environment.toml"], &folder);
        assert_eq!(code, 0, "{output}");
    }
}
