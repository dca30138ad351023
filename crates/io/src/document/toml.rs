//! TOML into the tree.

use super::{Entry, MAX_DEPTH, Node, Table, Value, duplicate_key, too_deep, too_many_dots};
use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::number::parse_number;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};
use toml_parser::lexer::TokenKind;

/// Most parts of a dotted key; each part is one more level of tables.
const MAX_KEY_PARTS: usize = 8;

pub(super) fn parse<'t>(source: Source<'t>) -> Read<Node<'t>> {
    check_depth(source)?;
    let table = DeTable::parse(source.text).map_err(|error| syntax_error(source, &error))?;
    Ok(Node { span: source.first_line(), value: Value::Table(convert_table(source, table.into_inner())) })
}

/// Guards the parser and everything that walks the tree: brackets and dotted keys.
fn check_depth(source: Source<'_>) -> Read<()> {
    let (mut depth, mut dots) = (0usize, 0usize);
    for token in toml_parser::Source::new(source.text).lex() {
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                depth += 1;
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth = depth.saturating_sub(1),
            TokenKind::Equals | TokenKind::Comma => dots = 0,
            TokenKind::Newline => dots = 0,
            _ => {}
        }
        let place = || Span::new(token.span().start(), token.span().end());
        if depth > MAX_DEPTH {
            return Err(too_deep(source, place()));
        }
        if dots >= MAX_KEY_PARTS {
            return Err(too_many_dots(source, place(), MAX_KEY_PARTS));
        }
    }
    Ok(())
}

fn convert_table<'t>(source: Source<'t>, table: DeTable<'t>) -> Table<'t> {
    let mut entries: Vec<Entry<'t>> = table
        .into_iter()
        .map(|(key, value)| {
            let key_span = key.span();
            Entry {
                key_span: Span::new(key_span.start, key_span.end),
                key: key.into_inner(),
                value: convert(source, value),
            }
        })
        .collect();
    // A header can reopen a table that an earlier header made in passing; file order is what people mean.
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn convert<'t>(source: Source<'t>, value: Spanned<DeValue<'t>>) -> Node<'t> {
    let range = value.span();
    let span = Span::new(range.start, range.end);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number(source.slice(span)),
        DeValue::Boolean(truth) => Value::Bool(truth),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(elements) => {
            Value::Array(elements.into_iter().map(|element| convert(source, element)).collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(source, table)),
    };
    Node { span, value }
}

fn syntax_error(source: Source<'_>, error: &Error) -> Box<Diagnostic> {
    let range = error.span().unwrap_or(0..0);
    let span = Span::new(range.start, range.end);
    if error.message() == "duplicate key" {
        let key = source.slice(span).trim_matches(['"', '\'']);
        return duplicate_key(source, span, first_occurrence(source, span), key);
    }
    let token = bare_value(source.text, span.start);
    let written = source.slice(token);
    if let Some((top, bottom)) = written.split_once('/')
        && is_number(top.trim())
        && is_number(bottom.trim())
    {
        return Box::new(
            Diagnostic::at(source, token, "a fraction must be written in quotes")
                .found(format!("{} without quotes", quoted(written)))
                .expected("a number, or a fraction in quotes")
                .help(format!("write \"{written}\"")),
        );
    }
    if written.chars().next().is_some_and(char::is_alphabetic) && follows_value_sign(source.text, token.start) {
        return Box::new(
            Diagnostic::at(source, token, "a name or formula must be written in quotes")
                .found(format!("{} without quotes", quoted(written)))
                .expected("a number, a text in quotes, an array or a table")
                .help(format!("write \"{}\"", written.replace('"', "'"))),
        );
    }
    if written.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        && follows_value_sign(source.text, token.start)
    {
        let (token, help) = number_help(source.text, token);
        return Box::new(
            Diagnostic::at(source, token, "malformed number")
                .found(quoted(source.slice(token)))
                .expected("a number such as 3, 0.15 or 1e-3, or a fraction in quotes such as \"1/18\"")
                .help(help),
        );
    }
    Box::new(other_syntax_error(source, error.message(), span))
}

fn other_syntax_error(source: Source<'_>, message: &str, span: Span) -> Diagnostic {
    let at_line_end = source.slice(span).is_empty()
        && source.text.get(span.start..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\r', '\n']));
    let found = match source.slice(span).lines().next() {
        None | Some("") => match source.text.get(span.start..).and_then(|rest| rest.chars().next()) {
            None => "the end of the file".to_string(),
            Some('\n' | '\r') => "the end of the line".to_string(),
            Some(character) => quoted(&character.to_string()),
        },
        Some(line) => quoted(line),
    };
    let (title, expected) = match message.split_once(", expected ") {
        Some((title, expected)) => (title, expected),
        None => (message, "key = value, [table] or [[list of tables]]"),
    };
    if title == "string values must be quoted" && at_line_end {
        return Diagnostic::at(source, span, "not TOML: a value is missing")
            .found(found)
            .expected("a number, a text in quotes, an array or a table")
            .help("write the value after `=`, on the same line");
    }
    let help = if title.contains("escape") {
        "write a backslash as \\\\, or put the text in single quotes"
    } else if title.contains("array") || title.contains("inline table") {
        "close every [ with ] and every { with }, with commas between the elements"
    } else if title.contains("unclosed table") {
        "close the header with ], or with ]] for a list of tables"
    } else if title.contains("key") {
        "write key = value; a key with blanks or other signs than letters a to z, digits, - and _ needs quotes"
    } else if title.contains("string") || title.contains("quote") {
        "close the text with the quote it was opened with; write a backslash as \\\\"
    } else {
        "write key = value, one per line, with texts and formulas in quotes"
    };
    Diagnostic::at(source, span, format!("not TOML: {title}")).found(found).expected(expected).help(help)
}

fn is_number(text: &str) -> bool {
    parse_number(text).is_ok() && !text.contains('/')
}

/// How to mend a malformed number, and which bytes it has: a decimal comma makes it longer.
fn number_help(text: &str, token: Span) -> (Span, String) {
    let written = &text[token.start..token.end];
    let after = &text[token.end..];
    if let Some(rest) = after.strip_prefix(',')
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && !text[..token.start].trim_end().ends_with(['[', ','])
    {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let help = format!("a decimal has a point, not a comma: write {written}.{}", &rest[..digits]);
        return (Span::new(token.start, token.end + 1 + digits), help);
    }
    let digits = written.trim_start_matches(['+', '-']);
    let help = if let Some(rest) = digits.strip_prefix('.') {
        format!("write 0.{rest}")
    } else if let Some(rest) = digits.strip_suffix('.') {
        format!("write {rest} or {rest}.0")
    } else if digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
        format!("write {} without leading zeros", digits.trim_start_matches('0'))
    } else {
        "correct the number; write formulas in quotes".to_string()
    };
    (token, help)
}

/// The unquoted run of text around a place, up to the next separator on the line on either side.
fn bare_value(text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let ends = |c: char| matches!(c, '=' | ',' | '{' | '}' | '#' | '"' | '\'' | '\n' | '\r');
    // Brackets belong to a formula such as value[1] but not to an array around it.
    let line_start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let before = &text[line_start..at];
    let start = line_start + before.rfind(ends).map_or(0, |found| found + 1);
    let skipped = text[start..].len() - text[start..].trim_start_matches([' ', '\t', '[']).len();
    let start = (start + skipped).min(text.len());
    let mut depth = 0usize;
    let mut end = text.len();
    for (offset, character) in text[start..].char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' if depth > 0 => depth -= 1,
            ',' if depth > 0 => {}
            ']' => end = start + offset,
            '=' | '"' | '\'' if depth > 0 => {}
            _ if ends(character) => end = start + offset,
            _ => {}
        }
        if end < text.len() {
            break;
        }
        if character == '\n' {
            end = start + offset;
            break;
        }
    }
    let span = Span::new(start, end);
    Span::new(start, start + text[span.start..span.end].trim_end().len())
}

