//! The JSON Schema (draft-07) of type spaces.

use super::keys;
use serde_json::json;

/// The JSON Schema of type spaces, for editors that complete and check them. TOML files have the same structure.
pub fn type_space_schema() -> String {
    let words: Vec<&str> = keys::SURPRISES.iter().map(|(word, _)| *word).collect();
    let text = |about: &str| json!({ "type": "string", "description": about });
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": keys::FORMAT,
        "description": "A type space over the payoff environment of another file.",
        "type": "object",
        "required": ["format", "agents"],
        "additionalProperties": false,
        "properties": {
            "format": { "const": keys::FORMAT },
            "name": text("A name for people."),
            "source": text("Where the type space comes from."),
            "surprise": { "description": "What a member of a coalition does when it learns types of the others that it thought impossible: think all types of those outside equally likely, or stay out.", "enum": words },
            "agents": { "description": "For each agent its types by name.", "type": "object", "additionalProperties": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                    "type": "object",
                    "required": keys::TYPE,
                    "additionalProperties": false,
                    "properties": {
                        "payoff-type": text("A type of the agent in the payoff environment."),
                        "beliefs": {
                            "description": "Probabilities of the types of the others, in agent order with spaces between them.",
                            "type": "object",
                            "minProperties": 1,
                            "additionalProperties": { "type": ["number", "string"] },
                        },
                    },
                },
            } },
            "deception": { "description": "What types report; types that are not named tell the truth. It is looked at first.", "type": "object", "additionalProperties": {
                "type": "object",
                "additionalProperties": { "type": "string" },
            } },
        },
    });
    // A value of the macro is always valid JSON.
    let mut written = serde_json::to_string_pretty(&schema).unwrap_or_default();
    written.push('\n');
    written
}
