//! The smooth model against closed forms, symmetries and the inequalities it must obey.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use ambimech_model::number::{Integer, Natural, Rational, parse_number};
use ambimech_model::preference::{
    Enclosure, MarginalWeights, Utility, compare_certainty_equivalents, enclose_certainty_equivalent,
    enclose_expected_utility,
};
use std::cmp::Ordering;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn numbers(text: &str) -> Vec<Rational> {
    text.split(' ').map(number).collect()
}

fn cara(coefficient: &str) -> Utility {
    Utility::Cara { coefficient: number(coefficient) }
}

fn power(coefficient: &str, wealth: &str) -> Utility {
    Utility::Power { coefficient: number(coefficient), wealth: number(wealth) }
}

fn certainty(values: &str, utility: &Utility, bits: usize) -> Option<Enclosure> {
    enclose_certainty_equivalent(&numbers(values), utility, &Rational::ONE, bits)
}

/// The enclosure is no wider than 2^−bits and holds a number with these first decimals.
fn assert_decimals(enclosure: &Enclosure, decimals: &str, bits: usize) {
    let places = decimals.split_once('.').map_or(0, |(_, places)| places.len());
    let unit = Rational::ONE / Rational::from(Integer::from(10).pow(places));
    let given = number(decimals);
    assert!(enclosure.low <= enclosure.high);
    assert!(enclosure.low <= &given + &unit && enclosure.high >= &given - &unit, "{decimals}: {enclosure:?}");
    assert!(enclosure.width() <= Rational::from_parts(1.into(), Natural::ONE << bits), "{decimals}: too wide");
}

#[test]
fn small_cases_have_their_closed_forms() {
    for (values, utility, decimals) in [
        // −ln(1 − 1/e).
        ("0 1", cara("1"), "0.458675145387081891"),
        // 2·exp[−1, 0, 0] = 2/e.
        ("0 0 1", cara("1"), "0.306852819440054690"),
        // E ln over [1, 2] is 2 ln 2 − 1.
        ("0 1", power("1", "1"), "0.471517764685769286"),
        // E[−1/y] over [1, 2] is −ln 2.
        ("0 1", power("2", "1"), "0.442695040888963407"),
        // E[2√y] over [1, 4] is 28/9.
        ("0 3", power("1/2", "1"), "1.419753086419753086"),
        // E ln over [0, 1] is −1.
        ("-1 0", power("1", "1"), "-0.632120558828557678"),
        // The average of 1/S with density 2s is 2.
        ("-1 0 0", power("2", "1"), "-0.5"),
    ] {
        for bits in [10, 50, 150] {
            assert_decimals(&certainty(values, &utility, bits).unwrap(), decimals, bits);
        }
    }
}

#[test]
fn expected_utility_is_the_utility_of_the_certainty_equivalent() {
    let three = |utility: &Utility, values: &str| {
        enclose_expected_utility(&numbers(values), utility, &Rational::ONE, 60).unwrap()
    };
    assert_decimals(&three(&cara("1"), "0 0 1"), "-0.735758882342884643", 60);
    assert_decimals(&three(&power("1", "1"), "0 1"), "0.386294361119890618", 60);
    assert_decimals(&three(&power("1/2", "1"), "0 3"), "3.1111111111111111", 60);
    assert_decimals(&three(&power("2", "1"), "0 1"), "-0.693147180559945309", 60);
    // All equal: ψ itself, here −e^10 and −(1/2)·3^−2.
    assert_decimals(&three(&cara("2"), "-5 -5 -5"), "-22026.465794806716516957", 60);
    assert_decimals(&three(&power("3", "1"), "2 2"), "-0.055555555555555555", 60);
}

#[test]
fn equal_values_are_their_own_certainty_equivalent() {
    for utility in [cara("7/3"), power("1", "10"), power("5/2", "10")] {
        for values in ["3/7", "3/7 3/7", "3/7 3/7 3/7 3/7 3/7"] {
            assert_eq!(certainty(values, &utility, 20), Some(Enclosure::exact(number("3/7"))));
        }
    }
    assert_eq!(certainty("-10 -10", &power("1/2", "10"), 20), Some(Enclosure::exact(number("-10"))));
}

