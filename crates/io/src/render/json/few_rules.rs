//! `ambimech design --method few-rules --format json`.

use super::{design_value, members, number};
use crate::render::sentence::few_rules::{how_few, not_found};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::{FewRules, FewRulesAnswer, LeastRules, RuleFamily};
use serde_json::{Value, json};

/// As [`design_value`]; a design has `few-rules` besides: the number `found`, the `least` that any mechanism has with its `proof`, the proof that
/// `one-bet` around the base rule is not enough, the `usual` number, the `family`, the `smallest-scale`, and `words`. Where none with as few rules as asked for was found the verdict is
/// `undecided`, with `reasons`.
pub fn few_rules_value(environment: &Environment, answer: &FewRulesAnswer) -> Value {
    match answer {
        FewRulesAnswer::Found(found) => {
            let mut value = design_value(environment, &DesignAnswer::Done(found.design.clone()));
            value["few-rules"] = how_few_value(environment, found);
            value
        }
        FewRulesAnswer::Infeasible { asked, .. } => {
            let mut value = plain(environment, answer);
            value["asked"] = json!(asked);
            value
        }
        FewRulesAnswer::NotFound { asked, least, fewest, .. } => json!({
            "goal": answer.goal().to_string(),
            "verdict": "undecided",
            "asked": asked,
            "least": least.count(),
            "proof": proof(environment, least),
            "fewest": fewest,
            "reasons": not_found(environment, answer),
        }),
        FewRulesAnswer::Undecided { .. } => plain(environment, answer),
        FewRulesAnswer::OtherAttitude { coalition, .. } => json!({
            "goal": answer.goal().to_string(),
            "verdict": "undecided",
            "coalition": members(environment, *coalition),
            "reasons": not_found(environment, answer),
        }),
    }
}

/// The number found, the least that any mechanism has with its proof, and the usual one.
pub(super) fn how_few_value(environment: &Environment, found: &FewRules) -> Value {
    json!({
        "found": found.rules,
        "least": found.least.count(),
        "proof": proof(environment, &found.least),
        "one-bet": found.one_bet.as_ref().map(|proof| {
            design_value(environment, &DesignAnswer::Infeasible(proof.as_ref().clone()))
        }),
        "usual": found.usual,
        "family": match found.family {
            RuleFamily::OneByOne => "one-by-one",
            RuleFamily::InPairs => "pairs",
        RuleFamily::Enclosing => "enclosing",
            RuleFamily::Free => "free",
            RuleFamily::Stretched => "stretched",
            RuleFamily::Usual => "usual",
        },
        "smallest-scale": found.smallest_scale.as_ref().map(number),
        "words": how_few(found),
    })
}

fn plain(environment: &Environment, answer: &FewRulesAnswer) -> Value {
    answer.design_answer().map(|design| design_value(environment, &design)).unwrap_or_default()
}

pub(super) fn proof(environment: &Environment, least: &LeastRules) -> Value {
    match least {
        LeastRules::One => Value::Null,
        LeastRules::Two(certificate) => {
            design_value(environment, &DesignAnswer::Infeasible(certificate.as_ref().clone()))
        }
    }
}
