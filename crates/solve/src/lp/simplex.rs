//! A small exact linear program solver: one-phase primal simplex on integers.
//!
//! # Program
//! maximise c·x subject to A x ≤ b, x ≥ 0, with A (m × n), b ≥ 0 (m) and c (n) integer. The slack basis is feasible, so no
//! first phase is needed.
//!
//! # Method
//! A dense tableau over one common pivot (Edmonds' fraction-free elimination): every entry is an integer, every division is
//! exact. Bland's rule, which cannot cycle. Duals are read off the slacks' reduced costs. This is the engine for matrix
//! games and other programs of a few dozen rows; it is not meant for large ones.

use ambimech_model::number::{Integer, Rational};

/// The answer of the solver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SimplexOutcome {
    /// The largest value, with a solution and a dual solution that prove each other best:
    /// A x ≤ b, x ≥ 0; yᵀA ≥ c, y ≥ 0; c·x = b·y.
    Optimal {
        /// c·x = b·y.
        value: Rational,
        /// x, n numbers.
        primal: Vec<Rational>,
        /// y, m numbers.
        dual: Vec<Rational>,
    },
    /// There is no largest value: A d ≤ 0, d ≥ 0, c·d > 0.
    Unbounded {
        /// d, n numbers.
        ray: Vec<Rational>,
    },
}

/// Solves the program; `None` when the shapes do not fit or some b is negative.
pub fn maximise(costs: &[Integer], matrix: &[Vec<Integer>], right: &[Integer]) -> Option<SimplexOutcome> {
    let (m, n) = (matrix.len(), costs.len());
    let fits = right.len() == m && matrix.iter().all(|row| row.len() == n);
    if !fits || right.iter().any(|b| *b < Integer::ZERO) {
        return None;
    }
    let mut tableau = Tableau::new(costs, matrix, right);
    if let Some(column) = tableau.run() {
        return Some(SimplexOutcome::Unbounded { ray: tableau.ray(column) });
    }
    Some(SimplexOutcome::Optimal {
        value: tableau.over_pivot(&tableau.rows[m][n + m]),
        primal: tableau.primal(),
        dual: (0..m).map(|row| tableau.over_pivot(&tableau.rows[m][n + row])).collect(),
    })
}

/// Columns: n variables, m slacks, right side. Rows: m constraints, then the reduced costs.
struct Tableau {
    rows: Vec<Vec<Integer>>,
    basis: Vec<usize>,
    /// Every entry stands for itself over this number, which is positive.
    pivot: Integer,
    n: usize,
}

impl Tableau {
    fn new(costs: &[Integer], matrix: &[Vec<Integer>], right: &[Integer]) -> Tableau {
        let (m, n) = (matrix.len(), costs.len());
        let mut rows: Vec<Vec<Integer>> = Vec::with_capacity(m + 1);
        for (place, (entries, b)) in matrix.iter().zip(right).enumerate() {
            let mut row = entries.clone();
            row.extend((0..m).map(|slack| Integer::from(u8::from(slack == place))));
            row.push(b.clone());
            rows.push(row);
        }
        let mut last: Vec<Integer> = costs.iter().map(|cost| -cost).collect();
        last.extend(std::iter::repeat_n(Integer::ZERO, m + 1));
        rows.push(last);
        Tableau { rows, basis: (n..n + m).collect(), pivot: Integer::ONE, n }
    }

    fn over_pivot(&self, entry: &Integer) -> Rational {
        Rational::from_parts_signed(entry.clone(), self.pivot.clone())
    }

    /// Pivots until no reduced cost is negative; returns the entering column of an unbounded program.
    fn run(&mut self) -> Option<usize> {
        let m = self.basis.len();
        while let Some(column) = (0..self.n + m).find(|column| self.rows[m][*column] < Integer::ZERO) {
            let mut leaving: Option<usize> = None;
            for row in (0..m).filter(|row| self.rows[*row][column] > Integer::ZERO) {
                leaving = Some(leaving.map_or(row, |best| self.earlier_ratio(best, row, column)));
            }
            match leaving {
                Some(row) => self.pivot_on(row, column),
                None => return Some(column),
            }
        }
        None
    }

