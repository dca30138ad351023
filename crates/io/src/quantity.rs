//! Exact numbers in files: `3`, `0.15`, `"1/18"`.

use crate::diagnostic::{Diagnostic, Read};
use crate::document::{Node, Value};
use crate::source::{Source, Span};
use crate::suggestion::quoted;
use ambimech_model::number::{MAX_EXPONENT, MAX_NUMBER_LENGTH, NumberError, Rational, parse_number};

/// Reads an exact number from a number or from a text that holds one; `what` is as in "the weight of a profile".
///
/// # Errors
/// Another kind of value, or a malformed number.
pub fn read_number(source: Source<'_>, node: &Node<'_>, what: &str) -> Read<Rational> {
    let text: &str = match &node.value {
        Value::Number(text) => text,
        Value::String(text) => text.trim(),
        _ => {
            return Err(Box::new(
                node.wrong_kind(source, &format!("{what}: {EXPECTED}")).help("write a number here"),
            ));
        }
    };
    parse_quantity(source, node.span, text, what)
}

/// What a number may look like.
pub const EXPECTED: &str = "a number such as 3, 0.15 or \"1/18\"";

/// Reads an exact number from its text at a place.
///
/// # Errors
/// A malformed number.
pub fn parse_quantity(source: Source<'_>, span: Span, text: &str, what: &str) -> Read<Rational> {
    parse_number(text).map_err(|error| Box::new(malformed(source, span, text, what, &error)))
}

fn malformed(source: Source<'_>, span: Span, text: &str, what: &str, error: &NumberError) -> Diagnostic {
    let lower = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let help = match error {
        NumberError::ZeroDenominator => "write a denominator other than 0".to_string(),
        NumberError::TooLong { .. } => format!("write it with at most {MAX_NUMBER_LENGTH} characters"),
        NumberError::ExponentTooLarge => format!("exponents reach from -{MAX_EXPONENT} to {MAX_EXPONENT}"),
        _ if lower.starts_with("inf") || lower.starts_with("nan") => {
            "every number must be finite; write a number that is large enough for the purpose".to_string()
        }
        _ if ["0x", "0o", "0b"].iter().any(|prefix| lower.starts_with(prefix)) => {
            "write the number in decimal digits".to_string()
        }
        NumberError::Empty => "write a number here".to_string(),
        _ if text.contains(['[', '(']) => {
            "formulas are understood as payoffs of single agents only, as in \"1\" = \"value[1]\"".to_string()
        }
        _ if text.contains(',') => "a decimal has a point, not a comma: write 0.15".to_string(),
        _ if text.contains('%') => "write a percentage as a decimal: 15% is 0.15".to_string(),
        _ => "correct the number; a fraction is written \"1/18\"".to_string(),
    };
    let found = match error {
        NumberError::Empty => "nothing".to_string(),
        NumberError::Malformed { .. } => quoted(text),
        other => other.to_string(),
    };
    let title = match error {
        NumberError::Malformed { .. } => format!("{what} is not a number"),
        _ => format!("{what} cannot be read"),
    };
    Diagnostic::at(source, span, title).found(found).expected(EXPECTED).help(help)
}
