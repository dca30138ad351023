//! The questions: goals, kinds of mechanisms, and the buttons.

use crate::grid::Grid;
use crate::html::{Element, el};
use crate::question::Asked;
use crate::view::layout::{button, select};

/// The section of the questions within the editor's form, as it was filled in the last time.
pub(crate) fn ask(grid: Option<&Grid>, asked: &Asked) -> Element {
    let goals: Vec<(String, String)> = [
        ("", "choose for me (solve only)"),
        ("implement", "implement: no misreport, participation, budget"),
        ("extract", "extract: the full surplus"),
        ("coalition-proof", "coalition-proof: no coalition gains either"),
        ("coalition-proof-extract", "coalition-proof-extract: both"),
        ("properties", "the properties below"),
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
    let threshold =
        match grid {
            Some(_) if parameters.is_empty() => None,
            Some(_) => Some(el("p").add(button("ask:threshold", "Threshold")).add(" ").add(
                el("label").add("for which values of ").add(select("parameter", &asked.parameter, &parameters)),
            )),
            // A text that the tables cannot show may have parameters.
            None => {
                Some(el("p").add(button("ask:threshold", "Threshold")).add(" ").add(
                    el("label").add("for which values of the parameter ").add(
                        el("input").attr("name", "parameter").attr("value", &asked.parameter).attr("size", 6),
                    ),
                ))
            }
        };
    el("section")
        .class("ask")
        .attr("aria-labelledby", "ask")
        .add(el("h2").attr("id", "ask").add("Ask"))
        .add(el("p").add(el("label").add("Goal ").add(select("goal", &asked.goal, &goals))))
        .add(
            el("p").add(
                el("label").add("or properties ").add(
                    el("input")
                        .attr("name", "properties")
                        .attr("value", &asked.properties)
                        .attr("size", 12)
                        .attr("placeholder", "such as ic,bb"),
                ),
            ),
        )
        .add(el("p").add(el("label").add("Mechanism ").add(select(
            "mechanism",
            if asked.mechanism == "simple" { "simple" } else { "ambiguous" },
            &pair([("ambiguous", "ambiguous: several rules"), ("simple", "simple: one rule")]),
        ))))
        .add(el("p").add(el("label").add("Safe against ").add(select(
            "reports",
            if asked.reports == "pure" { "pure" } else { "mixed" },
            &pair([("mixed", "mixed misreports"), ("pure", "pure misreports")]),
        ))))
        .add(
            el("p")
                .class("buttons")
                .add(button("ask:solve", "Solve: the whole job").attr("class", "main"))
                .add(" ")
                .add(button("ask:decide", "Decide"))
                .add(" ")
                .add(button("ask:design", "Design"))
                .add(" ")
                .add(button("ask:few-rules", "Design with few rules")),
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
