//! The JSON Schema (draft-07) of environment files, made from the reader's own constants.

use super::keys;
use super::schema_factors::factored_prior_schema;
use crate::exchange::profile_table::PRIOR;
use crate::formula::RESERVED;
use crate::label::MAX_NAME;
use ambimech_model::coalition::MAX_AGENTS;
use serde_json::{Value, json};

/// The JSON Schema of environment files, for editors that complete and check them. TOML files have the same structure.
///
/// The schema knows shapes, not meanings: that labels are known, that every profile is covered once, and that formulas
/// compute are checked by the reader only.
pub fn environment_schema() -> String {
    let name = format!("^[^\\s*,\"'`]{{1,{MAX_NAME}}}$");
    // Validators disagree on Unicode classes; beyond ASCII the reader is stricter than this.
    let attribute = format!("^(?!({})$)[A-Za-z_\u{aa}-\u{ffff}][A-Za-z0-9_\u{aa}-\u{ffff}]*$", RESERVED.join("|"));
    let row = "^\\s*\\S+(\\s+\\S+)+\\s*$";
    let parameter = attribute.replacen("^(?!(", &format!("^(?!({}|", keys::VALUE), 1);
    // A name begins somewhere; that it is a declared parameter only the reader knows.
    let words = "(^|[^0-9.])[A-Za-z_\u{aa}-\u{ffff}]";
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": keys::FORMAT,
        "description": "An environment of mechanism design: agents, types, beliefs, outcomes with payoffs, \
                        an allocation rule, and who can collude.",
        "type": "object",
        "required": ["format", "agents"],
        "anyOf": [
            { "required": ["outcomes", "allocation"] },
            { "required": [keys::PRIOR], "properties": { keys::PRIOR: { "required": [keys::KIND] } } },
        ],
        "oneOf": kinds_of_beliefs(),
        "additionalProperties": false,
        "properties": {
            "format": { "const": keys::FORMAT },
            "name": { "type": "string", "description": "A name for people." },
            "source": { "type": "string", "description": "Where the environment comes from." },
            keys::PARAMETERS: {
                "description": "Letters that stand for numbers, in formulas and wherever a text can be a number.",
                "type": "object",
                "propertyNames": { "pattern": parameter },
                "additionalProperties": {
                    "oneOf": [
                        { "$ref": "#/definitions/number" },
                        {
                            "type": "object",
                            "required": [keys::PARAMETER[0]],
                            "additionalProperties": false,
                            "properties": {
                                keys::PARAMETER[0]: { "$ref": "#/definitions/number" },
                                keys::PARAMETER[1]: { "type": "string", "description": "What it is, for people." },
                            },
                        },
                    ],
                },
            },
            "agents": {
                "description": "The agents in order; profiles name their types in this order.",
                "type": "array",
                "minItems": 2,
                "maxItems": MAX_AGENTS,
                "items": { "$ref": "#/definitions/agent" },
            },
            "prior": {
                "description": "One weight per type profile, normalised exactly; `*` stands for every type and gives \
                                each profile the whole weight. Or the name of a CSV file, or factors.",
                "oneOf": [
                    rows_schema(row, json!({ "$ref": "#/definitions/weight" })),
                    file_schema(&format!(
                        "A CSV file beside this one: one column per agent, and a column {}; or a column for each type of one \
                         agent.",
                        PRIOR.values.join(" or "),
                    )),
                    { "$ref": "#/definitions/factored-prior" },
                ],
            },
            keys::BELIEFS: beliefs_schema(),
            keys::PRIORS: priors_schema(),
            "outcomes": {
                "description": "The outcomes in order, each with its payoffs. Or the name of a CSV file.",
                "oneOf": [
                    {
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": { "$ref": "#/definitions/name" },
                        "additionalProperties": { "$ref": "#/definitions/payoffs" },
                    },
                    file_schema("A CSV file with the columns `outcome`, `agent`, one for each agent, and `payoff`."),
                ],
            },
            "outside": {
                "description": "The outcome of not taking part, worth 0 to everyone.",
                "$ref": "#/definitions/name",
            },
            "allocation": {
                "description": "The outcome of every type profile, or a rule, or the name of a CSV file.",
                "oneOf": [
                    rows_schema(row, lottery_schema()),
                    {
                        "type": "object",
                        "required": [keys::RULE],
                        "additionalProperties": false,
                        "properties": { keys::RULE: {
                            "const": keys::EFFICIENT,
                            "description": "The first outcome listed with the largest total payoff.",
                        } },
                    },
                    file_schema("A CSV file with one column per agent, and `outcome`."),
                ],
            },
            keys::BAD_OUTCOME: {
                "description": "For robust implementation: what is worse than every choice for everybody.",
                "oneOf": lottery_schema()["oneOf"],
            },
            keys::POSSIBLE: {
                "description": "Which type profiles can occur, beside sets of priors: true or false in rows. A set of kind \
                                \"wald\" then holds all beliefs about the profiles that can occur with the type.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": { "pattern": row },
                "additionalProperties": { "type": "boolean" },
            },
            keys::CHOICES: {
                "description": "A social choice set: functions by name, each with an outcome or a lottery over outcomes in \
                                rows. Without it the allocation rule is the only function.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": { "$ref": "#/definitions/name" },
                "additionalProperties": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": { "pattern": row },
                    "additionalProperties": lottery_schema(),
                },
            },
            "coalitions": {
                "description": "Who can collude; single agents always can. Without this key: all coalitions.",
                "oneOf": [
                    { "enum": keys::PATTERNS },
                    {
                        "type": "array",
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "uniqueItems": true,
                            "items": { "$ref": "#/definitions/name" },
                        },
                    },
                ],
            },
            keys::ATTITUDES: {
                "description": "What ambiguity about the transfer rule is to a coalition, named by its members with blanks \
                                between them; `*` is everybody else. Without an entry: \"maxmin\", the worst case.",
                "type": "object",
                "propertyNames": { "pattern": "^\\s*(\\*|[^\\s*]+(\\s+[^\\s*]+)*)\\s*$" },
                "additionalProperties": { "$ref": "#/definitions/attitude" },
            },
        },
        "definitions": {
            "attitude": attitude_schema(),
            "belief-set": belief_set_schema(),
            "factored-prior": factored_prior_schema(),
            "name": {
                "description": "Any text without white space, `*`, `,` or quotes.",
                "type": "string",
                "pattern": name,
            },
            "number": {
                "description": "An exact number: 3, 0.15, 1e-3, or a text such as \"1/18\".",
                "oneOf": [{ "type": "number" }, { "type": "string", "pattern": number_pattern(true) }],
            },
            "quantity": {
                "description": "An exact number, or a formula of numbers and parameters such as \"2 * B\".",
                "oneOf": [
                    { "$ref": "#/definitions/number" },
                    { "type": "string", "pattern": words },
                ],
            },
            "weight": {
                "description": "An exact number that is not negative, or a formula of numbers and parameters.",
                "oneOf": [
                    { "type": "number", "minimum": 0 },
                    { "type": "string", "pattern": number_pattern(false) },
                    { "type": "string", "pattern": words },
                ],
            },
            "agent": agent_schema(&attribute),
            "payoffs": {
                "oneOf": [
                    {
                        "description": "A payoff per agent: a number, or a formula such as \"value[1] - 1\".",
                        "type": "object",
                        "minProperties": 2,
                        "propertyNames": { "$ref": "#/definitions/name" },
                        "additionalProperties": {
                            "oneOf": [{ "type": "number" }, { "type": "string", "minLength": 1 }],
                        },
                    },
                    rows_schema(
                        row,
                        json!({ "type": "array", "minItems": 2, "items": { "$ref": "#/definitions/quantity" } }),
                    ),
                ],
            },
        },
    });
    format!("{schema:#}\n")
}

