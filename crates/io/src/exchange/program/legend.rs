//! What the rows and columns of a program mean, as CSV.

use super::{ColumnSign, ExactProgram, RowRelation};
use crate::exchange::csv_row::push_row;

/// One line for every column and row, in order: `part,number,name,label,relation,scale`. The program's integers are the
/// numbers of the row that the label speaks of, times `scale`; the costs have a line of their own, `part` = `objective`.
pub fn render_legend(program: &ExactProgram) -> String {
    let mut text = String::new();
    push_row(&mut text, ["part", "number", "name", "label", "relation", "scale"]);
    for (place, (name, column)) in program.column_names().iter().zip(&program.columns).enumerate() {
        let sign = match column.sign {
            ColumnSign::Free => "free",
            ColumnSign::NonNegative => ">= 0",
        };
        push_row(&mut text, ["column", &(place + 1).to_string(), name, &column.label, sign, "1"]);
    }
    for (place, (name, row)) in program.row_names().iter().zip(&program.rows).enumerate() {
        let relation = match row.relation {
            RowRelation::AtLeast => ">=",
            RowRelation::Equal => "=",
        };
        let scale = row.in_integers().factor.to_string();
        push_row(&mut text, ["row", &(place + 1).to_string(), name, &row.label, relation, &scale]);
    }
    if let Some((_, scale)) = program.costs() {
        push_row(&mut text, ["objective", "", "obj", &program.title, "minimize", &scale.to_string()]);
    }
    text
}
