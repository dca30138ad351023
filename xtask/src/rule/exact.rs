//! The trusted room has no floating point numbers: no type, no literal.

use super::Finding;
use crate::tree::SourceFile;

const ROOM: &str = "crates/model/";

/// Floating point types and literals in the code of the trusted room, outside comments and texts.
pub fn find_floats(file: &SourceFile) -> Vec<Finding> {
    if !file.path.starts_with(ROOM) || !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in code_only(&file.text).lines().enumerate() {
        if let Some(token) = float_in(line) {
            findings.push(Finding {
                path: file.path.clone(),
                line: Some(number + 1),
                message: format!("`{token}`: the trusted room is exact and has no floating point numbers"),
            });
        }
    }
    findings
}

/// The first floating point type or literal of a line of code.
fn float_in(line: &str) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut before = ' ';
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        if !is_word(first) {
            before = first;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_number = first.is_ascii_digit() && before != '.';
        let has_fraction =
            after.strip_prefix('.').is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()));
        if word.contains("f32") || word.contains("f64") || (is_number && has_fraction) {
            return Some(if has_fraction { format!("{word}.…") } else { word.to_string() });
        }
        before = 'a';
        rest = after;
    }
    None
}

/// The text with comments, strings and characters blanked, line by line as before.
fn code_only(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if first == '"' {
            quoted(rest, '"')
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = hashes + 2;
            rest[body..].find(&close).map_or(rest.len(), |at| body + at + close.len())
        } else if first == '\'' && is_character(rest) {
            quoted(rest, '\'')
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    out
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Length of a text in quotes, both included.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Number of `#` of a raw string that starts here.
fn raw_string(text: &str) -> Option<usize> {
    let tail = text.strip_prefix('r')?;
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    tail[hashes..].starts_with('"').then_some(hashes)
}

/// Whether a quote starts a character rather than a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    match characters.next() {
        Some('\\') => true,
        Some(_) => characters.next() == Some('\''),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        find_floats(&file(path, text)).into_iter().filter_map(|finding| finding.line).collect()
    }

    #[test]
    fn floats_in_code_are_found() {
        for text in ["let x: f64 = y;", "fn f(x: f32) {}", "x.to_f64()", "let x = 1.5;", "let x = 1.0e3;", "2f64"]
        {
            assert_eq!(lines("crates/model/src/a.rs", text), [1], "{text}");
        }
        assert_eq!(lines("crates/model/src/a.rs", "/* a\n */\n\nlet x = 0.1;"), [4]);
    }

    #[test]
    fn comments_texts_ranges_and_tuple_fields_are_not_floats() {
        for text in [
            "// an f64 would be 0.15",
            "/// `0.15` is 3/20",
            "let x = \"0.15\";",
            "let x = r#\"0.15 \" f64\"#;",
            "/* f64 /* f32 */ 0.1 */",
            "for i in 0..5 {}",
            "let y = pair.0.1;",
            "let quote = '\"'; // f64",
            "fn f<'a>(x: &'a str) {} // 0.5",
            "let z = 10u8.pow(3);",
        ] {
            assert_eq!(lines("crates/model/src/a.rs", text), [0usize; 0], "{text}");
        }
        assert!(lines("crates/io/src/render/svg.rs", "let x = 0.5;").is_empty());
    }
}
