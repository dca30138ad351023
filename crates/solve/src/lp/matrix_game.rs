//! Exact solution of a matrix game: the mixed misreport with the best worst case, and the weights that prove it best.
//!
//! # Program
//! Given an integer matrix A with m rows (reports) and n columns (rules), find
//! v = max_δ min_t Σ_r δ_r A_rt = min_λ max_r Σ_t λ_t A_rt over probabilities δ on rows and λ on columns.
//!
//! # Method
//! Shift A by a constant so that all entries are at least 1. Then the largest Σ y with A y ≤ 1, y ≥ 0 is 1/v with
//! λ = v y, and the dual x ≥ 0, Aᵀx ≥ 1 gives δ = v x. The slack basis is feasible, so one phase of the primal simplex
//! method suffices. Pivots are fraction-free (all tableau entries are integers over the previous pivot) and follow
//! Bland's rule, which cannot cycle.

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
    let (m, n) = (matrix.len(), matrix.first()?.len());
    if n == 0 || matrix.iter().any(|row| row.len() != n) {
        return None;
    }
    let least = matrix.iter().flat_map(|row| row.iter()).min()?;
    let shift = Integer::ONE - least;
    let mut tableau = Tableau::new(matrix, &shift, m, n);
    tableau.maximise();
    // Σ y = objective / pivot, v = pivot / objective.
    let objective = tableau.objective();
    let share = |numerator: &Integer| Rational::from_parts_signed(numerator.clone(), objective.clone());
    let mut columns = vec![Rational::ZERO; n];
    for (row, basic) in tableau.basis.iter().enumerate() {
        if *basic < n {
            columns[*basic] = share(&tableau.rows[row][n + m]);
        }
    }
    let rows = (0..m).map(|row| share(&tableau.rows[m][n + row])).collect();
    let value = Rational::from_parts_signed(tableau.pivot.clone(), objective.clone()) - Rational::from(shift);
    Some(GameSolution { value, rows, columns })
}

/// Columns: n variables, m slacks, right side. Rows: m constraints, then the objective (reduced costs, negated value
/// conventions as usual for maximisation). All entries are integers over the common `pivot`.
struct Tableau {
    rows: Vec<Vec<Integer>>,
    basis: Vec<usize>,
    pivot: Integer,
    variables: usize,
}

impl Tableau {
    fn new(matrix: &[&[Integer]], shift: &Integer, m: usize, n: usize) -> Tableau {
        let mut rows: Vec<Vec<Integer>> = Vec::with_capacity(m + 1);
        for (place, entries) in matrix.iter().enumerate() {
            let mut row: Vec<Integer> = entries.iter().map(|entry| entry + shift).collect();
            row.extend((0..m).map(|slack| Integer::from(u8::from(slack == place))));
            row.push(Integer::ONE);
            rows.push(row);
        }
        let mut costs = vec![Integer::NEG_ONE; n];
        costs.extend(std::iter::repeat_n(Integer::ZERO, m + 1));
        rows.push(costs);
        Tableau { rows, basis: (n..n + m).collect(), pivot: Integer::ONE, variables: n + m }
    }

    fn objective(&self) -> &Integer {
        &self.rows[self.basis.len()][self.variables]
    }

    fn maximise(&mut self) {
        let m = self.basis.len();
        while let Some(column) = (0..self.variables).find(|column| self.rows[m][*column] < Integer::ZERO) {
            let mut leaving: Option<usize> = None;
            for row in (0..m).filter(|row| self.rows[*row][column] > Integer::ZERO) {
                leaving = Some(leaving.map_or(row, |best| self.earlier_ratio(best, row, column)));
            }
            // All entries of the shifted matrix are positive, so the feasible set is bounded and a row is found.
            let Some(row) = leaving else { return };
            self.pivot_on(row, column);
        }
    }

    /// The row with the smaller ratio of right side to column entry; the smaller basic variable in a tie.
    fn earlier_ratio(&self, a: usize, b: usize, column: usize) -> usize {
        let right = self.variables;
        let left_side = &self.rows[a][right] * &self.rows[b][column];
        let right_side = &self.rows[b][right] * &self.rows[a][column];
        match left_side.cmp(&right_side) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal if self.basis[a] < self.basis[b] => a,
            std::cmp::Ordering::Equal => b,
        }
    }

    fn pivot_on(&mut self, row: usize, column: usize) {
        let pivot_row = self.rows[row].clone();
        let new_pivot = pivot_row[column].clone();
        for (place, entries) in self.rows.iter_mut().enumerate() {
            if place == row {
                continue;
            }
            let factor = entries[column].clone();
            for (entry, above) in entries.iter_mut().zip(&pivot_row) {
                let mut product = &*entry * &new_pivot;
                if !factor.is_zero() && !above.is_zero() {
                    product -= &factor * above;
                }
                *entry = if self.pivot.is_one() { product } else { product / &self.pivot };
            }
        }
        self.basis[row] = column;
        self.pivot = new_pivot;
    }
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
