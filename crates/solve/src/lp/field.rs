//! Arithmetic modulo the prime 2^61 − 1.

use ambimech_model::number::Integer;

/// 2^61 − 1.
pub(super) const PRIME: u64 = (1 << 61) - 1;

/// a − b.
pub(super) fn subtract(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + PRIME - b }
}

/// a · b.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let folded = (product as u64 & PRIME) + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

/// Products of residues that a sum in 128 bits has room for before it must be folded.
pub(super) const PRODUCTS: usize = 32;

/// A number of at most 68 bits with the same residue.
pub(super) fn fold(sum: u128) -> u128 {
    (sum & u128::from(PRIME)) + (sum >> 61)
}

/// The residue of a sum.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn reduce(sum: u128) -> u64 {
    let folded = fold(fold(sum)) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

/// Σ a · b, reduced as seldom as possible.
pub(super) fn sum_of_products(pairs: impl Iterator<Item = (u64, u64)>) -> u64 {
    let (mut sum, mut room) = (0u128, PRODUCTS);
    for (a, b) in pairs {
        if room == 0 {
            (sum, room) = (fold(sum), PRODUCTS);
        }
        sum += u128::from(a) * u128::from(b);
        room -= 1;
    }
    reduce(sum)
}

/// 1 / a; a must not be 0.
pub(super) fn invert(a: u64) -> u64 {
    let (mut result, mut square, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, square);
        }
        square = multiply(square, square);
        exponent >>= 1;
    }
    result
}

/// The residue of a machine word.
pub(super) fn residue(word: i64) -> u64 {
    let size = word.unsigned_abs() % PRIME;
    if word < 0 { subtract(0, size) } else { size }
}

/// The residue of a long machine number.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn long_residue(number: i128) -> u64 {
    let size = number.unsigned_abs();
    let mask = u128::from(PRIME);
    let folded = (size & mask) + ((size >> 61) & mask) + (size >> 122);
    let small = (folded % mask) as u64;
    if number < 0 { subtract(0, small) } else { small }
}

/// The residue of any integer.
pub(super) fn integer_residue(number: &Integer) -> u64 {
    match i64::try_from(number) {
        Ok(word) => residue(word),
        Err(_) => {
            let prime = Integer::from(PRIME);
            let mut rest = number % &prime;
            if rest < Integer::ZERO {
                rest += prime;
            }
            u64::try_from(rest).unwrap_or(0)
        }
    }
}

/// The representative between −2^60 and 2^60.
pub(super) fn centred(residue: u64) -> i64 {
    #[allow(clippy::cast_possible_wrap)]
    if residue > PRIME / 2 { residue as i64 - PRIME as i64 } else { residue as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sums_agree_with_short_ones() {
        for count in [0usize, 1, 31, 32, 33, 64, 65, 1000] {
            let pairs = |at: usize| (PRIME - 1 - at as u64 % 3, PRIME - 1 - at as u64 % 5);
            let plain = (0..count).map(pairs).fold(0, |sum, (a, b)| subtract(sum, subtract(0, multiply(a, b))));
            assert_eq!(sum_of_products((0..count).map(pairs)), plain, "{count}");
        }
        for sum in [0, 1, u128::from(PRIME), u128::from(PRIME) * 5 + 7, u128::MAX, u128::MAX - 1] {
            assert_eq!(u128::from(reduce(sum)), sum % u128::from(PRIME), "{sum}");
        }
    }

    #[test]
    fn arithmetic_agrees_with_long_integers() {
        let samples = [0, 1, 2, 12345, PRIME / 2, PRIME / 2 + 1, PRIME - 2, PRIME - 1];
        for a in samples {
            for b in samples {
                let wide = |number: u128| u64::try_from(number % u128::from(PRIME)).unwrap();
                assert_eq!(multiply(a, b), wide(u128::from(a) * u128::from(b)));
                assert_eq!(subtract(a, b), wide(u128::from(PRIME) + u128::from(a) - u128::from(b)));
            }
            assert_eq!(residue(centred(a)), a);
            if a != 0 {
                assert_eq!(multiply(a, invert(a)), 1);
            }
        }
        for number in [i128::MIN, i128::MAX, 0, -1, i128::from(PRIME) * i128::from(PRIME) - 5] {
            let exact = Integer::from(number);
            assert_eq!(long_residue(number), integer_residue(&exact), "{number}");
        }
        assert_eq!(residue(i64::MIN), integer_residue(&Integer::from(i64::MIN)));
    }
}
