//! The steps of [`super::word_system`], and the fractions that they show.

use super::dense_factors::DenseFactors;
use super::lifting::{Fractions, MARGIN, fraction, words_of};
use super::word_system::Core;
use ambimech_model::number::{Integer, Natural, integer_bits};

/// What sums of products of coefficients and digits stay below.
const ROOM: f64 = (1u64 << 61) as f64;

/// What digits stay below.
const LARGEST_DIGIT: f64 = (1u64 << 51) as f64;

/// The refinement under way.
pub(super) struct WordLifting<'c> {
    core: &'c Core,
    factors: DenseFactors,
    rests: Vec<i64>,
    /// x_k, one after the other, each for the core's unknowns and then for the units.
    digits: Vec<i64>,
    /// The binary digits of q.
    step: usize,
    steps: usize,
    /// How many binary digits C r_k has, at most.
    size: usize,
}

impl<'c> WordLifting<'c> {
    /// Before the first step; `None` when the columns are dependent, about, or coefficients too long.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn new(core: &'c Core) -> Option<WordLifting<'c>> {
        let width = core.unknown_count();
        let mut dense = vec![0.0; width * core.system.equation_count()];
        for (equation, row) in dense.chunks_exact_mut(width).enumerate() {
            core.system.equation(equation).for_each(|(unknown, entry)| row[unknown] = entry as f64);
        }
        let factors = DenseFactors::new(dense, width)?;
        Some(WordLifting { core, factors, rests: Vec::new(), digits: Vec::new(), step: 0, steps: 0, size: 0 })
    }

    /// Steps of so many binary digits until the digits show the solution, first for the core's unknowns, then for the units; `None` when
    /// they do not, or rests do not stay small.
    pub(super) fn run(&mut self, step: usize) -> Option<Fractions> {
        // Rests are multiplied by q.
        if self.core.height.checked_mul(1 << (step + 3)).is_none_or(|most| most >= 1 << 62) {
            return None;
        }
        (self.step, self.steps, self.size) = (step, 0, 1);
        self.rests = self.core.system.rights().to_vec();
        self.digits.clear();
        // Short solutions are seen at once, and often the determinant is longer than the denominator.
        let last = self.last_try();
        let tries = [2.min(last), last - last * 3 / 8, last - last / 8, last];
        loop {
            let values = self.next()?;
            if tries.contains(&self.steps)
                && let Some(found) = self.attempt()
            {
                return Some(found);
            }
            if self.steps >= last {
                return None;
            }
            self.advance(values)?;
        }
    }

    /// The number of steps after which there must be an answer: d divides the determinant.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn last_try(&self) -> usize {
        let bits = self.factors.determinant_bits().max(0.0) as usize;
        (2 * bits + MARGIN + 40).div_ceil(self.step)
    }

    /// q C r_k, not yet rounded.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn next(&mut self) -> Option<Vec<f64>> {
        let mut values = self.factors.solve(|equation| self.rests[equation] as f64);
        let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        let unit = (1u64 << self.step) as f64;
        if !(largest * unit * (self.core.height as f64) < ROOM && largest * unit < LARGEST_DIGIT) {
            return None;
        }
        self.size = self.size.max(2 + largest.max(1.0).log2() as usize);
        values.iter_mut().for_each(|value| *value *= unit);
        Some(values)
    }

    /// Takes the step; `None` when the rests do not stay small.
    #[allow(clippy::cast_possible_truncation)]
    fn advance(&mut self, values: Vec<f64>) -> Option<()> {
        // Adding and taking this, 3 · 2^51, leaves the nearest whole number.
        const ROUND: f64 = 6_755_399_441_055_744.0;
        let start = self.digits.len();
        self.digits.extend(values.into_iter().map(|value| ((value + ROUND) - ROUND) as i64));
        let own = &self.digits[start..];
        let mut is_small = true;
        for (equation, rest) in self.rests.iter_mut().enumerate() {
            let sum: i64 = self.core.system.equation(equation).map(|(unknown, entry)| entry * own[unknown]).sum();
            *rest = (*rest << self.step) - sum;
            is_small &= rest.unsigned_abs() <= 2 * self.core.height.unsigned_abs();
        }
        for unit in &self.core.units {
            let digit = |(place, entry): &(u32, i64)| entry * self.digits[start + *place as usize];
            let sum: i64 = unit.others.iter().map(digit).sum();
            let right = if self.steps == 0 { unit.right << self.step } else { 0 };
            self.digits.push(unit.coefficient * (right - sum));
        }
        self.steps += 1;
        is_small.then_some(())
    }

    /// The number with these digits, the most significant first.
    fn value(&self, digits: impl DoubleEndedIterator<Item = i128>) -> Integer {
        // From the lowest to the highest, with what is carried.
        let (mut carry, mut bytes) = (0i128, Vec::new());
        for digit in digits.rev() {
            carry += digit;
            bytes.extend_from_slice(&carry.to_le_bytes()[..self.step / 8]);
            carry >>= self.step;
        }
        (Integer::from(carry) << (8 * bytes.len())) + Integer::from(Natural::from_le_bytes(&bytes))
    }

    /// The x_k one after the other.
    fn numbers(&self) -> std::slice::ChunksExact<'_, i64> {
        self.digits.chunks_exact(self.core.unknown_count() + self.core.units.len())
    }

    /// The solution, if the digits so far show it.
    fn attempt(&self) -> Option<Fractions> {
        let length = self.step * self.steps;
        let modulus = Integer::ONE << length;
        let core = self.core.unknown_count();
        // Of a combination most fractions have the whole denominator; which combination matters little.
        let weights = [1i64, 3, 2, 5, 4, 7, 6];
        let combined = |digit: &[i64]| -> i128 {
            let sum: i64 =
                digit[..core].iter().zip(weights.iter().cycle()).map(|(digit, weight)| digit * weight).sum();
            sum.into()
        };
        let size = self.size + integer_bits(&Integer::from(7 * core));
        // d times the distance of X / q^k from the solution is at most 2^(bits + size − length).
        let bits = length.checked_sub(MARGIN + size)? / 2;
        let (bound, limit) = (Integer::ONE << (length - bits - MARGIN), Integer::ONE << bits);
        let denominator_of = |number: Integer| -> Option<Integer> {
            let rest = number & (&modulus - Integer::ONE);
            fraction(rest, &modulus, &bound, &limit).map(|(_, denominator)| denominator)
        };
        let mut denominator = denominator_of(self.value(self.numbers().map(combined)))?;
        let mut nearest = Nearest::new(self, &denominator)?;
        let mut numerators: Vec<Integer> = Vec::with_capacity(core + self.core.units.len());
        while numerators.len() < core + self.core.units.len() {
            let place = numerators.len();
            if let Some(numerator) = nearest.numerator(place) {
                numerators.push(numerator);
                continue;
            }
            let whole = self.value(self.numbers().map(|digit| i128::from(digit[place])));
            let more = denominator_of(whole * &denominator)?;
            if more.is_one() {
                return None;
            }
            numerators.iter_mut().for_each(|earlier| *earlier *= &more);
            denominator *= more;
            nearest = Nearest::new(self, &denominator)?;
        }
        Some(Fractions { numerators, denominator })
    }
}

