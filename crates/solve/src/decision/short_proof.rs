//! Few rows with small multipliers: of all combinations that contradict one another, one that can be printed.
//!
//! # Method
//! The combinations of the rows a_r·x ≥ b_r are the solutions y of Σ_r y_r a_r = 0, Σ_r y_r b_r = 1, with y_r ≥ 0 for
//! inequalities. Few rows are found by the usual reweighting: a solution that minimises Σ_r c_r |y_r| has few entries, since it
//! is a corner; making c_r large where the last solution had y_r = 0 and small where y_r was large draws the next one to fewer
//! rows. Each round is an exact linear program, and the best solution, by number of rows and then by length of its integers, is
//! kept. It need not be the shortest of all: that is a hard combinatorial question.

use crate::lp::{Outcome, Program, Relation, Sign, solve};
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};

/// Rounds of reweighting.
const ROUNDS: usize = 4;

/// Rows times variables up to which shorter combinations are looked for.
const MOST_CELLS: usize = 60_000;

/// A combination of the program's rows with few rows, for an infeasible program; `weights` are the factors by which the rows
/// were multiplied before, so that y_r · `weights[r]` is the multiplier that is printed. `None` when the program is too large
/// for the search or not infeasible.
pub fn short_combination(program: &Program, weights: &[Rational]) -> Option<Vec<Rational>> {
    if program.row_count().saturating_mul(program.variable_count()) > MOST_CELLS {
        return None;
    }
    let mut costs: Vec<Rational> = weights.to_vec();
    let mut best: Option<(usize, usize, Vec<Rational>)> = None;
    for _ in 0..ROUNDS {
        let combination = cheapest(program, &costs)?;
        let printed: Vec<Rational> = combination.iter().zip(weights).map(|(y, weight)| y * weight).collect();
        let (rows, digits) = length(&printed);
        let is_shorter = best.as_ref().is_none_or(|known| (rows, digits) < (known.0, known.1));
        if is_shorter {
            best = Some((rows, digits, combination));
        } else if best.is_some() {
            break;
        }
        costs = reweighted(&printed, weights);
    }
    best.map(|(_, _, combination)| combination)
}

/// The combination that minimises Σ_r c_r |y_r|.
fn cheapest(program: &Program, costs: &[Rational]) -> Option<Vec<Rational>> {
    let mut dual = Program::new();
    // Every row's multiplier; that of an equation as the difference of two.
    let mut parts: Vec<(usize, Option<usize>)> = Vec::with_capacity(program.row_count());
    for (row, cost) in program.rows().iter().zip(costs) {
        let mut part = || {
            let variable = dual.add_variable(Sign::NonNegative);
            dual.set_cost(variable, cost.clone());
            variable
        };
        let plus = part();
        parts.push((plus, (row.relation() == Relation::Equal).then(part)));
    }
    let mut columns: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); program.variable_count()];
    let mut right: Vec<(usize, Rational)> = Vec::new();
    for (row, (plus, minus)) in program.rows().iter().zip(&parts) {
        for (variable, coefficient) in row.coefficients() {
            if let Some(minus) = minus {
                columns[variable].push((*minus, -&coefficient));
            }
            columns[variable].push((*plus, coefficient));
        }
        if !row.right().is_zero() {
            right.push((*plus, row.right().clone()));
            right.extend(minus.map(|minus| (minus, -row.right())));
        }
    }
    for column in columns.into_iter().filter(|column| !column.is_empty()) {
        dual.add_row(Relation::Equal, column, Rational::ZERO);
    }
    dual.add_row(Relation::Equal, right, Rational::ONE);
    let Ok(Outcome::Optimal { primal, .. }) = solve(&dual) else { return None };
    let value = |place: usize| primal.0.get(place).cloned().unwrap_or_default();
    Some(parts.into_iter().map(|(plus, minus)| value(plus) - minus.map(value).unwrap_or_default()).collect())
}

/// Costs that are large where the multiplier was 0 and small where it was large.
fn reweighted(printed: &[Rational], weights: &[Rational]) -> Vec<Rational> {
    let size = |number: &Rational| if *number < Rational::ZERO { -number } else { number.clone() };
    let largest = printed.iter().map(size).max().filter(|largest| !largest.is_zero()).unwrap_or(Rational::ONE);
    let small = Rational::from_parts(Integer::ONE, Natural::from(20u8));
    let cost = |number: &Rational| {
        // 1 / (share + 1/20), rounded to a whole number so that the next program has small numbers.
        let exact = Rational::ONE / (size(number) / &largest + &small);
        Rational::from(exact.round()).max(Rational::ONE)
    };
    printed.iter().zip(weights).map(|(number, weight)| cost(number) * weight).collect()
}

/// Rows used, and digits of the multipliers once they are integers without a common divisor.
fn length(printed: &[Rational]) -> (usize, usize) {
    let used: Vec<&Rational> = printed.iter().filter(|number| !number.is_zero()).collect();
    let denominator = common_denominator(used.iter().copied());
    let integers: Vec<Integer> = used.iter().map(|number| scaled_to(number, &denominator)).collect();
    let divisor = integers.iter().fold(Natural::ZERO, |divisor, number| {
        ambimech_model::number::greatest_common_divisor(&divisor, &number.clone().into_parts().1)
    });
    let digits = integers.iter().map(|number| {
        let whole = if divisor.is_zero() { number.clone() } else { number / Integer::from(divisor.clone()) };
        whole.to_string().trim_start_matches('-').len()
    });
    (used.len(), digits.sum())
}
