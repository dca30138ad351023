//! The smallest value in floating point alone: for searches that solve many programs and believe none of the answers.

use super::feasible::LARGEST_DIMENSION;
use super::half_spaces::HalfSpaces;
use super::interior::{Until, run, work_of};
use super::patience::Patience;
use super::program::Program;

/// By how much a proposal may miss a row, beside the largest right side.
const TOLERANCE: f64 = 1e-6;

/// Values of the variables, about, at which the cost is the smallest, about; `None` when the method does not come near any, the
/// program is too large, or the patience is spent. Nothing is proved.
pub fn propose(program: &Program, patience: &mut Patience) -> Option<Vec<f64>> {
    let picture = HalfSpaces::new(program, LARGEST_DIMENSION)?;
    if picture.dimension > LARGEST_DIMENSION {
        return None;
    }
    let z = if picture.dimension == 0 || picture.count() == 0 {
        vec![0.0; picture.dimension]
    } else {
        patience.propose(work_of(&picture))?;
        run(&picture, vec![0.0; picture.dimension], Until::Converged)?.point
    };
    let scale = picture.rights.iter().fold(1.0f64, |largest, right| largest.max(right.abs()));
    let is_kept = (0..picture.count()).all(|row| picture.dot(row, &z) >= picture.rights[row] - TOLERANCE * scale);
    let variables = picture.variables(&z);
    (is_kept && variables.iter().all(|value| value.is_finite())).then_some(variables)
}

#[cfg(test)]
mod tests {
    use super::super::program::{Relation, Sign};
    use super::*;
    use ambimech_model::number::Rational;

    #[test]
    fn a_corner_is_found_and_a_contradiction_is_not() {
        let mut program = Program::new();
        let (x, y) = (program.add_variable(Sign::NonNegative), program.add_variable(Sign::Free));
        program.set_cost(x, Rational::ONE);
        program.set_cost(y, Rational::from(2));
        program.add_row(Relation::AtLeast, vec![(x, Rational::ONE), (y, Rational::from(3))], Rational::from(3));
        let found = propose(&program, &mut Patience::endless()).unwrap();
        assert!((found[0]).abs() < 1e-6 && (found[1] - 1.0).abs() < 1e-6, "{found:?}");
        assert_eq!(propose(&program, &mut Patience::of(1)), None);
        program.add_row(Relation::AtLeast, vec![(y, Rational::NEG_ONE)], Rational::ZERO);
        program.add_row(Relation::AtLeast, vec![(x, Rational::NEG_ONE)], Rational::ONE);
        assert_eq!(propose(&program, &mut Patience::endless()), None);
    }
}
