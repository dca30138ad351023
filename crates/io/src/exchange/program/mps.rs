//! Free MPS: the rows with their relations, then the coefficients column by column.

use super::{ColumnSign, ExactProgram, RowRelation};
use ambimech_model::number::Integer;
use std::fmt::Write as _;

pub(super) fn render(program: &ExactProgram) -> String {
    let (columns, rows) = (program.column_names(), program.row_names());
    let mut text = String::new();
    for line in program.head() {
        let _ = writeln!(text, "* {line}");
    }
    let meanings = columns.iter().zip(program.columns.iter().map(|column| &column.label));
    for (name, label) in meanings.chain(rows.iter().zip(program.rows.iter().map(|row| &row.label))) {
        let _ = writeln!(text, "* {name}: {}", super::one_line(label));
    }
    text.push_str("NAME ambimech\nROWS\n N obj\n");
    for (name, row) in rows.iter().zip(&program.rows) {
        let relation = match row.relation {
            RowRelation::AtLeast => 'G',
            RowRelation::Equal => 'E',
        };
        let _ = writeln!(text, " {relation} {name}");
    }
    let mut by_column: Vec<Vec<(usize, Integer)>> = vec![Vec::new(); columns.len()];
    let mut rights = Vec::new();
    for (place, row) in program.rows.iter().enumerate() {
        let row = row.in_integers();
        for (column, coefficient) in row.entries {
            if let Some(entries) = by_column.get_mut(column) {
                entries.push((place, coefficient));
            }
        }
        if !row.right.is_zero() {
            rights.push((place, row.right));
        }
    }
    let costs = program.costs().map_or_else(Vec::new, |(costs, _)| costs);
    text.push_str("COLUMNS\n");
    for (place, (name, entries)) in columns.iter().zip(by_column).enumerate() {
        let cost = costs.get(place).cloned().unwrap_or(Integer::ZERO);
        if !cost.is_zero() || entries.is_empty() {
            let _ = writeln!(text, " {name} obj {cost}");
        }
        for (row, coefficient) in entries {
            let _ = writeln!(text, " {name} {} {coefficient}", rows.get(row).map_or("", String::as_str));
        }
    }
    text.push_str("RHS\n");
    for (row, right) in rights {
        let _ = writeln!(text, " RHS {} {right}", rows.get(row).map_or("", String::as_str));
    }
    text.push_str("BOUNDS\n");
    for (name, column) in columns.iter().zip(&program.columns) {
        if column.sign == ColumnSign::Free {
            let _ = writeln!(text, " FR BND {name}");
        }
    }
    text.push_str("ENDATA\n");
    text
}
