//! Exact solutions of square integer systems, digit by digit modulo powers of 2^61 − 1.
//!
//! # Method
//! Dixon's lifting. With C an inverse of B modulo p, u₀ = C v mod p, v₁ = (v − B u₀)/p, u₁ = C v₁ mod p, and so on; then
//! u = u₀ + p u₁ + … solves B u = v modulo every power of p. From enough digits the fractions are recovered by Euclid's
//! algorithm; all of them share most of their denominator, which is therefore carried along.
//!
//! What is recovered is the solution as soon as it is short enough, so that nothing needs to be multiplied out. Let N ≡ d u modulo p^k.
//! Then B N − d v ≡ d (B u − v) ≡ 0, and where |B N − d v| < p^k it is 0. With h the largest Σ_j |B_ij| + |v_i| of a row and all |N_j| and
//! d at most β, h β < p^k is enough. So once d is known, which takes digits for both its own length and that of a numerator, about half of
//! the digits prove the solution and make the other numerators: N = d u modulo p^k = Σ_j u_j (d p^j mod p^k), a sum of products of words.

use super::field::{PRIME, centred, integer_residue, long_residue};
use ambimech_model::number::{Integer, Natural, integer_bits};
use std::ops::Neg;

/// A square system B u = v with B's entries by rows, and a way to solve it modulo the prime.
pub(super) struct SquareSystem<'s> {
    /// Rows of B: unknown and coefficient.
    pub(super) rows: &'s [Vec<(u32, &'s Integer)>],
    /// v.
    pub(super) right: &'s [Integer],
    /// u with B u ≡ v.
    pub(super) solve_modulo: &'s dyn Fn(&[u64]) -> Vec<u64>,
}

/// Numerators over one positive denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fractions {
    /// One for each unknown.
    pub(super) numerators: Vec<Integer>,
    /// Positive.
    pub(super) denominator: Integer,
}

impl SquareSystem<'_> {
    /// The solution; `None` when `most_digits` digits do not suffice.
    pub(super) fn solve(&self, most_digits: usize) -> Option<Fractions> {
        let mut residual = Residual::new(self);
        let height = self.height();
        let mut digits: Vec<Vec<i64>> = Vec::new();
        let mut next_try = 2usize;
        while digits.len() < most_digits {
            let digit: Vec<i64> = (self.solve_modulo)(&residual.residues()).into_iter().map(centred).collect();
            residual.advance(self.rows, &digit)?;
            digits.push(digit);
            let finished = residual.is_zero();
            if finished || digits.len() >= next_try {
                // Without a rest the digits are the solution themselves: v = B Σ u_k p^k.
                let found = if finished { Some(whole_numbers(&digits)) } else { reconstruct(&digits, &height) };
                if found.is_some() {
                    return found;
                }
                next_try = digits.len() + digits.len() / 4 + 1;
            }
        }
        None
    }

    /// The largest Σ_j |B_ij| + |v_i| of a row.
    fn height(&self) -> Integer {
        let sizes = self.rows.iter().zip(self.right).map(|(row, right)| {
            let mut sum = size(right);
            let words = row.iter().map(|(_, entry)| i64::try_from(*entry).map(i64::unsigned_abs));
            match words.map(|word| word.ok().map(u128::from)).sum::<Option<u128>>() {
                Some(words) => sum += Integer::from(words),
                None => row.iter().for_each(|(_, entry)| sum += size(entry)),
            }
            sum
        });
        sizes.max().unwrap_or(Integer::ZERO)
    }

    /// B · numerators = denominator · v.
    #[cfg(test)]
    fn is_solved_by(&self, found: &Fractions) -> bool {
        self.rows.iter().zip(self.right).all(|(row, right)| {
            let mut sum = Integer::ZERO;
            row.iter().for_each(|(unknown, entry)| sum += *entry * &found.numerators[*unknown as usize]);
            sum == right * &found.denominator
        })
    }
}

