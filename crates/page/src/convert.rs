//! A text of one format in the other: TOML as JSON and JSON as TOML, value by value, numbers digit by digit. Comments have no place
//! in JSON and are left out.

use crate::grid::literal::{is_plain_number, key, quoted};
use ambimech_io::Format;
use ambimech_io::document::{Node, Table, Value, parse_document};
use ambimech_io::source::Source;

/// The text in a format; `None` when it cannot be read.
pub(crate) fn converted(text: &str, from: Format, to: Format) -> Option<String> {
    if from == to {
        return Some(text.to_string());
    }
    let root = parse_document(Source::new("environment", text), from).ok()?;
    let table = root.as_table()?;
    let mut written = String::new();
    match to {
        Format::Json => {
            json(&mut written, &root, 0);
            written.push('\n');
        }
        Format::Toml => toml_document(&mut written, table),
    }
    Some(written)
}

/// A number that both formats read, or its text in quotes.
fn number(text: &str) -> String {
    let plain = text.replace('_', "");
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    if is_plain_number(plain) { plain.to_string() } else { quoted(plain) }
}

fn json(out: &mut String, node: &Node<'_>, depth: usize) {
    let indent = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    match &node.value {
        Value::Table(table) => {
            let is_flat = depth > 1 && table.entries.iter().all(|entry| is_short(&entry.value));
            out.push('{');
            for (place, entry) in table.entries.iter().enumerate() {
                out.push_str(if place > 0 { "," } else { "" });
                if is_flat {
                    out.push(' ');
                } else {
                    indent(out, depth + 1);
                }
                out.push_str(&format!("{}: ", quoted(&entry.key)));
                json(out, &entry.value, depth + 1);
            }
            match (is_flat, table.entries.is_empty()) {
                (_, true) => {}
                (true, _) => out.push(' '),
                (false, _) => indent(out, depth),
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { "" });
                json(out, element, depth + 1);
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Number(text) => out.push_str(&number(text)),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Other(_) => out.push_str("null"),
    }
}

fn is_short(node: &Node<'_>) -> bool {
    !matches!(node.value, Value::Table(_))
}

/// Keys first, then one header per table: a key belongs to the last header before it.
fn toml_document(out: &mut String, table: &Table<'_>) {
    let is_table = |node: &Node<'_>| matches!(node.value, Value::Table(_));
    for entry in table.entries.iter().filter(|entry| !is_table(&entry.value)) {
        out.push_str(&format!("{} = ", key(&entry.key)));
        toml(out, &entry.value);
        out.push('\n');
    }
    for entry in &table.entries {
        let Value::Table(inner) = &entry.value.value else { continue };
        out.push_str(&format!("\n[{}]\n", key(&entry.key)));
        for entry in &inner.entries {
            out.push_str(&format!("{} = ", key(&entry.key)));
            toml(out, &entry.value);
            out.push('\n');
        }
    }
}

fn toml(out: &mut String, node: &Node<'_>) {
    match &node.value {
        Value::Table(table) => {
            out.push('{');
            for (place, entry) in table.entries.iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { " " });
                out.push_str(&format!("{} = ", key(&entry.key)));
                toml(out, &entry.value);
            }
            out.push_str(" }");
        }
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { "" });
                toml(out, element);
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Number(text) => out.push_str(&number(text)),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Other(_) => out.push_str("\"\""),
    }
}
