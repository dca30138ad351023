//! Arithmetic with numbers of a fixed number of binary places, always rounded outward: sums, products, exponential, logarithm.
//!
//! # Representation
//! With p places a [`Span`] of integers (l, h) stands for the reals x with l·2^−p ≤ x ≤ h·2^−p. Every operation returns a span that
//! holds each possible result: lower ends are rounded down, upper ends up.
//!
//! # Exponential
//! e^x is increasing, so the span of an end is enough. For x = n·2^−p put r = x/2^j with |r| ≤ 2^−8, computed exactly with q ≥ p + j places.
//! Then e^x = (e^r)^(2^j). The series Σ r^k/k! is added up in spans; behind a term with |r^k/k!| ≤ 2^−q the rest is at most
//! 2^−q·Σ_{i≥1} 2^−8i < 2^−q, one unit more at each end. e^r > 0 is squared j times. For x ≤ 0 an error at most doubles with
//! each squaring; for x > 0 it grows with e^x too; q is p with as many places more. This governs only how wide the result is, never
//! whether it is right. Below −p nothing is computed: e^x is between 0 and one unit.
//!
//! # Logarithm
//! ln is increasing. For x = n·2^−p > 0 choose k with z = x/2^k in \[3/4, 3/2); then ln x = k ln 2 + 2 artanh((z−1)/(z+1)) and
//! ln 2 = 2 artanh(1/3). The series artanh s = Σ s^(2i+1)/(2i+1) with |s| ≤ 1/3 has, behind a power |s^(2i+1)| ≤ 2^−q, a rest below
//! 2^−q·Σ_{i≥1} 9^−i < 2^−q.

use super::Enclosure;
use crate::number::{Integer, Natural, Rational, integer_bits};
use dashu_int::ops::DivEuclid;

/// Places added so that roundings do not show in the result.
const GUARD: usize = 24;

/// The largest number of places that an exponential of a positive number may add.
const MOST_GROWTH: usize = 1 << 15;

/// A number of binary places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FixedPoint {
    bits: usize,
}

/// The reals between two integers, in units of 2^−bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    low: Integer,
    high: Integer,
}

/// ⌊a/b⌋ for b > 0.
fn floor(a: Integer, b: &Integer) -> Integer {
    a.div_euclid(b)
}

/// ⌈a/b⌉ for b > 0.
fn ceiling(a: Integer, b: &Integer) -> Integer {
    -floor(-a, b)
}

/// ⌊a/2^bits⌋.
fn floor_shift(a: &Integer, bits: usize) -> Integer {
    a >> bits
}

/// ⌈a/2^bits⌉.
fn ceiling_shift(a: &Integer, bits: usize) -> Integer {
    -(-a >> bits)
}

impl Span {
    /// 0.
    pub(super) const ZERO: Span = Span { low: Integer::ZERO, high: Integer::ZERO };

    /// Whether every number of the span is positive.
    pub(super) fn is_positive(&self) -> bool {
        self.low > Integer::ZERO
    }

    pub(super) fn plus(&self, other: &Span) -> Span {
        Span { low: &self.low + &other.low, high: &self.high + &other.high }
    }

