//! The independent check of an answer: every row and every column, exactly.
//!
//! For a program minimise c·x, rows a·x ≥ b or a·x = b:
//!
//! * *optimal*: x keeps all rows and signs; y ≥ 0 on ≥ rows; c − Aᵀy is 0 at free variables and at least 0 at the others;
//!   c·x = b·y = the value. By weak duality c·x' ≥ b·y for every x' that keeps the rows, so that x is best.
//! * *infeasible*: y ≥ 0 on ≥ rows; Aᵀy is 0 at free variables and at most 0 at the others; b·y > 0. An x that keeps the
//!   rows would give 0 ≥ (Aᵀy)·x ≥ b·y > 0.
//! * *unbounded*: the point keeps all rows and signs; the ray d has a·d ≥ 0 on ≥ rows, a·d = 0 on = rows, d ≥ 0 where
//!   x ≥ 0, and c·d < 0.
//!
//! Cost: one multiplication for each coefficient whose multiplier is not 0. Nothing here knows how an answer was found.

use super::column_sums::column_orders;
use super::outcome::{Dual, Farkas, Feasibility, Outcome, Point, Primal, Ray};
use super::program::{Program, Relation, Row, Sign};
use super::scaled_vector::ScaledVector;
use ambimech_model::number::{Integer, Rational};
use std::cmp::Ordering;
use std::fmt;

/// Why an answer is not believed: the first thing found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The program has a row with a variable that does not exist.
    UnknownVariable {
        /// The row.
        row: usize,
        /// The variable.
        variable: usize,
    },
    /// A vector has not one number for each variable or row.
    Length {
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A variable that must be at least 0 is negative, in a point or a ray.
    NegativeVariable {
        /// The variable.
        variable: usize,
    },
    /// The multiplier of a ≥ row is negative.
    NegativeMultiplier {
        /// The row.
        row: usize,
    },
    /// The point does not keep this row, or the ray leaves it.
    Row {
        /// The row.
        row: usize,
    },
    /// The multipliers do not add up at this variable.
    Column {
        /// The variable.
        variable: usize,
    },
    /// c·x, b·y and the value are not one number; b·y is not positive; or the cost of the ray is not negative.
    Value,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::UnknownVariable { row, variable } => {
                write!(f, "row {row} names variable {variable}, which is none")
            }
            Flaw::Length { expected, found } => write!(f, "{found} numbers where {expected} are needed"),
            Flaw::NegativeVariable { variable } => write!(f, "variable {variable} is negative"),
            Flaw::NegativeMultiplier { row } => write!(f, "the multiplier of row {row} is negative"),
            Flaw::Row { row } => write!(f, "row {row} is not kept"),
            Flaw::Column { variable } => write!(f, "the multipliers do not add up at variable {variable}"),
            Flaw::Value => write!(f, "the value does not prove the answer"),
        }
    }
}

impl std::error::Error for Flaw {}

/// Whether the outcome is proved by its vectors.
///
/// # Errors
/// The first flaw found.
pub fn verify(program: &Program, outcome: &Outcome) -> Result<(), Flaw> {
    if let Some((row, variable)) = program.unknown_variable() {
        return Err(Flaw::UnknownVariable { row, variable });
    }
    match outcome {
        Outcome::Optimal { value, primal: Primal(primal), dual: Dual(dual) } => {
            check_point(program, primal)?;
            check_multipliers(program, dual, program.costs())?;
            let rights = program.rows().iter().map(|row| row.right());
            let both = [dot(program.costs(), primal), dot(rights, dual)];
            if both.iter().all(|side| side == value) { Ok(()) } else { Err(Flaw::Value) }
        }
        Outcome::Infeasible { farkas } => check_farkas(program, farkas),
        Outcome::Unbounded { point: Point(point), ray: Ray(ray) } => {
            check_point(program, point)?;
            check_direction(program, ray)?;
            if dot(program.costs(), ray) < Rational::ZERO { Ok(()) } else { Err(Flaw::Value) }
        }
    }
}