    /// The row with the smaller ratio of right side to column entry; the smaller basic variable in a tie.
    fn earlier_ratio(&self, a: usize, b: usize, column: usize) -> usize {
        let right = self.n + self.basis.len();
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

    fn primal(&self) -> Vec<Rational> {
        let mut primal = vec![Rational::ZERO; self.n];
        for (row, basic) in self.basis.iter().enumerate().filter(|(_, basic)| **basic < self.n) {
            primal[*basic] = self.over_pivot(&self.rows[row][self.n + self.basis.len()]);
        }
        primal
    }

    /// The direction in which the entering column grows without limit.
    fn ray(&self, column: usize) -> Vec<Rational> {
        let mut ray = vec![Rational::ZERO; self.n];
        if column < self.n {
            ray[column] = Rational::ONE;
        }
        for (row, basic) in self.basis.iter().enumerate().filter(|(_, basic)| **basic < self.n) {
            ray[*basic] = -self.over_pivot(&self.rows[row][column]);
        }
        ray
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integers(numbers: &[i64]) -> Vec<Integer> {
        numbers.iter().map(|number| Integer::from(*number)).collect()
    }

    fn dot(a: &[Integer], x: &[Rational]) -> Rational {
        a.iter().zip(x).fold(Rational::ZERO, |sum, (a, x)| sum + x * Rational::from(a.clone()))
    }

    /// Every outcome is checked against its definition.
    fn solve(costs: &[i64], matrix: &[&[i64]], right: &[i64]) -> Option<Rational> {
        let (costs, right) = (integers(costs), integers(right));
        let matrix: Vec<Vec<Integer>> = matrix.iter().map(|row| integers(row)).collect();
        match maximise(&costs, &matrix, &right).unwrap() {
            SimplexOutcome::Optimal { value, primal, dual } => {
                assert!(primal.iter().chain(&dual).all(|number| *number >= Rational::ZERO));
                for (row, b) in matrix.iter().zip(&right) {
                    assert!(dot(row, &primal) <= Rational::from(b.clone()));
                }
                for (place, cost) in costs.iter().enumerate() {
                    let column: Vec<Integer> = matrix.iter().map(|row| row[place].clone()).collect();
                    assert!(dot(&column, &dual) >= Rational::from(cost.clone()));
                }
                assert_eq!(dot(&costs, &primal), value);
                assert_eq!(dot(&right, &dual), value);
                Some(value)
            }
            SimplexOutcome::Unbounded { ray } => {
                assert!(ray.iter().all(|number| *number >= Rational::ZERO));
                assert!(matrix.iter().all(|row| dot(row, &ray) <= Rational::ZERO));
                assert!(dot(&costs, &ray) > Rational::ZERO);
                None
            }
        }
    }

    #[test]
    fn bounded_unbounded_empty_and_degenerate_programs() {
        assert_eq!(solve(&[3, 5], &[&[1, 0], &[0, 2], &[3, 2]], &[4, 12, 18]), Some(Rational::from(36)));
        assert_eq!(solve(&[1, 1], &[&[1, -1]], &[1]), None);
        assert_eq!(solve(&[1], &[], &[]), None);
        assert_eq!(solve(&[-1, 0], &[], &[]), Some(Rational::ZERO));
        assert_eq!(solve(&[], &[&[]], &[3]), Some(Rational::ZERO));
        // Beale's example, which cycles under the largest-coefficient rule (scaled to integers).
        let beale: &[&[i64]] = &[&[25, -6000, -4, 900], &[50, -9000, -2, 300], &[0, 0, 1, 0]];
        assert_eq!(solve(&[75, -15000, 2, -600], beale, &[0, 0, 1]), Some(Rational::from(5)));
        assert!(maximise(&integers(&[1]), &[integers(&[1])], &integers(&[-1])).is_none());
    }

    #[test]
    fn pseudo_random_programs_are_solved_to_optimality() {
        let mut state = 11u64;
        let mut next = |bound: i64| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as i64 % bound
        };
        for round in 0..300 {
            let (m, n) = (round % 5, 1 + round / 5 % 5);
            let matrix: Vec<Vec<i64>> = (0..m).map(|_| (0..n).map(|_| next(9) - 3).collect()).collect();
            let rows: Vec<&[i64]> = matrix.iter().map(Vec::as_slice).collect();
            let right: Vec<i64> = (0..m).map(|_| next(4)).collect();
            let costs: Vec<i64> = (0..n).map(|_| next(9) - 4).collect();
            solve(&costs, &rows, &right);
        }
    }
}
