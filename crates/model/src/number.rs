//! Exact numbers: rationals and integers of any size, and how a number is read from its text.
//!
//! Nothing in this crate is ever rounded. A decimal such as `0.15` is the fraction 3/20.

pub use dashu_int::{IBig as Integer, UBig as Natural};
pub use dashu_ratio::RBig as Rational;

use dashu_int::ops::{BitTest, Gcd};
use std::fmt;

/// Largest number of characters a number may have in a file.
pub const MAX_NUMBER_LENGTH: usize = 20_000;
/// Largest absolute decimal exponent that is read (`1e400` is exact but needs 1,329 bits).
pub const MAX_EXPONENT: u32 = 5_000;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberError {
    /// The text is empty.
    Empty,
    /// The text has a character that no number has, at this byte.
    Malformed {
        /// Byte offset of the first character that does not fit.
        at: usize,
    },
    /// The denominator is zero.
    ZeroDenominator,
    /// The text is longer than [`MAX_NUMBER_LENGTH`].
    TooLong {
        /// Number of characters found.
        length: usize,
    },
    /// The exponent is outside ±[`MAX_EXPONENT`].
    ExponentTooLarge,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberError::Empty => write!(f, "no number here"),
            NumberError::Malformed { at } => write!(f, "not a number (character {})", at + 1),
            NumberError::ZeroDenominator => write!(f, "a fraction with denominator 0"),
            NumberError::TooLong { length } => write!(f, "a number of {length} characters"),
            NumberError::ExponentTooLarge => write!(f, "an exponent beyond ±{MAX_EXPONENT}"),
        }
    }
}

impl std::error::Error for NumberError {}

/// Reads an exact number: an integer `-3`, a decimal `0.15` or `1.5e-3`, or a fraction `3/20` of two of these.
///
/// Single underscores between digits are allowed, as in TOML.
///
/// # Errors
/// Says what is wrong with the text; nothing is guessed.
///
/// # Examples
/// ```
/// use ambimech_model::number::{parse_number, Rational};
/// assert_eq!(parse_number("0.15").unwrap(), Rational::from_parts(3.into(), 20u8.into()));
/// assert_eq!(parse_number("-75/2").unwrap(), Rational::from_parts((-75).into(), 2u8.into()));
/// assert!(parse_number("1/0").is_err());
/// assert!(parse_number("nan").is_err());
/// ```
pub fn parse_number(text: &str) -> Result<Rational, NumberError> {
    if text.len() > MAX_NUMBER_LENGTH {
        return Err(NumberError::TooLong { length: text.len() });
    }
    match text.split_once('/') {
        None => parse_decimal(text, 0),
        Some((top, bottom)) => {
            let (top_text, bottom_text) = (top.trim_end(), bottom.trim_start());
            let skipped = top.len() + 1 + (bottom.len() - bottom_text.len());
            let top = parse_decimal(top_text, 0)?;
            let bottom = parse_decimal(bottom_text, skipped)?;
            if bottom.is_zero() {
                return Err(NumberError::ZeroDenominator);
            }
            Ok(top / bottom)
        }
    }
}

/// Reads a decimal; `offset` is where the text starts in the caller's text, for the error's position.
fn parse_decimal(text: &str, offset: usize) -> Result<Rational, NumberError> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(NumberError::Empty);
    }
    let malformed = |at: usize| NumberError::Malformed { at: offset + at };
    let mut at = 0;
    let negative = bytes[0] == b'-';
    if bytes[0] == b'-' || bytes[0] == b'+' {
        at = 1;
    }
    let mut digits = String::with_capacity(bytes.len());
    let (mut scale, mut seen_point, mut previous_digit) = (0i64, false, false);
    while at < bytes.len() {
        match bytes[at] {
            digit @ b'0'..=b'9' => {
                digits.push(char::from(digit));
                scale -= i64::from(seen_point);
                previous_digit = true;
            }
            b'.' if !seen_point && previous_digit => {
                seen_point = true;
                previous_digit = false;
            }
            b'_' if previous_digit && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                previous_digit = false;
            }
            b'e' | b'E' if previous_digit => break,
            _ => return Err(malformed(at)),
        }
        at += 1;
    }
    if !previous_digit {
        return Err(malformed(at));
    }
    if at < bytes.len() {
        scale += parse_exponent(&bytes[at + 1..]).ok_or_else(|| malformed(at))??;
    }
    let natural = Natural::from_str_radix(&digits, 10).map_err(|_| malformed(0))?;
    let magnitude = Integer::from(natural);
    let numerator = if negative { -magnitude } else { magnitude };
    let power = usize::try_from(scale.unsigned_abs()).map_err(|_| NumberError::ExponentTooLarge)?;
    let ten_power = Natural::from(10u8).pow(power);
    Ok(if scale < 0 {
        Rational::from_parts(numerator, ten_power)
    } else {
        Rational::from(numerator * Integer::from(ten_power))
    })
}

