//! Farkas vectors with short numbers: extreme ones.
//!
//! # Mathematics
//! The multipliers y of rows, and s ≥ 0 of signs, with Aᵀy + s = 0 and y ≥ 0 on ≥ rows are a cone that knows nothing of right sides. Of a y with
//! b·y > 0, which is a sum of extreme rays of the cone, at least one ray has b·y > 0 too, and its numbers are as long as its rows make them,
//! however long b is. It is found by steps: while the rows and signs in use have another solution z of Aᵀz + s = 0, with b·z ≥ 0, y moves along z until
//! one of them is used no more, or is z itself where z has no negative multiplier. Each step uses fewer; the last has one solution but for its scale.

use super::linear_system::{LinearSystem, Solution};
use super::outcome::Farkas;
use super::program::{Program, Relation};
use super::recovery::MOST_DIGITS;
use ambimech_model::number::{Integer, Rational};

/// A row or the sign of a variable in use, with its multiplier, that of a row over the row's denominator.
struct Used {
    source: Member,
    multiplier: Rational,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    /// An equation, whose multiplier has no sign.
    Equation(usize),
    /// A ≥ row.
    Inequality(usize),
    /// x_j ≥ 0.
    Sign(usize),
}

/// An extreme Farkas vector whose support lies in that of this one, which must be one; `None` when numbers get longer than lifting goes.
pub(super) fn extreme(program: &Program, farkas: &Farkas) -> Option<Farkas> {
    let mut used = in_use(program, farkas);
    loop {
        let system = equations(program, &used);
        let factored = system.factor();
        let free: Vec<usize> = (0..used.len()).filter(|unknown| factored.is_free(*unknown)).collect();
        let wish = |unknown: usize| Rational::from(u8::from(Some(&unknown) == free.first()));
        let Solution::Values(values) = factored.solve(&wish, MOST_DIGITS)? else { return None };
        let mut direction = values.into_parts().0;
        let worth = worth_of(program, &used, &direction);
        if worth < Rational::ZERO {
            direction.iter_mut().for_each(|number| *number = -&*number);
        }
        if free.len() <= 1 {
            return (!worth.is_zero()).then(|| spread(program, &used, direction));
        }
        let is_bounded = |used: &Used| !matches!(used.source, Member::Equation(_));
        let mut falling = used.iter().zip(&direction).filter(|(used, _)| is_bounded(used));
        if falling.clone().all(|(_, number)| *number >= Integer::ZERO) {
            if !worth.is_zero() {
                used.iter_mut().zip(direction).for_each(|(used, number)| used.multiplier = number.into());
                used.retain(|used| !used.multiplier.is_zero());
                continue;
            }
            if falling.any(|(_, number)| !number.is_zero()) {
                direction.iter_mut().for_each(|number| *number = -&*number);
            }
        }
        let step = length(&used, &direction)?;
        for (used, number) in used.iter_mut().zip(direction) {
            used.multiplier += &step * Rational::from(number);
        }
        used.retain(|used| !used.multiplier.is_zero());
    }
}

/// How far to go until the first inequality is used no more; where none falls, until the first equation in motion is.
fn length(used: &[Used], direction: &[Integer]) -> Option<Rational> {
    let moving = || used.iter().zip(direction).filter(|(_, number)| !number.is_zero());
    let steps = |(used, number): (&Used, &Integer)| -&used.multiplier / Rational::from(number.clone());
    let is_falling = |(used, number): &(&Used, &Integer)| {
        !matches!(used.source, Member::Equation(_)) && **number < Integer::ZERO
    };
    moving().filter(is_falling).map(steps).min().or_else(|| moving().map(steps).next())
}

fn in_use(program: &Program, Farkas(multipliers): &Farkas) -> Vec<Used> {
    let mut sums = vec![Rational::ZERO; program.variable_count()];
    let mut used = Vec::new();
    for (number, (row, multiplier)) in program.rows().iter().zip(multipliers).enumerate() {
        if multiplier.is_zero() {
            continue;
        }
        row.coefficients().for_each(|(variable, entry)| sums[variable] += entry * multiplier);
        let source = match row.relation() {
            Relation::Equal => Member::Equation(number),
            Relation::AtLeast => Member::Inequality(number),
        };
        used.push(Used { source, multiplier: multiplier / Rational::from(row.denominator().clone()) });
    }
    let signs = sums.into_iter().enumerate().filter(|(_, sum)| !sum.is_zero());
    used.extend(signs.map(|(variable, sum)| Used { source: Member::Sign(variable), multiplier: -sum }));
    used
}

/// One equation for every variable; the unknowns are the multipliers in use.
fn equations(program: &Program, used: &[Used]) -> LinearSystem {
    let mut rows = vec![Vec::new(); program.variable_count()];
    for (unknown, used) in (0u32..).zip(used) {
        match used.source {
            Member::Equation(row) | Member::Inequality(row) => {
                let entries = program.rows()[row].entries();
                entries.iter().for_each(|(variable, entry)| rows[*variable].push((unknown, entry.clone())));
            }
            Member::Sign(variable) => rows[variable].push((unknown, Integer::ONE)),
        }
    }
    rows.retain(|row| !row.is_empty());
    let rights = vec![Integer::ZERO; rows.len()];
    LinearSystem { width: used.len(), rows, rights }
}

/// b·y for these multipliers.
fn worth_of(program: &Program, used: &[Used], multipliers: &[Integer]) -> Rational {
    used.iter().zip(multipliers).fold(Rational::ZERO, |sum, (used, number)| match used.source {
        Member::Equation(row) | Member::Inequality(row) => {
            let row = &program.rows()[row];
            sum + row.right() * Rational::from(number * Integer::from(row.denominator().clone()))
        }
        Member::Sign(_) => sum,
    })
}

fn spread(program: &Program, used: &[Used], multipliers: Vec<Integer>) -> Farkas {
    let mut numbers = vec![Rational::ZERO; program.row_count()];
    for (used, number) in used.iter().zip(multipliers) {
        if let Member::Equation(row) | Member::Inequality(row) = used.source {
            numbers[row] = Rational::from(number * Integer::from(program.rows()[row].denominator().clone()));
        }
    }
    Farkas(numbers)
}
