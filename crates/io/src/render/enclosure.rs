//! Numbers that are known between two bounds, as people and programs read them.
//!
//! What is shown is never more than what is known: the decimal has only digits that both bounds share, and the bounds are rounded outward.

use super::number::{exact, leading_exponent, rounded, with_decimal};
use ambimech_model::number::{Natural, Rational};
use ambimech_model::preference::Enclosure;
use serde_json::{Value, json};

/// Places after the point in sentences, unless the number is so near 0 that its first three digits come later.
const PLACES: usize = 6;
/// More places than that are never shown.
const MOST_PLACES: usize = 60;
/// By how many places the bounds go on behind the digits that are certain.
const MORE_PLACES: usize = 4;
/// Places after the point in JSON, counted from the first digit of a number near 0.
const JSON_PLACES: usize = 18;

/// The enclosure in a sentence: `0.458675 (between 0.4586751453 and 0.4586751454)`; a number known exactly as such.
///
/// # Examples
/// ```
/// use ambimech_io::render::enclosure::enclosed;
/// use ambimech_model::number::parse_number;
/// use ambimech_model::preference::Enclosure;
/// let number = |text| parse_number(text).unwrap();
/// let known = Enclosure { low: number("0.45867514538"), high: number("0.45867514541") };
/// assert_eq!(enclosed(&known), "0.458675 (between 0.4586751453 and 0.4586751455)");
/// let vague = Enclosure { low: number("-1/3"), high: number("1/3") };
/// assert_eq!(enclosed(&vague), "a number between -0.3334 and 0.3334");
/// assert_eq!(enclosed(&Enclosure::exact(number("-8/3"))), "-8/3 (≈ -2.667)");
/// ```
pub fn enclosed(enclosure: &Enclosure) -> String {
    if enclosure.is_exact() {
        return with_decimal(&enclosure.low);
    }
    let (low, high) = (&enclosure.low, &enclosure.high);
    let wanted = first_place(enclosure).map_or(PLACES, |first| PLACES.max(first + 2)).min(MOST_PLACES);
    let certain = (0..=wanted).rev().find(|places| rounded(low, *places) == rounded(high, *places));
    match certain {
        Some(places) if has_digit(&rounded(low, places)) => {
            let more = places + MORE_PLACES;
            let (below, above) = (rounded_down(low, more), rounded_up(high, more));
            format!("{} (between {below} and {above})", rounded(low, places))
        }
        _ => {
            let places =
                first_place(enclosure).map_or(MORE_PLACES, |first| MORE_PLACES.max(first + 2)).min(MOST_PLACES);
            format!("a number between {} and {}", rounded_down(low, places), rounded_up(high, places))
        }
    }
}

/// The enclosure in a cell of a table: the digits that are certain, or both bounds.
pub fn enclosed_in_few(enclosure: &Enclosure) -> String {
    if enclosure.is_exact() {
        return exact(&enclosure.low);
    }
    let words = enclosed(enclosure);
    match words.split_once(" (") {
        Some((digits, _)) => format!("≈ {digits}"),
        None => words,
    }
}

/// The enclosure in JSON, `{"low": "0.458675145387081891", "high": "…"}`: decimals rounded outward, or the number itself twice.
pub fn enclosure_value(enclosure: &Enclosure) -> Value {
    if enclosure.is_exact() {
        let number = exact(&enclosure.low);
        return json!({ "low": number, "high": number });
    }
    let places = JSON_PLACES + first_place(enclosure).unwrap_or(0);
    json!({ "low": rounded_down(&enclosure.low, places), "high": rounded_up(&enclosure.high, places) })
}

/// Whether a decimal is not 0.
fn has_digit(decimal: &str) -> bool {
    decimal.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// The place behind the point of the first digit of the larger bound; `None` when it is before the point.
fn first_place(enclosure: &Enclosure) -> Option<usize> {
    let size = |number: &Rational| if *number < Rational::ZERO { -number.clone() } else { number.clone() };
    let larger = size(&enclosure.low).max(size(&enclosure.high));
    usize::try_from(-leading_exponent(&larger)).ok().filter(|place| *place > 0)
}

fn ten_to(places: usize) -> Rational {
    Rational::from(Natural::from(10u8).pow(places))
}

fn rounded_down(number: &Rational, places: usize) -> String {
    rounded(&(Rational::from((number * ten_to(places)).floor()) / ten_to(places)), places)
}

fn rounded_up(number: &Rational, places: usize) -> String {
    rounded(&(Rational::from((number * ten_to(places)).ceil()) / ten_to(places)), places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::number::parse_number;

    fn between(low: &str, high: &str) -> Enclosure {
        Enclosure { low: parse_number(low).unwrap(), high: parse_number(high).unwrap() }
    }

    #[test]
    fn only_digits_that_are_certain_are_shown() {
        for (low, high, shown) in [
            ("1.38629436", "1.38629437", "1.386294 (between 1.3862943600 and 1.3862943700)"),
            ("-2.0000001", "-1.9999999", "-2.000000 (between -2.0000001000 and -1.9999999000)"),
            ("0.0000000123456", "0.0000000123457", "0.0000000123 (between 0.00000001234560 and 0.00000001234570)"),
            ("12345.6", "12345.9", "12346 (between 12345.6000 and 12345.9000)"),
            (
                "-1e-30",
                "1e-30",
                "a number between -0.00000000000000000000000000000100 and 0.00000000000000000000000000000100",
            ),
            ("1", "2", "a number between 1.0000 and 2.0000"),
        ] {
            assert_eq!(enclosed(&between(low, high)), shown);
        }
    }

    #[test]
    fn bounds_in_json_are_rounded_outward() {
        let value = enclosure_value(&between("1/3", "2/3"));
        assert_eq!(value, json!({ "low": "0.3333333333333333333", "high": "0.6666666666666666667" }));
        assert_eq!(enclosure_value(&between("-75/2", "-75/2")), json!({ "low": "-75/2", "high": "-75/2" }));
    }
}