/// What is left of the right side after some digits, in machine numbers while they suffice.
enum Residual {
    Words { numbers: Vec<i128>, rows: Vec<Vec<(u32, i64)>> },
    Long(Vec<Integer>),
}

impl Residual {
    fn new(system: &SquareSystem) -> Residual {
        let words = || -> Option<Residual> {
            let numbers: Vec<i128> = system
                .right
                .iter()
                .map(|number| i64::try_from(number).ok().map(i128::from))
                .collect::<Option<_>>()?;
            let mut rows = Vec::with_capacity(system.rows.len());
            for row in system.rows {
                let mut size = 0i128;
                let mut entries = Vec::with_capacity(row.len());
                for (unknown, entry) in row {
                    let entry = i64::try_from(*entry).ok()?;
                    size += i128::from(entry).abs();
                    entries.push((*unknown, entry));
                }
                // Digits are below 2^60, so that |v| + |B u| stays below 2^126.
                if size >= 1 << 64 {
                    return None;
                }
                rows.push(entries);
            }
            Some(Residual::Words { numbers, rows })
        };
        words().unwrap_or_else(|| Residual::Long(system.right.to_vec()))
    }

    fn residues(&self) -> Vec<u64> {
        match self {
            Residual::Words { numbers, .. } => numbers.iter().map(|number| long_residue(*number)).collect(),
            Residual::Long(numbers) => numbers.iter().map(integer_residue).collect(),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Residual::Words { numbers, .. } => numbers.iter().all(|number| *number == 0),
            Residual::Long(numbers) => numbers.iter().all(Integer::is_zero),
        }
    }

    /// (v − B digit) / p; `None` when that is no integer, so that the solver modulo p is wrong.
    fn advance(&mut self, system_rows: &[Vec<(u32, &Integer)>], digit: &[i64]) -> Option<()> {
        match self {
            Residual::Words { numbers, rows } => {
                for (number, row) in numbers.iter_mut().zip(rows) {
                    let product: i128 = row
                        .iter()
                        .map(|(unknown, entry)| i128::from(*entry) * i128::from(digit[*unknown as usize]))
                        .sum();
                    let rest = *number - product;
                    *number = exact_quotient(rest)?;
                }
            }
            Residual::Long(numbers) => {
                let prime = Integer::from(PRIME);
                for (number, row) in numbers.iter_mut().zip(system_rows) {
                    let mut rest = std::mem::take(number);
                    row.iter()
                        .for_each(|(unknown, entry)| rest -= *entry * Integer::from(digit[*unknown as usize]));
                    let quotient = &rest / &prime;
                    if &quotient * &prime != rest {
                        return None;
                    }
                    *number = quotient;
                }
            }
        }
        Some(())
    }
}

/// number / p where that is an integer, for numbers below 2^126: p has an inverse modulo 2^128, and a product with it that is
/// small enough is the quotient.
fn exact_quotient(number: i128) -> Option<i128> {
    // (2^61 − 1)(1 + 2^61 + 2^122) = 2^183 − 1 ≡ −1.
    const INVERSE: i128 = -(1 + (1 << 61) + (1 << 122));
    let quotient = number.wrapping_mul(INVERSE);
    (quotient.unsigned_abs() <= 1 << 65).then_some(quotient)
}

/// Σ digit · p^k for one unknown.
fn value(digits: &[Vec<i64>], unknown: usize) -> Integer {
    let prime = Integer::from(PRIME);
    let mut total = Integer::ZERO;
    for digit in digits.iter().rev() {
        total = total * &prime + Integer::from(digit[unknown]);
    }
    total
}

fn whole_numbers(digits: &[Vec<i64>]) -> Fractions {
    let count = digits.first().map_or(0, Vec::len);
    Fractions { numerators: (0..count).map(|unknown| value(digits, unknown)).collect(), denominator: Integer::ONE }
}

/// By how many binary digits the square of the bound on numerators and denominator stays below the modulus, at least. A fraction that is found by
/// accident is seldom that small, so that too few digits are noticed at the first unknown.
pub(super) const MARGIN: usize = 24;

