//! Exact numbers as people read them: the fraction, with a decimal beside it where that helps.
//!
//! Decimals are made by integer arithmetic and rounded to nearest, ties to even. A decimal that is not the number itself
//! is always marked by ≈. Nothing is ever computed with a decimal.

use ambimech_model::number::{Natural, Rational};
use std::cmp::Ordering;

/// Decimals with at most this many places are shown in full.
const EXACT_PLACES: usize = 6;
/// Exact numbers longer than this many characters are replaced by their decimal in sentences.
const LONGEST_IN_SENTENCE: usize = 48;
/// From this many digits before the point on, or zeros after it, a decimal is written with an exponent.
const LARGEST_EXPONENT: i64 = 15;
/// See [`LARGEST_EXPONENT`].
const SMALLEST_EXPONENT: i64 = -6;

/// A decimal that stands for an exact number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    /// The digits, with a minus sign where needed: `-2.667`, `1.250e-9`.
    pub digits: String,
    /// Whether the decimal is the number itself.
    pub is_exact: bool,
}

impl Decimal {
    /// The digits, after `≈ ` when they are rounded.
    pub fn marked(&self) -> String {
        if self.is_exact { self.digits.clone() } else { format!("≈ {}", self.digits) }
    }
}

/// The number as it stands in files: `3`, `-75/2`.
pub fn exact(number: &Rational) -> String {
    number.to_string()
}

/// The decimal of a number: all of it when at most six places say it, otherwise rounded to three places, or to three
/// digits that count for a number near 0.
///
/// # Examples
/// ```
/// use ambimech_io::render::number::decimal;
/// use ambimech_model::number::parse_number;
/// assert_eq!(decimal(&parse_number("75/4").unwrap()).marked(), "18.75");
/// assert_eq!(decimal(&parse_number("-8/3").unwrap()).marked(), "≈ -2.667");
/// ```
pub fn decimal(number: &Rational) -> Decimal {
    let magnitude = leading_exponent(number);
    if magnitude > LARGEST_EXPONENT {
        return scientific(number, magnitude);
    }
    for places in 0..=EXACT_PLACES {
        if (ten_to(places) % number.denominator()).is_zero() {
            return Decimal { digits: rounded(number, places), is_exact: true };
        }
    }
    if magnitude < SMALLEST_EXPONENT {
        return scientific(number, magnitude);
    }
    let places = if magnitude >= -1 { 3 } else { usize::try_from(2 - magnitude).unwrap_or(3) };
    Decimal { digits: rounded(number, places), is_exact: false }
}

/// The exact number with its decimal: `75/4 (18.75)`, `-8/3 (≈ -2.667)`; an integer stands alone.
/// A number too long to read is given by its decimal, with its length.
///
/// # Examples
/// ```
/// use ambimech_io::render::number::with_decimal;
/// use ambimech_model::number::parse_number;
/// assert_eq!(with_decimal(&parse_number("0.75").unwrap()), "3/4 (0.75)");
/// assert_eq!(with_decimal(&parse_number("-8/3").unwrap()), "-8/3 (≈ -2.667)");
/// assert_eq!(with_decimal(&parse_number("29").unwrap()), "29");
/// ```
pub fn with_decimal(number: &Rational) -> String {
    let text = exact(number);
    let near = decimal(number);
    if text.len() > LONGEST_IN_SENTENCE {
        return format!("{} (exactly: a number of {} characters)", near.marked(), text.len());
    }
    if near.is_exact && near.digits == text { text } else { format!("{text} ({})", near.marked()) }
}

/// The exact number when it fits into `longest` characters, otherwise its marked decimal: for cells of tables.
pub fn cell(number: &Rational, longest: usize) -> String {
    let text = exact(number);
    if text.len() <= longest { text } else { decimal(number).marked() }
}

/// The number without its sign.
pub fn magnitude(number: &Rational) -> Rational {
    if *number < Rational::ZERO { -number.clone() } else { number.clone() }
}

/// The decimal with at most this many digits that count, without a mark, for programs that compute with decimals.
///
/// # Examples
/// ```
/// use ambimech_io::render::number::significant;
/// use ambimech_model::number::parse_number;
/// let written = |text: &str| significant(&parse_number(text).unwrap(), 4);
/// assert_eq!((written("-75/2"), written("2/3"), written("1e-9")), ("-37.5".into(), "0.6667".into(), "1e-9".into()));
/// assert_eq!((written("99999"), written("123456e20"), written("0")), ("100000".into(), "1.235e25".into(), "0".into()));
/// ```
pub fn significant(number: &Rational, digits: usize) -> String {
    if number.is_zero() {
        return "0".to_string();
    }
    let digits = digits.max(1);
    let mut exponent = leading_exponent(number);
    let mut written = shifted(number, i64::try_from(digits).unwrap_or(1) - 1 - exponent).to_string();
    if written.len() > digits {
        written.pop();
        exponent += 1;
    }
    let written = written.trim_end_matches('0');
    let sign = if *number < Rational::ZERO { "-" } else { "" };
    if !(SMALLEST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent) {
        let (first, rest) = written.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}e{exponent}");
    }
    match usize::try_from(exponent) {
        Err(_) => {
            let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
            format!("{sign}0.{zeros}{written}")
        }
        Ok(whole) if written.len() <= whole + 1 => format!("{sign}{written:0<width$}", width = whole + 1),
        Ok(whole) => {
            let (whole, fraction) = written.split_at(whole + 1);
            format!("{sign}{whole}.{fraction}")
        }
    }
}

