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

/// Σ a · b of two lists, up to the end of the shorter; two sums at once, since each addition waits for the one before.
pub(super) fn dot(a: &[u64], b: &[u64]) -> u64 {
    let length = a.len().min(b.len());
    let (mut a, mut b) = (&a[..length], &b[..length]);
    let mut total = 0;
    while let (Some((a_part, a_rest)), Some((b_part, b_rest))) =
        (a.split_at_checked(PRODUCTS), b.split_at_checked(PRODUCTS))
    {
        total = fold(total) + fold(short_dot(a_part, b_part));
        (a, b) = (a_rest, b_rest);
    }
    // Room for so many products, and for what is folded.
    reduce(fold(total) + short_dot(a, b))
}

/// The same of at most [`PRODUCTS`] residues, not reduced.
#[inline(always)]
fn short_dot(a: &[u64], b: &[u64]) -> u128 {
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    let (mut even, mut odd) = (0u128, 0u128);
    let (a_pairs, b_pairs) = (a.chunks_exact(2), b.chunks_exact(2));
    if let (Some(a), Some(b)) = (a_pairs.remainder().first(), b_pairs.remainder().first()) {
        even = product(*a, *b);
    }
    for (a, b) in a_pairs.zip(b_pairs) {
        even += product(a[0], b[0]);
        odd += product(a[1], b[1]);
    }
    even + odd
}

/// Σ_k factor_k · line_k[column + c] for c = 0 to 3, where lines of `stride` numbers follow each other.
pub(super) fn sums_of_products(factors: &[u64], lines: &[u64], stride: usize, column: usize) -> [u64; 4] {
    let mut sums = [0u128; 4];
    for (factors, lines) in factors.chunks(PRODUCTS).zip(lines.chunks(PRODUCTS * stride)) {
        sums = sums.map(fold);
        for (factor, line) in factors.iter().zip(lines.chunks_exact(stride)) {
            if let Some(part) = line.get(column..column + 4) {
                for (sum, entry) in sums.iter_mut().zip(part) {
                    *sum += u128::from(*factor) * u128::from(*entry);
                }
            }
        }
    }
    sums.map(reduce)
}

/// 1 / a = a^(p − 2); a must not be 0. The powers a^(2^k − 1) for growing k, and p − 2 = (2^59 − 1) · 4 + 1.
pub(super) fn invert(a: u64) -> u64 {
    if a == 1 || a == PRIME - 1 {
        return a;
    }
    // a^(2^(k + l) − 1) from those for k and l.
    let join = |high: u64, low: u64, l: u32| multiply((0..l).fold(high, |power, _| multiply(power, power)), low);
    let two = join(a, a, 1);
    let three = join(two, a, 1);
    let six = join(three, three, 3);
    let seven = join(six, a, 1);
    let fourteen = join(seven, seven, 7);
    let twenty_eight = join(fourteen, fourteen, 14);
    let twenty_nine = join(twenty_eight, a, 1);
    let fifty_eight = join(twenty_nine, twenty_nine, 29);
    let fifty_nine = join(fifty_eight, a, 1);
    join(fifty_nine, a, 2)
}

/// The residue of a machine word.
pub(super) fn residue(word: i64) -> u64 {
    let size = word.unsigned_abs();
    let size = if size < PRIME { size } else { size % PRIME };
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
            let (a, mut b): (Vec<u64>, Vec<u64>) = (0..count).map(pairs).unzip();
            assert_eq!(dot(&a, &b), plain, "{count}");
            let lines: Vec<u64> = b.iter().flat_map(|entry| [9, *entry, 0, 1, *entry]).collect();
            let ones = dot(&a, &vec![1; count]);
            assert_eq!(sums_of_products(&a, &lines, 5, 1), [plain, 0, ones, plain], "{count}");
            b.extend([5, 6, 7]);
            assert_eq!((dot(&a, &b), dot(&b, &a)), (plain, plain), "{count}");
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
