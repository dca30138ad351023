//! From a program to a proved outcome.

use super::dictionary::Dictionary;
use super::outcome::{Feasibility, Outcome, Point, Primal};
use super::program::Program;
use super::verify::verify;
use std::fmt;

/// Why there is no outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsolved {
    /// A row names a variable that does not exist.
    UnknownVariable {
        /// The row.
        row: usize,
        /// The variable.
        variable: usize,
    },
    /// The methods that are fast enough for the program's size gave no answer that could be proved.
    TooLarge {
        /// Rows of the program.
        rows: usize,
        /// Variables of the program.
        variables: usize,
    },
}

impl fmt::Display for Unsolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsolved::UnknownVariable { row, variable } => {
                write!(f, "row {row} names variable {variable}, which is none")
            }
            Unsolved::TooLarge { rows, variables } => {
                write!(f, "no proved answer for a program with {rows} rows and {variables} variables")
            }
        }
    }
}

impl std::error::Error for Unsolved {}

/// The outcome of the program; it has passed [`verify`].
///
/// # Errors
/// When the program is malformed, or too large for the methods at hand.
pub fn solve(program: &Program) -> Result<Outcome, Unsolved> {
    if let Some((row, variable)) = program.unknown_variable() {
        return Err(Unsolved::UnknownVariable { row, variable });
    }
    let outcome = Dictionary::new(program).solve();
    verify(program, &outcome)
        .map(|()| outcome)
        .map_err(|_| Unsolved::TooLarge { rows: program.row_count(), variables: program.variable_count() })
}

/// Whether all rows and signs can be kept at once, the costs aside; the answer has passed
/// [`verify_feasibility`](super::verify_feasibility).
///
/// # Errors
/// As [`solve`].
pub fn solve_feasibility(program: &Program) -> Result<Feasibility, Unsolved> {
    let mut plain = program.clone();
    for variable in 0..plain.variable_count() {
        plain.set_cost(variable, ambimech_model::number::Rational::ZERO);
    }
    Ok(match solve(&plain)? {
        Outcome::Optimal { primal: Primal(point), .. } => Feasibility::Feasible { point: Point(point) },
        Outcome::Unbounded { point, .. } => Feasibility::Feasible { point },
        Outcome::Infeasible { farkas } => Feasibility::Infeasible { farkas },
    })
}
