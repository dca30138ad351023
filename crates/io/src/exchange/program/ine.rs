//! cdd's and lrs's format of a polyhedron: rows `b a` that say b + a·x ≥ 0, or = 0 for those in the `linearity` line.
//!
//! Columns that must not be negative get a row of their own after the program's rows. Costs become a `minimize` line.

use super::{ColumnSign, ExactProgram, RowRelation};
use crate::exchange::{NotExpressible, check_cells};
use ambimech_model::number::Integer;
use std::fmt::Write as _;

pub(super) fn render(program: &ExactProgram) -> Result<String, NotExpressible> {
    let width = program.columns.len() + 1;
    let signs: Vec<usize> = program
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.sign == ColumnSign::NonNegative)
        .map(|(place, _)| place)
        .collect();
    let height = program.rows.len() + signs.len();
    check_cells("this format has every coefficient, also those that are 0, and the program", &[height, width])
        .map_err(|error| NotExpressible::new(error.why, "write the program as .lp or .mps"))?;
    let mut text = String::new();
    for line in program.head() {
        let _ = writeln!(text, "* {line}");
    }
    for (place, (name, column)) in program.column_names().iter().zip(&program.columns).enumerate() {
        let _ = writeln!(text, "* column {}: {name} = {}", place + 1, super::one_line(&column.label));
    }
    for (place, (name, row)) in program.row_names().iter().zip(&program.rows).enumerate() {
        let _ = writeln!(text, "* row {}: {name} = {}", place + 1, super::one_line(&row.label));
    }
    text.push_str("H-representation\n");
    let equal = |row: &super::ProgramRow| row.relation == RowRelation::Equal;
    let equations: Vec<String> = program
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| equal(row))
        .map(|(place, _)| (place + 1).to_string())
        .collect();
    if !equations.is_empty() {
        let _ = writeln!(text, "linearity {} {}", equations.len(), equations.join(" "));
    }
    let _ = writeln!(text, "begin\n{height} {width} rational");
    for row in &program.rows {
        let row = row.in_integers();
        let mut entries = row.entries.iter().peekable();
        let _ = write!(text, "{}", -row.right);
        for column in 0..program.columns.len() {
            match entries.next_if(|(place, _)| *place == column) {
                Some((_, coefficient)) => {
                    let _ = write!(text, " {coefficient}");
                }
                None => text.push_str(" 0"),
            }
        }
        text.push('\n');
    }
    for place in signs {
        text.push('0');
        (0..program.columns.len()).for_each(|column| text.push_str(if column == place { " 1" } else { " 0" }));
        text.push('\n');
    }
    text.push_str("end\n");
    if let Some((costs, _)) = program.costs() {
        let costs: Vec<String> =
            std::iter::once(Integer::ZERO).chain(costs).map(|cost| cost.to_string()).collect();
        let _ = writeln!(text, "minimize {}", costs.join(" "));
    }
    Ok(text)
}
