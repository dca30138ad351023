//! README.md keeps its word: every command in it runs, and every output it quotes is what the program prints.
//!
//! In a fenced block marked `console`, a line `$ ambimech …` is run (`$ cargo run --release -- …` likewise), and the lines up
//! to the next `$` must be its standard output followed by its standard error. A line `[…]` stands for any number of lines,
//! and `$ echo $?` quotes the exit code of the command before it. In other fenced blocks, lines that start with the
//! program are run, and must be able to.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ambimech");
const ELISION: &str = "[…]";
const COULD_NOT_RUN: i32 = 2;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own for each test, with the examples in it.
fn folder_with_examples(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    copy_folder(&root().join("examples"), &folder.join("examples"));
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The words after the program, when a line runs it.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let rest = line.strip_prefix("ambimech ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    Some(rest.split(" #").next().unwrap_or("").split_whitespace().collect())
}

/// Runs the program; its output, standard error last, and its exit code.
fn run(arguments: &[&str], folder: &Path) -> (String, i32) {
    let output = Command::new(PROGRAM).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout) + &text(&output.stderr), output.status.code().unwrap_or(-1))
}

/// The fenced blocks of a text: what stands behind the fence, and the lines.
fn fenced_blocks(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut blocks: Vec<(String, Vec<&str>)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some(mark) = line.trim_start().strip_prefix("```") {
            open = !open;
            if open {
                blocks.push((mark.trim().to_string(), Vec::new()));
            }
        } else if open && let Some((_, lines)) = blocks.last_mut() {
            lines.push(line);
        }
    }
    blocks
}

/// Whether the lines are as quoted, `[…]` standing for any number of them.
fn is_quoted(quote: &[&str], lines: &[&str]) -> bool {
    match quote.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == ELISION => {
            (0..=lines.len()).any(|skipped| is_quoted(rest, &lines[skipped..]))
        }
        Some((first, rest)) => match lines.split_first() {
            Some((line, others)) => line.trim_end() == first.trim_end() && is_quoted(rest, others),
            None => false,
        },
    }
}

#[test]
fn quoted_outputs_are_what_the_program_prints() {
    let folder = folder_with_examples("readme-console");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut commands = 0;
    for (_, lines) in fenced_blocks(&readme).into_iter().filter(|(mark, _)| mark == "console") {
        let mut last_code = None;
        let starts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("$ ")).collect();
        assert_eq!(starts.first(), Some(&0), "a console block starts with a command: {lines:?}");
        for (place, start) in starts.iter().enumerate() {
            let end = starts.get(place + 1).copied().unwrap_or(lines.len());
            let (command, quote) = (&lines[*start][2..], &lines[start + 1..end]);
            let output = if command == "echo $?" {
                format!("{}", last_code.unwrap())
            } else {
                let Some(arguments) = arguments(command) else { panic!("cannot run `{command}`") };
                let (output, code) = run(&arguments, &folder);
                last_code = Some(code);
                commands += 1;
                output
            };
            let quote: Vec<&str> = quote.iter().copied().skip_while(|line| line.is_empty()).collect();
            let output_lines: Vec<&str> = output.lines().collect();
            let trimmed = |lines: Vec<&str>| {
                let blank_at_end = lines.iter().rev().take_while(|line| line.trim().is_empty()).count();
                lines[..lines.len() - blank_at_end].iter().map(|line| (*line).to_string()).collect::<Vec<String>>()
            };
            let (quote, output_lines) = (trimmed(quote), trimmed(output_lines));
            let quote: Vec<&str> = quote.iter().map(String::as_str).collect();
            let output_lines: Vec<&str> = output_lines.iter().map(String::as_str).collect();
            assert!(
                is_quoted(&quote, &output_lines),
                "README.md quotes `{command}` with\n\n{}\n\nbut it prints\n\n{output}",
                quote.join("\n")
            );
        }
    }
    assert!(commands >= 4, "README.md shows a first session");
}

#[test]
fn other_commands_in_the_documents_run() {
    let folder = folder_with_examples("readme-commands");
    for document in ["README.md", "examples/README.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        for (_, lines) in fenced_blocks(&text).into_iter().filter(|(mark, _)| mark != "console") {
            for arguments in lines.iter().filter_map(|line| arguments(line)) {
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
    let files: Vec<String> = fenced_blocks(&readme)
        .into_iter()
        .filter(|(mark, _)| mark == "toml")
        .map(|(_, lines)| lines.join("\n"))
        .collect();
    assert!(!files.is_empty());
    for file in files {
        std::fs::write(folder.join("environment.toml"), file).unwrap();
        let (output, code) = run(&["solve", "environment.toml"], &folder);
        assert_eq!(code, 0, "{output}");
    }
}