    pub(super) fn minus(&self, other: &Span) -> Span {
        Span { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    /// The span times a/b, for b > 0.
    pub(super) fn times_ratio(&self, a: &Integer, b: &Integer) -> Span {
        let (low, high) = if *a < Integer::ZERO { (&self.high, &self.low) } else { (&self.low, &self.high) };
        Span { low: floor(low * a, b), high: ceiling(high * a, b) }
    }

    /// The span times a rational.
    pub(super) fn times(&self, factor: &Rational) -> Span {
        self.times_ratio(factor.numerator(), &Integer::from(factor.denominator().clone()))
    }

    /// So many units more at each end.
    pub(super) fn widened(self, units: &Integer) -> Span {
        Span { low: self.low - units, high: self.high + units }
    }

    /// Without the last `bits` places.
    fn shortened(&self, bits: usize) -> Span {
        Span { low: floor_shift(&self.low, bits), high: ceiling_shift(&self.high, bits) }
    }

    /// Whether all numbers of the span are at most so many units in size.
    pub(super) fn is_within(&self, units: &Integer) -> bool {
        self.low >= -units && self.high <= *units
    }
}

impl FixedPoint {
    /// With this many binary places.
    pub(super) fn new(bits: usize) -> FixedPoint {
        FixedPoint { bits }
    }

    /// How many.
    pub(super) fn bits(self) -> usize {
        self.bits
    }

    /// A rational.
    pub(super) fn enclose(self, number: &Rational) -> Span {
        let (numerator, denominator) =
            (number.numerator() << self.bits, Integer::from(number.denominator().clone()));
        Span { low: floor(numerator.clone(), &denominator), high: ceiling(numerator, &denominator) }
    }

    /// The span as rational numbers.
    pub(super) fn enclosure(self, span: &Span) -> Enclosure {
        let unit = Natural::ONE << self.bits;
        let number = |end: &Integer| Rational::from_parts(end.clone(), unit.clone());
        Enclosure { low: number(&span.low), high: number(&span.high) }
    }

    /// The product of two spans.
    pub(super) fn product(self, a: &Span, b: &Span) -> Span {
        if a.low >= Integer::ZERO && b.low >= Integer::ZERO {
            return Span { low: &a.low * &b.low, high: &a.high * &b.high }.shortened(self.bits);
        }
        let products = [&a.low * &b.low, &a.low * &b.high, &a.high * &b.low, &a.high * &b.high];
        let [mut low, mut high] = [products[0].clone(), products[0].clone()];
        for product in &products[1..] {
            if *product < low {
                low = product.clone();
            }
            if *product > high {
                high = product.clone();
            }
        }
        Span { low, high }.shortened(self.bits)
    }

    /// a/b for spans with a ≥ 0 and b > 0; `None` when these signs are not certain.
    pub(super) fn quotient(self, a: &Span, b: &Span) -> Option<Span> {
        if a.low < Integer::ZERO || !b.is_positive() {
            return None;
        }
        Some(Span { low: floor(&a.low << self.bits, &b.high), high: ceiling(&a.high << self.bits, &b.low) })
    }

    /// e^x; `None` when it is too large to be written out.
    pub(super) fn exp(self, x: &Span) -> Option<Span> {
        let low = self.exp_of(&x.low)?;
        if x.low == x.high {
            return Some(low);
        }
        Some(Span { low: low.low, high: self.exp_of(&x.high)?.high })
    }

    /// e^x for x = n·2^−bits.
    fn exp_of(self, n: &Integer) -> Option<Span> {
        // For x ≤ −p, e^x < 2^−p: between 0 and one unit.
        if floor_shift(n, self.bits) < -Integer::from(self.bits) {
            return Some(Span { low: Integer::ZERO, high: Integer::ONE });
        }
        // e^x < 2^(3/2·x).
        let growth = if *n > Integer::ZERO {
            let whole = usize::try_from(ceiling_shift(n, self.bits)).ok().filter(|whole| *whole <= MOST_GROWTH)?;
            whole + whole / 2 + 1
        } else {
            0
        };
        // |x| < 2^size, by which r = x/2^halvings is small.
        let small = 8 + (self.bits + growth).isqrt() / 2;
        let halvings = (integer_bits(n) + small).saturating_sub(self.bits);
        let q = FixedPoint::new(self.bits + halvings + growth + GUARD);
        let r = n << (q.bits - self.bits - halvings);
        let one = Integer::ONE << q.bits;
        let mut term = Span { low: one.clone(), high: one };
        let mut sum = term.clone();
        let mut k = Integer::ZERO;
        while !term.is_within(&Integer::ONE) {
            k += Integer::ONE;
            term = term.times_ratio(&r, &(&k << q.bits));
            sum = sum.plus(&term);
        }
        let mut power = sum.widened(&Integer::ONE);
        for _ in 0..halvings {
            let low = if power.is_positive() { &power.low * &power.low } else { Integer::ZERO };
            power = Span { low, high: &power.high * &power.high }.shortened(q.bits);
        }
        Some(power.shortened(q.bits - self.bits))
    }

    /// ln x; `None` when x may be 0 or negative.
    pub(super) fn ln(self, x: &Span) -> Option<Span> {
        if !x.is_positive() {
            return None;
        }
        let low = self.ln_of(&x.low);
        if x.low == x.high {
            return Some(low);
        }
        Some(Span { low: low.low, high: self.ln_of(&x.high).high })
    }

    /// ln x for x = n·2^−bits, n > 0.
    fn ln_of(self, n: &Integer) -> Span {
        // z = n/2^length is in [1/2, 1), or twice that if below 3/4.
        let mut length = integer_bits(n);
        if n << 2usize < Integer::from(3) << length {
            length -= 1;
        }
        let q = FixedPoint::new(self.bits + GUARD);
        let unit = Integer::ONE << length;
        let series = q.twice_artanh(&(n - &unit), &(n + &unit));
        let doublings = Integer::from(length) - Integer::from(self.bits);
        let of_two = q.twice_artanh(&Integer::ONE, &Integer::from(3));
        series.plus(&of_two.times_ratio(&doublings, &Integer::ONE)).shortened(GUARD)
    }

    /// 2 artanh(a/b) for |a/b| ≤ 1/3, b > 0.
    fn twice_artanh(self, a: &Integer, b: &Integer) -> Span {
        let doubled = a << (self.bits + 1);
        let mut power = Span { low: floor(doubled.clone(), b), high: ceiling(doubled, b) };
        let ratio = Span { low: floor(a << self.bits, b), high: ceiling(a << self.bits, b) };
        let square = self.product(&ratio, &ratio);
        let mut sum = power.clone();
        let mut odd = Integer::ONE;
        while !power.is_within(&Integer::ONE) {
            odd += Integer::from(2);
            power = self.product(&power, &square);
            sum = sum.plus(&power.times_ratio(&Integer::ONE, &odd));
        }
        sum.widened(&Integer::ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse_number;

    fn number(text: &str) -> Rational {
        parse_number(text).unwrap()
    }

    /// The enclosure is narrow and holds the number whose first decimals are given.
    fn assert_encloses(enclosure: &Enclosure, decimals: &str, bits: usize) {
        let places = decimals.split_once('.').map_or(0, |(_, places)| places.len());
        let unit = Rational::ONE / Rational::from(Integer::from(10).pow(places));
        let given = number(decimals);
        assert!(enclosure.low <= &given + &unit && enclosure.high >= &given - &unit, "{decimals}: {enclosure:?}");
        let four_units = Rational::from_parts(4.into(), Natural::ONE << bits);
        assert!(enclosure.width() <= four_units, "{decimals}: too wide");
    }

    #[test]
    fn shifts_round_down_and_up() {
        for a in -17..18 {
            let (floor, ceiling) = (i32::div_euclid(a, 8), -i32::div_euclid(-a, 8));
            assert_eq!(floor_shift(&Integer::from(a), 3), Integer::from(floor));
            assert_eq!(ceiling_shift(&Integer::from(a), 3), Integer::from(ceiling));
            assert_eq!(super::floor(Integer::from(a), &Integer::from(8)), Integer::from(floor));
            assert_eq!(super::ceiling(Integer::from(a), &Integer::from(8)), Integer::from(ceiling));
        }
    }

    #[test]
    fn exponentials_have_their_known_decimals() {
        for (x, decimals) in [
            ("0", "1.0"),
            ("1", "2.71828182845904523536028747135266249775724709369995"),
            ("-1", "0.36787944117144232159552377016146086744581113103176"),
            ("1/3", "1.395612425086089528628125319602586837597906515199406982"),
            ("10", "22026.465794806716516957900645284244366353512618556781"),
            ("-20", "0.000000002061153622438557827965940380155820976375"),
        ] {
            for bits in [20, 64, 200] {
                let fixed = FixedPoint::new(bits);
                let enclosure = fixed.enclosure(&fixed.exp(&fixed.enclose(&number(x))).unwrap());
                assert_encloses(&enclosure, decimals, bits.saturating_sub(if x == "10" { 16 } else { 2 }));
            }
        }
        let fixed = FixedPoint::new(64);
        let vanishing = fixed.exp(&fixed.enclose(&number("-1e300"))).unwrap();
        assert_eq!(vanishing, Span { low: Integer::ZERO, high: Integer::ONE });
        assert_eq!(fixed.exp(&fixed.enclose(&number("1e300"))), None);
    }

    #[test]
    fn logarithms_have_their_known_decimals() {
        for (x, decimals) in [
            ("1", "0.0"),
            ("2", "0.69314718055994530941723212145817656807550013436026"),
            ("10", "2.30258509299404568401799145468436420760110148862877"),
            ("3/4", "-0.287682072451780927439219005993827431503509710"),
            ("1e-9", "-20.72326583694641115616192309215927786840991339765895"),
            ("123456789", "18.631401766168018033"),
        ] {
            for bits in [40, 64, 200] {
                let fixed = FixedPoint::new(bits);
                let enclosure = fixed.enclosure(&fixed.ln(&fixed.enclose(&number(x))).unwrap());
                assert_encloses(&enclosure, decimals, bits.saturating_sub(if x == "1e-9" { 32 } else { 2 }));
            }
        }
        let fixed = FixedPoint::new(64);
        assert_eq!(fixed.ln(&Span::ZERO), None);
        assert_eq!(fixed.ln(&fixed.enclose(&number("-1"))), None);
    }

    #[test]
    fn the_logarithm_undoes_the_exponential() {
        let fixed = FixedPoint::new(100);
        for n in -40..40 {
            let x = Rational::from(n) / Rational::from(7);
            let back = fixed.ln(&fixed.exp(&fixed.enclose(&x)).unwrap()).unwrap();
            assert!(fixed.enclosure(&back).contains(&x), "{n}");
        }
    }

    #[test]
    fn products_and_quotients_keep_their_signs() {
        let fixed = FixedPoint::new(10);
        let span = |low: &str, high: &str| Span {
            low: fixed.enclose(&number(low)).low,
            high: fixed.enclose(&number(high)).high,
        };
        let product = fixed.enclosure(&fixed.product(&span("-2", "3"), &span("-5", "1")));
        assert_eq!((product.low, product.high), (number("-15"), number("10")));
        let quotient = fixed.enclosure(&fixed.quotient(&span("2", "3"), &span("1", "4")).unwrap());
        assert_eq!((quotient.low, quotient.high), (number("1/2"), number("3")));
        assert!(fixed.quotient(&span("2", "3"), &span("0", "4")).is_none());
    }
}
