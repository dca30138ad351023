//! The words used on the page.

use super::element::{Page, escaped};
use crate::glossary::{Block, Entry, Inline, blocks, entry, inlines};
use crate::render::report::Report;
use crate::render::sentence::design::construction_name;
use ambimech_model::certificate::Impossibility;
use ambimech_model::design::DesignAnswer;

pub(super) fn write(page: &mut Page, report: &Report<'_>) {
    let entries = entries(report);
    if entries.is_empty() {
        return;
    }
    page.section("glossary", "Glossary");
    for found in &entries {
        let mut html =
            format!("<article class=\"term\" id=\"term-{}\">\n<h3>{}</h3>\n", found.name, escaped(found.title));
        if let Some(words) = found.section("In words") {
            html.push_str(&body(words, &entries));
        }
        html.push_str("<details>\n<summary>Definition, source and more</summary>\n");
        for section in found.sections.iter().filter(|section| section.heading != "In words") {
            html.push_str(&format!("<h4>{}</h4>\n{}", section.heading, body(section.text, &entries)));
        }
        html.push_str("</details>\n</article>\n");
        page.raw(&html);
    }
}

/// The entries about what the page shows, each once.
fn entries(report: &Report<'_>) -> Vec<Entry> {
    let mut names: Vec<String> = report.conditions.iter().map(|(condition, _)| condition.to_string()).collect();
    if let Some(answer) = report.design {
        match answer {
            DesignAnswer::Done(design) => {
                names.push(design.goal.to_string());
                names.push(construction_name(design.construction).to_string());
                names.push("level-interim".to_string());
            }
            DesignAnswer::Infeasible(certificate) => {
                names.push(certificate.goal.to_string());
                if matches!(certificate.reason, Impossibility::Combination(_)) {
                    names.push("combination".to_string());
                }
            }
            DesignAnswer::Undecided { goal, .. } => names.push(goal.to_string()),
        }
    }
    names.extend(report.goals.iter().map(|answers| answers.goal.to_string()));
    if !report.goals.is_empty() || !report.thresholds.is_empty() {
        names.extend(["simple-mechanism", "ambiguous-mechanism"].map(str::to_string));
    }
    if let Some(found) = &report.mechanism {
        if let Some(verification) = found.verification {
            names.extend(verification.answers.iter().map(|answer| answer.claim.property.name().to_string()));
        }
        names.extend(["ambiguous-mechanism", "pure-and-mixed-reports", "certificate"].map(str::to_string));
    }
    let mut entries: Vec<Entry> = Vec::new();
    for found in names.iter().filter_map(|name| entry(name)) {
        if !entries.iter().any(|known| known.name == found.name) {
            entries.push(found);
        }
    }
    entries
}

fn body(text: &str, entries: &[Entry]) -> String {
    blocks(text)
        .iter()
        .map(|block| match block {
            Block::Paragraph(words) => format!("<p>{}</p>\n", running(words, entries)),
            Block::List(items) => {
                let items: String =
                    items.iter().map(|item| format!("<li>{}</li>", running(item, entries))).collect();
                format!("<ul>{items}</ul>\n")
            }
            Block::Display(lines) => format!("<pre>{}</pre>\n", escaped(&lines.join("\n"))),
        })
        .collect()
}

fn running(words: &str, entries: &[Entry]) -> String {
    inlines(words)
        .into_iter()
        .map(|piece| match piece {
            Inline::Plain(text) => escaped(text),
            Inline::Emphasis(text) => format!("<em>{}</em>", escaped(text)),
            Inline::Name(text) if entries.iter().any(|entry| entry.name == text) => {
                format!("<a href=\"#term-{text}\">{text}</a>")
            }
            Inline::Name(text) => format!("<code>{}</code>", escaped(text)),
        })
        .collect()
}
