//! The JSON Schema (draft-07) of plans of sweeps.

use super::keys;
use ambimech_model::condition::Condition;
use serde_json::{Value, json};

/// The JSON Schema of plans, for editors that complete and check them. TOML files have the same structure.
///
/// The schema knows shapes; that names are different and files fit is checked by the reader only.
pub fn sweep_schema() -> String {
    let number = json!({ "type": ["number", "string"], "description": "An exact number: 3, 0.15 or \"1/18\"." });
    let count = |about: &str| json!({ "type": "integer", "minimum": 0, "description": about });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let truth = |about: &str| json!({ "type": "boolean", "description": about });
    let words = |known: &[&str], about: &str| json!({ "enum": known, "description": about });
    let list = |items: Value| json!({ "type": "array", "minItems": 1, "items": items });
    let table = |required: &[&str], properties: Value| json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties });
    let conditions = Condition::DECIDED.map(Condition::name);
    let prior = table(
        &["kind"],
        json!({
            "name": text("The name, which stands in the column prior."),
            "kind": words(&keys::PRIOR_KINDS, "How the prior comes about."),
            "bias": words(&keys::BIASES, "A condition that is made to fail by an exact tie."),
            "denominator": count("dirichlet: probabilities are multiples of one over this number."),
            "concentration": number.clone(),
            "least": count("integers: the smallest weight."),
            "most": count("The largest weight."),
            "states": count("conditionally-independent: the number of states."),
            "of": list(text("The name of a prior that stands before.")),
            "weights": list(number.clone()),
            "file": text("counts, kernel: a CSV file with one column per agent and one row per observation."),
            "add": number.clone(),
            "bandwidth": number.clone(),
            "resample": truth("counts, kernel: whether as many observations are drawn from the data, with replacement."),
        }),
    );
    let payoffs = table(
        &["kind"],
        json!({
            "name": text("The name, which stands in the column payoffs."),
            "kind": words(&keys::PAYOFF_KINDS, "How payoffs come about."),
            "outcomes": count("The number of outcomes."),
            "least": { "type": "integer", "description": "The smallest payoff." },
            "most": { "type": "integer", "description": "The largest payoff." },
            "values": words(&["interdependent", "private"], "Whose types a payoff depends on."),
            "outside": truth("Whether the first outcome is worth 0 to everybody."),
            "rule": words(&["efficient", "random"], "The allocation rule."),
        }),
    );
    let decision = table(
        &["goal", "mechanism"],
        json!({
            "name": text("The name, with which its columns begin."),
            "goal": text("A goal, or properties with commas between them."),
            "mechanism": words(&["simple", "ambiguous"], "The kind of mechanisms."),
            "reports": words(&["pure", "mixed"], "The misreports; mixed without it."),
            "stakes": truth("Whether payments are recorded."),
        }),
    );
    let range = table(
        &keys::RANGE,
        json!({ "from": number.clone(), "to": number.clone(), "steps": count("The number of steps.") }),
    );
    let environment = table(
        &["file"],
        json!({
            "file": text("An environment file."),
            "parameters": {
                "description": "Values of its parameters.",
                "type": "object",
                "additionalProperties": { "oneOf": [list(number), range] },
            },
        }),
    );
    let grid = table(
        &keys::GRID,
        json!({ "agents": list(count("A number of agents.")), "types": list(count("A number of types.")) }),
    );
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": keys::FORMAT,
        "description": "A plan of a sweep: frames × priors × payoffs, each drawn a number of times, and what is decided about each case.",
        "type": "object",
        "required": ["format"],
        "additionalProperties": false,
        "properties": {
            "format": { "const": keys::FORMAT },
            "name": text("A name for people."),
            "about": text("A remark for people."),
            "seed": count("The master seed; 0 without it."),
            "repetitions": count("How often a cell with something random in it is drawn; once without it."),
            "effort": words(&keys::EFFORTS, "How much work a decision is worth; moderate without it."),
            "coalitions": words(&["all", "singletons"], "Who can collude; everybody without it, or as the file says."),
            "shapes": { "oneOf": [list(text("Numbers of types, as in 2x2x3.")), grid] },
            "environment": environment,
            "priors": list(prior),
            "payoffs": list(payoffs),
            "conditions": list(json!({ "enum": conditions })),
            "decisions": list(decision),
        },
    });
    crate::render::json::render_json(&schema)
}
