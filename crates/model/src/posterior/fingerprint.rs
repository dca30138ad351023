//! Fingerprints modulo the prime 2^61 − 1: numbers that proportional vectors of weights share, and others hardly ever.

use crate::modular::{add, inverse, multiply};

/// The fixed multiplier r_x: 0 for x = 0 and 1 for x = 1 (enough for two points), then scrambled numbers.
fn multiplier(x: usize) -> u64 {
    if x < 2 {
        return x as u64;
    }
    let mut z = (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) >> 4
}

/// Σ_x r_x w(row, x) / Σ_x w(row, x) modulo 2^61 − 1 for every row, where w(row, x) = weights\[row + rest\[x\]\].
///
/// The sum of all weights must be below 2^61 − 1, and that of every row must be positive.
pub(super) fn fingerprints(weights: &[u64], rows: &[usize], rest: &[usize]) -> Vec<u64> {
    let mut mixed = vec![0u64; rows.len()];
    let mut totals = vec![0u64; rows.len()];
    for (x, offset) in rest.iter().enumerate() {
        let r = multiplier(x);
        for ((row, mixed), total) in rows.iter().zip(&mut mixed).zip(&mut totals) {
            let w = weights[row + offset];
            *total += w;
            *mixed = match r {
                0 => *mixed,
                1 => add(*mixed, w),
                _ => add(*mixed, multiply(r, w)),
            };
        }
    }
    // One inversion for all totals, through the running products.
    let mut running = 1;
    let mut products = Vec::with_capacity(totals.len());
    for total in &totals {
        products.push(running);
        running = multiply(running, *total);
    }
    let mut inverse_so_far = inverse(running);
    for ((mixed, total), product) in mixed.iter_mut().zip(&totals).zip(&products).rev() {
        *mixed = multiply(*mixed, multiply(*product, inverse_so_far));
        inverse_so_far = multiply(inverse_so_far, *total);
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modular::PRIME;

    #[test]
    fn modular_arithmetic_inverts() {
        for a in [1, 2, 3, PRIME - 1, 123_456_789_012_345] {
            assert_eq!(multiply(a, inverse(a)), 1);
        }
    }

    #[test]
    fn proportional_rows_share_their_fingerprint() {
        let weights = [3, 5, 0, 7, 9, 15, 0, 21, 3, 5, 1, 7];
        let found = fingerprints(&weights, &[0, 4, 8], &[0, 1, 2, 3]);
        assert_eq!(found[0], found[1]);
        assert_ne!(found[0], found[2]);
    }
}