/// The fractions whose numerators and common denominator are at most about the square root of the modulus over 2^[`MARGIN`], if they are
/// short enough to be the solution for a system of this height.
fn reconstruct(digits: &[Vec<i64>], height: &Integer) -> Option<Fractions> {
    let modulus = Integer::from(PRIME).pow(digits.len());
    // A power of 2, below which numbers are that have no more binary digits.
    let bits = integer_bits(&modulus).checked_sub(MARGIN + 1)? / 2;
    let bound = Integer::ONE << bits;
    // Residues of numerators are themselves when twice the bound is below the modulus, whatever the height.
    let needed = height.max(&Integer::from(2)) * &bound;
    if needed >= modulus {
        return None;
    }
    let enough = (1..digits.len()).find(|count| Integer::from(PRIME).pow(*count) > needed).unwrap_or(digits.len());
    let (count, mut denominator) = (digits.first().map_or(0, Vec::len), Integer::ONE);
    let mut products = Products::new(&digits[..enough], &denominator);
    let mut numerators: Vec<Integer> = Vec::with_capacity(count);
    for unknown in 0..count {
        // The first denominator is looked for where it must be, without hoping for 1.
        let short = if unknown == 0 { None } else { Some(products.numerator(unknown)) };
        if let Some(short) = short.filter(|short| integer_bits(short) <= bits) {
            numerators.push(short);
            continue;
        }
        let scaled = centred_remainder(value(digits, unknown) * &denominator, &modulus);
        let limit = &bound / &denominator;
        let (numerator, more) = fraction(scaled, &modulus, &bound, &limit)?;
        if !more.is_one() {
            numerators.iter_mut().for_each(|earlier| *earlier *= &more);
            denominator *= more;
            products = Products::new(&digits[..enough], &denominator);
        }
        numerators.push(numerator);
    }
    numerators
        .iter()
        .all(|numerator| integer_bits(numerator) <= bits)
        .then_some(Fractions { numerators, denominator })
}

/// Numerators for a denominator d: d u modulo a power of p.
struct Products<'d> {
    digits: &'d [Vec<i64>],
    modulus: Integer,
    /// d p^j modulo it, in words of 64 binary digits, lowest first, with room for a sum of products with digits.
    parts: Vec<Vec<u64>>,
    sum: Vec<u64>,
    bytes: Vec<u8>,
}

impl<'d> Products<'d> {
    fn new(digits: &'d [Vec<i64>], denominator: &Integer) -> Products<'d> {
        let prime = Integer::from(PRIME);
        let modulus = prime.pow(digits.len());
        // A digit has 60 binary digits, and there are fewer than 2^60 of them: two words more than the modulus, with a sign.
        let words = integer_bits(&modulus).div_ceil(64) + 2;
        let mut part = denominator % &modulus;
        let parts = digits.iter().map(|_| {
            let words_of_part = words_of(&part, words);
            part = &part * &prime % &modulus;
            words_of_part
        });
        let parts = parts.collect();
        Products { digits, parts, modulus, sum: vec![0; words], bytes: Vec::with_capacity(8 * words) }
    }

    /// Σ_j digit_j (d p^j mod p^k), between −p^k / 2 and p^k / 2 after division.
    fn numerator(&mut self, unknown: usize) -> Integer {
        self.sum.fill(0);
        for (digit, part) in self.digits.iter().zip(&self.parts) {
            add_product(&mut self.sum, part, digit[unknown]);
        }
        let is_negative = self.sum.last().is_some_and(|word| word >> 63 == 1);
        if is_negative {
            // −x is the complement and 1.
            let mut carry = true;
            for word in &mut self.sum {
                (*word, carry) = (!*word).overflowing_add(u64::from(carry));
            }
        }
        self.bytes.clear();
        self.sum.iter().for_each(|word| self.bytes.extend_from_slice(&word.to_le_bytes()));
        let sum = Integer::from(Natural::from_le_bytes(&self.bytes));
        centred_remainder(if is_negative { -sum } else { sum }, &self.modulus)
    }
}

/// sum + part · factor in words with a sign, in place.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn add_product(sum: &mut [u64], part: &[u64], factor: i64) {
    let mut carry = 0i128;
    for (word, part) in sum.iter_mut().zip(part) {
        let here = i128::from(*part) * i128::from(factor) + i128::from(*word) + carry;
        *word = here as u64;
        carry = here >> 64;
    }
}

