//! Rational numbers as integers over one positive denominator.

use ambimech_model::number::{Integer, Natural, Rational, common_denominator, scaled_to};

/// A vector with one denominator, so that sums of products need one comparison at the end and no fractions before.
#[derive(Debug, Clone)]
pub struct ScaledVector {
    denominator: Integer,
    numbers: Vec<Integer>,
    /// The same numbers when all of them are machine words.
    words: Option<Vec<i64>>,
}

impl ScaledVector {
    /// Brings the numbers to their least common denominator.
    pub fn new(numbers: &[Rational]) -> ScaledVector {
        let denominator: Natural = common_denominator(numbers);
        let numbers: Vec<Integer> = numbers.iter().map(|number| scaled_to(number, &denominator)).collect();
        ScaledVector::from_parts(numbers, denominator.into())
    }

    /// These numerators over this denominator, which must be positive; nothing is brought to lowest terms.
    pub fn from_parts(numbers: Vec<Integer>, denominator: Integer) -> ScaledVector {
        let words = numbers.iter().map(|number| i64::try_from(number).ok()).collect();
        ScaledVector { denominator, numbers, words }
    }

    /// Numerators and denominator.
    pub fn into_parts(self) -> (Vec<Integer>, Integer) {
        (self.numbers, self.denominator)
    }

    /// The numbers themselves.
    pub fn rationals(&self) -> Vec<Rational> {
        let number = |number: &Integer| {
            if number.is_zero() || self.denominator.is_one() {
                return Rational::from(number.clone());
            }
            Rational::from_parts_signed(number.clone(), self.denominator.clone())
        };
        self.numbers.iter().map(number).collect()
    }

    /// The denominator; positive.
    pub fn denominator(&self) -> &Integer {
        &self.denominator
    }

    /// The numerators.
    pub fn numbers(&self) -> &[Integer] {
        &self.numbers
    }

    /// Σ entry · number, over the denominator; places outside the vector count as 0.
    pub fn dot(&self, entries: &[(usize, Integer)]) -> Integer {
        if let Some(total) = self.words.as_ref().and_then(|words| word_dot(entries, words)) {
            return Integer::from(total);
        }
        let mut total = Integer::ZERO;
        for (place, entry) in entries {
            match self.numbers.get(*place) {
                Some(number) if number.is_zero() => {}
                Some(number) if entry.is_one() => total += number,
                Some(number) => total += entry * number,
                None => {}
            }
        }
        total
    }
}

/// The sum of products in machine numbers; `None` when something does not fit.
fn word_dot(entries: &[(usize, Integer)], words: &[i64]) -> Option<i128> {
    let mut total = 0i128;
    for (place, entry) in entries {
        let number = *words.get(*place)?;
        if number != 0 {
            total = total.checked_add(i128::from(i64::try_from(entry).ok()?) * i128::from(number))?;
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_numbers_are_the_same() {
        let numbers: Vec<Integer> = [6i64, 0, -4].map(Integer::from).to_vec();
        let vector = ScaledVector::from_parts(numbers, Integer::from(4));
        let rationals = vector.rationals();
        assert_eq!(rationals[0], Rational::from_parts(3.into(), 2u8.into()));
        assert_eq!(rationals[1..], [Rational::ZERO, Rational::NEG_ONE]);
        assert_eq!(ScaledVector::new(&rationals).denominator(), &Integer::from(2));
    }

    #[test]
    fn words_and_long_integers_agree() {
        let numbers = [(1i64, 2u64), (-3, 4), (5, 1), (i64::MAX, 1)];
        let short: Vec<Rational> =
            numbers[..3].iter().map(|(a, b)| Rational::from_parts((*a).into(), (*b).into())).collect();
        let long: Vec<Rational> =
            numbers.iter().map(|(a, b)| Rational::from_parts((*a).into(), (*b).into())).collect();
        let entries: Vec<(usize, Integer)> =
            vec![(0, Integer::from(7)), (1, Integer::from(i64::MIN)), (2, Integer::ONE)];
        let (short, long) = (ScaledVector::new(&short), ScaledVector::new(&long));
        assert!(short.words.is_some() && long.words.is_none());
        assert_eq!(short.dot(&entries), long.dot(&entries));
        assert_eq!(short.denominator(), &Integer::from(4));
        assert_eq!(
            short.dot(&entries),
            Integer::from(14) - Integer::from(3) * Integer::from(i64::MIN) + Integer::from(20)
        );
    }
}