#[test]
fn utility_is_minus_infinity_where_wealth_is_gone() {
    for (values, coefficient, finite) in [
        ("-2 5", "1/2", false),
        ("-1 5", "1/2", true),
        ("-1 5", "1", true),
        ("-1 -1", "1", false),
        ("-1 5", "2", false),
        ("-1 5 5", "2", true),
        ("-1 -1 5", "2", false),
        ("-1 -1 5", "3/2", true),
    ] {
        let found = certainty(values, &power(coefficient, "1"), 30);
        assert_eq!(found.is_some(), finite, "{values} {coefficient}");
        if let Some(enclosure) = found {
            assert!(enclosure.width() <= number("1e-9"), "{values} {coefficient}");
        }
    }
}

/// Values with few and many repetitions, near and far apart.
const PROSPECTS: [&str; 8] = [
    "0 1",
    "-3 1/2 2",
    "4 4 4 1",
    "0 0 1/1000000 1",
    "1 2 3 4 5 6 7 8 9 10",
    "-30 -30 -30 30 30 30 12",
    "5/3 7/4 9/5 11/6 13/7 15/8",
    "-39 -38 100 1/7 1/7 1/7 1/7 1/7 1/7 1/7 1/7 1/7",
];

fn utilities() -> Vec<Utility> {
    vec![
        cara("1"),
        cara("1/50"),
        cara("30"),
        power("1", "40"),
        power("1/3", "40"),
        power("2", "40"),
        power("3", "40"),
        power("17/2", "40"),
    ]
}

#[test]
fn enclosures_of_the_same_number_agree_and_are_as_narrow_as_asked() {
    for utility in utilities() {
        for values in PROSPECTS {
            let fine = certainty(values, &utility, 90).unwrap();
            for bits in [5, 20, 60] {
                let coarse = certainty(values, &utility, bits).unwrap();
                assert!(coarse.width() <= Rational::from_parts(1.into(), Natural::ONE << bits));
                assert_eq!(coarse.compare(&fine), None, "{values} {utility:?} {bits}");
            }
            assert!(fine.width() <= Rational::from_parts(1.into(), Natural::ONE << 90));
        }
    }
}

#[test]
fn a_certainty_equivalent_lies_between_worst_case_and_mean_and_depends_on_no_order() {
    let epsilon = number("3/4");
    for utility in utilities() {
        for values in PROSPECTS {
            let values = numbers(values);
            let found = enclose_certainty_equivalent(&values, &utility, &epsilon, 60).unwrap();
            let count = Rational::from(values.len());
            let mean = values.iter().fold(Rational::ZERO, |sum, value| sum + value) / count;
            let lowest = (Rational::ONE - &epsilon) * &mean + values.iter().min().unwrap() * &epsilon;
            assert!(found.low > lowest && found.high < mean, "{values:?} {utility:?}");
            let mut reversed = values.clone();
            reversed.reverse();
            let order = compare_certainty_equivalents(&values, &reversed, &utility, &epsilon, 0);
            assert_eq!(order, Some(Ordering::Equal));
            // ε = 3/4 is ε = 1 with the values brought together.
            let together: Vec<Rational> =
                values.iter().map(|value| (Rational::ONE - &epsilon) * &mean + value * &epsilon).collect();
            let other = enclose_certainty_equivalent(&together, &utility, &Rational::ONE, 60).unwrap();
            assert_eq!(found, other);
        }
    }
}

#[test]
fn raising_a_value_raises_the_certainty_equivalent() {
    for utility in utilities() {
        for values in PROSPECTS {
            let values = numbers(values);
            for place in 0..values.len() {
                let mut raised = values.clone();
                raised[place] += number("1/100");
                let order = compare_certainty_equivalents(&values, &raised, &utility, &Rational::ONE, 200);
                assert_eq!(order, Some(Ordering::Less), "{values:?} {utility:?} {place}");
            }
        }
    }
}

