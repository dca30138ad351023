//! The frontier of a goal, in words.

use super::design::construction_name;
use crate::render::name;
use crate::render::number::{exact, with_decimal};
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, FrontierAnswer, FrontierPoint, RentCap, RentLevel};
use ambimech_model::stakes::StakesMeasure;

/// What is measured, for headings.
pub fn measure(measure: StakesMeasure) -> &'static str {
    match measure {
        StakesMeasure::LargestPayment => "largest payment",
        StakesMeasure::ExpectedPayment => "expected payment",
        StakesMeasure::Exposure => "exposure",
    }
}

/// The same with what it means.
pub fn measure_in_full(measure: StakesMeasure) -> &'static str {
    match measure {
        StakesMeasure::LargestPayment => "the largest amount that anybody ever pays",
        StakesMeasure::ExpectedPayment => {
            "the money that changes hands in expectation, under the rule that moves most"
        }
        StakesMeasure::Exposure => "the largest amount that the members of a coalition ever pay together",
    }
}

/// `rents at most 3/4 (0.75)`; empty where the goal says what rents are.
pub fn cap(cap: &RentCap) -> String {
    match cap {
        RentCap::Fixed => String::new(),
        RentCap::Any => "any rents".to_string(),
        RentCap::AtMost(rents) if rents.is_zero() => "no rents".to_string(),
        RentCap::AtMost(rents) => format!("rents at most {}", with_decimal(rents)),
    }
}

/// The name of a point's mechanism file: `mechanism-3.json`, or with the cap on rents `mechanism-3-rents-1-2.json`.
pub fn file_name(level: &RentLevel, point: &FrontierPoint) -> String {
    let rules = point.rules;
    match &level.cap {
        RentCap::Fixed => format!("mechanism-{rules}.json"),
        RentCap::Any => format!("mechanism-{rules}-rents-any.json"),
        RentCap::AtMost(rents) => format!("mechanism-{rules}-rents-{}.json", exact(rents).replace('/', "-")),
    }
}

/// The verdict line without its word.
pub fn summary(frontier: &Frontier) -> String {
    let points = frontier.levels.iter().map(|level| level.points.len()).sum();
    format!(
        "{} against {} reports: {} with few rules and small stakes, measured by {}",
        frontier.goal,
        frontier.reports.name(),
        name::count(points, "mechanism", "mechanisms"),
        measure_in_full(frontier.measure)
    )
}

/// What rents are, what one rule can do, and where the construction stands.
pub fn about_all(environment: &Environment, frontier: &Frontier) -> Vec<String> {
    let mut sentences = Vec::new();
    let is_fixed = frontier.levels.iter().any(|level| level.cap == RentCap::Fixed);
    if let (true, Some(rents)) = (is_fixed, &frontier.usual.rents) {
        sentences.push(format!(
            "All agents together keep {} in expectation on path, whatever the mechanism: the goal says so.",
            with_decimal(rents)
        ));
    }
    if let Some(least) = &frontier.least_rents {
        sentences.push(format!(
            "Every mechanism for this goal leaves all agents together at least {} in expectation on path.",
            with_decimal(least)
        ));
    }
    if frontier.neat {
        sentences.push(
            "Payments are multiples of 1 or of a short decimal where that costs at most a quarter more."
                .to_string(),
        );
    }
    if let LeastRules::Two(_) = &frontier.least {
        sentences.push("One rule is not enough, and that is proved.".to_string());
    }
    let usual = &frontier.usual;
    sentences.push(format!(
        "Without a search the design ({}) has {} and {} of {}.",
        construction_name(usual.design.construction),
        name::count(usual.design.mechanism.rule_count(environment).unwrap_or(usual.rules), "rule", "rules"),
        with_article(measure(frontier.measure)),
        with_decimal(&usual.stakes)
    ));
    sentences
}

/// The words with "a" or "an" before them.
fn with_article(words: &str) -> String {
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

/// What is known about a cap: what was tried, and what no number of rules goes below.
pub fn about_level(frontier: &Frontier, level: &RentLevel) -> Vec<String> {
    let mut sentences = Vec::new();
    let word = with_article(measure(frontier.measure));
    if let (RentCap::AtMost(rents), Some(least)) = (&level.cap, &frontier.least_rents)
        && rents < least
    {
        return vec![format!("No mechanism leaves agents so little: at least {}.", with_decimal(least))];
    }
    if level.points.is_empty() {
        sentences.push(format!(
            "No mechanism with at most {} was found, which does not prove that there is none.",
            name::count(level.tried, "rule", "rules")
        ));
    }
    match (&level.bound, level.points.last()) {
        (Some(bound), Some(best)) if bound.value == best.stakes => sentences.push(format!(
            "No mechanism, with any number of rules, has {word} below {}, and {} it.",
            with_decimal(&bound.value),
            name::count(best.rules, "rule reaches", "rules reach")
        )),
        (Some(bound), _) => {
            let rest = match level.reached_before {
                Some(rules) => format!(
                    "{} it with payments that are not neat",
                    name::count(rules, "rule reaches", "rules reach")
                ),
                None => format!("numbers of rules up to {} were tried", level.tried),
            };
            let bound = with_decimal(&bound.value);
            sentences.push(format!("No mechanism, with any number of rules, has {word} below {bound}; {rest}."));
        }
        (None, Some(_)) => sentences.push(format!(
            "Nothing is proved about smaller stakes; numbers of rules up to {} were tried.",
            level.tried
        )),
        (None, None) => {}
    }
    sentences
}

/// Why there is no frontier; `None` for the other answers.
pub fn not_found(environment: &Environment, answer: &FrontierAnswer) -> Option<String> {
    match answer {
        FrontierAnswer::OtherAttitude { coalition, .. } => Some(format!(
            "The search is about coalitions that fear the worst case more than they hope for the best, and {} has another attitude.",
            name::who(environment, *coalition)
        )),
        FrontierAnswer::NoPrior { measure: asked, .. } => {
            Some(format!("The {} is an expectation over a common prior, and there is none.", measure(*asked)))
        }
        _ => None,
    }
}
