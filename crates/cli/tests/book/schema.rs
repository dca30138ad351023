//! The keys of environment files, from the JSON Schema that the program makes.

use ambimech_io::environment::environment_schema;
use serde_json::Value;

/// Definitions that stand for one cell of a file, and what they are called.
const CELLS: [(&str, &str); 4] =
    [("name", "a name"), ("number", "a number"), ("quantity", "a number or formula"), ("weight", "a weight")];

/// A table of the keys at the top, then one of every table below.
pub fn keys_of_environments() -> String {
    let schema: Value = serde_json::from_str(&environment_schema()).unwrap();
    let required: Vec<&str> = texts(&schema["required"]);
    // Payoffs can be left out where only beliefs are asked about.
    let usual: Vec<&str> = texts(&schema["anyOf"][0]["required"]);
    let mut made = String::from("## Keys of a file\n\n| key | needed | is |\n|---|---|---|\n");
    for (key, node) in schema["properties"].as_object().unwrap() {
        let needed = match key.as_str() {
            "prior" | "beliefs" | "priors" => "one of the three",
            key if required.contains(&key) => "yes",
            key if usual.contains(&key) => "yes, but for conditions decided from a factored prior",
            _ => "",
        };
        made.push_str(&format!("| `{key}` | {needed} | {} |\n", cell(&describe(node))));
    }
    for (name, node) in schema["definitions"].as_object().unwrap() {
        let title =
            CELLS.iter().find(|(known, _)| known == name).map_or(format!("The table `{name}`"), |(_, title)| {
                let mut title = (*title).to_string();
                title.replace_range(0..1, "A");
                title
            });
        made.push_str(&format!("\n## {title}\n\n"));
        match node.get("properties").and_then(Value::as_object) {
            Some(properties) => {
                made.push_str("| key | is |\n|---|---|\n");
                for (key, node) in properties {
                    made.push_str(&format!("| `{key}` | {} |\n", cell(&describe(node))));
                }
            }
            None => made.push_str(&format!("{}\n", describe(node))),
        }
    }
    made
}

fn texts(node: &Value) -> Vec<&str> {
    node.as_array().map(|items| items.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// A description for one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What a part of the schema allows, in words.
fn describe(node: &Value) -> String {
    let remark = node["description"].as_str().unwrap_or("");
    let shape = shape(node);
    let says_more = !shape.is_empty() && !shape.starts_with("a text") && !shape.starts_with("a number");
    match (remark.is_empty(), says_more) {
        (false, true) => format!("{remark} In the file: {shape}."),
        (false, false) => remark.to_string(),
        _ => shape,
    }
}

fn shape(node: &Value) -> String {
    if let Some(target) = node["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap();
        let known = CELLS.iter().find(|(known, _)| *known == name);
        return known.map_or(format!("the table `{name}`"), |(_, title)| (*title).to_string());
    }
    if let Some(value) = node.get("const") {
        return format!("the text `{value}`");
    }
    if node.get("enum").is_some() {
        return texts(&node["enum"]).iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ");
    }
    if let Some(choices) = node["oneOf"].as_array() {
        let choices = choices.iter().map(shape).filter(|text| !text.is_empty());
        return choices.collect::<Vec<String>>().join("; or ");
    }
    match node["type"].as_str() {
        Some("array") => format!("a list, each entry {}", shape(&node["items"])),
        Some("object") => {
            let mut parts: Vec<String> = Vec::new();
            if let Some(properties) = node["properties"].as_object() {
                parts.extend(properties.iter().map(|(key, node)| format!("`{key}`: {}", shape(node))));
            }
            let others = &node["additionalProperties"];
            if others.is_object() {
                parts.push(format!("for every name {}", shape(others)));
            }
            format!("a table with {}", parts.join(", "))
        }
        Some("string") => "a text".to_string(),
        Some("number") => "a number".to_string(),
        _ => String::new(),
    }
}
