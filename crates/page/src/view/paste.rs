//! The box for blocks from a spreadsheet or a CSV file.

use crate::grid::{Beliefs, Grid};
use crate::html::{Element, el};
use crate::view::layout::{button, select};

/// The section of the box; a text that did not fit stays in it.
pub(crate) fn paste(grid: &Grid, text: &str) -> Element {
    let mut targets: Vec<(String, String)> = Vec::new();
    if matches!(grid.beliefs, Beliefs::Prior(_)) {
        targets.push(("prior".to_string(), "the prior".to_string()));
    }
    for (i, agent) in grid.agents.iter().enumerate() {
        targets.push((format!("types:{i}"), format!("the types of agent {}", agent.name)));
    }
    for (o, outcome) in grid.outcomes.iter().enumerate() {
        targets.push((format!("payoffs:{o}"), format!("the payoffs of {}, in rows", outcome.name)));
    }
    targets.push(("allocation".to_string(), "the allocation".to_string()));
    el("details")
        .flag("open", !text.is_empty())
        .add(el("summary").add("Paste a block from a spreadsheet or a CSV file"))
        .add(
            el("p").class("soft").add(
                "Cells with tabs, semicolons or commas between them. For the prior and the allocation: the block of the table, with \
                 or without its headings, or a column per agent and one called weight (outcome). For types: name and numbers. For \
                 payoffs: types, then a number per agent. A block can also be pasted into a cell of a table itself.",
            ),
        )
        .add(
            el("p").add(el("label").add("Into ").add(select("paste-into", "", &targets))),
        )
        .add(
            el("textarea")
                .attr("name", "paste")
                .attr("rows", 5)
                .attr("aria-label", "the block")
                .attr("spellcheck", "false")
                .add(text),
        )
        .add(el("p").add(button("paste", "Put it there")))
}