/// Whether the answer about feasibility is proved by its vector; the costs play no part.
///
/// # Errors
/// The first flaw found.
pub fn verify_feasibility(program: &Program, feasibility: &Feasibility) -> Result<(), Flaw> {
    if let Some((row, variable)) = program.unknown_variable() {
        return Err(Flaw::UnknownVariable { row, variable });
    }
    match feasibility {
        Feasibility::Feasible { point: Point(point) } => check_point(program, point),
        Feasibility::Infeasible { farkas } => check_farkas(program, farkas),
    }
}

/// An answer that [`verify_feasibility`] has accepted; there is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proved(Feasibility);

impl Proved {
    /// The answer, if it is proved.
    pub(super) fn new(program: &Program, answer: Feasibility) -> Option<Proved> {
        verify_feasibility(program, &answer).ok().map(|()| Proved(answer))
    }

    /// A point, if it keeps everything; it is looked at over its denominator, before fractions are brought to lowest terms.
    pub(super) fn point(program: &Program, point: &ScaledVector) -> Option<Proved> {
        check_scaled_point(program, point).ok()?;
        Some(Proved(Feasibility::Feasible { point: Point(point.rationals()) }))
    }

    /// The answer.
    pub(super) fn into_inner(self) -> Feasibility {
        self.0
    }
}

fn check_farkas(program: &Program, Farkas(farkas): &Farkas) -> Result<(), Flaw> {
    check_multipliers(program, farkas, &[])?;
    let rights = program.rows().iter().map(|row| row.right());
    if dot(rights, farkas) > Rational::ZERO { Ok(()) } else { Err(Flaw::Value) }
}

fn check_length(found: usize, expected: usize) -> Result<(), Flaw> {
    if found == expected { Ok(()) } else { Err(Flaw::Length { expected, found }) }
}

fn check_signs(program: &Program, numbers: &ScaledVector) -> Result<(), Flaw> {
    check_length(numbers.numbers().len(), program.variable_count())?;
    let negative = program
        .signs()
        .iter()
        .zip(numbers.numbers())
        .position(|(sign, number)| *sign == Sign::NonNegative && *number < Integer::ZERO);
    negative.map_or(Ok(()), |variable| Err(Flaw::NegativeVariable { variable }))
}

fn keeps(relation: Relation, left_to_right: Ordering) -> bool {
    left_to_right == Ordering::Equal || (relation == Relation::AtLeast && left_to_right == Ordering::Greater)
}

/// All signs and rows.
fn check_point(program: &Program, point: &[Rational]) -> Result<(), Flaw> {
    check_scaled_point(program, &ScaledVector::new(point))
}

fn check_scaled_point(program: &Program, point: &ScaledVector) -> Result<(), Flaw> {
    check_signs(program, point)?;
    let failing = program.rows().iter().position(|row| !keeps(row.relation(), left_to_right(row, point)));
    failing.map_or(Ok(()), |row| Err(Flaw::Row { row }))
}

/// How a·x compares with the right side.
pub(super) fn left_to_right(row: &Row, point: &ScaledVector) -> Ordering {
    let left = point.dot(row.entries());
    if row.right().is_zero() {
        return left.cmp(&Integer::ZERO);
    }
    // left / (denominator · row denominator) beside right.
    let units = point.denominator() * Integer::from(row.denominator().clone());
    (left * Integer::from(row.right().denominator().clone())).cmp(&(units * row.right().numerator()))
}

/// All signs and rows with right side 0.
fn check_direction(program: &Program, ray: &[Rational]) -> Result<(), Flaw> {
    let scaled = ScaledVector::new(ray);
    check_signs(program, &scaled)?;
    for (row, data) in program.rows().iter().enumerate() {
        if !keeps(data.relation(), scaled.dot(data.entries()).cmp(&Integer::ZERO)) {
            return Err(Flaw::Row { row });
        }
    }
    Ok(())
}

