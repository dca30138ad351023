//! Numbers on the page, exact and as decimals, so that the reader can choose to see either.
//!
//! An exact number that has another decimal stands in an element of class `exact`, the decimal beside it, with its
//! parentheses, in one of class `decimal`; the page's switch hides the one or the other. A number that is its own decimal
//! stands as it is and is never hidden.

use super::element::escaped;
use crate::render::number::{decimal, exact};
use ambimech_model::number::{Rational, parse_number};

/// Exact numbers longer than this are hidden behind their decimals.
const LONGEST: usize = 40;

/// A number with its decimal beside it.
pub(super) fn number(number: &Rational) -> String {
    let text = exact(number);
    let near = decimal(number);
    if text.len() > LONGEST {
        return format!(
            "<details class=\"long\"><summary>{}</summary><span class=\"digits\">{text}</span></details>",
            escaped(&near.marked())
        );
    }
    if near.is_exact && near.digits == text { text } else { both(&text, &near.marked()) }
}

fn both(exact: &str, near: &str) -> String {
    format!(
        "<span class=\"exact\">{exact}</span> <span class=\"decimal\"><i>(</i>{}<i>)</i></span>",
        escaped(near)
    )
}

/// A sentence, escaped, in which every exact number that is followed by its own decimal in parentheses can be switched.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut plain = 0;
    let mut place = 0;
    while let Some(found) = text.get(place..).and_then(|rest| rest.find(|letter: char| letter.is_ascii_digit())) {
        let digit = place + found;
        let before = text.get(..digit).unwrap_or("");
        let start = if before.ends_with('-') { digit - 1 } else { digit };
        let rest = text.get(start..).unwrap_or("");
        let token = token(rest);
        place = (start + token).max(digit + 1);
        let is_free = !text
            .get(..start)
            .unwrap_or("")
            .ends_with(|letter: char| letter.is_alphanumeric() || "./_-".contains(letter));
        let Some((written, near)) = with_decimal(rest, token).filter(|_| is_free) else { continue };
        html.push_str(&escaped(text.get(plain..start).unwrap_or("")));
        html.push_str(&both(written, near));
        place = start + token + near.len() + 3;
        plain = place;
    }
    html.push_str(&escaped(text.get(plain..).unwrap_or("")));
    html
}

/// The length of the number that the text starts with.
fn token(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or("");
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let sign = usize::from(text.starts_with('-'));
    let whole = sign + digits(sign);
    if !text.get(whole..).is_some_and(|rest| rest.starts_with('/')) {
        return whole;
    }
    match digits(whole + 1) {
        0 => whole,
        below => whole + 1 + below,
    }
}

/// The number and its decimal, when the parentheses behind it hold exactly that.
fn with_decimal(text: &str, token: usize) -> Option<(&str, &str)> {
    let written = text.get(..token)?;
    let inside = text.get(token..)?.strip_prefix(" (")?;
    let near = inside.get(..inside.find(')')?)?;
    let number = parse_number(written).ok()?;
    (decimal(&number).marked() == near).then_some((written, near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_sentences_are_found() {
        assert_eq!(
            prose("gains 22/3 (≈ 7.333), not -1/2 (-0.5) & 3"),
            "gains <span class=\"exact\">22/3</span> <span class=\"decimal\"><i>(</i>≈ 7.333<i>)</i></span>, not \
             <span class=\"exact\">-1/2</span> <span class=\"decimal\"><i>(</i>-0.5<i>)</i></span> &amp; 3"
        );
        for untouched in
            ["agent 1 (2)", "type x1/2 (0.5)", "1/2 (0.6)", "3 (3", "θ2 (≈ é) 4/0 (1)", "-", "2/", "12 (≈ 12.0)"]
        {
            assert_eq!(prose(untouched), untouched);
        }
    }

    #[test]
    fn long_numbers_are_folded() {
        let long = parse_number(&format!("1/3{}", "0".repeat(60))).unwrap();
        assert!(number(&long).starts_with("<details class=\"long\"><summary>≈ 3.333e-61</summary>"));
        assert_eq!(number(&parse_number("-4").unwrap()), "-4");
    }
}
