//! JSON into the tree, strictly: no comments, no trailing commas, every key once.

use super::{Entry, MAX_DEPTH, Node, Table, Value, duplicate_key, too_deep};
use crate::diagnostic::{Diagnostic, Read};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};
use std::collections::HashMap;

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse<'t>(source: Source<'t>) -> Read<Node<'t>> {
    check_bytes(source)?;
    let parsed = parse_to_ast(source.text, &CollectOptions::default(), &STRICT)
        .map_err(|error| Box::new(syntax_error(source, &error)))?;
    let empty = || {
        Diagnostic::at(source, source.first_line(), "this file is empty")
            .found("no JSON value")
            .expected("an object { … }")
            .help("write the environment between { and }")
    };
    let root = convert(source, parsed.value.ok_or_else(|| Box::new(empty()))?)?;
    match root.value {
        Value::Table(_) => Ok(root),
        _ => Err(Box::new(root.wrong_kind(source, "an object { … }").help("put everything between { and }"))),
    }
}

/// Guards the parser: nesting, and control characters in strings, which JSON forbids.
fn check_bytes(source: Source<'_>) -> Read<()> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in source.text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                0..=0x1f => {
                    return Err(Box::new(
                        Diagnostic::at(source, Span::new(at, at), "line break or control character in a string")
                            .found(format!("the character U+{byte:04X} within quotes"))
                            .expected("the closing quote first")
                            .help("close the string with \" before the end of the line, or write \\n"),
                    ));
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(too_deep(source, Span::new(at, at + 1)));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn span(range: Range) -> Span {
    Span::new(range.start, range.end)
}

fn convert<'t>(source: Source<'t>, value: ast::Value<'t>) -> Read<Node<'t>> {
    let place = span(value.range());
    let value = match value {
        ast::Value::StringLit(text) => Value::String(text.value),
        ast::Value::NumberLit(number) => Value::Number(number.value),
        ast::Value::BooleanLit(truth) => Value::Bool(truth.value),
        ast::Value::NullKeyword(_) => Value::Other("`null`"),
        ast::Value::Array(array) => {
            let elements: Read<Vec<Node<'t>>> =
                array.elements.into_iter().map(|element| convert(source, element)).collect();
            Value::Array(elements?)
        }
        ast::Value::Object(object) => {
            let mut entries: Vec<Entry<'t>> = Vec::with_capacity(object.properties.len());
            for property in object.properties {
                let key_span = span(property.name.range());
                let key = match property.name {
                    ast::ObjectPropName::String(name) => name.value,
                    ast::ObjectPropName::Word(name) => name.value.into(),
                };
                entries.push(Entry { key, key_span, value: convert(source, property.value)? });
            }
            refuse_duplicates(source, &entries)?;
            Value::Table(Table { entries })
        }
    };
    Ok(Node { span: place, value })
}

fn refuse_duplicates(source: Source<'_>, entries: &[Entry<'_>]) -> Read<()> {
    let mut known: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(first) = known.insert(&entry.key, entry.key_span) {
            return Err(duplicate_key(source, entry.key_span, Some(first), &entry.key));
        }
    }
    Ok(())
}

fn syntax_error(source: Source<'_>, error: &ParseError) -> Diagnostic {
    use ParseErrorKind as Kind;
    let place = span(error.range());
    if source.slice(place) == "/" || source.slice(Span::new(place.end, place.end + 1)) == "/" {
        return Diagnostic::at(source, place, "a fraction must be written in quotes")
            .found("`/` outside quotes")
            .expected("a number, or a fraction in quotes")
            .help("write \"1/18\"");
    }
    let (expected, help): (&str, &str) = match error.kind() {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => {
            ("JSON without comments", "remove the comment, or write the file in TOML, where `#` starts one")
        }
        Kind::TrailingCommasNotAllowed => ("no comma after the last element", "remove this comma"),
        Kind::ExpectedComma => {
            ("a comma between two elements", "write a comma here; write a fraction as \"1/18\"")
        }
        Kind::ExpectedColonAfterObjectKey => ("`:` after a key", "write \"key\": value"),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            ("a key in double quotes, or `}`", "write the key in double quotes")
        }
        Kind::ExpectedObjectValue => ("a value after the colon", "write the value"),
        Kind::SingleQuotedStringsNotAllowed => ("double quotes", "write \"…\" instead of '…'"),
        Kind::UnexpectedWord | Kind::NonFiniteNumbersNotAllowed => {
            ("a number, a text in double quotes, `[` or `{`", "write texts and formulas in double quotes")
        }
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => {
            ("a number such as 3, 0.15 or 1e-3", "write 0.5, not .5 or 5.; write a fraction as \"1/18\"")
        }
        Kind::MultipleRootJsonValues => ("the end of the file", "remove what follows the first object"),
        Kind::UnterminatedArray => ("`]` at the end of this array", "close the array with ]"),
        Kind::UnterminatedObject => ("`}` at the end of this object", "close the object with }"),
        Kind::String(_) => {
            ("a text in double quotes, with the escapes of JSON", "write a backslash as \\\\ and a quote as \\\"")
        }
        Kind::NestingDepthExceeded => ("fewer levels of brackets", "check the brackets before this place"),
        _ => ("a JSON value", "check the brackets, commas and quotes before this place"),
    };
    let shown = source.slice(place);
    let found = match shown.lines().next() {
        None | Some("") => match source.slice(Span::new(place.start, source.text.len())).chars().next() {
            Some('\n' | '\r') => "the end of the line".to_string(),
            Some(character) => quoted(&character.to_string()),
            None => "the end of the file".to_string(),
        },
        Some(line) => quoted(line),
    };
    let mut title = error.kind().to_string();
    if let Some(first) = title.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    Diagnostic::at(source, place, format!("not JSON: {title}")).found(found).expected(expected).help(help)
}