#[test]
fn cara_moves_with_the_values_and_power_scales_with_wealth() {
    for values in PROSPECTS {
        let values = numbers(values);
        let (shift, factor) = (number("-1234/7"), number("9/4"));
        let close = |one: Enclosure, other: Enclosure| {
            assert_eq!(one.compare(&other), None, "{values:?}");
            assert!(one.width() < number("1e-15") && other.width() < number("1e-15"));
        };
        let at = |values: &[Rational], utility: &Utility| {
            enclose_certainty_equivalent(values, utility, &Rational::ONE, 60).unwrap()
        };
        let moved: Vec<Rational> = values.iter().map(|value| value + &shift).collect();
        let beside = at(&values, &cara("2/3")).plus(&Enclosure::exact(shift.clone()));
        close(at(&moved, &cara("2/3")), beside);
        let larger: Vec<Rational> = values.iter().map(|value| value * &factor).collect();
        close(at(&larger, &power("5/2", "90")), at(&values, &power("5/2", "40")).times(&factor));
        close(at(&larger, &cara("4/9")), at(&values, &cara("1")).times(&factor));
    }
}

#[test]
fn more_aversion_lowers_the_certainty_equivalent_towards_the_worst_case() {
    let values = numbers("-3 1/2 2 2");
    let at =
        |coefficient: &str| enclose_certainty_equivalent(&values, &cara(coefficient), &Rational::ONE, 40).unwrap();
    let falling: Vec<Enclosure> = ["1/1000", "1", "10", "1000", "1000000", "1e12"].map(at).into();
    for pair in falling.windows(2) {
        assert_eq!(pair[1].compare(&pair[0]), Some(Ordering::Less));
    }
    // At a = 10^12: 3!/(a^3·(7/2)·5·5) remains of the average, so that CE + 3 = ln(175/12·10^36)/10^12 (about).
    assert_decimals(&falling[5], "-2.999999999914427057", 40);
}

#[test]
fn comparisons_give_up_where_the_bits_end() {
    let (one, other) = (numbers("0 1"), numbers("1/10 9/10"));
    let far = |bits| compare_certainty_equivalents(&one, &other, &cara("1"), &Rational::ONE, bits);
    assert_eq!(far(0), None);
    assert_eq!(far(64), Some(Ordering::Less));
    // The certainty equivalent of 0 and 3 with ψ = 2√(1+x) is exactly 115/81: no number of bits tells it from this.
    let tie = |bits| {
        compare_certainty_equivalents(
            &numbers("0 3"),
            &numbers("115/81"),
            &power("1/2", "1"),
            &Rational::ONE,
            bits,
        )
    };
    assert_eq!(tie(300), None);
}

#[test]
fn minus_infinity_is_worse_than_anything_and_like_itself() {
    let utility = power("2", "1");
    let order =
        |a: &str, b: &str| compare_certainty_equivalents(&numbers(a), &numbers(b), &utility, &Rational::ONE, 64);
    assert_eq!(order("-2 100", "-1/2 -1/2"), Some(Ordering::Less));
    assert_eq!(order("-1/2 -1/2", "-2 100"), Some(Ordering::Greater));
    assert_eq!(order("-2 100", "-3 7"), Some(Ordering::Equal));
}

#[test]
fn marginal_weights_add_up_to_one_and_favour_bad_rules() {
    for utility in utilities() {
        for values in PROSPECTS {
            let values = numbers(values);
            let weights = MarginalWeights::enclose(&values, &utility, &number("2/3"), 60).unwrap();
            let by_rule = weights.by_rule();
            let total = by_rule.iter().fold(Enclosure::exact(Rational::ZERO), |sum, weight| sum.plus(weight));
            assert!(total.contains(&Rational::ONE) && total.width() < number("1e-15"));
            for (one, value) in by_rule.iter().zip(&values) {
                for (other, beside) in by_rule.iter().zip(&values) {
                    match value.cmp(beside) {
                        Ordering::Less => assert_ne!(one.compare(other), Some(Ordering::Less)),
                        Ordering::Equal => assert_eq!(one, other),
                        Ordering::Greater => assert_ne!(one.compare(other), Some(Ordering::Greater)),
                    }
                }
            }
        }
    }
}

