//! Escaping: any text, a hostile one included, becomes LaTeX that compiles and shows that text.

use super::tabular::width_of;
use std::fmt::Write as _;

/// Words wider than this, in points, may be broken where [`breakable`] says.
const LONGEST_WORD: f64 = 90.0;
/// How wide the pieces are.
const PIECE: f64 = 42.0;
/// Letters of Latin Extended-A that the font encoding T1 has.
const EXTENDED: &str = "ĂăĄąĆćČčĎďĐđĘęĚěĞğİıĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŰűŮůŸŹźŻżŽž";

/// The text with everything that LaTeX would take for a command escaped, and the signs that sentences use in mathematics.
/// A letter that plain fonts lack is given by its number, as U+4E2D.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\{"),
            '}' => out.push_str("\\}"),
            '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(letter);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            // A row of a table, or an item, would take these for an argument.
            '[' | ']' | '*' => {
                let _ = write!(out, "{{{letter}}}");
            }
            '≈' => {
                out.push_str("$\\approx$");
                if letters.next_if_eq(&' ').is_some() {
                    out.push('~');
                }
            }
            // A minus sign before a number, not a hyphen within a word.
            '-' if letters.peek().is_some_and(char::is_ascii_digit)
                && !out.ends_with(|before: char| before.is_alphanumeric()) =>
            {
                out.push_str("$-$");
            }
            // Two of these would become another sign.
            '-' | ',' | '\'' if letters.peek() == Some(&letter) => {
                let _ = write!(out, "{letter}{{}}");
            }
            '\u{200b}' => out.push_str("\\allowbreak{}"),
            '\u{a0}' => out.push('~'),
            _ if letter.is_control() || letter.is_whitespace() => out.push(' '),
            _ if letter.is_ascii() || is_in_font(letter) => out.push(letter),
            _ => match in_mathematics(letter) {
                Some(command) => {
                    let _ = write!(out, "${command}$");
                }
                None => {
                    let _ = write!(out, "\\texttt{{U+{:04X}}}", u32::from(letter));
                }
            },
        }
    }
    out
}

/// The text with places where its long words may be broken, for [`escaped`].
pub(super) fn breakable(text: &str) -> String {
    let word = |word: &str| -> String {
        if width_of(word) <= LONGEST_WORD {
            return word.to_string();
        }
        let mut broken = String::new();
        let mut since = 0.0;
        for letter in word.chars() {
            broken.push(letter);
            since += width_of(letter.encode_utf8(&mut [0; 4]));
            if since >= PIECE || (since > 12.0 && ",/;:)".contains(letter)) {
                broken.push('\u{200b}');
                since = 0.0;
            }
        }
        broken
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A text that is safe in a comment and in a macro: letters, digits, dots and hyphens only.
pub(super) fn macro_number(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || ".-+:".contains(*letter)).collect()
}

/// Whether a letter outside ASCII is in the fonts of encoding T1.
fn is_in_font(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{ff}' | '¡' | '¿' | '§' | '£' | '«' | '»')
        || EXTENDED.contains(letter)
}

/// What a sign is called in mathematics.
fn in_mathematics(letter: char) -> Option<String> {
    let plain = match letter {
        '≥' => "\\geq",
        '≤' => "\\leq",
        '≠' => "\\neq",
        '±' => "\\pm",
        '×' => "\\times",
        '÷' => "\\div",
        '→' => "\\rightarrow",
        '←' => "\\leftarrow",
        '↔' => "\\leftrightarrow",
        '−' => "-",
        '·' | '⋅' => "\\cdot",
        '∗' | '⋆' => "*",
        '∞' => "\\infty",
        '∈' => "\\in",
        '∅' => "\\emptyset",
        '∑' => "\\textstyle\\sum",
        '…' => "\\dots",
        '′' => "'",
        '–' => "\\textrm{--}",
        '—' => "\\textrm{---}",
        '‘' => "\\textrm{`}",
        '’' => "\\textrm{'}",
        '“' => "\\textrm{``}",
        '”' => "\\textrm{''}",
        '¹' => "^1",
        '²' => "^2",
        '³' => "^3",
        '₀'..='₉' => return digit('₀', letter).map(|digit| format!("_{digit}")),
        '⁰' | '⁴'..='⁹' => return digit('⁰', letter).map(|digit| format!("^{digit}")),
        _ => return greek(letter).map(|name| format!("\\{name}")).or_else(|| latin(letter)),
    };
    Some(plain.to_string())
}

fn digit(zero: char, letter: char) -> Option<u32> {
    u32::from(letter).checked_sub(u32::from(zero))
}

/// The command of a Greek letter, which plain fonts lack.
fn greek(letter: char) -> Option<&'static str> {
    let capital = match letter {
        'Γ' => "Gamma",
        'Δ' => "Delta",
        'Θ' => "Theta",
        'Λ' => "Lambda",
        'Ξ' => "Xi",
        'Π' => "Pi",
        'Σ' => "Sigma",
        'Υ' => "Upsilon",
        'Φ' => "Phi",
        'Ψ' => "Psi",
        'Ω' => "Omega",
        _ => "",
    };
    if !capital.is_empty() {
        return Some(capital);
    }
    let lower = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
        "nu", "xi", "", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    let place = u32::from(letter).checked_sub(u32::from('α'))?;
    let command = lower.get(usize::try_from(place).ok()?).copied()?;
    if command.is_empty() { None } else { Some(command) }
}

/// A Greek letter that looks like a Latin one.
fn latin(letter: char) -> Option<String> {
    let pairs = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOοoΡPΤTΧX";
    let place = pairs.chars().step_by(2).position(|greek| greek == letter)?;
    pairs.chars().nth(2 * place + 1).map(|latin| format!("\\mathrm{{{latin}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("{1,2} & 50% of a_b \\x"), "\\{1,2\\} \\& 50\\% of a\\_b \\textbackslash{}x");
        assert_eq!(escaped("-8/3 (≈ -2.667), full-support x-1"), "$-$8/3 ($\\approx$~$-$2.667), full-support x-1");
        assert_eq!(escaped("θ κ Ω Ο θ₁²"), "$\\theta$ $\\kappa$ $\\Omega$ $\\mathrm{O}$ $\\theta$$_1$$^2$");
        assert_eq!(escaped("[x] *y --z é中"), "{[}x{]} {*}y -{}-z é\\texttt{U+4E2D}");
        assert_eq!(escaped("a\nb\t\u{7}"), "a b  ");
    }

    #[test]
    fn long_words_can_be_broken() {
        assert_eq!(breakable("short words stay"), "short words stay");
        let broken = breakable(&"x".repeat(40));
        assert!(broken.split('\u{200b}').all(|piece| width_of(piece) < PIECE + 10.0));
        assert_eq!(broken.replace('\u{200b}', ""), "x".repeat(40));
    }
}
