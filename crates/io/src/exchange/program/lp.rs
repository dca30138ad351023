//! CPLEX LP, as GLPK, HiGHS, SCIP, SoPlex, CBC and Gurobi read it. What rows and columns mean stands in comments at the head.

use super::{ColumnSign, ExactProgram, RowRelation};
use ambimech_model::number::Integer;
use std::fmt::Write as _;

/// Lines are broken after this many characters; the format allows 255, or more where one number is longer.
const LINE: usize = 200;

pub(super) fn render(program: &ExactProgram) -> String {
    let (columns, rows) = (program.column_names(), program.row_names());
    let mut text = String::new();
    for line in program.head() {
        let _ = writeln!(text, "\\ {line}");
    }
    let meanings = columns.iter().zip(program.columns.iter().map(|column| &column.label));
    for (name, label) in meanings.chain(rows.iter().zip(program.rows.iter().map(|row| &row.label))) {
        let _ = writeln!(text, "\\ {name}: {}", super::one_line(label));
    }
    text.push_str("Minimize\n");
    let costs: Vec<(usize, Integer)> = match program.costs() {
        Some((costs, _)) => costs.into_iter().enumerate().filter(|(_, cost)| !cost.is_zero()).collect(),
        None => Vec::new(),
    };
    push_expression(&mut text, " obj:", &costs, &columns);
    text.push_str("\nSubject To\n");
    for (name, row) in rows.iter().zip(&program.rows) {
        let relation = match row.relation {
            RowRelation::AtLeast => ">=",
            RowRelation::Equal => "=",
        };
        let row = row.in_integers();
        push_expression(&mut text, &format!(" {name}:"), &row.entries, &columns);
        let _ = writeln!(text, " {relation} {}", row.right);
    }
    text.push_str("Bounds\n");
    for (name, column) in columns.iter().zip(&program.columns) {
        if column.sign == ColumnSign::Free {
            let _ = writeln!(text, " {name} free");
        }
    }
    if columns.is_empty() {
        let _ = writeln!(text, " {NOBODY} = 0");
    }
    text.push_str("End\n");
    text
}

/// An expression must not be empty; a program without columns gets one that is 0.
const NOBODY: &str = "nothing";

fn push_expression(text: &mut String, begin: &str, entries: &[(usize, Integer)], columns: &[String]) {
    text.push_str(begin);
    let mut width = begin.len();
    let nothing = columns.first().map_or(NOBODY, String::as_str);
    if entries.is_empty() {
        let _ = write!(text, " 0 {nothing}");
    }
    for (place, (column, coefficient)) in entries.iter().enumerate() {
        let (_, size) = coefficient.clone().into_parts();
        let sign = match (*coefficient >= Integer::ZERO, place) {
            (true, 0) => "",
            (true, _) => "+ ",
            (false, _) => "- ",
        };
        let number = if size.is_one() { String::new() } else { format!("{size} ") };
        let name = columns.get(*column).map_or(nothing, String::as_str);
        let term = format!(" {sign}{number}{name}");
        if width + term.len() > LINE && place > 0 {
            text.push_str("\n  ");
            width = 2;
        }
        width += term.len();
        text.push_str(&term);
    }
}
