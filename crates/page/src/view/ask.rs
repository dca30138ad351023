//! The questions: goals, kinds of mechanisms, and the buttons.

use crate::grid::Grid;
use crate::html::{Element, el};
use crate::view::layout::{button, select};

/// The section of the questions within the editor's form.
pub(crate) fn ask(grid: Option<&Grid>) -> Element {
    let goals: Vec<(String, String)> = [
        ("", "choose for me (solve only)"),
        ("implement", "implement: no misreport, participation, budget"),
        ("extract", "extract: the full surplus"),
        ("coalition-proof", "coalition-proof: no coalition gains either"),
        ("coalition-proof-extract", "coalition-proof-extract: both"),
        ("properties", "these properties:"),
    ]
    .map(|(value, label)| (value.to_string(), label.to_string()))
    .to_vec();
    let pair = |list: [(&str, &str); 2]| -> Vec<(String, String)> {
        list.map(|(value, label)| (value.to_string(), label.to_string())).to_vec()
    };
    let parameters: Vec<(String, String)> = grid
        .map(|grid| {
            grid.parameters.iter().map(|parameter| (parameter.name.clone(), parameter.name.clone())).collect()
        })
        .unwrap_or_default();
    let threshold = match grid {
        Some(_) if parameters.is_empty() => None,
        Some(_) => Some(
            el("p")
                .add(button("ask:threshold", "Threshold"))
                .add(" ")
                .add(el("label").add("for which values of ").add(select("parameter", "", &parameters))),
        ),
        // A text that the tables cannot show may have parameters.
        None => Some(
            el("p").add(button("ask:threshold", "Threshold")).add(" ").add(
                el("label")
                    .add("for which values of the parameter ")
                    .add(el("input").attr("name", "parameter").attr("size", 6)),
            ),
        ),
    };
    el("section")
        .class("ask")
        .attr("aria-labelledby", "ask")
        .add(el("h2").attr("id", "ask").add("Ask"))
        .add(
            el("p").add(el("label").add("Goal ").add(select("goal", "", &goals))).add(" ").add(
                el("input")
                    .attr("name", "properties")
                    .attr("size", 10)
                    .attr("placeholder", "ic,bb")
                    .attr("aria-label", "properties, with commas between them"),
            ),
        )
        .add(el("p").add(el("label").add("Mechanism ").add(select(
            "mechanism",
            "ambiguous",
            &pair([("ambiguous", "ambiguous: several rules"), ("simple", "simple: one rule")]),
        ))))
        .add(el("p").add(el("label").add("Safe against ").add(select(
            "reports",
            "mixed",
            &pair([("mixed", "mixed misreports"), ("pure", "pure misreports")]),
        ))))
        .add(
            el("p")
                .class("buttons")
                .add(button("ask:solve", "Solve: the whole job").attr("class", "main"))
                .add(" ")
                .add(button("ask:decide", "Decide"))
                .add(" ")
                .add(button("ask:design", "Design")),
        )
        .add(threshold)
        .add(
            el("p")
                .add(
                    el("label").add("A mechanism file ").add(
                        el("input").attr("type", "file").attr("name", "mechanism-file").attr("accept", ".json"),
                    ),
                )
                .add(" ")
                .add(button("ask:verify", "Verify it")),
        )
}
