//! From a floating point proposal to exact vectors.
//!
//! # Idea
//! What is taken from the proposal is mostly *which* rows and signs are tight, or have multipliers; the numbers then solve exact
//! equations. Where these leave freedom, the proposal's numbers, rounded to few binary digits, fill it in. A strictly
//! complementary proposal has room on all other rows, so that rounding does not hurt. Nothing here is believed either: callers
//! verify.

use super::half_spaces::Source;
use super::lifting::Fractions;
use super::linear_system::{LinearSystem, Solution};
use super::outcome::{Dual, Farkas};
use super::program::{Program, Relation, Sign};
use super::scaled_vector::ScaledVector;
use super::verify::Proved;
use super::word_system::WordSystem;
use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};

/// Most digits of 61 bits that a lifted solution may take: about a hundred thousand decimal digits.
pub(super) const MOST_DIGITS: usize = 6_000;

/// How many binary places the free numbers of a point are rounded to, tried in turn.
const PLACES: [i32; 4] = [3, 10, 24, 44];

/// Rows and signs that a proposal has picked out, with a number each.
pub(super) type Picked = Vec<(Source, f64)>;

/// The number rounded to a multiple of 2^−places; 0 when it is not finite.
pub(super) fn rounded(number: f64, places: i32) -> Rational {
    let scaled = (number * 2.0f64.powi(places)).round();
    if !scaled.is_finite() {
        return Rational::ZERO;
    }
    let exact = Rational::try_from(scaled).unwrap_or(Rational::ZERO);
    let power = Rational::from(Integer::ONE << usize::try_from(places.unsigned_abs()).unwrap_or(0));
    if places >= 0 { exact / power } else { exact * power }
}

/// A point on which these rows and signs are tight, or multipliers that show that there is none.
pub(super) enum PointAnswer {
    /// Keeps all rows and signs.
    Point(Proved),
    /// The picked rows contradict each other as equations; these multipliers may or may not have the right signs.
    Contradiction(Farkas),
}

/// Looks for a point near `proposal`, one number for each variable, with the picked rows and signs tight.
pub(super) fn recover_point(program: &Program, tight: &[Source], proposal: &[f64]) -> Option<PointAnswer> {
    // Of very many tight rows a sample says it all, as a rule, and is solved much faster.
    let sample = 2 * program.variable_count() + 50;
    if tight.len() > 2 * sample {
        let picked: Vec<Source> = (0..sample).map(|at| tight[at * tight.len() / sample]).collect();
        if let Some(PointAnswer::Point(point)) = recover_point(program, &picked, proposal) {
            return Some(PointAnswer::Point(point));
        }
    }
    let mut is_zero = vec![false; program.variable_count()];
    let mut rows: Vec<usize> =
        (0..program.row_count()).filter(|row| program.rows()[*row].relation() == Relation::Equal).collect();
    for source in tight {
        match source {
            Source::Row(row) => rows.push(*row),
            Source::Sign(variable) => is_zero[*variable] = true,
        }
    }
    let mut place = vec![None; program.variable_count()];
    let mut unknowns = Vec::new();
    for variable in 0..program.variable_count() {
        if !is_zero[variable] {
            place[variable] = u32::try_from(unknowns.len()).ok();
            unknowns.push(variable);
        }
    }
    let mut system = LinearSystem { width: unknowns.len(), ..LinearSystem::default() };
    for row in &rows {
        let data = &program.rows()[*row];
        let unit = Integer::from(data.right().denominator().clone());
        let entries =
            data.entries().iter().filter_map(|(variable, entry)| Some((place[*variable]?, entry * &unit)));
        system.rows.push(entries.collect());
        system.rights.push(data.right().numerator() * Integer::from(data.denominator().clone()));
    }
    let factored = system.factor();
    let freedom = (0..unknowns.len()).any(|unknown| factored.is_free(unknown));
    for places in PLACES {
        let wish = |unknown: usize| {
            let variable = unknowns[unknown];
            let value = rounded(proposal.get(variable).copied().unwrap_or(0.0), places);
            if program.signs()[variable] == Sign::NonNegative { value.max(Rational::ZERO) } else { value }
        };
        match factored.solve(&wish, MOST_DIGITS)? {
            Solution::Values(values) => {
                let mut point = vec![Integer::ZERO; program.variable_count()];
                let (numbers, denominator) = values.into_parts();
                unknowns.iter().zip(numbers).for_each(|(variable, number)| point[*variable] = number);
                if let Some(proved) = Proved::point(program, &ScaledVector::from_parts(point, denominator)) {
                    return Some(PointAnswer::Point(proved));
                }
            }
            Solution::Contradiction(multipliers) => {
                let mut farkas = vec![Rational::ZERO; program.row_count()];
                let mut total = Rational::ZERO;
                for (row, multiplier) in rows.iter().zip(multipliers) {
                    let data = &program.rows()[*row];
                    let unit = data.right().denominator() * data.denominator();
                    farkas[*row] = Rational::from(multiplier * Integer::from(unit));
                    total += &farkas[*row] * data.right();
                }
                if total < Rational::ZERO {
                    farkas.iter_mut().for_each(|number| *number = -std::mem::take(number));
                }
                return Some(PointAnswer::Contradiction(Farkas(farkas)));
            }
        }
        if !freedom {
            break;
        }
    }
    None
}

/// What the multipliers of rows have to add up to.
enum Target<'t> {
    /// Aᵀy = 0 and b·y = 1.
    Contradiction,
    /// Aᵀy = c.
    Costs(&'t [Rational]),
}

/// Multipliers of the picked rows, with b·y > 0 and Aᵀy = 0 but at picked signs; their signs are not looked at.
pub(super) fn recover_farkas(program: &Program, support: &Picked) -> Option<Farkas> {
    recover_multipliers(program, support, &Target::Contradiction).map(Farkas)
}