/// The exponent after `e`: outer `None` for a malformed one, inner error for one that is too large.
fn parse_exponent(bytes: &[u8]) -> Option<Result<i64, NumberError>> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut value = 0u32;
    for digit in digits {
        value = value.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    }
    if value > MAX_EXPONENT {
        return Some(Err(NumberError::ExponentTooLarge));
    }
    let value = i64::from(value);
    Some(Ok(if negative { -value } else { value }))
}

/// Least common multiple; 1 is neutral. Both must be positive.
pub fn least_common_multiple(a: &Natural, b: &Natural) -> Natural {
    if b.is_one() || a == b {
        return a.clone();
    }
    if a.is_one() {
        return b.clone();
    }
    a / a.gcd(b) * b
}

/// Least common denominator of some rationals; 1 for none.
pub fn common_denominator<'a>(numbers: impl IntoIterator<Item = &'a Rational>) -> Natural {
    numbers.into_iter().fold(Natural::ONE, |known, number| least_common_multiple(&known, number.denominator()))
}

/// The number times `denominator`, which must be a multiple of the number's own denominator.
pub fn scaled_to(number: &Rational, denominator: &Natural) -> Integer {
    if number.denominator() == denominator {
        return number.numerator().clone();
    }
    number.numerator() * Integer::from(denominator / number.denominator())
}

/// Greatest common divisor; `gcd(0, b) = b`, and `gcd(0, 0) = 0`.
pub fn greatest_common_divisor(a: &Natural, b: &Natural) -> Natural {
    if a.is_zero() {
        return b.clone();
    }
    if b.is_zero() {
        return a.clone();
    }
    a.gcd(b)
}

/// The sum of some rationals; 0 for none.
pub fn sum<'a>(numbers: impl IntoIterator<Item = &'a Rational>) -> Rational {
    let (mut whole, mut rest) = (Integer::ZERO, Rational::ZERO);
    for number in numbers {
        if number.denominator().is_one() {
            whole += number.numerator();
        } else {
            rest += number;
        }
    }
    if rest.is_zero() { Rational::from(whole) } else { rest + Rational::from(whole) }
}

/// The sum of many rationals with unlike denominators: integers over the common one are added, and one fraction is brought to lowest
/// terms at the end.
pub fn sum_over_one_denominator(numbers: &[Rational]) -> Rational {
    let denominator = common_denominator(numbers);
    let total = numbers.iter().fold(Integer::ZERO, |total, number| total + scaled_to(number, &denominator));
    Rational::from_parts(total, denominator)
}

/// How many bits the size of an integer has; 0 for 0.
pub fn integer_bits(number: &Integer) -> usize {
    number.bit_len()
}

/// How many binary digits a natural number has; 0 has none.
pub fn natural_bits(number: &Natural) -> usize {
    number.bit_len()
}

/// Whether the denominator is a power of two.
pub fn is_dyadic(number: &Rational) -> bool {
    let digits = number.denominator().bit_len();
    digits > 0 && *number.denominator() == Natural::ONE << (digits - 1)
}

/// How many bits the larger of numerator and denominator has: a measure of how long a number is to read.
pub fn bit_length(number: &Rational) -> usize {
    number.numerator().bit_len().max(number.denominator().bit_len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, NumberError> {
        parse_number(text).map(|number| number.to_string())
    }

    #[test]
    fn decimals_are_exact() {
        for (text, value) in [
            ("0", "0"),
            ("-0", "0"),
            ("+3", "3"),
            ("0.15", "3/20"),
            ("1_000.50", "2001/2"),
            ("1e-3", "1/1000"),
            ("2.5E+2", "250"),
            ("3/20", "3/20"),
            ("3 / 20", "3/20"),
            ("-0.5/0.25", "-2"),
            ("1/-2", "-1/2"),
        ] {
            assert_eq!(read(text), Ok(value.to_string()), "{text}");
        }
    }

    #[test]
    fn malformed_numbers_are_refused() {
        for text in [
            "",
            "-",
            ".",
            ".5",
            "5.",
            "1..2",
            "1e",
            "1e+",
            "nan",
            "inf",
            "0x10",
            "1__0",
            "_1",
            "1_",
            "1 2",
            "1/",
            "/2",
            "1/2/3",
            "½",
            "1,5",
            "--1",
            "1e999999999",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("1/0"), Err(NumberError::ZeroDenominator));
        assert_eq!(read("1/0.00"), Err(NumberError::ZeroDenominator));
    }
}
