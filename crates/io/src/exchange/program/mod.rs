//! Linear programs as files of other solvers, with integer coefficients and a legend of what rows and columns mean.
//!
//! A program arrives in a neutral form, [`ExactProgram`], because this crate does not know who solves programs. Every row is
//! multiplied by the positive number that makes it integers without a common divisor, so that no digit is lost in a format
//! that has decimals only; the legend has that number. Rows and columns are called by a short kind and a number, such as `IC3`
//! or `t12`, which every solver accepts.

mod ine;
pub mod label;
mod legend;
mod lp;
mod mps;

pub use legend::render_legend;

use super::NotExpressible;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, greatest_common_divisor, scaled_to};
use std::collections::BTreeMap;
use std::path::Path;

/// How a row compares a·x with its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowRelation {
    /// a·x ≥ b.
    AtLeast,
    /// a·x = b.
    Equal,
}

/// What values a column may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnSign {
    /// Every number.
    Free,
    /// At least 0.
    NonNegative,
}

/// An unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramColumn {
    /// What its name begins with: ASCII letters, not `e` first.
    pub kind: &'static str,
    /// What it is, for the legend.
    pub label: String,
    /// Its values.
    pub sign: ColumnSign,
    /// What it costs.
    pub cost: Rational,
}

/// A row a·x ≥ b or a·x = b.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramRow {
    /// What its name begins with: ASCII letters, not `e` first.
    pub kind: &'static str,
    /// What it says, for the legend.
    pub label: String,
    /// ≥ or =.
    pub relation: RowRelation,
    /// Columns by number from 0, with their coefficients; a column named more than once counts with the sum.
    pub entries: Vec<(usize, Rational)>,
    /// b.
    pub right: Rational,
}

/// Minimise the costs subject to the rows. Without costs the question is whether all rows can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExactProgram {
    /// What it is about, in one line.
    pub title: String,
    /// What a reader should know, a line each.
    pub remarks: Vec<String>,
    /// The columns.
    pub columns: Vec<ProgramColumn>,
    /// The rows.
    pub rows: Vec<ProgramRow>,
}

/// A format of linear programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramFormat {
    /// cdd's and lrs's polyhedra, H-representation.
    Ine,
    /// CPLEX LP.
    Lp,
    /// Free MPS.
    Mps,
}

impl ProgramFormat {
    /// All formats.
    pub const ALL: [ProgramFormat; 3] = [ProgramFormat::Ine, ProgramFormat::Lp, ProgramFormat::Mps];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            ProgramFormat::Ine => "ine",
            ProgramFormat::Lp => "lp",
            ProgramFormat::Mps => "mps",
        }
    }

    /// The format of a path's ending.
    pub fn of_path(path: &Path) -> Option<ProgramFormat> {
        let ending = path.extension()?;
        ProgramFormat::ALL.into_iter().find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }
}

/// The program as a file.
///
/// # Errors
/// A program that is too large for the format.
///
/// # Examples
/// ```
/// use ambimech_io::exchange::program::*;
/// use ambimech_model::number::{Rational, parse_number};
/// let column = ProgramColumn { kind: "t", label: "t[1](H)".into(), sign: ColumnSign::Free, cost: Rational::ZERO };
/// let row = ProgramRow {
///     kind: "IR", label: "IR(1: H)".into(), relation: RowRelation::AtLeast,
///     entries: vec![(0, parse_number("1/2").unwrap())], right: parse_number("-3/4").unwrap(),
/// };
/// let program = ExactProgram { title: "one row".into(), remarks: vec![], columns: vec![column], rows: vec![row] };
/// let text = render_program(&program, ProgramFormat::Lp).unwrap();
/// assert!(text.contains(" IR1: 2 t1 >= -3\n") && text.contains(" t1 free\n"));
/// let text = render_program(&program, ProgramFormat::Ine).unwrap();
/// assert!(text.contains("begin\n1 2 rational\n3 2\nend\n"));
/// assert!(render_legend(&program).contains("row,1,IR1,IR(1: H),>=,4\n"));
/// ```
pub fn render_program(program: &ExactProgram, format: ProgramFormat) -> Result<String, NotExpressible> {
    match format {
        ProgramFormat::Ine => ine::render(program),
        ProgramFormat::Lp => Ok(lp::render(program)),
        ProgramFormat::Mps => Ok(mps::render(program)),
    }
}

