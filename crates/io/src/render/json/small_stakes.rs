//! `ambimech design --method few-rules --smallest MEASURE --format json`.

use super::few_rules::{few_rules_value, proof};
use super::{design_value, number};
use crate::render::sentence::small_stakes::{how_small, nothing_found};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::stakes::{Neatness, SmallStakesAnswer, SymmetryPrice};
use serde_json::{Value, json};

/// As [`design_value`]; a design has `small-stakes` besides: the `measure`, the number of `rules`, what was `reached`, the `bound` that no
/// mechanism goes below, with how many of all types are in its program, what no mechanism with `one-rule` goes below where it has one, what became of `neat` and `symmetric`, and `words`. Where nothing was
/// found the verdict is `undecided`, with `reasons`.
pub fn small_stakes_value(environment: &Environment, answer: &SmallStakesAnswer) -> Value {
    match answer {
        SmallStakesAnswer::Found { found, least } => {
            let mut value = design_value(environment, &DesignAnswer::Done(found.design.clone()));
            value["small-stakes"] = json!({
                "measure": found.measure.name(),
                "rules": found.rules,
                "least": least.count(),
                "proof": proof(environment, least),
                "reached": number(&found.reached),
                "bound": found.bound.as_ref().map(|bound| json!({
                    "value": number(&bound.value),
                    "stopped": bound.stopped,
                    "all": bound.all,
                })),
                "one-rule": found.one_rule.as_ref().map(number),
                "neat": found.neat.as_ref().map(|neat| match neat {
                    Neatness::Reached { unit, before } => {
                        json!({ "unit": number(unit), "before": number(before) })
                    }
                    Neatness::NotFound => Value::Bool(false),
                }),
                "symmetric": found.symmetry.as_ref().map(|symmetry| match symmetry {
                    SymmetryPrice::NoSymmetry => json!({ "permutations": 1 }),
                    SymmetryPrice::Imposed { permutations, before } => {
                        json!({ "permutations": permutations, "before": number(before) })
                    }
                    SymmetryPrice::InPairs { permutations, kept, before, each } => json!({
                        "permutations": permutations,
                        "kept": kept,
                        "before": number(before),
                        "each": each.as_ref().map(number),
                    }),
                    SymmetryPrice::NotFound { permutations } => {
                        json!({ "permutations": permutations, "found": false })
                    }
                }),
                "stopped-early": found.is_stopped,
                "one-more": found.one_more.as_ref().map(|(rules, measure)| json!({ "rules": rules, "measure": number(measure) })),
                "words": how_small(found, least),
            });
            value
        }
        SmallStakesAnswer::Other(other) => few_rules_value(environment, other),
        SmallStakesAnswer::NotFound { goal, measure, asked } => json!({
            "goal": goal.to_string(),
            "verdict": "undecided",
            "measure": measure.name(),
            "asked": asked,
            "reasons": nothing_found(answer),
        }),
    }
}
