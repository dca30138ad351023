//! The part of the JSON Schema about priors in factored form.

use super::keys;
use serde_json::{Value, json};

/// A prior in factored form; a part of a mixture has a weight besides.
pub(super) fn factored_prior_schema() -> Value {
    let name = || json!({ "$ref": "#/definitions/name" });
    let name_or_star =
        || json!({ "oneOf": [{ "const": keys::EVERYBODY_ELSE }, { "$ref": "#/definitions/name" }] });
    let table = |description: &str, names: Value, entry: Value| {
        let mut node =
            json!({ "type": "object", "minProperties": 1, "propertyNames": names, "additionalProperties": entry });
        if !description.is_empty() {
            node["description"] = json!(description);
        }
        node
    };
    let distribution = |description: &str| table(description, name(), json!({ "$ref": "#/definitions/weight" }));
    let marginals = |description: &str| table(description, name_or_star(), distribution(""));
    let state = json!({
        "type": "object",
        "required": [keys::WEIGHT, keys::MARGINALS],
        "additionalProperties": false,
        "properties": {
            keys::WEIGHT: { "$ref": "#/definitions/weight" },
            keys::MARGINALS: marginals(""),
        },
    });
    json!({
        "description": "A prior in factored form; every distribution is normalised exactly. If it has too many profiles for a table, \
                        outcomes and allocation are not read and can be left out.",
        "type": "object",
        "required": [keys::KIND],
        "additionalProperties": false,
        "properties": {
            keys::KIND: { "enum": keys::FACTORED_KINDS },
            keys::MARGINALS: marginals(
                "With kind independent: the distribution of every agent's types; `*` stands for every agent that is not named.",
            ),
            keys::STATES: table(
                "With kind conditional: for every state its weight, and the distribution of every agent's types given it.",
                name(),
                state,
            ),
            keys::ORDER: {
                "description": "With kind markov: every agent once, in the order of the chain. Without it: the order of the agents.",
                "type": "array",
                "minItems": 2,
                "uniqueItems": true,
                "items": name(),
            },
            keys::INITIAL: distribution("With kind markov: the distribution of the first agent's types."),
            keys::TRANSITIONS: table(
                "With kind markov: for every agent but the first (`*`: for those that are not named), for every type of the agent \
                 before it, the distribution of its types.",
                name_or_star(),
                table("", name(), distribution("")),
            ),
            keys::PARTS: {
                "description": "With kind mixture: priors in factored form, each with a weight. Chains have one order.",
                "type": "array",
                "minItems": 1,
                "items": { "$ref": "#/definitions/factored-prior" },
            },
            keys::WEIGHT: {
                "description": "In a part of a mixture: its weight.",
                "$ref": "#/definitions/weight",
            },
        },
    })
}