/// So many words of an integer that is at least 0, lowest first.
pub(super) fn words_of(number: &Integer, count: usize) -> Vec<u64> {
    let bytes = Natural::try_from(number.clone()).unwrap_or(Natural::ZERO).to_le_bytes();
    let word = |part: &[u8]| part.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    let mut words: Vec<u64> = bytes.chunks(8).map(word).collect();
    words.resize(count, 0);
    words
}

fn size(number: &Integer) -> Integer {
    if *number < Integer::ZERO { -number } else { number.clone() }
}

fn centred_remainder(number: Integer, modulus: &Integer) -> Integer {
    let rest = number % modulus;
    if &rest + &rest > *modulus {
        rest - modulus
    } else if -(&rest + &rest) > *modulus {
        rest + modulus
    } else {
        rest
    }
}

/// a/d ≡ number with |a| ≤ bound and 0 < d ≤ limit, by Euclid's algorithm in Lehmer's form: dozens of its steps are computed with the
/// leading words alone, as long as these show that the remainders stay above the bound.
pub(super) fn fraction(
    number: Integer,
    modulus: &Integer,
    bound: &Integer,
    limit: &Integer,
) -> Option<(Integer, Integer)> {
    let (mut r0, mut t0) = (modulus.clone(), Integer::ZERO);
    let (mut r1, mut t1) = (if number < Integer::ZERO { number + modulus } else { number }, Integer::ONE);
    while r1 > *bound {
        if let Some([[a, b], [c, d]]) = leading_steps(&r0, &r1, bound) {
            (r0, r1) = (&r0 * a + &r1 * b, r0 * c + r1 * d);
            (t0, t1) = (&t0 * a + &t1 * b, t0 * c + t1 * d);
            continue;
        }
        let quotient = &r0 / &r1;
        let r2 = r0 - &quotient * &r1;
        let t2 = t0 - quotient * &t1;
        (r0, t0) = (std::mem::replace(&mut r1, r2), std::mem::replace(&mut t1, t2));
    }
    let (numerator, denominator) = if t1 < Integer::ZERO { (r1.neg(), t1.neg()) } else { (r1, t1) };
    (!denominator.is_zero() && denominator <= *limit).then_some((numerator, denominator))
}

/// Some steps of Euclid's algorithm for r0 ≥ r1 > bound as a matrix with entries below 2^31, as far as the leading 62 bits determine the
/// quotients (Collins' condition) and show that the remainder is above the bound; `None` when they do not for the first.
fn leading_steps(r0: &Integer, r1: &Integer, bound: &Integer) -> Option<[[i64; 2]; 2]> {
    let shift = integer_bits(r0).saturating_sub(62);
    let (mut x, mut y) = (i64::try_from(r0 >> shift).ok()?, i64::try_from(r1 >> shift).ok()?);
    let least = i64::try_from(bound >> shift).ok()?;
    let ([mut a, mut b], [mut c, mut d]) = ([1i64, 0], [0i64, 1]);
    let mut steps = 0;
    // The true remainders are x + e and y + f with |e| and |f| below the sizes of the matrix's rows.
    while y > c.abs().max(d.abs()) {
        let quotient = x / y;
        if quotient > 1 << 30 {
            break;
        }
        let (next_c, next_d) = (a - quotient * c, b - quotient * d);
        let size = next_c.abs().max(next_d.abs());
        let rest = x - quotient * y;
        // The quotient is that of the true numbers when the rest is surely at least 0 and surely below y.
        if size >= 1 << 31 || rest <= least + size || y - rest < size + c.abs().max(d.abs()) {
            break;
        }
        (a, b, c, d) = (c, d, next_c, next_d);
        (x, y) = (y, rest);
        steps += 1;
    }
    (steps > 0).then_some([[a, b], [c, d]])
}

