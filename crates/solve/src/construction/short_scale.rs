//! Scales that can be written down.
//!
//! What a misreport loses under a side bet is a sum of fractions with the weights of many profiles as denominators: in an environment with thousands of profiles it has thousands of digits,
//! and so have the smallest scale of the bet and, with it, every payment. Any larger scale does as well, since the truth is worth the same under all of them. A long one is
//! therefore rounded up to `DIGITS` binary digits, which makes it larger by less than one part in 2^(DIGITS − 1); a short one stays as it is.

use ambimech_model::number::{Integer, Natural, Rational, bit_length};

/// Numerators and denominators up to so many binary digits stay.
const LONG: usize = 1024;
/// Binary digits of a scale that is rounded up.
const DIGITS: usize = 64;

/// The number, or a little more where it is long. It must not be negative.
pub fn short_scale(smallest: Rational) -> Rational {
    if bit_length(&smallest) <= LONG {
        return smallest;
    }
    let (numerator, denominator) = (smallest.numerator(), smallest.denominator());
    let lengths =
        [numerator.clone(), Integer::from(denominator.clone())].map(|number| bit_length(&Rational::from(number)));
    let power = |exponent: usize| Natural::ONE << exponent;
    // 2^up · number has DIGITS or DIGITS + 1 digits before the point.
    let (up, down) =
        ((lengths[1] + DIGITS).saturating_sub(lengths[0]), lengths[0].saturating_sub(lengths[1] + DIGITS));
    let divisor = Integer::from(denominator * power(down));
    let whole = (numerator * Integer::from(power(up)) + &divisor - Integer::ONE) / divisor;
    Rational::from_parts(whole * Integer::from(power(down)), power(up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::is_dyadic;

    #[test]
    fn short_scales_stay_and_long_ones_grow_by_next_to_nothing() {
        let short = Rational::from(707) / Rational::from(96);
        assert_eq!(short_scale(short.clone()), short);
        assert_eq!(short_scale(Rational::ZERO), Rational::ZERO);
        let power = |base: u32, exponent: usize| Rational::from(Natural::from(base).pow(exponent));
        for (numerator, denominator) in [(3000, 1), (1, 3000), (3000, 2990), (2000, 2900), (9000, 20)] {
            let long = power(3, numerator) / power(7, denominator);
            let rounded = short_scale(long.clone());
            assert!(rounded >= long);
            assert!(&rounded - &long <= &long / power(2, DIGITS - 1));
            assert!(is_dyadic(&rounded));
            assert!(short_scale(rounded.clone()) >= rounded);
        }
    }
}
