//! A proof that there is no mechanism: sentences, aligned displays with multipliers, and tables for long ones.

use super::escape::{breakable, escaped};
use super::tabular::{Cell, Kind, Table, number, width_of, width_of_number};
use crate::render::number::magnitude;
use crate::render::sentence::as_sentence;
use crate::render::sentence::combination::{Equation, RowTable, Symbol, SymbolKind, sign};
use crate::render::sentence::excluded::statement;
use crate::render::sentence::impossibility::{Step, more_rows, proof};
use ambimech_model::certificate::ImpossibilityCertificate;
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;

/// The width of a display, in points.
const WIDTH: f64 = 315.0;
/// A label that is wider stands on a line of its own.
const WIDEST_LABEL: f64 = 110.0;

/// That there is no mechanism, with its proof.
pub fn latex_proof(environment: &Environment, certificate: &ImpossibilityCertificate) -> String {
    let mut text = format!(
        "{{\\emergencystretch=6em\\allowdisplaybreaks\n{}\n\n\\medskip\n\\noindent\\emph{{Proof.}} ",
        escaped(&breakable(&statement(environment, certificate).text()))
    );
    let steps = proof(environment, certificate);
    let mut rest = steps.as_slice();
    while let Some((step, later)) = rest.split_first() {
        rest = later;
        match step {
            Step::Words(words) => text.push_str(&format!("{}\n", mathematics(words))),
            Step::Display { label, formula } => {
                let label = if label.is_empty() { String::new() } else { format!("{label}:  ") };
                let whole = format!("{label}{formula}");
                text.push_str(&match width_of(&whole) > WIDTH {
                    true => format!("\\begin{{quote}}\\raggedright {}\\end{{quote}}\n", mathematics(&whole)),
                    false => format!("\\[\\text{{{}}}\\]\n", mathematics(&whole)),
                });
            }
            Step::Equation { .. } | Step::Rule { .. } => {
                let mut lines = aligned(step).unwrap_or_default();
                while let Some(more) = rest.first().and_then(aligned) {
                    lines.extend(more);
                    rest = &rest[1..];
                }
                text.push_str(&format!("\\begin{{align*}}\n{}\n\\end{{align*}}\n", lines.join(" \\\\\n")));
            }
            Step::Rows(rows) => text.push_str(&rows_table(rows)),
        }
    }
    text.push_str("\\par}\n");
    text
}

/// The lines of a written-out row or of a rule's name for `align*`; `None` for another step.
fn aligned(step: &Step) -> Option<Vec<String>> {
    match step {
        Step::Equation { label, multiplier, equation } => {
            Some(equation_lines(label, multiplier.as_ref(), equation))
        }
        Step::Rule { number, words } => {
            Some(vec![format!("  t^{{{number}}}:\\quad & {}", boxed(words, WIDTH - 40.0))])
        }
        Step::Words(_) | Step::Display { .. } | Step::Rows(_) => None,
    }
}

/// Words in a display, in a box of lines when they are long.
fn boxed(words: &str, width: f64) -> String {
    if width_of(words) <= width {
        return format!("\\text{{{}}}", mathematics(words));
    }
    format!("\\parbox[t]{{{width:.0}pt}}{{\\raggedright {}}}", mathematics(words))
}