/// Multipliers of ≥ rows at least 0, and Aᵀy equal to (free) or at most (others) these costs; no costs are zeros.
fn check_multipliers(program: &Program, multipliers: &[Rational], costs: &[Rational]) -> Result<(), Flaw> {
    check_length(multipliers.len(), program.row_count())?;
    for (row, (data, multiplier)) in program.rows().iter().zip(multipliers).enumerate() {
        if data.relation() == Relation::AtLeast && *multiplier.numerator() < Integer::ZERO {
            return Err(Flaw::NegativeMultiplier { row });
        }
    }
    // Each multiplier over its row's denominator, so that the coefficients are integers.
    let used: Vec<usize> = (0..multipliers.len()).filter(|row| !multipliers[*row].is_zero()).collect();
    let rows = || used.iter().map(|row| program.rows()[*row].entries());
    // Most columns are compared with 0, for which their sums' digits will do.
    let is_zero = costs.iter().all(Rational::is_zero);
    let is_whole =
        |row: &usize| multipliers[*row].denominator().is_one() && program.rows()[*row].denominator().is_one();
    if is_zero && used.iter().all(is_whole) {
        let numbers = used.iter().map(|row| multipliers[*row].numerator());
        if let Some(orders) = column_orders(rows(), numbers, program.variable_count()) {
            return check_orders(program, &orders);
        }
    }
    let per_row: Vec<Rational> = used
        .iter()
        .map(|row| match program.rows()[*row].denominator() {
            one if one.is_one() => multipliers[*row].clone(),
            denominator => &multipliers[*row] / Rational::from(denominator.clone()),
        })
        .collect();
    let scaled = ScaledVector::new(&per_row);
    if is_zero && let Some(orders) = column_orders(rows(), scaled.numbers().iter(), program.variable_count()) {
        return check_orders(program, &orders);
    }
    let mut sums = vec![Integer::ZERO; program.variable_count()];
    for (entries, number) in rows().zip(scaled.numbers()) {
        for (variable, entry) in entries {
            sums[*variable] += entry * number;
        }
    }
    for (variable, (sign, sum)) in program.signs().iter().zip(&sums).enumerate() {
        let order = match costs.get(variable) {
            Some(cost) if !cost.is_zero() => {
                let bound = cost.numerator() * scaled.denominator();
                (sum * Integer::from(cost.denominator().clone())).cmp(&bound)
            }
            _ => sum.cmp(&Integer::ZERO),
        };
        if order == Ordering::Greater || (*sign == Sign::Free && order == Ordering::Less) {
            return Err(Flaw::Column { variable });
        }
    }
    Ok(())
}

/// Whether the sum of every column, which compares with 0 like this, is 0 or, where the variable is at least 0, at most 0.
fn check_orders(program: &Program, orders: &[Ordering]) -> Result<(), Flaw> {
    let is_wrong = |(sign, order): (&Sign, &Ordering)| {
        *order == Ordering::Greater || (*sign == Sign::Free && *order == Ordering::Less)
    };
    let wrong = program.signs().iter().zip(orders).position(is_wrong);
    wrong.map_or(Ok(()), |variable| Err(Flaw::Column { variable }))
}

/// Σ a · b, skipping zeros; products of whole numbers are added up apart, without looking for common divisors.
fn dot<'a>(a: impl IntoIterator<Item = &'a Rational>, b: &[Rational]) -> Rational {
    let (mut whole, mut total) = (Integer::ZERO, Rational::ZERO);
    for (a, b) in a.into_iter().zip(b).filter(|(a, b)| !a.is_zero() && !b.is_zero()) {
        if a.denominator().is_one() && b.denominator().is_one() {
            whole += a.numerator() * b.numerator();
        } else {
            total += a * b;
        }
    }
    total + Rational::from(whole)
}