/// Whether a value is expected here: after `=`, `[` or `,` on the same line.
fn follows_value_sign(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\t']).ends_with(['=', '[', ',']) && !is_header(text, at)
}

fn is_header(text: &str, at: usize) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    text[line_start..at].trim_start().starts_with('[') && !text[line_start..at].contains('=')
}

/// Where the key that is written a second time at `second` was written first, when that can be told.
fn first_occurrence(source: Source<'_>, second: Span) -> Option<Span> {
    let line_start = source.text[..second.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source.text[second.start..].find('\n').map_or(source.text.len(), |at| second.start + at);
    let line = &source.text[line_start..line_end];
    if line.trim_start().starts_with('[') {
        // A header: the tables before it hold the first one.
        let before = DeTable::parse_recoverable(&source.text[..line_start]).0.into_inner();
        let header = DeTable::parse_recoverable(line).0.into_inner();
        return find_header(&before, &header);
    }
    let key = source.slice(second).trim_matches(['"', '\'']);
    let whole = DeTable::parse_recoverable(source.text).0.into_inner();
    let mut best: Option<(usize, Span)> = None;
    find_key(&whole, 0, key, second, &mut best);
    best.map(|(_, span)| span)
}

fn find_header(before: &DeTable<'_>, header: &DeTable<'_>) -> Option<Span> {
    let (key, inner) = header.iter().next()?;
    let (known, value) = before.get_key_value(key)?;
    match inner.get_ref() {
        DeValue::Table(deeper) if !deeper.is_empty() => match value.get_ref() {
            DeValue::Table(table) => find_header(table, deeper),
            DeValue::Array(elements) => match elements.iter().next_back()?.get_ref() {
                DeValue::Table(table) => find_header(table, deeper),
                _ => None,
            },
            _ => None,
        },
        _ => Some(Span::new(known.span().start, known.span().end)),
    }
}

/// Looks in every table for the key; keeps the one whose table starts last before `second`.
fn find_key(table: &DeTable<'_>, start: usize, key: &str, second: Span, best: &mut Option<(usize, Span)>) {
    if let Some((known, _)) = table.iter().find(|(known, _)| known.get_ref().as_ref() == key) {
        let span = Span::new(known.span().start, known.span().end);
        if span.start < second.start && best.is_none_or(|(known_start, _)| start >= known_start) {
            *best = Some((start, span));
        }
    }
    for (_, value) in table.iter() {
        visit(value, key, second, best);
    }
}

fn visit(value: &Spanned<DeValue<'_>>, key: &str, second: Span, best: &mut Option<(usize, Span)>) {
    match value.get_ref() {
        DeValue::Table(table) if value.span().start <= second.start => {
            find_key(table, value.span().start, key, second, best);
        }
        DeValue::Array(elements) => elements.iter().for_each(|element| visit(element, key, second, best)),
        _ => {}
    }
}
