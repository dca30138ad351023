//! Escaping, numbers and tables in LaTeX.

use crate::render::number::exact;
use ambimech_model::number::Rational;

/// The text with everything that LaTeX would take for a command escaped, and the signs that sentences use in mathematics.
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
            '"' => out.push_str("''"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '≈' => {
                out.push_str("$\\approx$");
                if letters.next_if_eq(&' ').is_some() {
                    out.push('~');
                }
            }
            '≥' => out.push_str("$\\geq$"),
            '≤' => out.push_str("$\\leq$"),
            '±' => out.push_str("$\\pm$"),
            '→' => out.push_str("$\\rightarrow$"),
            '−' => out.push_str("$-$"),
            '·' => out.push_str("$\\cdot$"),
            // A minus sign before a number, not a hyphen within a word.
            '-' if letters.peek().is_some_and(char::is_ascii_digit)
                && !out.ends_with(|before: char| before.is_alphanumeric()) =>
            {
                out.push_str("$-$");
            }
            other => match greek(other) {
                Some(command) => out.push_str(&format!("$\\{command}$")),
                None => out.push(other),
            },
        }
    }
    out
}

/// The command of a Greek letter, which plain fonts lack.
fn greek(letter: char) -> Option<&'static str> {
    let lower = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
        "nu", "xi", "", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    let place = u32::from(letter).checked_sub(u32::from('α'))?;
    let command = lower.get(usize::try_from(place).ok()?).copied()?;
    if command.is_empty() { None } else { Some(command) }
}

/// A number in mathematics: `$-\frac{75}{2}$`; one on the line in text style.
pub fn number(number: &Rational) -> String {
    let text = exact(number);
    let (sign, size) = text.strip_prefix('-').map_or(("", text.as_str()), |size| ("-", size));
    match size.split_once('/') {
        None => format!("${text}$"),
        Some((top, bottom)) => format!("${sign}\\tfrac{{{top}}}{{{bottom}}}$"),
    }
}

/// A text that is safe in a comment and in a macro: letters, digits, dots and hyphens only.
pub(super) fn macro_number(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || ".-+".contains(*letter)).collect()
}

/// A table that may run over pages. `columns` is the column specification; headings and cells are ready LaTeX.
pub(super) fn longtable(columns: &str, headings: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("  {} \\\\\n", cells.join(" & "));
    format!(
        "{{\\renewcommand{{\\arraystretch}}{{1.2}}\n\\begin{{longtable}}[l]{{@{{}}{columns}@{{}}}}\n  \\toprule\n{heads}  \\midrule\n  \\endhead\n{rows}  \\bottomrule\n\
         \\end{{longtable}}}}\n",
        heads = line(headings),
        rows = rows.iter().map(|row| line(row)).collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::parse_number;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("{1,2} & 50% of a_b \\x"), "\\{1,2\\} \\& 50\\% of a\\_b \\textbackslash{}x");
        assert_eq!(escaped("-8/3 (≈ -2.667), full-support x-1"), "$-$8/3 ($\\approx$~$-$2.667), full-support x-1");
        assert_eq!(escaped("θ κ"), "$\\theta$ $\\kappa$");
        assert_eq!(number(&parse_number("-75/2").unwrap()), "$-\\tfrac{75}{2}$");
        assert_eq!(number(&parse_number("-4").unwrap()), "$-4$");
    }
}
