//! Mechanisms for all values of a parameter on one side, in words.

use super::refusal::{RefusalRow, refusal_row};
use crate::direction::RefusedDirection;
use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::check::DirectionRefusal;
use ambimech_model::direction::{Direction, Towards};
use ambimech_model::mechanism::{Mechanism, NamedRule, Rules};
use ambimech_model::parametric::ParametricEnvironment;

/// The values that a direction is about: `B >= 3/4 (0.75)`.
pub fn values_beyond(parameter: &str, direction: &Direction) -> String {
    let relation = match direction.towards {
        Towards::Smaller => "<=",
        Towards::Larger => ">=",
    };
    format!("{parameter} {relation} {}", with_decimal(&direction.from))
}

/// What a direction says of its rules, in one sentence.
pub fn how_it_moves(parameter: &str, direction: &Direction) -> String {
    let rules = name::count(direction.start.len(), "rule", "rules");
    let way = match direction.towards {
        Towards::Smaller => "falls",
        Towards::Larger => "rises",
    };
    format!(
        "from {parameter} = {} on, payments that move along a straight line as {parameter} {way} ({rules}) reach the goal at every \
         value: at the start, and along the way, every row holds by itself",
        with_decimal(&direction.from)
    )
}

/// Why a direction was refused: the name of the reason in JSON, words, and the row that fails where there is one.
pub(crate) fn refused_direction(
    environment: &ParametricEnvironment,
    refused: &RefusedDirection,
) -> (&'static str, String, Option<RefusalRow>) {
    match refused {
        RefusedDirection::ParameterDiffers { stated, found } => {
            ("parameter-differs", format!("the file is about the parameter {stated}, not about {found}"), None)
        }
        RefusedDirection::BeyondDiffers { stated, found } => (
            "beyond-differs",
            match stated {
                Some(stated) => format!(
                    "one further from its first value the file expects the environment {stated}, but there it is {found}; payoffs \
                     move otherwise with the parameter"
                ),
                None => "the file does not say how its environment moves with the parameter".to_string(),
            },
            None,
        ),
        RefusedDirection::Unproved { direction, refusal } => unproved(environment, direction, refusal),
    }
}

fn unproved(
    environment: &ParametricEnvironment,
    direction: &Direction,
    refusal: &DirectionRefusal,
) -> (&'static str, String, Option<RefusalRow>) {
    let words = "the rules do not reach the goal at every value".to_string();
    let row_of = |refusal, tables: Vec<NamedRule>, there: Option<ambimech_model::environment::Environment>| {
        let rules = Rules::Tables(tables);
        let mechanism = Mechanism { name: String::new(), source: String::new(), goal: None, rules };
        there.map(|there| refusal_row(&there, Some(&mechanism), refusal))
    };
    match refusal {
        DirectionRefusal::NoEnvironment => {
            ("direction", "there is no environment at that value".to_string(), None)
        }
        DirectionRefusal::RulesDiffer { start, change } => {
            ("direction", format!("there are {start} rules at the start, and changes of {change}"), None)
        }
        DirectionRefusal::Start(refusal) => {
            let there = environment.at(&direction.from).ok();
            ("start", format!("{words}: not at the first one"), row_of(refusal, direction.start.clone(), there))
        }
        DirectionRefusal::Change(refusal) => {
            let named = direction.start.iter().zip(&direction.change);
            let tables =
                named.map(|(rule, table)| NamedRule { name: rule.name.clone(), table: table.clone() }).collect();
            let there = environment.slopes_towards(direction.towards).ok();
            let words = format!("{words}: what is added along the way does not have the property by itself");
            ("change", words, row_of(refusal, tables, there))
        }
        DirectionRefusal::NotHeld { claim, coalition, truth, report } => {
            let here = environment.environment();
            let who = name::who_of_type(here, *coalition, *truth);
            let (label, sentence) = match report {
                Some(report) => (
                    name::types(here, *coalition, *report),
                    format!(
                        "no rule holds {who} reporting {} down, at the start and along the way",
                        name::types(here, *coalition, *report)
                    ),
                ),
                None => (
                    "mixed".to_string(),
                    format!("no rule holds all reports of {who} down, at the start and along the way"),
                ),
            };
            let row = RefusalRow {
                kind: "not-held",
                label: format!(
                    "{}({}: {} -> {label})",
                    claim.property.name(),
                    name::coalition(here, *coalition),
                    name::types(here, *coalition, *truth)
                ),
                sentence,
                sides: None,
            };
            ("not-held", words, Some(row))
        }
    }
}