#[cfg(test)]
mod tests {
    use super::super::modular_factors::ModularFactors;
    use super::*;

    /// Lehmer's steps are Euclid's: the same remainder and cofactor at the bound.
    #[test]
    fn fractions_are_those_of_the_plain_algorithm() {
        let mut state = 5u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state
        };
        for round in 0..60usize {
            let digits = 3 + round;
            let modulus = Integer::from(PRIME).pow(digits);
            let mut number = Integer::ZERO;
            for _ in 0..digits {
                number = (number << 64) + Integer::from(next());
            }
            // Some with quotients of every size.
            let number = if round % 3 == 0 {
                &modulus / (Integer::ONE << (7 * round)) + number % 1000
            } else {
                number % &modulus
            };
            let bound = Integer::ONE << (61 * digits / 2);
            let (mut r0, mut t0, mut r1, mut t1) = (modulus.clone(), Integer::ZERO, number.clone(), Integer::ONE);
            while r1 > bound {
                let quotient = &r0 / &r1;
                (r0, r1) = (r1.clone(), r0 - &quotient * r1);
                (t0, t1) = (t1.clone(), t0 - quotient * t1);
            }
            let sign = if t1 < Integer::ZERO { Integer::NEG_ONE } else { Integer::ONE };
            let plain = (r1 * &sign, t1 * sign);
            assert_eq!(fraction(number, &modulus, &bound, &modulus), Some(plain), "{round}");
        }
    }

    #[test]
    fn only_multiples_of_the_prime_have_a_quotient() {
        let prime = i128::from(PRIME);
        for quotient in [0, 1, -1, 12_345, -(1 << 64), (1 << 65) - 1] {
            assert_eq!(exact_quotient(quotient * prime), Some(quotient));
            for more in [1, -1, prime - 1, 1 << 60] {
                assert_eq!(exact_quotient(quotient * prime + more), None, "{quotient}, {more}");
            }
        }
    }

    /// Hilbert's matrices, scaled to integers: tiny determinants, long solutions.
    #[test]
    fn hilbert_systems_are_solved_exactly() {
        for n in [1usize, 2, 5, 9, 17] {
            let scale: i64 = if n <= 9 { (1..2 * n as i64).product::<i64>() } else { 1 };
            let entry = |i: usize, j: usize| -> Integer {
                if n <= 9 {
                    Integer::from(scale / (1 + i + j) as i64)
                } else {
                    Integer::from(1i64 << ((i * j) % 40)) + Integer::from((i == j) as i64)
                }
            };
            for long in [false, true] {
                let factor = if long { Integer::from(10).pow(40) } else { Integer::ONE };
                let entries: Vec<Vec<(u32, Integer)>> = (0..n)
                    .map(|i| {
                        (0..n).map(|j| (j as u32, entry(i, j) * &factor)).filter(|(_, e)| !e.is_zero()).collect()
                    })
                    .collect();
                let rows: Vec<Vec<(u32, &Integer)>> =
                    entries.iter().map(|row| row.iter().map(|(j, e)| (*j, e)).collect()).collect();
                let right: Vec<Integer> = (0..n).map(|i| Integer::from(i as i64 - 3)).collect();
                let residues =
                    rows.iter().map(|row| row.iter().map(|(j, e)| (*j, integer_residue(e))).collect()).collect();
                let factors = ModularFactors::new(residues, n);
                assert_eq!(factors.pivots.len(), n);
                let solve = |right: &[u64]| {
                    let mut answer = vec![0; n];
                    factors.solve(right, &mut answer);
                    answer
                };
                let system = SquareSystem { rows: &rows, right: &right, solve_modulo: &solve };
                let found = system.solve(200).unwrap();
                assert!(system.is_solved_by(&found));
                assert!(found.denominator > Integer::ZERO);
                assert!(system.solve(0).is_none());
            }
        }
    }
}
