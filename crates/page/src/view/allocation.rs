//! The allocation rule, the coalition pattern and the parameters.

use crate::grid::form::outcome_at;
use crate::grid::{Allocation, Coalitions, Grid};
use crate::html::{Element, Html, el};
use crate::view::cell::{Marks, cell, sized};
use crate::view::layout::{button, select, small_button};
use crate::view::matrix::matrix;

fn choice(name: &'static str, value: &'static str, is_chosen: bool, label: &'static str) -> Element {
    el("label")
        .class("choice")
        .add(el("input").attr("type", "radio").attr("name", name).attr("value", value).flag("checked", is_chosen))
        .add(" ")
        .add(label)
}

/// The section of the allocation rule.
pub(crate) fn allocation(grid: &Grid, marks: &Marks) -> Element {
    let choices: Vec<(String, String)> =
        grid.outcomes.iter().enumerate().map(|(o, outcome)| (o.to_string(), outcome.name.clone())).collect();
    let table: Option<Html> = match &grid.allocation {
        Allocation::Efficient => None,
        Allocation::Rows(outcomes) => {
            let at = |p: usize, label: &str| {
                let chosen = outcomes.get(p).copied().unwrap_or(0).to_string();
                let field =
                    select(&outcome_at(p), &chosen, &choices).attr("aria-label", format!("outcome at {label}"));
                marks.mark(&outcome_at(p), field)
            };
            Some(matrix(grid, "the outcome at every type profile", &at).into())
        }
    };
    let is_efficient = grid.allocation == Allocation::Efficient;
    el("section")
        .attr("aria-labelledby", "allocation")
        .add(el("h2").attr("id", "allocation").add("Allocation rule"))
        .add(
            el("fieldset")
                .class("plain")
                .add(el("legend").class("hidden").add("how the outcome is chosen"))
                .add(choice("allocation", "rows", !is_efficient, "an outcome per type profile"))
                .add(choice(
                    "allocation",
                    "efficient",
                    is_efficient,
                    "the first outcome with the largest total payoff",
                )),
        )
        .add(table)
        .add(
            is_efficient
                .then(|| el("p").class("soft").add("The table appears when you choose the first and apply.")),
        )
}

/// The section of the coalitions.
pub(crate) fn coalitions(grid: &Grid, marks: &Marks) -> Element {
    let list = match &grid.coalitions {
        Coalitions::Listed(list) => list.as_str(),
        _ => "",
    };
    let names: Vec<&str> = grid.agents.iter().take(2).map(|agent| agent.name.as_str()).collect();
    let hint = format!("coalitions that can form, with commas between them, such as {}", names.join(" "));
    el("section")
        .attr("aria-labelledby", "coalitions")
        .add(el("h2").attr("id", "coalitions").add("Who can collude"))
        .add(
            el("fieldset")
                .class("plain")
                .add(el("legend").class("hidden").add("the coalition pattern"))
                .add(choice("coalitions", "all", grid.coalitions == Coalitions::All, "every coalition"))
                .add(choice("coalitions", "singletons", grid.coalitions == Coalitions::Singletons, "nobody"))
                .add(choice("coalitions", "listed", matches!(grid.coalitions, Coalitions::Listed(_)), "these: "))
                .add(sized(marks, "coalitions.list", list, &hint, 16))
                .add(
                    el("span")
                        .class("soft")
                        .add(format!(" as in {}, … with commas between coalitions", names.join(" "))),
                ),
        )
}

/// The section of the parameters.
pub(crate) fn parameters(grid: &Grid, marks: &Marks) -> Element {
    let row = |(p, parameter): (usize, &crate::grid::Parameter)| {
        let field = |part: &str, text: &str, least: usize| {
            let label = format!("{part} of the parameter {}", parameter.name);
            el("td").add(sized(marks, &format!("p{p}.{part}"), text, &label, least))
        };
        let gone = format!("remove the parameter {}", parameter.name);
        el("tr")
            .add(field("name", &parameter.name, 5))
            .add(field("value", &parameter.value, 5))
            .add(field("about", &parameter.about, 24))
            .add(el("td").add(small_button(&format!("remove-parameter:{p}"), "×", &gone)))
    };
    let head = ["name", "value", "what it is"].map(|heading| el("th").attr("scope", "col").add(heading));
    let table = (!grid.parameters.is_empty()).then(|| {
        el("div").class("wide").add(
            el("table")
                .class("grid")
                .add(el("caption").add("letters that formulas and weights may use"))
                .add(el("thead").add(el("tr").each(head)))
                .add(el("tbody").each(grid.parameters.iter().enumerate().map(row))),
        )
    });
    el("section")
        .attr("aria-labelledby", "parameters")
        .add(el("h2").attr("id", "parameters").add("Parameters"))
        .add(table)
        .add(el("p").add(button("add-parameter", "Add a parameter")))
}

/// The section of the name and the source.
pub(crate) fn about(grid: &Grid, marks: &Marks) -> Element {
    el("section")
        .attr("aria-labelledby", "about")
        .class("about")
        .add(el("h2").attr("id", "about").class("hidden").add("Name and source"))
        .add(el("label").add("Name ").add(cell(marks, "name", &grid.name, "name of the environment")))
        .add(el("label").add("Source ").add(cell(marks, "source", &grid.source, "source of the environment")))
}
