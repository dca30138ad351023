//! The journal of a shard: one line for every finished case, written as cases finish, in any order.
//!
//! # Format
//! The first line is `ambimech-sweep-journal/1 PLAN VERSION I/N CHECK`, every other `CASE⇥NANOSECONDS⇥ROW⇥CHECK`, where CHECK is the
//! beginning of the SHA-256 hash of the plan's digest and the rest of the line. A program that is killed leaves at most one line that
//! is not whole, the last; it is dropped on resuming, and its case is run again. A line in the middle that does not fit its check
//! was changed by somebody, and is refused.

use crate::finished::Finished;
use crate::shard::Shard;
use ambimech_io::{Diagnostic, Read};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The format.
const FORMAT: &str = "ambimech-sweep-journal/1";
/// Bytes of a check, each of two hexadecimal digits.
const CHECK: usize = 8;

/// A finished case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub case: u64,
    /// How long it took.
    pub nanoseconds: u64,
    /// Its row, with commas between cells.
    pub row: String,
}

/// What a journal belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The digest of the plan.
    pub plan: String,
    /// The version of the program.
    pub version: String,
    /// The shard.
    pub shard: Shard,
}

impl Heading {
    fn line(&self) -> String {
        checked(&self.plan, &format!("{FORMAT} {} {} {}", self.plan, self.version, self.shard), ' ')
    }

    fn parse(line: &str) -> Option<Heading> {
        let [format, plan, version, shard, _] = line.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let heading = Heading { plan: plan.to_string(), version: version.to_string(), shard: shard.parse().ok()? };
        (format == FORMAT && heading.line() == line).then_some(heading)
    }

    /// The file of the shard's journal in a folder.
    pub fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("journal-{}-of-{}.txt", self.shard.number, self.shard.of))
    }
}

/// The text with its check behind it.
fn checked(plan: &str, text: &str, separator: char) -> String {
    let digest = Sha256::new().chain_update(plan).chain_update("\n").chain_update(text).finalize();
    let mut checked = String::with_capacity(text.len() + 1 + 2 * CHECK);
    checked.push_str(text);
    checked.push(separator);
    for byte in digest.iter().take(CHECK) {
        let _ = write!(checked, "{byte:02x}");
    }
    checked
}

impl Entry {
    /// The line, without a line break.
    pub fn line(&self, plan: &str) -> String {
        checked(plan, &format!("{}\t{}\t{}", self.case, self.nanoseconds, self.row), '\t')
    }

    fn parse(plan: &str, line: &str) -> Option<Entry> {
        let [case, nanoseconds, row, _] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let entry =
            Entry { case: case.parse().ok()?, nanoseconds: nanoseconds.parse().ok()?, row: row.to_string() };
        let starts = row.split(',').next() == Some(case);
        (starts && entry.line(plan) == line).then_some(entry)
    }
}

/// What a journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it belongs to; `None` when not even its first line is whole.
    pub heading: Option<Heading>,
    /// The finished cases.
    pub finished: Finished,
    /// How many bytes are whole lines.
    pub whole: usize,
}

/// Reads a journal; an unfinished last line is left out.
///
/// # Errors
/// A line in the middle that does not fit its check, a case that stands twice, or one of another shard.
pub fn read_journal(path: &Path) -> Read<Content> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|mut file| file.read_to_end(&mut bytes));
    opened.map_err(|error| Box::new(unreadable(path, &error)))?;
    parse_journal(path, &bytes)
}

fn parse_journal(path: &Path, bytes: &[u8]) -> Read<Content> {
    let mut content = Content { heading: None, finished: Finished::default(), whole: 0 };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for (number, raw) in lines.iter().enumerate() {
        let line = raw.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        let is_good = match (&content.heading, line) {
            (None, Some(line)) => {
                content.heading = Heading::parse(line);
                content.heading.is_some()
            }
            (Some(heading), Some(line)) => match Entry::parse(&heading.plan, line) {
                Some(entry) if !heading.shard.has(entry.case) => {
                    return Err(Box::new(damaged(path, number, "a case of another shard")));
                }
                Some(entry) => {
                    if !content.finished.insert(&entry) {
                        return Err(Box::new(damaged(path, number, "a case that stands above already")));
                    }
                    true
                }
                None => false,
            },
            (_, None) => false,
        };
        if !is_good {
            // What a kill leaves is at the end.
            if number + 1 == lines.len() {
                break;
            }
            return Err(Box::new(damaged(path, number, "a line that does not fit its check")));
        }
        content.whole += raw.len();
    }
    Ok(content)
}

fn damaged(path: &Path, number: usize, found: &str) -> Diagnostic {
    Diagnostic::about_file(path.display().to_string(), "this journal was changed")
        .found(format!("{found}, in line {}", number + 1))
        .expected("the lines that the sweep wrote")
        .help("delete the journal; its cases are then run again")
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::about_file(path.display().to_string(), "this journal cannot be read")
        .found(error.to_string())
        .expected("a journal that `ambimech sweep` wrote")
        .help("check the permissions of the folder")
}

pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::about_file(path.display().to_string(), "this file cannot be written")
        .found(error.to_string())
        .expected("a place with room that may be written to")
        .help("choose another folder with --out")
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    plan: String,
    file: File,
}

impl Journal {
    /// Opens the shard's journal in a folder, or begins it; gives what is finished already.
    ///
    /// # Errors
    /// A journal that was changed, is written by another program at this moment, or belongs to another plan, shard or version.
    pub fn open(folder: &Path, heading: &Heading) -> Read<(Journal, Finished)> {
        let path = heading.path(folder);
        let failed = |error: std::io::Error| Box::new(unwritable(&path, &error));
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Box::new(
                Diagnostic::about_file(path.display().to_string(), "another sweep is writing this journal")
                    .found("a journal that is locked")
                    .expected("one program for every shard")
                    .help("wait for the other program, or give this one another shard: --shard 2/3"),
            ));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let content = parse_journal(&path, &bytes)?;
        if let Some(found) = &content.heading {
            refuse_other(&path, found, heading)?;
        }
        file.set_len(u64::try_from(content.whole).unwrap_or(0)).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut journal = Journal { path: path.clone(), plan: heading.plan.clone(), file };
        if content.heading.is_none() {
            journal.write(&(heading.line() + "\n"))?;
        }
        Ok((journal, content.finished))
    }

    /// The line of an entry, with its line break.
    pub fn line(&self, entry: &Entry) -> String {
        entry.line(&self.plan) + "\n"
    }

    /// Adds whole lines.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&mut self, lines: &str) -> Read<()> {
        self.file.write_all(lines.as_bytes()).map_err(|error| Box::new(unwritable(&self.path, &error)))
    }

    /// Waits until what was written is on the disk.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(&mut self) -> Read<()> {
        self.file.sync_all().map_err(|error| Box::new(unwritable(&self.path, &error)))
    }
}

/// Refuses a journal of another plan or version.
///
/// # Errors
/// Says what differs.
pub(crate) fn refuse_other(path: &Path, found: &Heading, expected: &Heading) -> Read<()> {
    let (what, found, wanted) = if found.plan != expected.plan {
        ("plan", found.plan.clone(), expected.plan.clone())
    } else if found.version != expected.version {
        ("version of the program", found.version.clone(), expected.version.clone())
    } else {
        return Ok(());
    };
    Err(Box::new(
        Diagnostic::about_file(path.display().to_string(), format!("this journal belongs to another {what}"))
            .found(found)
            .expected(wanted)
            .help("a plan, or a file that it names, was changed after the sweep began: choose another folder with --out"),
    ))
}
