//! A text with its file name: places in it, and how it gets into memory safely.

use crate::diagnostic::{Diagnostic, Read};
use std::io::Read as _;
use std::path::Path;

/// Longest line of a TOML or CSV file, in bytes.
pub const MAX_LINE: usize = 1 << 20;
/// Longest line of a JSON file, in bytes: machines write JSON without line breaks.
pub const MAX_JSON_LINE: usize = 64 << 20;

/// Bytes `start..end` of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The same span in a text that has `offset` more bytes in front.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The span from the start of this one to the end of the other.
    #[must_use]
    pub fn to(self, end: Span) -> Span {
        Span::new(self.start, end.end)
    }

    /// Whether the other span lies within.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON (RFC 8259): no comments, no trailing commas.
    Json,
}

impl Format {
    /// The format of a path's extension: JSON for `.json` in any case, TOML for everything else.
    pub fn of_path(path: &Path) -> Format {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("json") => Format::Json,
            _ => Format::Toml,
        }
    }

    /// Longest line that is read.
    pub fn max_line(self) -> usize {
        match self {
            Format::Toml => MAX_LINE,
            Format::Json => MAX_JSON_LINE,
        }
    }
}

/// A text and the name under which messages speak of it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// File name as the user gave it.
    pub name: &'t str,
    /// The whole text.
    pub text: &'t str,
}

impl<'t> Source<'t> {
    /// A text under a name. A byte order mark at its start is dropped.
    pub fn new(name: &'t str, text: &'t str) -> Source<'t> {
        Source { name, text: text.strip_prefix('\u{feff}').unwrap_or(text) }
    }

    /// The text of a span; empty when the span does not fit.
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The first line that is not blank, without its line break: the place of "something is missing".
    pub fn first_line(&self) -> Span {
        let start = self.text.len() - self.text.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let rest = &self.text[start..];
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        Span::new(start, start + line.trim_end().len())
    }

    /// Refuses a text with a line of more than `max_line` bytes.
    ///
    /// # Errors
    /// Names the line and says how to mend it.
    pub fn check_line_lengths(&self, max_line: usize) -> Read<()> {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if line.len() > max_line {
                return Err(Box::new(long_line(*self, start, max_line)));
            }
            start += line.len();
        }
        Ok(())
    }
}

fn long_line(source: Source<'_>, start: usize, max_line: usize) -> Diagnostic {
    let width = source.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let end = start + width;
    Diagnostic::at(source, Span::new(start, end), "line is too long")
        .found(format!("a line of more than {}", bytes(max_line)))
        .expected(format!("lines of at most {}", bytes(max_line)))
        .help(
            "break the line; a large table of weights belongs in a CSV file with one row per profile: \
             [prior] file = \"prior.csv\"",
        )
}

fn bytes(count: usize) -> String {
    format!("{} MiB", count >> 20)
}

/// Reads a text file whose lines have at most `max_line` bytes. Reading stops at the first longer line, so that a huge
/// file without line breaks costs no more than one line.
///
/// # Errors
/// A missing file, a folder, an unreadable file, a line that is too long, or a text that is not UTF-8.
pub fn read_text(path: &Path, max_line: usize) -> Read<String> {
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| Box::new(unreadable(&name, error));
    let mut file = std::fs::File::open(path).map_err(|error| failed(&error))?;
    let facts = file.metadata().map_err(|error| failed(&error))?;
    if facts.is_dir() {
        return Err(Box::new(
            Diagnostic::about_file(&name, "this is a folder")
                .found("a folder")
                .expected("a file")
                .help(format!("name a file in it, such as {}", path.join("environment.toml").display())),
        ));
    }
    let mut content: Vec<u8> = Vec::new();
    let mut line_start = 0;
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(&error)),
        };
        let fresh = &piece[..count];
        let first_break = fresh.iter().position(|byte| *byte == b'\n');
        if content.len() + first_break.unwrap_or(count) - line_start > max_line {
            content.extend_from_slice(fresh);
            let (before, line) = content.split_at(line_start);
            let number = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let shown = String::from_utf8_lossy(line.get(..1 << 10).unwrap_or(line));
            return Err(Box::new(long_line(Source::new(&name, &shown), 0, max_line).on_line(number)));
        }
        if let Some(last) = fresh.iter().rposition(|byte| *byte == b'\n') {
            line_start = content.len() + last + 1;
        }
        content.extend_from_slice(fresh);
    }
    String::from_utf8(content).map_err(|error| Box::new(not_utf8(&name, error.as_bytes(), error.utf8_error())))
}

pub(crate) fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    match error.kind() {
        std::io::ErrorKind::NotFound => Diagnostic::about_file(name, "there is no such file")
            .found("nothing under this name")
            .expected("a file that can be read")
            .help("check the spelling and the folder; relative names start from the folder you are in"),
        std::io::ErrorKind::PermissionDenied => Diagnostic::about_file(name, "this file may not be read")
            .found("no permission to read")
            .expected("a file that can be read")
            .help("change the permissions of the file, or copy it elsewhere"),
        _ => Diagnostic::about_file(name, "this file could not be read")
            .found(error.to_string())
            .expected("a file that can be read")
            .help("check the disk or the network drive, then try again"),
    }
}

fn not_utf8(name: &str, content: &[u8], error: std::str::Utf8Error) -> Diagnostic {
    let utf16 = content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]);
    let valid = error.valid_up_to();
    let line_start = content[..valid].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let before = content[..line_start].iter().filter(|byte| **byte == b'\n').count();
    let near = &content[line_start..content.len().min(valid + 200)];
    let line = near.split(|byte| *byte == b'\n').next().unwrap_or(near);
    let text = String::from_utf8_lossy(line);
    let at = valid - line_start;
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let diagnostic =
        Diagnostic::at(Source::new(name, &text), Span::new(at, at + width), "this file is not UTF-8 text")
            .on_line(before + 1)
            .expected("text in the encoding UTF-8");
    if utf16 {
        diagnostic.found("text in the encoding UTF-16").help("save the file again with the encoding UTF-8")
    } else {
        let byte = content.get(valid).copied().unwrap_or(0);
        diagnostic
            .found(format!("the byte 0x{byte:02X}"))
            .help("save the file again with the encoding UTF-8; a name with accents is the usual cause")
    }
}
