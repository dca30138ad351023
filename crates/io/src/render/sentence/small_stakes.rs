//! How small the stakes are, what no mechanism goes below, and what neatness and symmetry cost, in words.

use crate::render::name;
use crate::render::number::{decimal, with_decimal};
use ambimech_model::few_rules::LeastRules;
use ambimech_model::number::Rational;
use ambimech_model::stakes::{Neatness, SmallStakes, SmallStakesAnswer, StakesMeasure, SymmetryPrice};

/// What a measure measures.
pub fn measure_name(measure: StakesMeasure) -> &'static str {
    match measure {
        StakesMeasure::LargestPayment => "largest payment",
        StakesMeasure::ExpectedPayment => "largest expected money that changes hands",
        StakesMeasure::Exposure => "largest amount that a coalition ever pays together",
    }
}

/// Whole sentences: what was reached, what no mechanism goes below, and the prices.
pub fn how_small(found: &SmallStakes, least: &LeastRules) -> Vec<String> {
    let rules = name::count(found.rules, "rule", "rules");
    let is_least = found.bound.as_ref().is_some_and(|bound| bound.value == found.reached);
    let proved = match &found.one_rule {
        _ if is_least => "no mechanism of any number of rules does with less".to_string(),
        Some(least) if *least == found.reached => "no mechanism with one rule does with less".to_string(),
        Some(least) => format!("no mechanism with one rule does with less than {}", with_decimal(least)),
        None => "that it is the smallest for so few rules is not proved".to_string(),
    };
    let (measure, reached) = (measure_name(found.measure), with_decimal(&found.reached));
    let mut sentences = vec![format!("The {measure} is {reached}, with {rules}; {proved}.")];
    if found.one_rule.is_some() && !is_least {
        sentences.push("What one rule can do is an exact linear program, verified on both sides.".to_string());
    }
    if let Some(bound) = &found.bound {
        if !is_least {
            sentences.push(format!(
                "No mechanism of any number of rules does with less than {}.",
                with_decimal(&bound.value)
            ));
        }
        sentences.push(
            match found.measure {
                StakesMeasure::LargestPayment if found.design.certificate.limits.is_none() && !bound.with_mean => {
                    "That bound is the optimum of an exact linear program, verified on both sides; threshold --cap liability \
                     has a certificate for the least of all mechanisms."
                }
                _ => {
                    "That bound is the optimum of an exact linear program, verified on both sides; there is no certificate file for it."
                }
            }
            .to_string(),
        );
    } else {
        sentences.push("There is no lower bound here: its exact program was not solved, or there is none for these attitudes.".to_string());
    }
    if let Some((rules, measure)) = &found.one_more {
        sentences.push(format!(
            "One rule more makes a difference: with --rules {rules} a short search reached {}.",
            decimal(measure).marked()
        ));
    }
    if found.is_stopped {
        sentences.push(
            "The programs are large, and the search was stopped after a fixed amount of work: smaller stakes may be in reach."
                .to_string(),
        );
    }
    match least {
        LeastRules::Two(_) if found.rules > 1 => {
            sentences.push("One rule is not enough (decide with --mechanism simple shows the proof).".to_string())
        }
        _ => {}
    }
    sentences.extend(found.symmetry.as_ref().map(|symmetry| symmetry_price(found, symmetry)));
    sentences.extend(found.neat.as_ref().map(|neat| neatness(found, neat)));
    sentences
}

fn symmetry_price(found: &SmallStakes, symmetry: &SymmetryPrice) -> String {
    match symmetry {
        SymmetryPrice::NoSymmetry => {
            "No permutation of agents and types leaves this environment as it is, so that no agents are alike."
                .to_string()
        }
        SymmetryPrice::InPairs { permutations, kept, before, each } => {
            let every = match each {
                Some(each) => {
                    format!("With every rule left as it is by all of them it is {}.", with_decimal(each))
                }
                None => "No mechanism with so few rules of which each is left as it is by all of them was found."
                    .to_string(),
            };
            format!(
                "The rules together treat alike agents alike: {permutations} permutations of agents and types, the identity included, leave \
                 the set of rules as it is; under {} the rules of a pair change places. Without that the measure is {}{}. {every}",
                permutations - kept,
                with_decimal(before),
                price(before, before_neatness(found))
            )
        }
        SymmetryPrice::Imposed { permutations, before } => {
            let after = before_neatness(found);
            format!(
                "Every rule treats alike agents alike: {permutations} permutations of agents and types, the identity included, leave it as it \
                 is. Without that the measure is {}{}.",
                with_decimal(before),
                price(before, after)
            )
        }
        SymmetryPrice::NotFound { permutations } => format!(
            "{permutations} permutations of agents and types, the identity included, leave the environment as it is; no mechanism with so few \
             rules that keep that, each or in pairs, was found, and this one does not."
        ),
    }
}

/// The measure before payments were made neat.
fn before_neatness(found: &SmallStakes) -> &Rational {
    match &found.neat {
        Some(Neatness::Reached { before, .. }) => before,
        _ => &found.reached,
    }
}

fn neatness(found: &SmallStakes, neat: &Neatness) -> String {
    match neat {
        Neatness::Reached { unit, before } => format!(
            "All payments are multiples of {}. Without that the measure is {}{}.",
            with_decimal(unit),
            with_decimal(before),
            price(before, &found.reached)
        ),
        Neatness::NotFound => {
            "No payments in multiples of 1/1000 or of a coarser unit were found for at most a quarter more."
                .to_string()
        }
    }
}

/// By how much the one is above the other.
pub(super) fn price(before: &Rational, after: &Rational) -> String {
    if before.is_zero() || before >= after {
        return ", and nothing is lost".to_string();
    }
    let percent = (after / before - Rational::ONE) * Rational::from(100);
    format!(", and this is {} per cent more", decimal(&percent).marked())
}

/// Why there is neither a mechanism nor a proof; `None` for the other answers.
pub fn nothing_found(answer: &SmallStakesAnswer) -> Option<Vec<String>> {
    let SmallStakesAnswer::NotFound { asked, measure, .. } = answer else { return None };
    let rules = match asked {
        Some(asked) => format!(" with at most {}", name::count(*asked, "rule", "rules")),
        None => " with few rules".to_string(),
    };
    Some(vec![
        format!(
            "No mechanism{rules} and a small {} was found, which does not prove that there is none.",
            measure_name(*measure)
        ),
        "The exact program, --method lp, may have one with more rules.".to_string(),
    ])
}
