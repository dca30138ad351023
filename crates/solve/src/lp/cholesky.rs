//! Cholesky factors of a dense positive matrix, in floating point numbers.

/// A lower triangle, row after row in one square array.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    size: usize,
    entries: Vec<f64>,
}

impl Cholesky {
    /// A matrix of zeros to be filled through [`Cholesky::row_mut`].
    pub(crate) fn zeros(size: usize) -> Cholesky {
        Cholesky { size, entries: vec![0.0; size * size] }
    }

    /// Sets everything to 0.
    pub(crate) fn clear(&mut self) {
        self.entries.fill(0.0);
    }

    /// One row; only places up to the diagonal count.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        let start = row * self.size;
        &mut self.entries[start..start + self.size]
    }

    /// Replaces the matrix A by L with L Lᵀ = A. A pivot that is lost to rounding is replaced by a huge number, which sets
    /// that coordinate of every solution to 0.
    pub(crate) fn factor(&mut self) {
        const BLOCK: usize = 48;
        let n = self.size;
        let original: Vec<f64> = (0..n).map(|row| self.entries[row * n + row]).collect();
        let mut first = 0;
        while first < n {
            let last = (first + BLOCK).min(n);
            // Rows from `first` on: columns first..last, minus the products with all columns before.
            for row in first..n {
                let (above, rest) = self.entries.split_at_mut(row * n);
                let (own, target) = rest[..n].split_at_mut(first);
                let end = last.min(row + 1);
                let mut column = first;
                while column + 4 <= end && column + 4 <= row {
                    let pick = |at: usize| &above[(column + at) * n..(column + at) * n + first];
                    let sums = dot4(own, pick(0), pick(1), pick(2), pick(3));
                    sums.iter().enumerate().for_each(|(at, sum)| target[column + at - first] -= sum);
                    column += 4;
                }
                while column < end {
                    let sum = if column == row {
                        dot(own, own)
                    } else {
                        dot(own, &above[column * n..column * n + first])
                    };
                    target[column - first] -= sum;
                    column += 1;
                }
            }
            // The block itself, and the rows below it.
            for column in first..last {
                let diagonal = {
                    let row = &self.entries[column * n + first..column * n + column];
                    self.entries[column * n + column] - dot(row, row)
                };
                let lost = diagonal.is_nan() || diagonal <= 1e-14 * original[column] || diagonal <= 1e-280;
                self.entries[column * n + column] = if lost { 1e64 } else { diagonal.sqrt() };
                let pivot = self.entries[column * n + column];
                for row in column + 1..n {
                    let (above, below) = self.entries.split_at_mut(row * n);
                    let sum = dot(&below[first..column], &above[column * n + first..column * n + column]);
                    below[column] = (below[column] - sum) / pivot;
                }
            }
            first = last;
        }
    }

    /// x with L Lᵀ x = right, in place.
    pub(crate) fn solve(&self, right: &mut [f64]) {
        let n = self.size;
        for row in 0..n {
            let entries = &self.entries[row * n..row * n + row];
            let sum = dot(entries, &right[..row]);
            right[row] = (right[row] - sum) / self.entries[row * n + row];
        }
        for row in (0..n).rev() {
            let value = right[row] / self.entries[row * n + row];
            right[row] = value;
            let entries = &self.entries[row * n..row * n + row];
            right[..row].iter_mut().zip(entries).for_each(|(place, entry)| *place -= entry * value);
        }
    }
}

/// Σ a · b with eight running sums, a fixed order that uses vector instructions.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    let (a_parts, b_parts) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_parts.remainder().iter().zip(b_parts.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_parts.zip(b_parts) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// Four sums of products with the same first factor.
fn dot4(a: &[f64], b0: &[f64], b1: &[f64], b2: &[f64], b3: &[f64]) -> [f64; 4] {
    let n = a.len();
    let (b0, b1, b2, b3) = (&b0[..n], &b1[..n], &b2[..n], &b3[..n]);
    let mut sums = [[0.0f64; 4]; 4];
    let whole = n - n % 4;
    let mut at = 0;
    while at < whole {
        let x = &a[at..at + 4];
        for (sum, b) in sums.iter_mut().zip([&b0[at..at + 4], &b1[at..at + 4], &b2[at..at + 4], &b3[at..at + 4]]) {
            for lane in 0..4 {
                sum[lane] += x[lane] * b[lane];
            }
        }
        at += 4;
    }
    let mut out = [0.0; 4];
    for (total, (sum, b)) in out.iter_mut().zip(sums.iter().zip([b0, b1, b2, b3])) {
        *total = sum.iter().sum::<f64>() + a[whole..].iter().zip(&b[whole..]).map(|(x, y)| x * y).sum::<f64>();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_positive_matrix_is_solved() {
        for n in [1usize, 3, 47, 48, 49, 131] {
            let entry = |i: usize, j: usize| 1.0 / (1 + i + j) as f64 + if i == j { 2.0 } else { 0.0 };
            let mut matrix = Cholesky::zeros(n);
            for i in 0..n {
                (0..=i).for_each(|j| matrix.row_mut(i)[j] = entry(i, j));
            }
            matrix.factor();
            let mut x: Vec<f64> = (0..n).map(|i| (0..n).map(|j| entry(i, j) * (j as f64 - 3.0)).sum()).collect();
            matrix.solve(&mut x);
            assert!(x.iter().enumerate().all(|(j, value)| (value - (j as f64 - 3.0)).abs() < 1e-9), "{n}");
        }
    }
}