/// Multipliers of the picked rows, with Aᵀy = c but at picked signs; their signs are not looked at.
pub(super) fn recover_dual(program: &Program, support: &Picked) -> Option<Dual> {
    recover_multipliers(program, support, &Target::Costs(program.costs())).map(Dual)
}

fn recover_multipliers(program: &Program, support: &Picked, target: &Target) -> Option<Vec<Rational>> {
    let mut is_slack = vec![false; program.variable_count()];
    let mut unknowns: Vec<(usize, f64)> = Vec::new();
    for (source, weight) in support {
        match source {
            Source::Row(row) => unknowns.push((*row, *weight)),
            Source::Sign(variable) => is_slack[*variable] = true,
        }
    }
    let largest = unknowns.iter().fold(0.0f64, |largest, (_, weight)| largest.max(weight.abs()));
    let equations = (0..program.row_count()).filter(|row| program.rows()[*row].relation() == Relation::Equal);
    unknowns.extend(equations.map(|row| (row, 0.0)));
    if matches!(target, Target::Contradiction)
        && let Some(found) = contradiction_in_words(program, &unknowns, &is_slack)
    {
        return Some(spread(program, &unknowns, found.numerators, &Integer::ONE));
    }
    // The unknown of a row is its multiplier over the row's denominator.
    let mut system = LinearSystem { width: unknowns.len(), ..LinearSystem::default() };
    let mut lengths = vec![0usize; program.variable_count()];
    for (row, _) in &unknowns {
        program.rows()[*row].entries().iter().for_each(|(variable, _)| lengths[*variable] += 1);
    }
    let mut columns: Vec<Vec<(u32, Integer)>> = lengths.into_iter().map(Vec::with_capacity).collect();
    for (unknown, (row, _)) in (0u32..).zip(&unknowns) {
        for (variable, entry) in program.rows()[*row].entries() {
            if !is_slack[*variable] {
                columns[*variable].push((unknown, entry.clone()));
            }
        }
    }
    for (variable, mut column) in columns.into_iter().enumerate() {
        let cost = match target {
            Target::Costs(costs) if !is_slack[variable] => costs[variable].clone(),
            _ => Rational::ZERO,
        };
        if column.is_empty() && cost.is_zero() {
            continue;
        }
        let (numerator, denominator) = cost.into_parts();
        if !denominator.is_one() {
            let unit = Integer::from(denominator);
            column.iter_mut().for_each(|(_, entry)| *entry *= &unit);
        }
        system.rows.push(column);
        system.rights.push(numerator);
    }
    if matches!(target, Target::Contradiction) {
        let (scaled, unit) = worths(program, &unknowns);
        system.rows.push((0u32..).zip(scaled).filter(|(_, entry)| !entry.is_zero()).collect());
        system.rights.push(unit.into());
    }
    // Thirty binary digits below the largest.
    #[allow(clippy::cast_possible_truncation)]
    let places = if largest > 0.0 && largest.is_finite() { 40 - largest.log2().ceil() as i32 } else { 40 };
    let factored = system.factor();
    let wish = |unknown: usize| {
        let (row, weight) = unknowns[unknown];
        rounded(weight, places) / Rational::from(program.rows()[row].denominator().clone())
    };
    let Solution::Values(values) = factored.solve(&wish, MOST_DIGITS)? else { return None };
    // A contradiction is one at every scale, and whole numbers are easier to add up.
    let (numbers, denominator) = values.into_parts();
    let denominator = if matches!(target, Target::Contradiction) { Integer::ONE } else { denominator };
    Some(spread(program, &unknowns, numbers, &denominator))
}

/// What the unknowns add to b·y, over one denominator.
fn worths(program: &Program, unknowns: &[(usize, f64)]) -> (Vec<Integer>, Natural) {
    let rows = || unknowns.iter().map(|(row, _)| &program.rows()[*row]);
    if rows().all(|row| row.denominator().is_one() && row.right().denominator().is_one()) {
        return (rows().map(|row| row.right().numerator().clone()).collect(), Natural::ONE);
    }
    let worths: Vec<Rational> =
        rows().map(|row| row.right() * Rational::from(row.denominator().clone())).collect();
    let unit: Natural = common_denominator(&worths);
    (worths.iter().map(|worth| scaled_to(worth, &unit)).collect(), unit)
}

/// As [`recover_farkas`] where machine words are long enough and there is one solution.
fn contradiction_in_words(program: &Program, unknowns: &[(usize, f64)], is_slack: &[bool]) -> Option<Fractions> {
    let rows = unknowns.iter().map(|(row, _)| program.rows()[*row].entries());
    let mut system = WordSystem::of_columns(rows, is_slack)?;
    let (scaled, unit) = worths(program, unknowns);
    system.push(scaled.iter().map(|entry| i64::try_from(entry).ok()), i64::try_from(unit).ok()?)?;
    system.solve()
}

/// The multipliers of all rows from the unknowns' numerators over their denominator.
fn spread(
    program: &Program,
    unknowns: &[(usize, f64)],
    numbers: Vec<Integer>,
    denominator: &Integer,
) -> Vec<Rational> {
    let mut multipliers = vec![Rational::ZERO; program.row_count()];
    for ((row, _), number) in unknowns.iter().zip(numbers) {
        let number = match program.rows()[*row].denominator() {
            one if one.is_one() => number,
            unit => number * Integer::from(unit.clone()),
        };
        multipliers[*row] = if denominator.is_one() {
            Rational::from(number)
        } else {
            Rational::from_parts_signed(number, denominator.clone())
        };
    }
    multipliers
}
