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

#[cfg(test)]
mod tests {
    use super::super::dictionary::Dictionary;
    use super::super::minimise::in_lowest_terms;
    use super::super::outcome::{Feasibility, Outcome};
    use super::super::patience::Patience;
    use super::super::program::Sign;
    use super::super::verify::verify_feasibility;
    use super::*;
    use ambimech_model::number::bit_length;

    /// Four variables, signs among them; entries of one digit.
    const VARIABLES: usize = 4;
    /// Minors of at most five columns with entries up to 4 have fewer bits.
    const BITS_OF_MINORS: usize = 16;

    /// A row that says 0 ≥ b in disguise is found among long multipliers; a vector that proves nothing gives nothing.
    #[test]
    fn what_proves_nothing_is_not_made_to() {
        let mut program = Program::new();
        let x = program.add_variable(Sign::Free);
        program.add_row(Relation::AtLeast, vec![(x, 2.into())], 1.into());
        program.add_row(Relation::AtLeast, vec![(x, Rational::from(-3))], 0.into());
        program.add_row(Relation::Equal, vec![(x, 1.into())], 0.into());
        let long = Farkas(vec![
            Rational::from_parts(7.into(), 3u8.into()),
            1.into(),
            Rational::from_parts((-5).into(), 3u8.into()),
        ]);
        let short = in_lowest_terms(&extreme(&program, &long).unwrap());
        assert!(
            [Farkas(vec![3.into(), 2.into(), 0.into()]), Farkas(vec![1.into(), 0.into(), Rational::from(-2)])]
                .contains(&short),
            "{short:?}"
        );
        let nothing = Farkas(vec![0.into(), 1.into(), 3.into()]);
        assert_eq!(extreme(&program, &nothing), None);
    }

    /// Sums of proofs with long multipliers, for long right sides: what is left proves the contradiction with the numbers of the rows, among the rows that were in use.
    #[test]
    fn long_sums_of_proofs_have_a_short_part() {
        let mut state = 5u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let (mut shortened, mut with_equations) = (0, 0);
        for round in 0..150usize {
            let rows: Vec<(Relation, Vec<(usize, Rational)>)> = (0..9)
                .map(|row| {
                    let entries =
                        (0..VARIABLES).map(|variable| (variable, Rational::from(next(9) as i64 - 4))).collect();
                    (if row % 4 == 1 { Relation::Equal } else { Relation::AtLeast }, entries)
                })
                .collect();
            let with_rights = |rights: &[Rational]| {
                let mut program = Program::new();
                for variable in 0..VARIABLES {
                    program.add_variable(if (variable + round) % 3 == 0 { Sign::NonNegative } else { Sign::Free });
                }
                for ((relation, entries), right) in rows.iter().zip(rights) {
                    program.add_row(*relation, entries.clone(), right.clone());
                }
                program
            };
            let mut sum = vec![Rational::ZERO; rows.len()];
            for _ in 0..4 {
                let rights: Vec<Rational> = rows.iter().map(|_| Rational::from(next(9) as i64 - 2)).collect();
                let outcome = Dictionary::new(&with_rights(&rights)).solve(&mut Patience::endless()).unwrap();
                if let Outcome::Infeasible { farkas: Farkas(own) } = outcome {
                    let factor = Rational::from_parts((1 + next(1 << 30)).into(), (1 + next(1 << 30)).into());
                    sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own * &factor);
                }
            }
            let long = |number: u64| Rational::from_parts(Integer::from(number + 1).pow(6), 3u8.into());
            let mut rights: Vec<Rational> =
                rows.iter().map(|_| long(next(1 << 30)) - long(next(1 << 30))).collect();
            let worth = sum.iter().zip(&rights).fold(Rational::ZERO, |total, (one, other)| total + one * other);
            if worth.is_zero() {
                continue;
            }
            if worth < Rational::ZERO {
                rights.iter_mut().for_each(|right| *right = -&*right);
            }
            let program = with_rights(&rights);
            let whole = in_lowest_terms(&Farkas(sum));
            let short = in_lowest_terms(&extreme(&program, &whole).unwrap());
            assert_eq!(
                verify_feasibility(&program, &Feasibility::Infeasible { farkas: short.clone() }),
                Ok(()),
                "{round}"
            );
            assert!(short.0.iter().all(|number| bit_length(number) <= BITS_OF_MINORS), "{short:?}");
            assert!(short.0.iter().zip(&whole.0).all(|(short, whole)| short.is_zero() || !whole.is_zero()));
            assert!(short.0.iter().filter(|number| !number.is_zero()).count() <= VARIABLES + 1);
            shortened += usize::from(whole.0.iter().any(|number| bit_length(number) > BITS_OF_MINORS));
            with_equations += usize::from(
                short
                    .0
                    .iter()
                    .zip(program.rows())
                    .any(|(number, row)| !number.is_zero() && row.relation() == Relation::Equal),
            );
        }
        assert!(shortened > 60 && with_equations > 20, "{shortened} {with_equations}");
    }
}
