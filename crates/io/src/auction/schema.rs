//! The JSON Schema (draft-07) of auction files.

use super::keys;
use serde_json::{Value, json};

/// The JSON Schema of auction files, for editors that complete and check them. TOML files have the same structure.
///
/// The schema knows shapes; what formulas mean and that densities fit their ranges is checked by the reader only.
pub fn auction_schema() -> String {
    let number = json!({ "$ref": "#/definitions/number" });
    let numbers = json!({ "type": "array", "items": number });
    let refer = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let formula = |about: &str| json!({ "type": ["string", "number"], "description": about });
    let own = formula("A weighted sum of the bidder's components: all that matters to it about its own signal.");
    let value = formula(
        "The value of the object: a formula in own and the others' components; sum(…) adds over the others.",
    );
    let with =
        |properties: Value| json!({ "type": "object", "additionalProperties": false, "properties": properties });
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": keys::FORMAT,
        "description": "An auction of one object with signals of several components and sets of beliefs.",
        "type": "object",
        "required": ["format", "bidders"],
        "additionalProperties": false,
        "properties": {
            "format": { "const": keys::FORMAT },
            "name": text("A name for people."),
            "source": text("Where the auction comes from."),
            "bidders": {
                "description": "The number of bidders that are all alike, or one table for each bidder.",
                "oneOf": [
                    { "type": "integer", "minimum": 2, "maximum": keys::MAX_BIDDERS },
                    { "type": "array", "minItems": 2, "maxItems": keys::MAX_BIDDERS, "items": refer("bidder") },
                ],
            },
            "ties": {
                "description": "The probability that a bidder tied for the first place wins; won is 1 and the default, lost is 0.",
                "oneOf": [{ "enum": ["won", "lost"] }, number],
            },
            "own": own,
            "value": value,
            "orders": refer("orders"),
            "parameters": { "description": "Letters that stand for numbers.", "type": "object", "additionalProperties": number },
            "signals": refer("signals"),
            "beliefs": refer("beliefs"),
        },
        "definitions": {
            "number": { "description": "An exact number: 3, 0.15 or \"1/18\".", "type": ["number", "string"] },
            "signals": {
                "description": "The components of a signal with their ranges.",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": { "type": "array", "minItems": 2, "maxItems": 2, "items": number },
            },
            "orders": {
                "description": "Linear inequalities between components of one bidder's signal, as in c <= theta/2 + 1/4: what is not so is impossible.",
                "type": "array",
                "items": text("Two sides with <= or >= between them."),
            },
            "bidder": {
                "type": "object",
                "required": ["name", "signals", "own", "value"],
                "additionalProperties": false,
                "properties": {
                    "name": text("The name."),
                    "signals": refer("signals"),
                    "own": own,
                    "value": value,
                    "orders": refer("orders"),
                    "beliefs": refer("beliefs"),
                },
            },
            "beliefs": {
                "description": "A set of beliefs about the others' signals.",
                "type": "object",
                "required": ["kind"],
                "additionalProperties": false,
                "properties": {
                    "kind": { "enum": keys::KINDS },
                    "density": refer("density"),
                    "densities": { "type": "array", "minItems": 1, "items": refer("density") },
                    "centre": refer("density"),
                    "center": refer("density"),
                    "epsilon": number,
                    "radius": number,
                    "members": { "enum": keys::MEMBERS, "description": "All beliefs of the set, or those with densities only." },
                },
            },
            "density": {
                "description": "For every component, or a component of one bidder as in c[2], its density; uniform where nothing is said.",
                "type": "object",
                "additionalProperties": refer("marginal"),
            },
            "marginal": {
                "oneOf": [
                    { "const": "uniform" },
                    with(json!({ "beta": { "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "integer", "minimum": 1 } } })),
                    with(json!({ "breaks": numbers, "weights": numbers })),
                    with(json!({ "breaks": numbers, "polynomials": { "type": "array", "items": numbers } })),
                ],
            },
        },
    });
    // A value of the macro is always valid JSON.
    let mut written = serde_json::to_string_pretty(&schema).unwrap_or_default();
    written.push('\n');
    written
}
