//! Transcripts in documents: commands that are run, and what they print.
//!
//! In a fenced block marked `console`, a line `$ ambimech …` is run (`$ cargo run --release -- …` likewise; everything else,
//! and what has pipes or redirections, by the shell), and the lines up to the next `$` must be its standard output followed
//! by its standard error. A line `[…]` stands for any number of lines, and `$ echo $?` quotes the exit code of the command
//! before it. A block marked `toml NAME` or with another language and a file name is that file, written where the
//! commands are run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_ambimech");
const ELISION: &str = "[…]";
/// The exit code of a command that could not run.
pub const COULD_NOT_RUN: i32 = 2;

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own for each test, with the examples in it.
pub fn folder_with_examples(name: &str) -> PathBuf {
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
pub fn arguments(line: &str) -> Option<Vec<&str>> {
    let rest = line.strip_prefix("ambimech ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    Some(rest.split(" #").next().unwrap_or("").split_whitespace().collect())
}

/// Runs the program; its output, standard error last, and its exit code.
pub fn run(arguments: &[&str], folder: &Path) -> (String, i32) {
    told(&Command::new(PROGRAM).args(arguments).current_dir(folder).output().unwrap())
}

fn run_in_shell(command: &str, folder: &Path) -> (String, i32) {
    let program_folder = Path::new(PROGRAM).parent().unwrap();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program_folder.to_path_buf()).chain(std::env::split_paths(&paths));
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).current_dir(folder).env("PATH", std::env::join_paths(paths).unwrap());
    told(&shell.output().unwrap())
}

fn told(output: &Output) -> (String, i32) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout) + &text(&output.stderr), output.status.code().unwrap_or(-1))
}

/// A fenced block.
pub struct Block<'t> {
    /// What stands behind the fence.
    pub mark: &'t str,
    /// Where its lines are in the text, from 0.
    pub lines: std::ops::Range<usize>,
}

impl Block<'_> {
    /// The file that the block is, when its mark names one.
    pub fn file(&self) -> Option<&str> {
        self.mark.split_whitespace().nth(1).filter(|name| name.contains('.'))
    }
}

/// The fenced blocks of a text.
pub fn fenced_blocks<'t>(lines: &[&'t str]) -> Vec<Block<'t>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    for (place, line) in lines.iter().enumerate() {
        let Some(mark) = line.trim_start().strip_prefix("```") else { continue };
        match open.take() {
            Some((mark, start)) => blocks.push(Block { mark, lines: start..place }),
            None => open = Some((mark.trim(), place + 1)),
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

/// The lines without empty ones at the beginning and at the end.
fn trimmed<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let is_empty = |line: &&&str| line.trim().is_empty();
    let skipped = lines.iter().take_while(is_empty).count();
    let rest = &lines[skipped..];
    rest[..rest.len() - rest.iter().rev().take_while(is_empty).count()].to_vec()
}

/// A document's commands, run in a folder one after another.
pub struct Session {
    folder: PathBuf,
    last_code: Option<i32>,
    /// How many commands were run.
    pub commands: usize,
}

impl Session {
    /// Nothing has been run yet.
    pub fn new(folder: PathBuf) -> Session {
        Session { folder, last_code: None, commands: 0 }
    }

    fn output(&mut self, command: &str) -> String {
        if command == "echo $?" {
            return self.last_code.map_or(String::new(), |code| code.to_string());
        }
        let needs_shell = command.contains(['|', '<', '>', ';', '&', '$', '"', '\'', '*']);
        let (output, code) = match arguments(command).filter(|_| !needs_shell) {
            Some(arguments) => run(&arguments, &self.folder),
            None => run_in_shell(command, &self.folder),
        };
        self.last_code = Some(code);
        self.commands += 1;
        output
    }

    /// Runs what a document shows: the quotes that are not what the program prints, and the document with quotes renewed
    /// that leave nothing out.
    pub fn play(&mut self, name: &str, text: &str) -> (Vec<String>, String) {
        let lines: Vec<&str> = text.lines().collect();
        let mut wrong = Vec::new();
        let mut renewed: Vec<String> = Vec::new();
        let mut copied = 0;
        for block in fenced_blocks(&lines) {
            if let Some(file) = block.file() {
                let path = self.folder.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, lines[block.lines.clone()].join("\n") + "\n").unwrap();
            }
            if block.mark != "console" {
                continue;
            }
            let starts: Vec<usize> = block.lines.clone().filter(|at| lines[*at].starts_with("$ ")).collect();
            assert_eq!(starts.first(), Some(&block.lines.start), "{name}: a console block starts with a command");
            for (place, start) in starts.iter().enumerate() {
                let end = starts.get(place + 1).copied().unwrap_or(block.lines.end);
                let command = &lines[*start][2..];
                let output = self.output(command);
                let printed: Vec<&str> = output.lines().collect();
                let (quote, printed) = (trimmed(&lines[start + 1..end]), trimmed(&printed));
                renewed.extend(lines[copied..=*start].iter().map(|line| (*line).to_string()));
                copied = end;
                let hides_an_error = self.last_code == Some(COULD_NOT_RUN)
                    && command != "echo $?"
                    && !quote.iter().any(|line| line.contains("error"));
                let is_right = is_quoted(&quote, &printed) && !hides_an_error;
                if !is_right {
                    let place = start + 1;
                    wrong.push(format!(
                        "{name}:{place}: quotes `{command}` with\n\n{}\n\nbut it prints\n\n{output}",
                        quote.join("\n")
                    ));
                }
                let kept =
                    if is_right || quote.iter().any(|line| line.trim() == ELISION) { &quote } else { &printed };
                renewed.extend(kept.iter().map(|line| line.trim_end().to_string()));
            }
        }
        renewed.extend(lines[copied..].iter().map(|line| (*line).to_string()));
        (wrong, renewed.join("\n") + "\n")
    }
}
