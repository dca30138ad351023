//! `ambimech explain NAME` as text and as JSON.

use super::{Block, Entry, Inline, blocks, entry, inlines};
use crate::render::text::table::paragraph;
use serde_json::{Map, Value, json};

/// Columns of the text.
const WIDTH: usize = 100;

/// The entry as plain text; `None` for an unknown name.
pub fn explain_text(name: &str) -> Option<String> {
    let entry = entry(name)?;
    let mut text = format!("{}\n", entry.title);
    text.push_str(&format!("{} {}\n", entry.kind.name(), entry.name));
    for section in &entry.sections {
        text.push_str(&format!("\n{}\n", section.heading));
        for (place, block) in blocks(section.text).iter().enumerate() {
            if place > 0 {
                text.push('\n');
            }
            match block {
                Block::Paragraph(words) => text.push_str(&paragraph(&plain(words), 2, WIDTH)),
                Block::Display(lines) => lines.iter().for_each(|line| text.push_str(&format!("      {line}\n"))),
                Block::List(items) => {
                    for item in items {
                        let body = paragraph(&plain(item), 4, WIDTH);
                        text.push_str(&format!("  - {}", body.trim_start()));
                    }
                }
            }
        }
    }
    Some(text)
}

/// The running text without its marks.
fn plain(words: &str) -> String {
    inlines(words)
        .into_iter()
        .map(|piece| match piece {
            Inline::Plain(text) | Inline::Name(text) | Inline::Emphasis(text) => text,
        })
        .collect()
}

/// The entry as JSON, `{"name","title","kind","sections":{heading: text},"see-also":[…]}`; `None` for an unknown name.
pub fn explain_json(name: &str) -> Option<Value> {
    let entry: Entry = entry(name)?;
    let sections: Map<String, Value> =
        entry.sections.iter().map(|section| (section.heading.to_string(), json!(section.text))).collect();
    Some(json!({
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind.name(),
        "sections": sections,
        "see-also": entry.see_also(),
    }))
}
