//! The JSON Schema (draft-07) of economy files.

use super::keys;
use ambimech_model::economy::MAX_AGENTS;
use serde_json::json;

/// The JSON Schema of economy files, for editors that complete and check them. TOML files have the same structure.
pub fn economy_schema() -> String {
    let number = json!({ "$ref": "#/definitions/number" });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let affine = json!({ "$ref": "#/definitions/affine" });
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": keys::FORMAT,
        "description": "An exchange economy whose agents know their own type and expect the worst of the others'.",
        "type": "object",
        "required": ["format", "goods", "agents"],
        "additionalProperties": false,
        "properties": {
            "format": { "const": keys::FORMAT },
            "name": text("A name for people."),
            "source": text("Where the economy comes from."),
            "goods": { "description": "The names of the goods.", "type": "array", "minItems": 1, "items": { "type": "string", "not": { "const": keys::CONSTANT } } },
            "agents": { "type": "array", "minItems": 1, "maxItems": MAX_AGENTS, "items": {
                "type": "object",
                "required": keys::AGENT,
                "additionalProperties": false,
                "properties": {
                    "name": text("The name."),
                    "endowment": { "description": "Amounts of goods; those not named are 0.", "type": "object", "additionalProperties": number },
                    "types": {
                        "description": "For each type what goods are worth to it: a function, or a list of which the least counts.",
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": { "oneOf": [affine, { "type": "array", "minItems": 1, "items": affine }] },
                    },
                },
            } },
        },
        "definitions": {
            "number": { "description": "An exact number: 3, 0.15 or \"1/18\".", "type": ["number", "string"] },
            "affine": {
                "description": "What a unit of each good is worth, at least 0, and a constant.",
                "type": "object",
                "additionalProperties": number,
            },
        },
    });
    // A value of the macro is always valid JSON.
    let mut written = serde_json::to_string_pretty(&schema).unwrap_or_default();
    written.push('\n');
    written
}
