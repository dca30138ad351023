//! From a program to a proved outcome.

use super::dictionary::Dictionary;
use super::outcome::{Feasibility, Outcome, Point, Primal};
use super::patience::Patience;
use super::program::Program;
use super::stage::{Observer, Stage};
use super::verify::verify;
use super::{feasible, optimum};
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
    /// The program does not fit in the memory that the methods allow themselves; see [`crate::lp`] for the bounds.
    TooLarge {
        /// Rows of the program.
        rows: usize,
        /// Variables of the program.
        variables: usize,
    },
    /// A source of rows kept handing out new ones.
    TooManyRounds {
        /// After so many rounds.
        rounds: usize,
    },
    /// The patience was spent before anything was proved.
    OutOfPatience {
        /// Floating point proposals that were made.
        proposals: u64,
        /// Exact pivots that were made.
        pivots: u64,
    },
}

impl fmt::Display for Unsolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsolved::UnknownVariable { row, variable } => {
                write!(f, "row {row} names variable {variable}, which is none")
            }
            Unsolved::TooLarge { rows, variables } => {
                write!(
                    f,
                    "no proved answer for a program with {rows} rows and {variables} variables: neither the interior-point method with \
                     exact pivots from its proposal nor the exact simplex method fits it in memory"
                )
            }
            Unsolved::TooManyRounds { rounds } => write!(f, "rows were still missing after {rounds} rounds"),
            Unsolved::OutOfPatience { proposals, pivots } => {
                write!(
                    f,
                    "no proved answer within the work allowed: {proposals} proposals and {pivots} exact pivots were tried"
                )
            }
        }
    }
}

impl std::error::Error for Unsolved {}

/// Most numbers in the table of the exact simplex method from the start: with numbers of a thousand bits some hundred megabytes.
const LARGEST_TABLE: usize = 400_000;

/// How an answer is looked for. Every method gives proved answers only; they differ in reach and speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// The exact simplex method for tiny programs; otherwise the interior-point method, and the exact simplex method from the
    /// start if that fails and its table fits in memory.
    #[default]
    Automatic,
    /// The exact simplex method, whatever the size.
    Simplex,
    /// The interior-point method with exact recovery and exact pivots from its proposal, and nothing else.
    Interior,
}

/// Up to this many numbers in its table a program is tiny.
const TINY: usize = 600;
/// Up to this many numbers in its table the exact simplex method comes before the longer ways to an optimum.
const SMALL: usize = 20_000;

/// The outcome of the program; it has passed [`verify`].
///
/// # Errors
/// When the program is malformed, or too large for the methods at hand.
pub fn solve(program: &Program) -> Result<Outcome, Unsolved> {
    solve_by(program, Method::Automatic, &mut |_| {})
}

/// As [`solve`] by a method of choice; `observer` is told what goes on.
///
/// # Errors
/// When the program is malformed, or the method does not reach an answer.
pub fn solve_by(program: &Program, method: Method, observer: &mut Observer) -> Result<Outcome, Unsolved> {
    solve_within(program, method, &mut Patience::endless(), observer)
}

/// As [`solve_by`], with so much work at most.
///
/// # Errors
/// As [`solve_by`]; also [`Unsolved::OutOfPatience`].
pub fn solve_within(
    program: &Program,
    method: Method,
    patience: &mut Patience,
    observer: &mut Observer,
) -> Result<Outcome, Unsolved> {
    check_form(program)?;
    let is_small = method == Method::Automatic && table(program) <= SMALL;
    if !starts_with_simplex(program, method)
        && let Some(outcome) = optimum::find(program, is_small, patience, observer)
        && verify(program, &outcome).is_ok()
    {
        return Ok(outcome);
    }
    simplex(program, method, patience, observer).ok_or_else(|| given_up(program, patience))
}

/// Whether all rows and signs can be kept at once, the costs aside; the answer has passed [`super::verify::verify_feasibility`].
///
/// # Errors
/// As [`solve`].
pub fn solve_feasibility(program: &Program) -> Result<Feasibility, Unsolved> {
    solve_feasibility_by(program, Method::Automatic, &mut |_| {})
}

/// As [`solve_feasibility`] by a method of choice; `observer` is told what goes on.
///
/// # Errors
/// As [`solve_by`].
pub fn solve_feasibility_by(
    program: &Program,
    method: Method,
    observer: &mut Observer,
) -> Result<Feasibility, Unsolved> {
    solve_feasibility_within(program, method, &mut Patience::endless(), observer)
}

/// As [`solve_feasibility_by`], with so much work at most.
///
/// # Errors
/// As [`solve_within`].
pub fn solve_feasibility_within(
    program: &Program,
    method: Method,
    patience: &mut Patience,
    observer: &mut Observer,
) -> Result<Feasibility, Unsolved> {
    check_form(program)?;
    if !starts_with_simplex(program, method)
        && let Some(proved) = feasible::find(program, patience, observer)
    {
        return Ok(proved.into_inner());
    }
    let plain = program.clone().without_costs();
    match simplex(&plain, method, patience, observer).ok_or_else(|| given_up(program, patience))? {
        Outcome::Optimal { primal: Primal(point), .. } => Ok(Feasibility::Feasible { point: Point(point) }),
        Outcome::Unbounded { point, .. } => Ok(Feasibility::Feasible { point }),
        Outcome::Infeasible { farkas } => Ok(Feasibility::Infeasible { farkas }),
    }
}

fn check_form(program: &Program) -> Result<(), Unsolved> {
    let unknown = program.unknown_variable();
    unknown.map_or(Ok(()), |(row, variable)| Err(Unsolved::UnknownVariable { row, variable }))
}

fn given_up(program: &Program, patience: &Patience) -> Unsolved {
    if patience.is_spent() {
        return Unsolved::OutOfPatience { proposals: patience.proposals(), pivots: patience.pivots() };
    }
    Unsolved::TooLarge { rows: program.row_count(), variables: program.variable_count() }
}

fn starts_with_simplex(program: &Program, method: Method) -> bool {
    method == Method::Simplex || (method == Method::Automatic && table(program) <= TINY)
}

/// Numbers in the table of the exact simplex method.
fn table(program: &Program) -> usize {
    (program.row_count() + 1).saturating_mul(program.variable_count() + 1)
}

/// The exact simplex method where the method allows it, with its answer verified.
fn simplex(
    program: &Program,
    method: Method,
    patience: &mut Patience,
    observer: &mut Observer,
) -> Option<Outcome> {
    let is_too_large = method == Method::Automatic && table(program) > LARGEST_TABLE;
    if method == Method::Interior || is_too_large || patience.is_spent() {
        return None;
    }
    observer(Stage::Simplex);
    let outcome = Dictionary::new(program).solve(patience)?;
    verify(program, &outcome).ok().map(|()| outcome)
}
