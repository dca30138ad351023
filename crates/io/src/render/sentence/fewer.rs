//! A mechanism with few rules beside the construction that it stands in for, in words and numbers.

use super::design::construction_name;
use super::few_rules::{below, how_few};
use crate::render::name;
use crate::render::number::{significant, with_decimal};
use ambimech_model::design::Design;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::Fewer;
use ambimech_model::number::Rational;

/// Whole sentences; none where nothing was looked for.
pub fn fewer(found: &Fewer) -> Vec<String> {
    match found {
        Fewer::NotAsked => Vec::new(),
        Fewer::TooLong => vec![
            "A search for fewer rules would take long here and was left out: ambimech design --method few-rules."
                .to_string(),
        ],
        Fewer::NotFound => vec![
            "A short search found no mechanism with fewer rules; ambimech design --method few-rules looks longer."
                .to_string(),
        ],
        Fewer::Found { few, .. } if few.rules == 1 => {
            let usual = few.usual.map_or("many rules".to_string(), |usual| name::count(usual, "rule", "rules"));
            vec![format!(
                "One rule is enough here, an ordinary mechanism; the construction beside it has {usual}."
            )]
        }
        Fewer::Found { few, unit: Some(unit), usual } => {
            let mut sentences = vec![format!(
                "A search found {}, whose payments were then made small, in multiples of {}; the construction beside it has {}.",
                name::count(few.rules, "rule", "rules"),
                with_decimal(unit),
                few.usual.map_or("many rules".to_string(), |usual| name::count(usual, "rule", "rules"))
            )];
            sentences.extend(below(&few.least, few.rules));
            let times = &usual.stakes.largest_payment.3;
            let own = &few.design.stakes.largest_payment.3;
            if own > &Rational::ZERO && times > own {
                let times = significant(&(times / own), 3);
                sentences.push(format!("The largest payment is {times} times smaller."));
            }
            sentences
        }
        Fewer::Found { few, .. } => how_few(few),
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
