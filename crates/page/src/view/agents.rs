//! The agents, their types and what the types are worth.

use crate::grid::{Agent, Grid};
use crate::html::{Element, Html, el};
use crate::view::cell::{Marks, cell};
use crate::view::layout::{button, small_button};

/// The section of the agents.
pub(crate) fn agents(grid: &Grid, marks: &Marks) -> Element {
    el("section")
        .attr("aria-labelledby", "agents")
        .add(el("h2").attr("id", "agents").add("Agents and types"))
        .add(
            el("div")
                .class("cards")
                .each(grid.agents.iter().enumerate().map(|(i, one)| agent(i, one, grid.agents.len() > 2, marks))),
        )
        .add(el("p").add(button("add-agent", "Add an agent")))
}

fn agent(i: usize, agent: &Agent, can_go: bool, marks: &Marks) -> Html {
    let name = &agent.name;
    let legend = el("div")
        .class("title")
        .add(el("span").add("agent "))
        .add(cell(marks, &format!("a{i}.name"), name, &format!("name of agent {name}")))
        .add(can_go.then(|| small_button(&format!("remove-agent:{i}"), "×", &format!("remove agent {name}"))));
    let heading = |(k, attribute): (usize, &String)| {
        el("th")
            .attr("scope", "col")
            .add(cell(
                marks,
                &format!("a{i}.k{k}"),
                attribute,
                &format!("name of attribute {} of agent {name}", k + 1),
            ))
            .add(small_button(
                &format!("remove-attribute:{i}:{k}"),
                "×",
                &format!("remove the attribute {attribute} of agent {name}"),
            ))
    };
    let head = el("tr")
        .add(el("th").attr("scope", "col").add("type"))
        .each(agent.attributes.iter().enumerate().map(heading))
        .add(el("td").add(small_button(
            &format!("add-attribute:{i}"),
            "+",
            &format!("add an attribute to the types of agent {name}"),
        )));
    let row = |(t, found): (usize, &crate::grid::Type)| {
        let cells = found.values.iter().enumerate().map(|(k, value)| {
            let attribute = agent.attributes.get(k).map_or("", String::as_str);
            let label = format!("{attribute} of type {} of agent {name}", found.name);
            el("td").add(cell(marks, &format!("a{i}.t{t}.v{k}"), value, &label))
        });
        let label = format!("name of type {} of agent {name}", t + 1);
        el("tr").add(el("td").add(cell(marks, &format!("a{i}.t{t}.name"), &found.name, &label))).each(cells).add(
            (agent.types.len() > 1).then(|| {
                let label = format!("remove type {} of agent {name}", found.name);
                el("td").add(small_button(&format!("remove-type:{i}:{t}"), "×", &label))
            }),
        )
    };
    let table = el("table")
        .class("grid")
        .add(el("caption").class("hidden").add(format!("the types of agent {name}")))
        .add(el("thead").add(head))
        .add(el("tbody").each(agent.types.iter().enumerate().map(row)));
    el("div")
        .class("card")
        .add(legend)
        .add(el("div").class("wide").add(table))
        .add(
            button(&format!("add-type:{i}"), "Add a type")
                .attr("aria-label", format!("add a type to agent {name}")),
        )
        .into()
}