/// What ambiguity is to a coalition.
fn attitude_schema() -> Value {
    let quantity = |description: &str| json!({ "description": description, "$ref": "#/definitions/quantity" });
    let epsilon = || {
        quantity(
            "Above 0 and at most 1: the beliefs about the rule are the uniform one with weight 1 - epsilon, and any with weight \
             epsilon. Without it: 1.",
        )
    };
    json!({
        "oneOf": [
            { "const": keys::ATTITUDE_KINDS[0], "description": "The worst case over all rules." },
            {
                "type": "object",
                "required": [keys::KIND],
                "additionalProperties": false,
                "properties": {
                    keys::KIND: { "const": keys::ATTITUDE_KINDS[0] },
                    keys::ALPHA: quantity("From 0 to 1: the weight of the worst case against the best case. Without it: 1."),
                    keys::EPSILON: epsilon(),
                },
            },
            {
                "type": "object",
                "required": [keys::KIND, keys::UTILITY, keys::COEFFICIENT],
                "additionalProperties": false,
                "properties": {
                    keys::KIND: { "const": keys::ATTITUDE_KINDS[1] },
                    keys::UTILITY: { "enum": keys::UTILITIES },
                    keys::COEFFICIENT: quantity("Above 0: how averse to ambiguity."),
                    keys::WEALTH: quantity("Above 0, with the power utility: what the coalition owns besides."),
                    keys::EPSILON: epsilon(),
                },
            },
        ],
    })
}