/// Whole numbers near d X / q^k, for as many of the steps as show them.
struct Nearest<'l> {
    lifting: &'l WordLifting<'l>,
    steps: usize,
    /// d 2^more, such that X d 2^more is to be divided by a power of 2^64, in words of 64 binary digits, lowest first.
    factor: Vec<u64>,
    /// How many words that power has.
    words: usize,
    /// Binary digits after the point that must be those of a whole number.
    zeros: u32,
    bytes: Vec<u8>,
    product: Vec<u64>,
}

impl<'l> Nearest<'l> {
    /// `None` when there are too few steps for a denominator of this length.
    #[allow(clippy::cast_possible_truncation)]
    fn new(lifting: &'l WordLifting, denominator: &Integer) -> Option<Nearest<'l>> {
        let height = integer_bits(&Integer::from(lifting.core.height));
        let bits = integer_bits(denominator);
        let steps = (bits + lifting.size + 2 * height + 6).div_ceil(lifting.step);
        let words = (lifting.step * steps).div_ceil(64);
        let more = 64 * words - lifting.step * steps;
        let factor = words_of(&(denominator << more), (bits + more).div_ceil(64));
        let nearest = Nearest {
            lifting,
            steps,
            factor,
            words,
            zeros: height as u32 + 2,
            bytes: Vec::new(),
            product: Vec::new(),
        };
        (steps <= lifting.steps).then_some(nearest)
    }

    /// The whole number near d X / q^k at this place, if there is one: h times the distance is at most 1/4.
    #[allow(clippy::cast_possible_truncation)]
    fn numerator(&mut self, place: usize) -> Option<Integer> {
        let mut carry = 0i128;
        self.bytes.clear();
        for digit in self.lifting.numbers().take(self.steps).rev() {
            carry += i128::from(digit[place]);
            self.bytes.extend_from_slice(&carry.to_le_bytes()[..self.lifting.step / 8]);
            carry >>= self.lifting.step;
        }
        self.bytes.extend_from_slice(&carry.to_le_bytes()[..8]);
        let is_negative = carry < 0;
        // Words of the size: of a negative number the complement and 1.
        self.product.clear();
        self.product.resize(self.bytes.len().div_ceil(8) + self.factor.len(), 0);
        let mut one = is_negative;
        for (at, part) in self.bytes.chunks(8).enumerate() {
            let mut word = [if is_negative { u8::MAX } else { 0 }; 8];
            word[..part.len()].copy_from_slice(part);
            let mut word = u64::from_le_bytes(word);
            if is_negative {
                (word, one) = (!word).overflowing_add(u64::from(one));
            }
            let mut over = 0u128;
            for (sum, factor) in self.product[at..].iter_mut().zip(&self.factor) {
                over += u128::from(*sum) + u128::from(word) * u128::from(*factor);
                *sum = over as u64;
                over >>= 64;
            }
            if let Some(sum) = self.product.get_mut(at + self.factor.len()) {
                *sum = over as u64;
            }
        }
        // A half more makes the nearest whole number the one below, and digits after the point 10…0 or 01…1.
        let last = self.product.get_mut(self.words - 1)?;
        let (half, mut over) = last.overflowing_add(1 << 63);
        let near = half >> (64 - self.zeros);
        let middle = 1u64 << (self.zeros - 1);
        if near != middle && near + 1 != middle {
            return None;
        }
        self.bytes.clear();
        for word in &self.product[self.words..] {
            let (word, again) = word.overflowing_add(u64::from(over));
            over = again;
            self.bytes.extend_from_slice(&word.to_le_bytes());
        }
        let number = Integer::from(Natural::from_le_bytes(&self.bytes));
        Some(if is_negative { -number } else { number })
    }
}
