//! Short proofs at an end of a parameter's interval.
//!
//! # Mathematics
//! Let x be the program's solution at the end B*. Rows that are tight at x, with any multipliers y ≥ 0 under which everything but B
//! cancels, add up to κ (B − B*) ≥ 0: at x both sides of every row agree, so the sum is 0 at B*. Every contradiction of tight
//! rows with "B is beyond B* by at least 1" is therefore a proof of exactly this end, and among these contradictions
//! [`minimise_support`] looks for one with few rows. The dual solution is one of them, by complementary slackness.

use crate::lp::{Dual, Farkas, Outcome, Primal, Program, Relation, Row, minimise_support};
use ambimech_model::number::Rational;

/// Rounds in which fewer rows are looked for.
const ROUNDS: usize = 6;

/// Multipliers of the program's rows that prove what `found` says about the smallest or largest value of the variable, hopefully few;
/// `None` where it says nothing of the kind.
pub(super) fn shortened(
    program: &Program,
    variable: usize,
    found: &Outcome,
    is_largest: bool,
) -> Option<Vec<Rational>> {
    let (Primal(point), Dual(dual)) = match found {
        Outcome::Unbounded { .. } => return None,
        Outcome::Infeasible { farkas } => return Some(minimise_support(program, farkas, ROUNDS).0),
        Outcome::Optimal { primal, dual, .. } => (primal, dual),
    };
    let tight: Vec<usize> =
        (0..program.row_count()).filter(|row| is_tight(&program.rows()[*row], point)).collect();
    let mut beyond = program.with_rows(&tight);
    let outward = if is_largest { Rational::ONE } else { Rational::NEG_ONE };
    let bound = &outward * point.get(variable)? + Rational::ONE;
    beyond.add_row(Relation::AtLeast, vec![(variable, outward)], bound);
    let known = tight.iter().map(|row| dual[*row].clone()).chain([Rational::ONE]).collect();
    let Farkas(short) = minimise_support(&beyond, &Farkas(known), ROUNDS);
    let mut multipliers = vec![Rational::ZERO; program.row_count()];
    tight.into_iter().zip(short).for_each(|(row, number)| multipliers[row] = number);
    Some(multipliers)
}

fn is_tight(row: &Row, point: &[Rational]) -> bool {
    let left = row.coefficients().fold(Rational::ZERO, |sum, (variable, entry)| sum + entry * &point[variable]);
    left == *row.right()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{Sign, solve};

    /// B ≤ x and x ≤ 3, said in two rows, and again by pieces over y and z; the long way is what the dual is made to use.
    #[test]
    fn the_short_way_to_an_end_is_found() {
        let mut program = Program::new();
        let [b, x, y, z] = [0; 4].map(|_| program.add_variable(Sign::Free));
        let mut row = |entries: &[(usize, i64)], right: i64| {
            let entries = entries.iter().map(|(variable, entry)| (*variable, Rational::from(*entry))).collect();
            program.add_row(Relation::AtLeast, entries, Rational::from(right))
        };
        row(&[(b, -2), (y, 1), (z, 1)], 0);
        row(&[(y, -1), (x, 1)], 0);
        row(&[(z, -1), (x, 1)], 0);
        row(&[(x, -1)], -3);
        row(&[(b, -1)], -3);
        row(&[(b, 1)], -5);
        row(&[(b, -1), (x, 1)], 0);
        let long = [1, 1, 1, 2, 0, 0, 0].map(|y| Rational::from_parts(y.into(), 2u8.into())).to_vec();
        program.set_cost(b, Rational::NEG_ONE);
        let Outcome::Optimal { value, primal, .. } = solve(&program).unwrap() else { panic!() };
        assert_eq!(value, Rational::from(-3));
        let found = Outcome::Optimal { value, primal, dual: Dual(long) };
        assert_eq!(crate::lp::verify(&program, &found), Ok(()));
        let short = shortened(&program, b, &found, true).unwrap();
        let used: Vec<usize> = (0..short.len()).filter(|row| !short[*row].is_zero()).collect();
        assert_eq!(used, [4]);
    }
}
