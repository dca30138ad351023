//! Exact solutions of square integer systems, digit by digit modulo powers of 2^61 − 1.
//!
//! # Method
//! Dixon's lifting. With C an inverse of B modulo p, u₀ = C v mod p, v₁ = (v − B u₀)/p, u₁ = C v₁ mod p, and so on; then
//! u = u₀ + p u₁ + … solves B u = v modulo every power of p. From enough digits the fractions are recovered by Euclid's
//! algorithm; all of them share most of their denominator, which is therefore carried along. A solution is returned only
//! when its numerators satisfy the equations exactly.

use super::field::{PRIME, centred, integer_residue, long_residue};
use ambimech_model::number::{Integer, Natural};
use std::ops::Neg;

/// A square system B u = v with B's entries by rows, and a way to solve it modulo the prime.
pub(super) struct SquareSystem<'s> {
    /// Rows of B: unknown and coefficient.
    pub(super) rows: &'s [Vec<(u32, Integer)>],
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
        let mut digits: Vec<Vec<i64>> = Vec::new();
        let mut next_try = 2usize;
        while digits.len() < most_digits {
            let digit: Vec<i64> = (self.solve_modulo)(&residual.residues()).into_iter().map(centred).collect();
            residual.advance(self.rows, &digit)?;
            digits.push(digit);
            let finished = residual.is_zero();
            if finished || digits.len() >= next_try {
                let found = if finished { Some(whole_numbers(&digits)) } else { reconstruct(&digits) };
                if let Some(found) = found.filter(|found| self.is_solved_by(found)) {
                    return Some(found);
                }
                next_try = digits.len() + digits.len() / 3 + 2;
            }
        }
        None
    }

    /// B · numerators = denominator · v.
    fn is_solved_by(&self, found: &Fractions) -> bool {
        self.rows.iter().zip(self.right).all(|(row, right)| {
            let mut sum = Integer::ZERO;
            row.iter().for_each(|(unknown, entry)| sum += entry * &found.numerators[*unknown as usize]);
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
                    let entry = i64::try_from(entry).ok()?;
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
    fn advance(&mut self, system_rows: &[Vec<(u32, Integer)>], digit: &[i64]) -> Option<()> {
        match self {
            Residual::Words { numbers, rows } => {
                for (number, row) in numbers.iter_mut().zip(rows) {
                    let product: i128 = row
                        .iter()
                        .map(|(unknown, entry)| i128::from(*entry) * i128::from(digit[*unknown as usize]))
                        .sum();
                    let rest = *number - product;
                    if rest % i128::from(PRIME) != 0 {
                        return None;
                    }
                    *number = rest / i128::from(PRIME);
                }
            }
            Residual::Long(numbers) => {
                let prime = Integer::from(PRIME);
                for (number, row) in numbers.iter_mut().zip(system_rows) {
                    let mut rest = std::mem::take(number);
                    row.iter()
                        .for_each(|(unknown, entry)| rest -= entry * Integer::from(digit[*unknown as usize]));
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

/// The fractions whose numerators and common denominator are at most the square root of half the modulus.
fn reconstruct(digits: &[Vec<i64>]) -> Option<Fractions> {
    let modulus = Integer::from(PRIME).pow(digits.len());
    let bound = Integer::from(Natural::try_from(&modulus >> 1).ok()?.nth_root(2));
    let count = digits.first().map_or(0, Vec::len);
    let mut numerators: Vec<Integer> = Vec::with_capacity(count);
    let mut denominator = Integer::ONE;
    for unknown in 0..count {
        let scaled = centred_remainder(value(digits, unknown) * &denominator, &modulus);
        if size(&scaled) <= bound {
            numerators.push(scaled);
            continue;
        }
        let limit = &bound / &denominator;
        let (numerator, more) = fraction(scaled, &modulus, &bound, &limit)?;
        numerators.iter_mut().for_each(|earlier| *earlier *= &more);
        denominator *= more;
        numerators.push(numerator);
    }
    numerators.iter().all(|numerator| size(numerator) <= bound).then_some(Fractions { numerators, denominator })
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

/// a/d ≡ number with |a| ≤ bound and 0 < d ≤ limit, by Euclid's algorithm.
fn fraction(number: Integer, modulus: &Integer, bound: &Integer, limit: &Integer) -> Option<(Integer, Integer)> {
    let (mut r0, mut t0) = (modulus.clone(), Integer::ZERO);
    let (mut r1, mut t1) = (if number < Integer::ZERO { number + modulus } else { number }, Integer::ONE);
    while r1 > *bound {
        let quotient = &r0 / &r1;
        let r2 = r0 - &quotient * &r1;
        let t2 = t0 - quotient * &t1;
        (r0, t0) = (std::mem::replace(&mut r1, r2), std::mem::replace(&mut t1, t2));
    }
    let (numerator, denominator) = if t1 < Integer::ZERO { (r1.neg(), t1.neg()) } else { (r1, t1) };
    (!denominator.is_zero() && denominator <= *limit).then_some((numerator, denominator))
}

#[cfg(test)]
mod tests {
    use super::super::modular_factors::ModularFactors;
    use super::*;

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
                let rows: Vec<Vec<(u32, Integer)>> = (0..n)
                    .map(|i| {
                        (0..n).map(|j| (j as u32, entry(i, j) * &factor)).filter(|(_, e)| !e.is_zero()).collect()
                    })
                    .collect();
                let right: Vec<Integer> = (0..n).map(|i| Integer::from(i as i64 - 3)).collect();
                let residues =
                    rows.iter().map(|row| row.iter().map(|(j, e)| (*j, integer_residue(e))).collect()).collect();
                let factors = ModularFactors::new(residues, n);
                assert_eq!(factors.pivots.len(), n);
                let solve = |right: &[u64]| {
                    let mut answer = vec![0; n];
                    factors.solve(&mut right.to_vec(), &mut answer);
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