/// Either a common prior, or beliefs agent by agent, or sets of priors, beside which a common prior may stand.
fn kinds_of_beliefs() -> Value {
    let needs = |key: &str| json!({ "required": [key] });
    let only = |key: &str, others: Vec<Value>| json!({ "required": [key], "not": { "anyOf": others } });
    json!([
        only(keys::PRIOR, vec![needs(keys::BELIEFS), needs(keys::PRIORS)]),
        only(keys::BELIEFS, vec![needs(keys::PRIOR), needs(keys::PRIORS)]),
        only(keys::PRIORS, vec![needs(keys::BELIEFS)]),
        { "not": { "anyOf": [needs(keys::PRIOR), needs(keys::BELIEFS), needs(keys::PRIORS)] } },
    ])
}

/// An agent and its types; `attribute` is the pattern of the names of attributes.
fn agent_schema(attribute: &str) -> Value {
    json!({
        "type": "object",
        "required": keys::AGENT,
        "additionalProperties": false,
        "properties": {
            keys::AGENT[0]: { "$ref": "#/definitions/name" },
            keys::AGENT[1]: {
                "oneOf": [
                    {
                        "description": "Names of types without attributes.",
                        "type": "array",
                        "minItems": 1,
                        "uniqueItems": true,
                        "items": { "$ref": "#/definitions/name" },
                    },
                    {
                        "description": format!(
                            "Types with a number, their `{}`, or with attributes by name.", keys::VALUE
                        ),
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": { "$ref": "#/definitions/name" },
                        "additionalProperties": {
                            "oneOf": [
                                { "$ref": "#/definitions/quantity" },
                                {
                                    "type": "object",
                                    "propertyNames": { "pattern": attribute },
                                    "additionalProperties": { "$ref": "#/definitions/quantity" },
                                },
                            ],
                        },
                    },
                ],
            },
        },
    })
}

/// Beliefs agent by agent.
fn beliefs_schema() -> Value {
    json!({
        "description": "Beliefs without a common prior: for every agent, for every type (`*` stands for every type), \
                        one weight per type profile of the other agents, normalised exactly type by type. Or the name \
                        of a CSV file.",
        "oneOf": [
            {
                "type": "object",
                "minProperties": 2,
                "propertyNames": { "$ref": "#/definitions/name" },
                "additionalProperties": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": { "oneOf": [{ "const": "*" }, { "$ref": "#/definitions/name" }] },
                    "additionalProperties": rows_schema(
                        "^\\s*\\S+(\\s+\\S+)*\\s*$",
                        json!({ "$ref": "#/definitions/weight" }),
                    ),
                },
            },
            file_schema("A CSV file with the columns `agent`, one for each agent, and `weight`."),
        ],
    })
}

/// Sets of beliefs, agent by agent.
fn priors_schema() -> Value {
    let set = json!({ "$ref": "#/definitions/belief-set" });
    let of_types = json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "oneOf": [{ "const": "*" }, { "$ref": "#/definitions/name" }] },
        "additionalProperties": set,
    });
    json!({
        "description": "Sets of beliefs, several for a type: for every agent one set for all of its types, or one for every type (`*` \
                        stands for the types without one). A [prior] beside it is for sets around it.",
        "type": "object",
        "minProperties": 2,
        "propertyNames": { "$ref": "#/definitions/name" },
        "additionalProperties": { "oneOf": [set, of_types] },
    })
}

