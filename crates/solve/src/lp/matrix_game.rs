//! Exact solution of a matrix game: the mixed misreport with the best worst case, and the weights that prove it best.
//!
//! # Program
//! Given an integer matrix A with m rows (reports) and n columns (rules), find
//! v = max_δ min_t Σ_r δ_r A_rt = min_λ max_r Σ_t λ_t A_rt over probabilities δ on rows and λ on columns.
//!
//! # Method
//! Shift A by a constant so that all entries are at least 1. Then the largest Σ y with A y ≤ 1, y ≥ 0 is 1/v with
//! λ = v y, and the dual x ≥ 0, Aᵀx ≥ 1 gives δ = v x; see [`super::simplex`].

use super::simplex::{SimplexOutcome, maximise};
use ambimech_model::number::{Integer, Rational};

/// The value of a game and optimal mixtures of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GameSolution {
    /// max_δ min_t = min_λ max_r.
    pub value: Rational,
    /// Probabilities of the rows.
    pub rows: Vec<Rational>,
    /// Probabilities of the columns.
    pub columns: Vec<Rational>,
}

/// Solves the game with this matrix, which must have at least one row and one column and be rectangular; `None`
/// otherwise.
pub fn solve_matrix_game(matrix: &[&[Integer]]) -> Option<GameSolution> {
    let columns = matrix.first()?.len();
    let least = matrix.iter().flat_map(|row| row.iter()).min()?;
    let shift = Integer::ONE - least;
    let shifted: Vec<Vec<Integer>> =
        matrix.iter().map(|row| row.iter().map(|entry| entry + &shift).collect()).collect();
    let ones = |count| vec![Integer::ONE; count];
    // All entries are positive, so the program is bounded and its value is positive.
    let SimplexOutcome::Optimal { value, primal, dual } = maximise(&ones(columns), &shifted, &ones(matrix.len()))?
    else {
        return None;
    };
    let shares = |solution: Vec<Rational>| solution.into_iter().map(|number| number / &value).collect();
    Some(GameSolution {
        rows: shares(dual),
        columns: shares(primal),
        value: Rational::ONE / &value - Rational::from(shift),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(matrix: &[&[i64]]) -> GameSolution {
        let rows: Vec<Vec<Integer>> =
            matrix.iter().map(|row| row.iter().map(|entry| Integer::from(*entry)).collect()).collect();
        let rows: Vec<&[Integer]> = rows.iter().map(Vec::as_slice).collect();
        solve_matrix_game(&rows).unwrap()
    }

    /// Optimality is checked by its definition: both mixtures guarantee the value.
    fn assert_optimal(matrix: &[&[i64]]) -> Rational {
        let solution = solve(matrix);
        let one = |mixture: &[Rational]| {
            assert!(mixture.iter().all(|share| *share >= Rational::ZERO));
            assert!(ambimech_model::number::sum(mixture).is_one());
        };
        one(&solution.rows);
        one(&solution.columns);
        for column in 0..matrix[0].len() {
            let worth = (0..matrix.len()).fold(Rational::ZERO, |total, row| {
                total + &solution.rows[row] * Rational::from(matrix[row][column])
            });
            assert!(worth >= solution.value, "{matrix:?}");
        }
        for row in matrix {
            let worth = row
                .iter()
                .zip(&solution.columns)
                .fold(Rational::ZERO, |total, (entry, share)| total + share * Rational::from(*entry));
            assert!(worth <= solution.value, "{matrix:?}");
        }
        solution.value
    }

    #[test]
    fn games_of_the_textbook() {
        assert_eq!(assert_optimal(&[&[1, -1], &[-1, 1]]), Rational::ZERO);
        assert_eq!(assert_optimal(&[&[0, -1, 1], &[1, 0, -1], &[-1, 1, 0]]), Rational::ZERO);
        assert_eq!(assert_optimal(&[&[3, 1], &[0, 2]]), Rational::from_parts(3.into(), 2u8.into()));
        assert_eq!(assert_optimal(&[&[5]]), Rational::from(5));
        assert_eq!(assert_optimal(&[&[-7, -7], &[-7, -7]]), Rational::from(-7));
        assert!(solve_matrix_game(&[]).is_none());
    }

    #[test]
    fn pseudo_random_games_are_solved_to_optimality() {
        let mut state = 5u64;
        for round in 0..300usize {
            let (m, n) = (1 + round % 6, 1 + round / 6 % 7);
            let matrix: Vec<Vec<i64>> = (0..m)
                .map(|_| {
                    (0..n)
                        .map(|_| {
                            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                            (state >> 33) as i64 % if round % 2 == 0 { 5 } else { 1000 } - 2
                        })
                        .collect()
                })
                .collect();
            let rows: Vec<&[i64]> = matrix.iter().map(Vec::as_slice).collect();
            assert_optimal(&rows);
        }
    }
}
