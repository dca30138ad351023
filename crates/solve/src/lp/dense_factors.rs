//! Triangular factors of a dense matrix with at least as many rows as columns, in floating point numbers.

use super::cholesky::dot;

/// How much smaller than the largest entry a pivot may be.
const SMALLEST_PIVOT: f64 = 1e-11;

/// L U of as many rows as there are columns, chosen by the largest pivots.
#[derive(Debug, Clone)]
pub(super) struct DenseFactors {
    width: usize,
    /// L below the diagonal, whose own diagonal is 1, and U from there on, row after row.
    entries: Vec<f64>,
    /// For each row of the factors, which row of the matrix it came from.
    order: Vec<usize>,
}

impl DenseFactors {
    /// Factors a matrix that is given row after row; `None` when its columns are dependent, about.
    pub(super) fn new(mut entries: Vec<f64>, width: usize) -> Option<DenseFactors> {
        let height = entries.len().checked_div(width)?;
        let largest = entries.iter().fold(0.0f64, |largest, entry| largest.max(entry.abs()));
        let mut order: Vec<usize> = (0..height).collect();
        for column in 0..width {
            let size = |row: usize| entries[row * width + column].abs();
            let pivot_row = (column..height).max_by(|a, b| size(*a).total_cmp(&size(*b)).then(b.cmp(a)))?;
            if size(pivot_row) <= SMALLEST_PIVOT * largest {
                return None;
            }
            order.swap(column, pivot_row);
            let (above, below) = entries.split_at_mut((column + 1) * width);
            let pivot_line = &mut above[column * width..];
            if pivot_row > column {
                pivot_line.swap_with_slice(&mut below[(pivot_row - column - 1) * width..][..width]);
            }
            let (left, right) = pivot_line.split_at(column + 1);
            let pivot = left[column];
            for line in below.chunks_exact_mut(width) {
                let (own_left, own_right) = line.split_at_mut(column + 1);
                if own_left[column] != 0.0 {
                    let factor = own_left[column] / pivot;
                    own_left[column] = factor;
                    own_right.iter_mut().zip(right).for_each(|(entry, above)| *entry -= factor * above);
                }
            }
        }
        entries.truncate(width * width);
        order.truncate(width);
        Some(DenseFactors { width, entries, order })
    }

    /// The logarithm to base 2 of the size of the determinant of the chosen rows.
    pub(super) fn determinant_bits(&self) -> f64 {
        (0..self.width).map(|at| self.entries[at * self.width + at].abs().log2()).sum()
    }

    /// The solution for the chosen rows, of which this is the right side.
    pub(super) fn solve(&self, right: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::with_capacity(self.width);
        for (line, row) in self.entries.chunks_exact(self.width).zip(&self.order) {
            let taken = dot(&line[..values.len()], &values);
            values.push(right(*row) - taken);
        }
        for (at, line) in self.entries.chunks_exact(self.width).enumerate().rev() {
            let (upto, after) = values.split_at_mut(at + 1);
            upto[at] = (upto[at] - dot(&line[at + 1..], after)) / line[at];
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tall_matrices_are_solved_and_dependent_columns_refused() {
        for (height, width) in [(1usize, 1usize), (3, 2), (20, 20), (25, 17)] {
            let entry = |i: usize, j: usize| {
                ((i * i * 7 + j * 13 + i * j * j) % 23) as f64 - 11.0 + f64::from(i == j) * 30.0
            };
            let matrix: Vec<f64> = (0..height * width).map(|at| entry(at / width, at % width)).collect();
            let factors = DenseFactors::new(matrix, width).unwrap();
            let right = |i: usize| (0..width).map(|j| entry(i, j) * (j as f64 - 3.0)).sum();
            let found = factors.solve(right);
            assert!(
                found.iter().enumerate().all(|(j, value)| (value - (j as f64 - 3.0)).abs() < 1e-9),
                "{found:?}"
            );
        }
        let determinant = DenseFactors::new(vec![1.0, 2.0, 3.0, 4.0], 2).unwrap().determinant_bits();
        assert!((determinant - 1.0).abs() < 1e-12);
        assert!(DenseFactors::new(vec![1.0, 2.0, 2.0, 4.0, 3.0, 6.0], 2).is_none());
        assert!(DenseFactors::new(vec![1.0, 2.0], 2).is_none());
    }
}
