//! The words and signs of a formula.

use super::FormulaError;
use crate::source::Span;
use crate::suggestion::quoted;

/// A word or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A decimal number, as written.
    Number(&'t str),
    /// A name or word.
    Word(&'t str),
    /// A text in quotes, without them.
    Text(&'t str),
    /// What stands between `[` and `]`, without outer white space and quotes.
    Agent(&'t str),
    /// An operator, parenthesis or comma.
    Sign(&'static str),
    /// The end of the formula.
    End,
}

/// Signs, longer ones before their beginnings.
const SIGNS: [&str; 15] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "=", "!"];

/// Whose formulas are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Payoffs of environments.
    Payoff,
    /// Values of auctions: powers with `^`, and sums over the other bidders.
    Value,
}

/// Whether a text that can be split into tokens has a name or word among them.
pub(crate) fn has_word(text: &str) -> bool {
    tokens(text, Dialect::Payoff)
        .is_ok_and(|tokens| tokens.iter().any(|(token, _)| matches!(token, Token::Word(_))))
}

/// Splits a formula into tokens with their places; the last is [`Token::End`].
pub(super) fn tokens(formula: &str, dialect: Dialect) -> Result<Vec<(Token<'_>, Span)>, FormulaError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = formula[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &formula[at..];
        let (token, length) = if first.is_ascii_digit() {
            let length = number_length(rest);
            (Token::Number(&rest[..length]), length)
        } else if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (Token::Word(&rest[..length]), length)
        } else if first == '"' || first == '\'' {
            let length = quoted_length(rest, first, at)?;
            (Token::Text(&rest[1..length - 1]), length)
        } else if first == '[' {
            bracketed(rest, at)?
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else if first == '^' && dialect == Dialect::Value {
            (Token::Sign("^"), 1)
        } else {
            return Err(stray(first, at));
        };
        found.push((token, Span::new(at, at + length)));
        at += length;
    }
    found.push((Token::End, Span::new(formula.len(), formula.len())));
    Ok(found)
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'_') {
            at += 1;
        }
        at
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    end
}

/// Length of a text in quotes, with both quotes.
fn quoted_length(text: &str, quote: char, at: usize) -> Result<usize, FormulaError> {
    text[1..].find(quote).map(|offset| offset + 2).ok_or_else(|| {
        FormulaError::new(Span::new(at, at + 1), "a quote in a formula is not closed")
            .found(format!("{} without a second one", quoted(&quote.to_string())))
            .expected("the same quote after the name")
            .help("write type[1] == 'H'")
    })
}

fn bracketed(text: &str, at: usize) -> Result<(Token<'_>, usize), FormulaError> {
    let open = || {
        FormulaError::new(Span::new(at, at + 1), "a bracket in a formula is not closed")
            .found("`[` without `]`")
            .expected("the name of an agent and `]`")
            .help("write value[1]")
    };
    let inner = &text[1..];
    let skipped = inner.len() - inner.trim_start().len();
    let start = 1 + skipped;
    match text[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let length = quoted_length(&text[start..], quote, at + start)?;
            let after = &text[start + length..];
            let blank = after.len() - after.trim_start().len();
            if !after[blank..].starts_with(']') {
                return Err(open());
            }
            Ok((Token::Agent(&text[start + 1..start + length - 1]), start + length + blank + 1))
        }
        _ => {
            let close = text.find(']').ok_or_else(open)?;
            Ok((Token::Agent(text[1..close].trim()), close + 1))
        }
    }
}

fn stray(character: char, at: usize) -> FormulaError {
    let help = match character {
        '−' | '–' | '—' => "write the minus sign of the keyboard: -",
        '×' | '·' => "write * for times",
        '÷' => "write / for divided by",
        '≤' => "write <=",
        '≥' => "write >=",
        '≠' => "write !=",
        '“' | '”' | '„' | '‘' | '’' => "write straight quotes: \" or '",
        '^' => "write a power as a product: value[1] * value[1]",
        '&' => "write and",
        '|' => "write or",
        '.' => "write 0.5, not .5",
        '{' | '}' | ']' => "use parentheses ( ) for grouping and [ ] after an attribute",
        '?' | ':' => "write if(condition, a, b)",
        '%' => "write 15% as 0.15",
        _ => "remove this character",
    };
    FormulaError::new(Span::new(at, at + character.len_utf8()), "a formula cannot have this character")
        .expected("numbers, names, + - * / ( ) [ ] , and comparisons")
        .help(help)
}