/// The nearest machine number, for pictures only.
pub fn for_drawing(number: &Rational) -> f64 {
    number.to_f64().value()
}

fn ten_to(power: usize) -> Natural {
    Natural::from(10u8).pow(power)
}

/// |number| times 10^power, rounded to nearest, ties to even.
fn shifted(number: &Rational, power: i64) -> Natural {
    let (_, top) = number.numerator().clone().into_parts();
    let step = ten_to(usize::try_from(power.unsigned_abs()).unwrap_or(0));
    let (top, bottom) =
        if power >= 0 { (top * step, number.denominator().clone()) } else { (top, number.denominator() * step) };
    let quotient = &top / &bottom;
    let twice_rest = (top - &quotient * &bottom) * Natural::from(2u8);
    let is_odd = !(&quotient % Natural::from(2u8)).is_zero();
    match twice_rest.cmp(&bottom) {
        Ordering::Greater => quotient + Natural::ONE,
        Ordering::Equal if is_odd => quotient + Natural::ONE,
        _ => quotient,
    }
}

/// The decimal with this many places.
pub(super) fn rounded(number: &Rational, places: usize) -> String {
    let digits = shifted(number, i64::try_from(places).unwrap_or(0));
    let sign = if *number < Rational::ZERO && !digits.is_zero() { "-" } else { "" };
    let digits = digits.to_string();
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// The decimal with four digits that count and a power of ten.
fn scientific(number: &Rational, magnitude: i64) -> Decimal {
    let mut exponent = magnitude;
    let mut digits = shifted(number, 3 - exponent).to_string();
    if digits.len() > 4 {
        digits.pop();
        exponent += 1;
    }
    let sign = if *number < Rational::ZERO { "-" } else { "" };
    let (whole, fraction) = digits.split_at(1);
    Decimal { digits: format!("{sign}{whole}.{fraction}e{exponent}"), is_exact: false }
}

/// The e with 10^e ≤ |number| < 10^(e+1); 0 for the number 0.
pub(super) fn leading_exponent(number: &Rational) -> i64 {
    if number.is_zero() {
        return 0;
    }
    let (_, top) = number.numerator().clone().into_parts();
    let length = |natural: &Natural| i64::try_from(natural.to_string().len()).unwrap_or(0);
    let guess = length(&top) - length(number.denominator());
    let step = ten_to(usize::try_from(guess.unsigned_abs()).unwrap_or(0));
    let reaches =
        if guess >= 0 { top >= number.denominator() * step } else { top * step >= *number.denominator() };
    if reaches { guess } else { guess - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::parse_number;

    #[test]
    fn decimals_are_rounded_to_nearest() {
        for (text, expected) in [
            ("0", "0"),
            ("-5", "-5"),
            ("1/20", "1/20 (0.05)"),
            ("-8/3", "-8/3 (≈ -2.667)"),
            ("2/3", "2/3 (≈ 0.667)"),
            ("999999/1000001", "999999/1000001 (≈ 1.000)"),
            ("1/64", "1/64 (0.015625)"),
            ("1/128", "1/128 (≈ 0.00781)"),
            ("1/1000000", "1/1000000 (0.000001)"),
            ("1/3000000", "1/3000000 (≈ 3.333e-7)"),
            ("-1/30000000000", "-1/30000000000 (≈ -3.333e-11)"),
            ("99999999999999999999/7", "99999999999999999999/7 (≈ 1.429e19)"),
            ("99999999999999999999", "99999999999999999999 (≈ 1.000e20)"),
            ("123456789/7", "123456789/7 (≈ 17636684.143)"),
        ] {
            assert_eq!(with_decimal(&parse_number(text).unwrap()), expected, "{text}");
        }
        let long = parse_number(&format!("1/3{}", "0".repeat(60))).unwrap();
        assert_eq!(with_decimal(&long), "≈ 3.333e-61 (exactly: a number of 63 characters)");
        assert_eq!(cell(&long, 12), "≈ 3.333e-61");
        assert_eq!(cell(&parse_number("-75/2").unwrap(), 12), "-75/2");
    }
}
