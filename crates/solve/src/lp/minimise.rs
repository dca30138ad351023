//! Shorter proofs of infeasibility: fewer rows, smaller integers.
//!
//! # Method
//! A Farkas certificate with the fewest rows is hard to find; short ones come from weighting. Minimising the largest violation
//! with a weight w_r for every row r gives the certificate with the smallest Σ w_r y_r among those with b·y = 1. Weights
//! 1/(y_r + ε), with y from the round before, are cheap where y is large and dear where it is small, so that each round
//! drops rows that hardly count (iteratively reweighted ℓ₁ minimisation). Every candidate is recovered exactly and verified; the best by
//! number of rows, then by length of the numbers, is kept.

use super::feasible::{LARGEST_DIMENSION, support};
use super::half_spaces::{HalfSpaces, Source};
use super::interior::{Until, least_violation, run};
use super::outcome::{Farkas, Feasibility};
use super::program::Program;
use super::recovery::recover_farkas;
use super::verify::verify_feasibility;
use ambimech_model::number::{
    Integer, Natural, Rational, bit_length, common_denominator, greatest_common_divisor, scaled_to,
};

/// ε beside the largest multiplier, in the rounds that come; it shrinks as the support settles.
const FLOORS: [f64; 4] = [0.1, 0.01, 1e-3, 1e-4];

/// A certificate that is at least as short as `farkas`, in integers without a common divisor. `rounds` bounds the work: each
/// round costs about as much as finding a certificate. A `farkas` that proves nothing is returned as it is.
pub fn minimise_support(program: &Program, farkas: &Farkas, rounds: usize) -> Farkas {
    if !proves(program, farkas) {
        return farkas.clone();
    }
    let mut best = in_lowest_terms(farkas);
    let Some(picture) = HalfSpaces::new(program, LARGEST_DIMENSION) else { return best };
    let picture = picture.without_parallel_columns();
    let is_too_large = picture.dimension > LARGEST_DIMENSION;
    if is_too_large || picture.count() == 0 || picture.dimension == 0 || picture.count() < picture.dimension / 2 {
        return best;
    }
    let room = picture.rights.iter().fold(0.0f64, |largest, right| largest.max(right.abs())).max(1e-3);
    // Slightly different weights, so that of two rows that say the same only one is used.
    #[allow(clippy::cast_precision_loss)]
    let tilts: Vec<f64> =
        (0..picture.count()).map(|row| 1.0 + 0.1 * (row as f64 * 0.618_033_988_749).fract()).collect();
    let mut weights = tilts.clone();
    for round in 0..rounds {
        let lifted = least_violation(&picture, &weights, room);
        let mut start = vec![0.0; lifted.dimension];
        start[picture.dimension] = 2.0 * room;
        let Some(interior) = run(&lifted, start, Until::Room) else { break };
        let violation = interior.point[picture.dimension];
        if violation <= 0.0 {
            break;
        }
        let picked = support(&picture, &interior, 1.0, violation);
        let used = picked.iter().filter(|(source, _)| matches!(source, Source::Row(_))).count();
        if used <= size(&best).0
            && let Some(candidate) = recover_farkas(program, &picked)
            && proves(program, &candidate)
        {
            let candidate = in_lowest_terms(&candidate);
            if size(&candidate) < size(&best) {
                best = candidate;
            }
        }
        let largest = interior.multipliers.iter().take(picture.count()).fold(0.0f64, |largest, y| largest.max(*y));
        let floor = FLOORS[round.min(FLOORS.len() - 1)];
        for ((weight, tilt), multiplier) in weights.iter_mut().zip(&tilts).zip(&interior.multipliers) {
            *weight = tilt / (multiplier / largest + floor);
        }
    }
    best
}

fn proves(program: &Program, farkas: &Farkas) -> bool {
    verify_feasibility(program, &Feasibility::Infeasible { farkas: farkas.clone() }).is_ok()
}

/// How many multipliers are not 0, and how many bits they have together.
pub(super) fn size(Farkas(numbers): &Farkas) -> (usize, usize) {
    let used = numbers.iter().filter(|number| !number.is_zero());
    used.fold((0, 0), |(count, bits), number| (count + 1, bits + bit_length(number)))
}

/// The positive multiple whose numbers are integers without a common divisor.
pub(super) fn in_lowest_terms(Farkas(numbers): &Farkas) -> Farkas {
    let unit = common_denominator(numbers);
    let integers: Vec<Integer> = numbers.iter().map(|number| scaled_to(number, &unit)).collect();
    let divisor = integers.iter().fold(Natural::ZERO, |divisor, number| {
        if divisor.is_one() { divisor } else { greatest_common_divisor(&divisor, &number.clone().into_parts().1) }
    });
    let divisor = Integer::from(if divisor.is_zero() { Natural::ONE } else { divisor });
    Farkas(integers.into_iter().map(|number| Rational::from(number / &divisor)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::program::{Relation, Sign};
    use super::*;

    /// x ≥ 1 and −x ≥ 0 contradict each other; so do three other rows, which the long certificate uses too.
    #[test]
    fn a_long_certificate_becomes_short() {
        let mut program = Program::new();
        let (x, y) = (program.add_variable(Sign::Free), program.add_variable(Sign::Free));
        let mut row = |a: i64, b: i64, right: i64| {
            program.add_row(Relation::AtLeast, vec![(x, a.into()), (y, b.into())], right.into())
        };
        row(1, 0, 1);
        row(-1, 0, 0);
        row(1, 1, 1);
        row(1, -1, 1);
        row(-2, 0, 0);
        let long = Farkas([3, 3, 2, 2, 2].map(|n| Rational::from_parts(n.into(), 6u8.into())).to_vec());
        let short = minimise_support(&program, &long, 4);
        assert!(proves(&program, &short));
        assert_eq!(size(&short).0, 2);
        assert_eq!(size(&minimise_support(&program, &long, 0)), (5, 5 + 5));
        let wrong = Farkas([1, 1, 1, 1, 0].map(Rational::from).to_vec());
        assert_eq!(minimise_support(&program, &wrong, 4), wrong);
    }
}