fn equation_lines(label: &str, multiplier: Option<&Rational>, equation: &Equation) -> Vec<String> {
    let times = multiplier.map_or_else(String::new, |value| format!("{}\\times{{}}", bare(value)));
    let label_width = width_of(label) + multiplier.map_or(0.0, |value| width_of_number(value) + 12.0) + 20.0;
    let stands_alone = label_width > WIDEST_LABEL;
    let room = if stands_alone { WIDTH - 30.0 } else { WIDTH - label_width };
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    for (place, (coefficient, symbol)) in equation.left.iter().enumerate() {
        let size = magnitude(coefficient);
        let shown = if size.is_one() { String::new() } else { format!("{}\\,", bare(&size)) };
        let width = symbol_width(symbol) + if size.is_one() { 14.0 } else { 16.0 + width_of_number(&size) };
        if used > 0.0 && used + width > room {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        line.push_str(&format!("{}{shown}{}", sign(place, coefficient, "-"), symbol_math(symbol)));
        used += width;
    }
    if equation.left.is_empty() {
        line.push('0');
    }
    let right = width_of_number(&equation.right) + 22.0;
    if used > 0.0 && used + right > room {
        lines.push(std::mem::take(&mut line));
    }
    let relation = if equation.is_equality { "=" } else { "\\geq" };
    line.push_str(&format!(" {relation} {}", bare(&equation.right)));
    lines.push(line);
    let head = match stands_alone {
        true => format!("  & {times}{}:", boxed(label, WIDTH - 60.0)),
        false => format!("  {times}\\text{{{}}}:\\quad", mathematics(label)),
    };
    let indented = |place: usize, text: &str| {
        let indent = if place == 0 && !stands_alone { "" } else { "\\quad " };
        format!("& {indent}{}", text.trim_start())
    };
    let mut out: Vec<String> = Vec::new();
    if stands_alone {
        out.push(head.clone());
    }
    for (place, text) in lines.iter().enumerate() {
        let start = if place == 0 && !stands_alone { head.as_str() } else { "  " };
        out.push(format!("{start} {}", indented(place, text)));
    }
    out
}

/// A number within mathematics.
fn bare(value: &Rational) -> String {
    number(value).trim_matches('$').to_string()
}

fn symbol_width(symbol: &Symbol) -> f64 {
    let letter = if symbol.kind == SymbolKind::Payments { 28.0 } else { 10.0 };
    let rule = if symbol.rule.is_some() { 8.0 } else { 0.0 };
    letter + rule + width_of(&symbol.below) * 0.8 + width_of(&symbol.types) + 8.0
}

fn symbol_math(symbol: &Symbol) -> String {
    let rule = symbol.rule.map_or_else(String::new, |rule| format!("^{{{rule}}}"));
    let types: Vec<String> =
        symbol.types.split(',').map(|label| format!("\\text{{{}}}", escaped(label))).collect();
    let (letter, below) = match symbol.kind {
        SymbolKind::Payment => ("t", format!("\\text{{{}}}", escaped(&symbol.below))),
        SymbolKind::Payments => ("\\textstyle\\sum_i t", "i".to_string()),
        SymbolKind::WorstCase => ("U", format!("\\text{{{}}}", escaped(&symbol.below))),
    };
    format!("{letter}{rule}_{{{below}}}({})", types.join(","))
}

/// The rows of a long proof.
fn rows_table(rows: &RowTable) -> String {
    let columns = [("multiplier", Kind::Number), ("payoffs", Kind::Number), ("row", Kind::Prose)];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    for row in &rows.rows {
        table.row(vec![
            Cell::Number(row.multiplier.clone()),
            Cell::Number(row.payoffs.clone()),
            Cell::Ready(mathematics(&row.label), String::new()),
        ]);
    }
    let more = more_rows(rows).map_or_else(String::new, |more| format!("{}\n", escaped(&as_sentence(&more))));
    table.latex() + &more
}

/// A formula of a proof with proper signs.
fn mathematics(formula: &str) -> String {
    let signs = formula.replace(">=", "≥").replace("<=", "≤").replace("->", "→");
    numbered_rules(&escaped(&breakable(&signs)).replace("sum\\_i t\\_i", "$\\sum_i t_i$"))
}

/// `t^2` in mathematics, after escaping.
fn numbered_rules(text: &str) -> String {
    let mut parts = text.split("t\\textasciicircum{}");
    let mut out = parts.next().unwrap_or("").to_string();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        out.push_str(&match number {
            "" => format!("t\\textasciicircum{{}}{rest}"),
            number => format!("$t^{{{number}}}${rest}"),
        });
    }
    out
}

/// A count as a machine number, for widths.
pub(super) fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
