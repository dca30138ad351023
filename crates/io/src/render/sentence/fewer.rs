//! A mechanism with few rules beside the construction that it stands in for, in words and numbers.

use super::design::construction_name;
use super::few_rules::{ONE_IS_NOT_ENOUGH, below, how_few};
use super::small_stakes::price;
use crate::render::name;
use crate::render::number::{decimal, exact, significant, with_decimal};
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::{FewRules, Fewer};
use ambimech_model::number::Rational;
use ambimech_model::stakes::Neatness;

/// Whole sentences; none where nothing was looked for.
pub fn fewer(found: &Fewer) -> Vec<String> {
    match found {
        Fewer::NotAsked => Vec::new(),
        Fewer::TooLong => vec![
            "A search for fewer rules would take long here and was left out: ambimech design --method few-rules."
                .to_string(),
        ],
        Fewer::NotSmaller => vec![
            "A short search found no mechanism with as many rules whose payments are smaller and as easy to read."
                .to_string(),
        ],
        Fewer::NotFound => vec![
            "A short search found no mechanism with fewer rules; ambimech design --method few-rules looks longer."
                .to_string(),
        ],
        Fewer::Dearer(dearer) => vec![format!(
            "{} as well, but the smallest largest payment that was found for {} is {}, more than here; ambimech design --method few-rules has \
             such a mechanism.",
            enough(dearer.rules),
            if dearer.rules == 1 { "it" } else { "them" },
            with_decimal(&dearer.largest_payment)
        )],
        Fewer::Found { few, neatness: None, dearer: None, .. } if few.rules > 1 => how_few(few),
        Fewer::Found { few, neatness, dearer, usual } => {
            let mut sentences = vec![found_beside(few, neatness.as_ref())];
            match dearer {
                Some(dearer) => {
                    sentences.push(format!(
                        "{} as well, but with a largest payment of {}, more than the construction's.",
                        enough(dearer.rules),
                        with_decimal(&dearer.largest_payment)
                    ));
                    if dearer.rules > 1 && few.least.count() > 1 {
                        sentences.push(format!("{ONE_IS_NOT_ENOUGH}."));
                    }
                }
                None => sentences.extend(below(&few.least, few.rules)),
            }
            sentences.extend(
                neatness.as_ref().map(|neatness| price_of_neatness(neatness, few.design.largest_payment())),
            );
            let (times, own) = (usual.largest_payment(), few.design.largest_payment());
            if *own > Rational::ZERO && *times > own * Rational::from(11) / Rational::from(10) {
                let times = significant(&(times / own), 3);
                sentences.push(format!("The construction's largest payment is {times} times as large."));
            }
            sentences
        }
    }
}

/// So many rules do.
fn enough(rules: usize) -> String {
    match rules {
        1 => "One rule is enough".to_string(),
        rules => format!("{rules} rules are enough"),
    }
}

/// The number of rules beside the construction's, and what was done to their payments.
fn found_beside(few: &FewRules, neatness: Option<&Neatness>) -> String {
    let usual = few.usual.map_or("many rules".to_string(), |usual| name::count(usual, "rule", "rules"));
    let made_small = match neatness {
        Some(Neatness::Reached { unit, .. }) => {
            format!("payments were then made small, in multiples of {}", with_decimal(unit))
        }
        Some(Neatness::NotFound) => "payments were then made small".to_string(),
        None => String::new(),
    };
    match few.rules {
        1 if few.usual == Some(1) => {
            format!("This is one rule, an ordinary mechanism, as is the construction beside it; its {made_small}.")
        }
        1 if made_small.is_empty() => {
            format!("One rule is enough here, an ordinary mechanism; the construction beside it has {usual}.")
        }
        1 => format!(
            "One rule is enough here, an ordinary mechanism, whose {made_small}; the construction beside it has {usual}."
        ),
        2 if few.usual == Some(2) => {
            format!("There are 2 rules, as many as the construction beside it has; their {made_small}.")
        }
        rules if Some(rules) == few.usual => format!(
            "There are {rules} rules, as many as the construction beside it has; their {made_small}. No mechanism with fewer rules and no larger payments was found."
        ),
        rules => {
            let whose = if made_small.is_empty() { String::new() } else { format!(", whose {made_small}") };
            format!("A search found {rules} rules{whose}; the construction beside it has {usual}.")
        }
    }
}

/// What neat payments cost, or that there are none at a price worth paying.
fn price_of_neatness(neatness: &Neatness, largest: &Rational) -> String {
    match neatness {
        Neatness::Reached { before, .. } => format!(
            "In numbers that are not neat the largest payment is {}{}.",
            // Nobody needs all digits of what was not taken.
            if exact(before).len() <= 20 { with_decimal(before) } else { decimal(before).marked() },
            price(before, largest)
        ),
        Neatness::NotFound => {
            "No payments in multiples of 1/1000 or of a coarser unit were found for at most four times as much and no more than the \
             construction's."
                .to_string()
        }
    }
}

/// What is compared: a label, and the numbers of the mechanism with few rules and of the construction.
pub type Compared = (&'static str, [Rational; 2]);

/// The names of the two constructions, and what each of them costs.
pub fn side_by_side(environment: &Environment, few: &Design, usual: &Design) -> ([String; 2], Vec<Compared>) {
    let both = |of: &dyn Fn(&Design) -> Option<Rational>| Some([of(few)?, of(usual)?]);
    let rules = |design: &Design| design.mechanism.rule_count(environment).map(Rational::from);
    let rows = [
        ("rules", both(&rules)),
        ("largest payment", both(&|design| Some(design.stakes.largest_payment.3.clone()))),
        ("largest receipt", both(&|design| Some(design.stakes.largest_receipt.3.clone()))),
        (
            "money that changes hands in expectation, at most",
            both(&|design| Some(design.stakes.expected_turnover.as_ref()?.1.clone())),
        ),
    ];
    let names = [few, usual].map(|design| construction_name(design.construction).to_string());
    (names, rows.into_iter().filter_map(|(label, numbers)| Some((label, numbers?))).collect())
}

/// The heading of what is said about the construction.
pub const THE_CONSTRUCTION: &str = "The construction that it stands in for";

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::few_rules::DearerRules;

    #[test]
    fn rules_that_are_dearer_are_named_with_their_price() {
        let words = |rules: usize| {
            let largest_payment = Rational::from(9) / Rational::from(2);
            fewer(&Fewer::Dearer(DearerRules { rules, largest_payment })).join(" ")
        };
        let end = "more than here; ambimech design --method few-rules has such a mechanism.";
        let one =
            "One rule is enough as well, but the smallest largest payment that was found for it is 9/2 (4.5), ";
        assert_eq!(words(1), format!("{one}{end}"));
        let two =
            "2 rules are enough as well, but the smallest largest payment that was found for them is 9/2 (4.5), ";
        assert_eq!(words(2), format!("{two}{end}"));
    }
}
