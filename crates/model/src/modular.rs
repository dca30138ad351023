//! Arithmetic modulo the prime 2^61 − 1, and the rank of a matrix there: never more than its true rank.

use crate::number::Natural;

/// The prime 2^61 − 1.
pub(crate) const PRIME: u64 = (1 << 61) - 1;

/// a·b modulo 2^61 − 1, for a, b below it.
#[inline]
pub(crate) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    add((product as u64) & PRIME, (product >> 61) as u64)
}

/// a + b modulo 2^61 − 1, for a, b at most 2^61 − 1; below 2^61 − 1 again.
#[inline]
pub(crate) fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// The inverse modulo 2^61 − 1 of a number that is not 0 there, as its power with exponent 2^61 − 3.
pub(crate) fn inverse(a: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    result
}

/// a − b modulo 2^61 − 1, for a, b below it.
#[inline]
pub(crate) fn subtract(a: u64, b: u64) -> u64 {
    add(a, PRIME - b)
}

/// A natural number modulo 2^61 − 1.
pub(crate) fn residue(number: &Natural) -> u64 {
    number % PRIME
}

/// Rows in echelon form modulo 2^61 − 1.
///
/// Rows that are independent modulo a prime are independent: a combination of them with rational coefficients, not all 0,
/// can be multiplied so that the coefficients are integers and not all divisible by the prime.
#[derive(Debug, Default)]
pub(crate) struct Echelon {
    /// Rows with 1 at their pivot, in the order in which they came; a row has 0 at the pivots before its own.
    rows: Vec<(usize, Vec<u64>)>,
}

impl Echelon {
    /// Number of independent rows so far.
    pub(crate) fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row of residues; `true` when it is independent of those before it. All rows have the same length.
    pub(crate) fn insert(&mut self, mut row: Vec<u64>) -> bool {
        for (pivot, known) in &self.rows {
            let factor = row[*pivot];
            if factor != 0 {
                for (entry, known) in row.iter_mut().zip(known) {
                    *entry = subtract(*entry, multiply(factor, *known));
                }
            }
        }
        let Some(pivot) = row.iter().position(|entry| *entry != 0) else { return false };
        let factor = inverse(row[pivot]);
        row.iter_mut().for_each(|entry| *entry = multiply(*entry, factor));
        self.rows.push((pivot, row));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_counts_independent_rows() {
        let mut echelon = Echelon::default();
        assert!(echelon.insert(vec![0, 2, 4]));
        assert!(!echelon.insert(vec![0, 3, 6]));
        assert!(echelon.insert(vec![1, 1, 1]));
        assert!(!echelon.insert(vec![2, 3, 4]));
        assert!(!echelon.insert(vec![0, 0, 0]));
        assert!(echelon.insert(vec![0, 0, PRIME - 1]));
        assert_eq!(echelon.rank(), 3);
    }

    #[test]
    fn residues_are_those_of_the_prime() {
        assert_eq!(residue(&Natural::from(PRIME)), 0);
        assert_eq!(residue(&(Natural::from(PRIME) * Natural::from(5u8) + Natural::from(3u8))), 3);
        assert_eq!(subtract(3, 5), PRIME - 2);
        assert_eq!(subtract(3, 0), 3);
    }
}
