//! Answers as JSON values with a fixed key order. Exact numbers are strings, `"-75/2"`; labels, never indices.

mod auction;
mod auction_answer;
mod auction_device;
mod auction_grid;
mod auction_least;
mod auction_scheme;
mod auction_verdict;
mod belief_set;
mod choice_play;
mod collusion;
mod combination;
mod comparison;
mod conditions;
mod counterexample;
mod decision;
mod design;
mod diagnostic;
mod direction;
mod economy;
mod factored;
mod few_rules;
mod file_check;
mod fragility;
mod frontier;
mod full_implementation;
mod implementability;
mod interim;
mod least_limit;
mod limits;
mod mixed_ambiguity;
mod payment;
mod play;
mod refusal;
mod robust;
mod scale;
mod set_cases;
mod set_conditions;
mod set_decision;
mod small_stakes;
mod spot;
mod summary;
mod threshold;
mod timing;
mod values;
mod verification;

pub use auction::auction_value;
pub use auction_answer::accepted_answer_value;
pub use auction_device::auction_device_value;
pub use auction_grid::auction_grid_value;
pub use auction_least::auction_least_value;
pub use auction_scheme::auction_scheme_value;
pub use auction_verdict::{accepted_auction_value, refused_auction_value};
pub use belief_set::{accepted_verdicts_value, expectations_value, set_verification_value};
pub use choice_play::{choice_play_search_value, choice_play_value};
pub use collusion::{accepted_collusion_value, collusion_value, study_value};
pub use comparison::comparison_value;
pub use conditions::conditions_value;
pub use counterexample::{counterexample_value, no_counterexample_value};
pub use decision::decision_value;
pub use design::design_value;
pub use diagnostic::diagnostic_value;
pub use direction::{accepted_direction_value, refused_direction_value};
pub use economy::{accepted_economy_value, economy_value, refused_economy_value};
pub use factored::{accepted_factored_value, factored_conditions_value, refused_factored_value};
pub use few_rules::few_rules_value;
pub use file_check::{accepted_file_value, refused_file_value};
pub use fragility::fragility_value;
pub use frontier::frontier_value;
pub use full_implementation::{accepted_full_implementation_value, full_implementation_value};
pub use implementability::{
    accepted_no_transfers_value, ambiguity_value, devices_value, insured_value, rule_studies_value,
};
pub use interim::{accepted_interim_value, interim_too_large_value, interim_value};
pub use least_limit::least_limit_value;
pub use limits::{limit_answers_value, limits_value};
pub use mixed_ambiguity::mixed_ambiguity_value;
pub use payment::{payment_ranges_value, payments_value};
pub use play::{economy_play_value, play_search_value, play_value};
pub use refusal::{accepted_certificate_value, accepted_value, refusal_value};
pub use robust::{accepted_robust_value, robust_too_large_value, robust_value};
pub use scale::scales_value;
pub use set_cases::{accepted_cases_value, case_answer_value};
pub use set_conditions::{accepted_set_conditions_value, set_conditions_value};
pub use set_decision::set_decision_value;
pub use small_stakes::small_stakes_value;
pub use spot::spot_value;
pub use summary::summary_value;
pub use threshold::threshold_value;
pub use values::values_value;
pub use verification::verification_value;

use crate::render::name;
use crate::render::number::exact;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::property::Claim;
use serde_json::{Value, json};

fn number(number: &Rational) -> Value {
    Value::String(exact(number))
}

fn members(environment: &Environment, coalition: Coalition) -> Value {
    json!(name::members(environment, coalition))
}

fn types(environment: &Environment, coalition: Coalition, joint: JointTypeId) -> Value {
    json!(name::type_labels(environment, coalition, joint))
}

/// A profile as in files: `H H L`.
fn profile(environment: &Environment, profile: ProfileId) -> Value {
    json!(name::type_labels(environment, environment.grand_coalition(), JointTypeId(profile.0)).join(" "))
}

fn claim(claim: &Claim) -> Value {
    json!({ "name": claim.property.name(), "reports": claim.reports.map(|reports| reports.name()) })
}

/// Lists and objects whose text is at most this long stand on one line.
const LONGEST_LINE: usize = 100;

/// The text of a value: two spaces of indentation, short lists and objects on one line, a line feed at the end.
pub fn render_json(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, value: &Value, indent: usize) {
    let is_flat = |value: &Value| !value.is_array() && !value.is_object();
    let (open, close, entries): (char, char, Vec<(Option<&String>, &Value)>) = match value {
        Value::Array(list) => ('[', ']', list.iter().map(|entry| (None, entry)).collect()),
        Value::Object(map) => ('{', '}', map.iter().map(|(key, entry)| (Some(key), entry)).collect()),
        scalar => return text.push_str(&scalar.to_string()),
    };
    if entries.iter().all(|(_, entry)| is_flat(entry)) {
        let parts: Vec<String> = entries.iter().map(|(key, entry)| format!("{}{entry}", key_text(*key))).collect();
        let line = parts.join(", ");
        if line.len() <= LONGEST_LINE {
            text.push_str(&format!("{open}{line}{close}"));
            return;
        }
    }
    text.push(open);
    for (place, (key, entry)) in entries.iter().enumerate() {
        text.push_str(if place == 0 { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(indent + 2));
        text.push_str(&key_text(*key));
        write(text, entry, indent + 2);
    }
    text.push_str(&format!("\n{}{close}", " ".repeat(indent)));
}

fn key_text(key: Option<&String>) -> String {
    key.map_or_else(String::new, |key| format!("{}: ", Value::String(key.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_stand_on_one_line() {
        let value = json!({ "b": ["x", "y\""], "a": { "c": [], "d": [[1], null] } });
        let text = render_json(&value);
        assert_eq!(
            text,
            "{\n  \"b\": [\"x\", \"y\\\"\"],\n  \"a\": {\n    \"c\": [],\n    \"d\": [\n      [1],\n      null\n    ]\n  }\n}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