/// Several beliefs of a type.
fn belief_set_schema() -> Value {
    let rows = || rows_schema("^\\s*\\S+(\\s+\\S+)*\\s*$", json!({ "$ref": "#/definitions/quantity" }));
    let belief = || json!({ "oneOf": [{ "const": keys::PRIOR }, rows()] });
    let quantity = |description: &str| json!({ "description": description, "$ref": "#/definitions/quantity" });
    let pair =
        json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "$ref": "#/definitions/quantity" } });
    let list =
        |description: &str, items: Value| json!({ "description": description, "type": "array", "items": items });
    let inequality = json!({
        "type": "object",
        "required": [keys::INEQUALITY[0]],
        "additionalProperties": false,
        "properties": {
            keys::INEQUALITY[0]: rows(),
            keys::INEQUALITY[1]: { "$ref": "#/definitions/quantity" },
            keys::INEQUALITY[2]: { "$ref": "#/definitions/quantity" },
        },
    });
    let event = json!({
        "type": "object",
        "required": keys::EVENT,
        "additionalProperties": false,
        "properties": {
            keys::EVENT[0]: { "type": "array", "minItems": 1, "items": { "type": "string" } },
            keys::EVENT[1]: { "$ref": "#/definitions/quantity" },
        },
    });
    json!({
        "description": "A set of beliefs about the others' types.",
        "type": "object",
        "required": [keys::KIND],
        "additionalProperties": false,
        "properties": {
            keys::KIND: { "enum": keys::SET_KINDS },
            keys::VERTICES[1]: list("With kind vertices: the beliefs whose mixtures are the set.", belief()),
            keys::INEQUALITIES[1]: list("With kind inequalities: what expectations are bounded, and by what.", inequality),
            keys::EPSILON: quantity("With kind contamination: the weight of other beliefs, from 0 to 1."),
            keys::WITH: {
                "description": "With kind contamination: the set of the other beliefs. Without it: all.",
                "$ref": "#/definitions/belief-set",
            },
            keys::RADIUS: quantity("With kind total-variation or prokhorov: the radius, from 0 to 1."),
            keys::CENTRE: {
                "description": "The belief that the set is around: rows over the others' types, or `prior`, what the type believes \
                                under [prior].",
                "oneOf": [{ "const": keys::PRIOR }, rows()],
            },
            keys::DISTANCE: {
                "description": "With kind prokhorov: an attribute of the types, the distance being the largest difference over the \
                                other agents; or for every type profile of the others the distances from it.",
                "oneOf": [
                    { "type": "string", "minLength": 1 },
                    { "type": "object", "minProperties": 1, "additionalProperties": rows() },
                ],
            },
            keys::EVENTS: list("With kind capacity: the value of every event but the empty and the certain one.", event),
            keys::DISTORTION: list("With kind capacity: points (t, g) of the function that distorts the centre.", pair),
        },
    })
}

/// A table with the name of a CSV file.
fn file_schema(description: &str) -> Value {
    json!({
        "type": "object",
        "required": [keys::FILE],
        "additionalProperties": false,
        "properties": { keys::FILE: { "type": "string", "minLength": 1, "description": description } },
    })
}

/// An outcome, or the probabilities of several.
fn lottery_schema() -> Value {
    json!({
        "oneOf": [
            { "$ref": "#/definitions/name" },
            {
                "description": "A lottery, for full implementation: probabilities that add up to 1.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": { "$ref": "#/definitions/name" },
                "additionalProperties": { "$ref": "#/definitions/weight" },
            },
        ],
    })
}

/// A table with one row per profile.
fn rows_schema(row: &str, value: Value) -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": row },
        "additionalProperties": value,
    })
}

fn number_pattern(signed: bool) -> String {
    let sign = if signed { "[+-]?" } else { "\\+?" };
    let digits = "[0-9](_?[0-9])*";
    let decimal = |sign: &str| format!("{sign}{digits}(\\.{digits})?([eE][+-]?[0-9]+)?");
    format!("^\\s*{}(\\s*/\\s*{})?\\s*$", decimal(sign), decimal(sign))
}
