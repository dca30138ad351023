//! Signs of sums of long integers with short factors, column by column.
//!
//! # Method
//! The long integers are written in digits of 32 bits with one sign for all of them, y_r = ± Σ_k d_rk 2^32k. The sum Σ_r a_rj y_r of column j has the
//! digit sums D_k = Σ_r ± a_rj d_rk, in machine words: Σ_r |a_rj| < 2^31 keeps them below 2^63. Carrying from the lowest to the highest,
//! c_0 = 0, D_k + c_k = m_k + 2^32 c_{k+1} with 0 ≤ m_k < 2^32, shows the sign: that of the last carry, and if it is 0, whether any m_k is not.

use ambimech_model::number::Integer;
use std::cmp::Ordering;

/// How the sum of every column compares with 0, the rows being multiplied by these numbers; `None` where entries are too long.
pub(super) fn column_orders<'r>(
    rows: impl Iterator<Item = &'r [(usize, Integer)]>,
    numbers: impl Iterator<Item = &'r Integer> + Clone,
    columns: usize,
) -> Option<Vec<Ordering>> {
    let width = numbers.clone().map(|number| number.as_sign_words().1.len()).max().unwrap_or(0) * 2;
    let mut sums = vec![0i64; columns.checked_mul(width)?];
    let mut sizes = vec![0u64; columns];
    let mut digits: Vec<i64> = Vec::with_capacity(width);
    for (row, number) in rows.zip(numbers) {
        signed_digits(number, &mut digits);
        for (column, entry) in row {
            let entry = i64::try_from(entry).ok()?;
            let size = sizes.get_mut(*column)?;
            *size = size.checked_add(entry.unsigned_abs())?;
            if *size >= 1 << 31 {
                return None;
            }
            let start = column * width;
            let places = sums.get_mut(start..start + digits.len())?;
            places.iter_mut().zip(&digits).for_each(|(sum, digit)| *sum += entry * digit);
        }
    }
    let orders = (0..columns).map(|column| order(&sums[column * width..(column + 1) * width]));
    Some(orders.collect())
}

/// The digits of 32 bits, lowest first, each with the number's sign.
fn signed_digits(number: &Integer, digits: &mut Vec<i64>) {
    digits.clear();
    let (_, words) = number.as_sign_words();
    let is_negative = *number < Integer::ZERO;
    for word in words {
        // Words have 64 or 32 bits, as the processor has.
        #[allow(clippy::useless_conversion)]
        let mut rest = u64::from(*word);
        for _ in 0..size_of_val(word) / 4 {
            #[allow(clippy::cast_possible_wrap)]
            let digit = (rest & 0xFFFF_FFFF) as i64;
            digits.push(if is_negative { -digit } else { digit });
            rest >>= 32;
        }
    }
}

/// Σ_k sums_k 2^32k beside 0.
fn order(sums: &[i64]) -> Ordering {
    let mut carry = 0i128;
    let mut is_whole = true;
    for sum in sums {
        let here = i128::from(*sum) + carry;
        is_whole &= here & 0xFFFF_FFFF == 0;
        carry = here >> 32;
    }
    match carry.cmp(&0) {
        Ordering::Equal if !is_whole => Ordering::Greater,
        order => order,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_those_of_the_sums() {
        let mut state = 3u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut seen = [0, 0, 0];
        for round in 0..400usize {
            let (rows, columns) = (1 + round % 7, 1 + round % 5);
            let long = |next: &mut dyn FnMut(u64) -> u64| {
                let words = next(5);
                let size = (0..words).fold(Integer::ZERO, |sum, _| (sum << 32) + Integer::from(next(1 << 31)));
                if next(2) == 0 { -size } else { size }
            };
            let mut numbers: Vec<Integer> = (0..rows).map(|_| long(&mut next)).collect();
            let mut matrix: Vec<Vec<(usize, Integer)>> = (0..rows)
                .map(|_| (0..columns).map(|column| (column, Integer::from(next(9) as i64 - 4))).collect())
                .collect();
            if round % 3 == 0 {
                // One more row that takes the first column's sum away, but for −1, 0 or 1.
                let sum: Integer = matrix.iter().zip(&numbers).map(|(row, number)| &row[0].1 * number).sum();
                numbers.push(sum + Integer::from(next(3) as i64 - 1));
                matrix.push(vec![(0, Integer::NEG_ONE)]);
            }
            let found = column_orders(matrix.iter().map(Vec::as_slice), numbers.iter(), columns).unwrap();
            for (column, found) in found.iter().enumerate() {
                let mut sum = Integer::ZERO;
                for (row, number) in matrix.iter().zip(&numbers) {
                    row.iter().filter(|(place, _)| *place == column).for_each(|(_, entry)| sum += entry * number);
                }
                assert_eq!(*found, sum.cmp(&Integer::ZERO), "{round}");
                seen[(*found as i8 + 1) as usize] += 1;
            }
        }
        assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
    }

    #[test]
    fn what_does_not_fit_is_left_to_others() {
        let orders = |entries: &[Integer]| {
            let rows: Vec<Vec<(usize, Integer)>> = entries.iter().map(|entry| vec![(0, entry.clone())]).collect();
            column_orders(rows.iter().map(Vec::as_slice), vec![Integer::NEG_ONE; entries.len()].iter(), 1)
        };
        let half = Integer::from(1i64 << 30);
        assert_eq!(orders(&[half.clone(), half.clone() - Integer::ONE]), Some(vec![Ordering::Less]));
        assert_eq!(orders(&[half.clone(), half]), None);
        assert_eq!(orders(&[Integer::ONE << 70]), None);
        assert_eq!(orders(&[]), Some(vec![Ordering::Equal]));
    }
}