/// A row in integers without a common divisor.
struct IntegerRow {
    entries: Vec<(usize, Integer)>,
    right: Integer,
    /// The integers are the row's numbers times this.
    factor: Rational,
}

impl ProgramRow {
    fn in_integers(&self) -> IntegerRow {
        let mut sums: BTreeMap<usize, Rational> = BTreeMap::new();
        for (column, coefficient) in &self.entries {
            *sums.entry(*column).or_default() += coefficient;
        }
        sums.retain(|_, coefficient| !coefficient.is_zero());
        let (numbers, factor) = in_integers(sums.values().chain([&self.right]));
        let mut numbers = numbers.into_iter();
        let entries = sums.keys().copied().zip(numbers.by_ref()).collect();
        IntegerRow { entries, right: numbers.next().unwrap_or(Integer::ZERO), factor }
    }
}

impl ExactProgram {
    /// The costs in integers, and what they were multiplied by; `None` without costs.
    fn costs(&self) -> Option<(Vec<Integer>, Rational)> {
        let has_costs = self.columns.iter().any(|column| !column.cost.is_zero());
        has_costs.then(|| in_integers(self.columns.iter().map(|column| &column.cost)))
    }

    /// The names of the columns.
    fn column_names(&self) -> Vec<String> {
        numbered(self.columns.iter().map(|column| column.kind))
    }

    /// The names of the rows.
    fn row_names(&self) -> Vec<String> {
        numbered(self.rows.iter().map(|row| row.kind))
    }

    /// The lines at the head of a file: title, remarks, and a word about numbers that decimals cannot hold.
    fn head(&self) -> Vec<String> {
        let longest = Natural::from(1u64 << 53);
        let is_long = |number: &Integer| number.clone().into_parts().1 > longest;
        let rows = self.rows.iter().map(ProgramRow::in_integers);
        let has_long = rows
            .into_iter()
            .any(|row| row.entries.iter().any(|(_, number)| is_long(number)) || is_long(&row.right));
        let mut head = vec![one_line(&self.title)];
        head.extend(self.remarks.iter().map(|remark| one_line(remark)));
        if has_long {
            head.push(
                "some integers have more than 53 bits: solvers that compute with decimals round them".to_string(),
            );
        }
        head
    }
}

/// Numbers times the positive number that makes them integers without a common divisor, and that number.
fn in_integers<'n>(numbers: impl Iterator<Item = &'n Rational> + Clone) -> (Vec<Integer>, Rational) {
    let denominator = common_denominator(numbers.clone());
    let scaled: Vec<Integer> = numbers.map(|number| scaled_to(number, &denominator)).collect();
    let divisor = scaled
        .iter()
        .fold(Natural::ZERO, |known, number| greatest_common_divisor(&known, &number.clone().into_parts().1));
    if divisor.is_zero() {
        return (scaled, Rational::ONE);
    }
    let factor = Rational::from_parts(Integer::from(denominator), divisor.clone());
    let divisor = Integer::from(divisor);
    (scaled.into_iter().map(|number| number / &divisor).collect(), factor)
}

/// `IC1`, `IC2`, `IR1`, …
fn numbered(kinds: impl Iterator<Item = &'static str>) -> Vec<String> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    kinds
        .map(|kind| {
            let count = counts.entry(kind).or_default();
            *count += 1;
            format!("{kind}{count}")
        })
        .collect()
}

/// A text without line breaks and control characters, for comments.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
