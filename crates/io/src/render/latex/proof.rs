//! The rows of a proof: in an aligned display when they are written out, in a table otherwise.

use super::fragment::mathematics;
use super::tabular::{escaped, longtable, number};
use crate::render::number::{cell, exact, magnitude};
use crate::render::sentence::as_sentence;
use crate::render::sentence::combination::{Equation, RowTable, Symbol, SymbolKind, sign};
use crate::render::sentence::impossibility::{Step, more_rows};
use ambimech_model::number::Rational;

/// An equation with more unknowns than this is broken into lines of so many.
const UNKNOWNS_PER_LINE: usize = 3;
/// Longer numbers are given by their decimals.
const LONGEST: usize = 24;

/// The lines of a written-out row or of a rule's name for `align*`; `None` for another step.
pub(super) fn aligned(step: &Step) -> Option<Vec<String>> {
    match step {
        Step::Equation { label, equation } => Some(equation_lines(label, equation)),
        Step::Rule { number, words } => {
            Some(vec![format!("  t^{{{number}}}:\\quad & \\text{{{}}}", mathematics(words))])
        }
        Step::Words(_) | Step::Display { .. } | Step::Rows(_) => None,
    }
}

fn equation_lines(label: &str, equation: &Equation) -> Vec<String> {
    let summands: Vec<String> = equation
        .left
        .iter()
        .enumerate()
        .map(|(place, (coefficient, symbol))| {
            let size = magnitude(coefficient);
            let size = if size.is_one() { String::new() } else { format!("{}\\,", bare(&size)) };
            format!("{}{size}{}", sign(place, coefficient, "-"), symbol_math(symbol))
        })
        .collect();
    let mut lines: Vec<String> = summands.chunks(UNKNOWNS_PER_LINE).map(|part| part.concat()).collect();
    if lines.is_empty() {
        lines.push("0".to_string());
    }
    let relation = if equation.is_equality { "=" } else { "\\geq" };
    if let Some(last) = lines.last_mut() {
        last.push_str(&format!(" {relation} {}", bare(&equation.right)));
    }
    let label = format!("\\text{{{}}}:\\quad", mathematics(label));
    let place = |place| if place == 0 { label.as_str() } else { "" };
    let indent = |place| if place == 0 { "" } else { "\\quad " };
    lines
        .iter()
        .enumerate()
        .map(|(line, text)| format!("  {} & {}{}", place(line), indent(line), text.trim_start()))
        .collect()
}

/// A number within mathematics.
fn bare(value: &Rational) -> String {
    number(value).trim_matches('$').to_string()
}

fn symbol_math(symbol: &Symbol) -> String {
    let rule = symbol.rule.map_or_else(String::new, |rule| format!("^{{{rule}}}"));
    let types: Vec<String> =
        symbol.types.split(',').map(|label| format!("\\text{{{}}}", escaped(label))).collect();
    let (letter, below) = match symbol.kind {
        SymbolKind::Payment => ("t", format!("\\text{{{}}}", escaped(&symbol.below))),
        SymbolKind::Payments => ("\\sum_i t", "i".to_string()),
        SymbolKind::WorstCase => ("U", format!("\\text{{{}}}", escaped(&symbol.below))),
    };
    format!("{letter}{rule}_{{{below}}}({})", types.join(","))
}

/// The rows of a long proof.
pub(super) fn rows_table(rows: &RowTable) -> String {
    let value = |value: &Rational| match exact(value).len() <= LONGEST {
        true => number(value),
        false => escaped(&cell(value, LONGEST)),
    };
    let lines: Vec<Vec<String>> = rows
        .rows
        .iter()
        .map(|row| vec![value(&row.multiplier), value(&row.payoffs), mathematics(&row.label)])
        .collect();
    let headings = ["multiplier", "payoffs", "row"].map(str::to_string);
    let more = more_rows(rows).map_or_else(String::new, |more| format!("{}\n", escaped(&as_sentence(&more))));
    longtable("rrp{.6\\textwidth}", &headings, &lines) + &more
}
