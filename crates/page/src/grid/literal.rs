//! Cells as TOML writes them.

use super::{CellKind, Outcome};
use std::fmt::Write as _;

/// A cell's text as a TOML value; the cell of an outcome holds its number.
pub(crate) fn literal(kind: CellKind, cell: &str, outcomes: &[Outcome]) -> String {
    match kind {
        CellKind::Quantity => quantity(cell),
        CellKind::Words | CellKind::Name => quoted(cell),
        CellKind::Outcome => {
            let found = cell.parse::<usize>().ok().and_then(|number| outcomes.get(number));
            quoted(found.map_or("", |outcome| outcome.name.as_str()))
        }
    }
}

/// A number bare when TOML has such numbers, anything else in quotes.
pub(crate) fn quantity(cell: &str) -> String {
    let cell = cell.trim();
    if is_plain_number(cell) { cell.to_string() } else { quoted(cell) }
}

/// Whether TOML and JSON both read this as a number.
pub(crate) fn is_plain_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent_fits = exponent.is_none_or(|part| digits(part.strip_prefix(['+', '-']).unwrap_or(part)));
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    // Other readers of TOML hold 64 bits.
    let short = fraction.is_some() || exponent.is_some() || whole.len() <= 18;
    digits(whole) && !leading_zero && fraction.is_none_or(digits) && exponent_fits && short
}

/// A key, in quotes unless TOML takes it bare.
pub(crate) fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.bytes().all(bare) { name.to_string() } else { quoted(name) }
}

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(written, "\\u{:04X}", u32::from(control));
            }
            other => written.push(other),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_bare_and_everything_else_in_quotes() {
        for bare in ["0", "-3", "0.15", "1e-3", "12.50E+2", " 7 "] {
            assert_eq!(quantity(bare), bare.trim());
        }
        for other in [
            "1/18",
            "",
            "+1",
            "007",
            "1.",
            ".5",
            "0,5",
            "value[1]",
            "1e",
            "inf",
            "1_0",
            "--1",
            "1234567890123456789",
        ] {
            assert_eq!(quantity(other), format!("\"{other}\""), "{other}");
        }
        assert_eq!(key("a-b_1"), "a-b_1");
        assert_eq!(key("H L"), "\"H L\"");
        assert_eq!(quoted("a\"b\\\n\u{1}"), "\"a\\\"b\\\\\\n\\u0001\"");
    }
}