#[test]
fn marginal_gains_are_slopes() {
    // (U(V + h(V'−V)) − U(V − h(V'−V)))/2h against E[ψ'(X)]·gain, with E[ψ'] from raising all values alike.
    let h = number("1/10000");
    for utility in [cara("1/2"), power("1", "40"), power("2", "40"), power("5/2", "40")] {
        for (on_path, report) in [("0 1 1", "2 0 -1"), ("-3 1/2 2", "1 1 1"), ("1 1 4 4 9", "0 0 9 9 0")] {
            let (on_path, report) = (numbers(on_path), numbers(report));
            let epsilon = number("3/5");
            let slope = |direction: &[Rational]| {
                let at = |step: &Rational| {
                    let moved: Vec<Rational> =
                        on_path.iter().zip(direction).map(|(value, by)| value + by * step).collect();
                    enclose_expected_utility(&moved, &utility, &epsilon, 120).unwrap()
                };
                at(&h).minus(&at(&-h.clone())).times(&(Rational::ONE / (&h + &h)))
            };
            let difference: Vec<Rational> = report.iter().zip(&on_path).map(|(new, old)| new - old).collect();
            let along = slope(&difference);
            let raised = slope(&vec![Rational::ONE; on_path.len()]);
            let gain = MarginalWeights::enclose(&on_path, &utility, &epsilon, 80).unwrap().gain(&report);
            let error = along.minus(&raised.times(&gain.low));
            let tolerance = &raised.high * number("1e-5");
            assert!(error.high < tolerance && error.low > -tolerance, "{on_path:?} {utility:?} {error:?}");
        }
    }
}

#[test]
fn under_insurance_the_marginal_gain_is_the_mean_gain_exactly() {
    for utility in utilities() {
        let weights = MarginalWeights::enclose(&numbers("1 1 1 1"), &utility, &number("1/3"), 0).unwrap();
        assert_eq!(weights.gain(&numbers("5 0 -2 3")), Enclosure::exact(number("1/2")));
    }
}

#[test]
fn what_cancels_is_seen_to_be_nothing() {
    // Only the sum over equal values counts.
    let weights = MarginalWeights::enclose(&numbers("2 2 7"), &cara("1"), &Rational::ONE, 20).unwrap();
    assert_eq!(weights.gain(&numbers("5 -1 7")), Enclosure::exact(Rational::ZERO));
}

#[test]
fn there_are_no_marginal_weights_at_the_end_of_wealth() {
    let at = |values: &str| MarginalWeights::enclose(&numbers(values), &power("1/2", "1"), &Rational::ONE, 20);
    assert!(at("-1 5").is_none());
    assert!(at("-2 5").is_none());
    assert!(at("-1/2 5").is_some());
}

/// Numbers as large and as small as a file may hold them: honest bounds, and an end.
#[test]
fn absurd_numbers_are_settled_or_left_open() {
    let tiny = number("1/1e4900");
    for (utility, epsilon) in [
        (cara("1e5000"), &Rational::ONE),
        (cara("1e9"), &tiny),
        (power("1e9", "2"), &Rational::ONE),
        (power("1/1e5000", "2"), &Rational::ONE),
    ] {
        for values in ["0 1", "0 1 1.000000001 3"] {
            let values = numbers(values);
            let sum = values.iter().fold(Rational::ZERO, |sum, value| sum + value);
            let mean = sum / Rational::from(values.len());
            let enclosure = enclose_certainty_equivalent(&values, &utility, epsilon, 64).unwrap();
            assert!(enclosure.low <= enclosure.high && enclosure.high <= mean);
            let order = compare_certainty_equivalents(&values, &[mean], &utility, epsilon, 256);
            assert_eq!(order, Some(Ordering::Less));
            let weights = MarginalWeights::enclose(&values, &utility, epsilon, 64);
            assert!(weights.is_none_or(|weights| weights.gain(&values).contains(&Rational::ZERO)));
        }
    }
}
