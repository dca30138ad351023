//! The outcomes and what they are worth.

use crate::grid::form::payoff;
use crate::grid::{Grid, Outcome, Payoffs};
use crate::html::{Element, Html, el};
use crate::view::cell::{Marks, cell, sized};
use crate::view::layout::{button, select, small_button};

/// The section of the outcomes.
pub(crate) fn outcomes(grid: &Grid, marks: &Marks) -> Element {
    let agents =
        || grid.agents.iter().map(|agent| el("th").attr("scope", "col").add(format!("agent {}", agent.name)));
    let is_by_agent = |outcome: &Outcome| matches!(outcome.payoffs, Payoffs::ByAgent(_));
    let by_agent = grid.outcomes.iter().enumerate().filter(|(_, outcome)| is_by_agent(outcome));
    let rows: Vec<Html> = by_agent.map(|(o, outcome)| one_row(grid, o, outcome, marks)).collect();
    let head = el("tr").add(el("th").attr("scope", "col").add("outcome")).each(agents());
    let table = (!rows.is_empty()).then(|| {
        el("div").class("wide").add(
            el("table")
                .class("grid")
                .add(
                    el("caption")
                        .add("payoffs: numbers, or formulas such as value[1] - 1 or if(type[1] == \"H\", 2, 0)"),
                )
                .add(el("thead").add(head))
                .add(el("tbody").each(rows)),
        )
    });
    let in_rows = grid.outcomes.iter().enumerate().filter(|(_, outcome)| !is_by_agent(outcome));
    let choices: Vec<(String, String)> = std::iter::once((String::new(), "none".to_string()))
        .chain(grid.outcomes.iter().enumerate().map(|(o, outcome)| (o.to_string(), outcome.name.clone())))
        .collect();
    let outside = grid.outside.map(|outside| outside.to_string()).unwrap_or_default();
    let outside = marks.mark("outside", select("outside", &outside, &choices));
    el("section")
        .attr("aria-labelledby", "outcomes")
        .add(el("h2").attr("id", "outcomes").add("Outcomes and payoffs"))
        .add(table)
        .each(in_rows.map(|(o, outcome)| own_table(grid, o, outcome, marks)))
        .add(el("p").add(button("add-outcome", "Add an outcome")))
        .add(el("p").add(el("label").add("Outside option, worth 0 to everyone: ").add(outside)))
}

fn name(o: usize, outcome: &Outcome, grid: &Grid, marks: &Marks) -> Html {
    let field = cell(marks, &format!("o{o}.name"), &outcome.name, &format!("name of outcome {}", outcome.name));
    let gone = (grid.outcomes.len() > 1).then(|| {
        small_button(&format!("remove-outcome:{o}"), "×", &format!("remove the outcome {}", outcome.name))
    });
    vec![field, gone.into()].into()
}

fn form_of(o: usize, kind: &str) -> Element {
    el("input").attr("type", "hidden").attr("name", format!("o{o}.form")).attr("value", kind)
}

fn one_row(grid: &Grid, o: usize, outcome: &Outcome, marks: &Marks) -> Html {
    let Payoffs::ByAgent(cells) = &outcome.payoffs else { return Html::default() };
    let cells = grid.agents.iter().zip(cells).enumerate().map(|(i, (agent, text))| {
        let label = format!("payoff of agent {} from {}", agent.name, outcome.name);
        el("td").add(sized(marks, &payoff(o, None, i), text, &label, 10))
    });
    let rows = small_button(
        &format!("payoffs-in-rows:{o}"),
        "by type profile",
        &format!("write the payoffs of {} in rows, by type profile", outcome.name),
    );
    el("tr")
        .add(el("td").add(form_of(o, "agents")).add(name(o, outcome, grid, marks)))
        .each(cells)
        .add(el("td").add(rows))
        .into()
}

fn own_table(grid: &Grid, o: usize, outcome: &Outcome, marks: &Marks) -> Html {
    let Payoffs::Rows(rows) = &outcome.payoffs else { return Html::default() };
    let agents =
        grid.agents.iter().map(|agent| el("th").attr("scope", "col").add(format!("agent {}", agent.name)));
    let row = |(r, row): (usize, &crate::grid::PayoffRow)| {
        let label = format!("type profiles of row {} of {}", r + 1, outcome.name);
        let cells = grid.agents.iter().zip(&row.values).enumerate().map(|(i, (agent, text))| {
            let label = format!("payoff of agent {} from {} at {}", agent.name, outcome.name, row.label);
            el("td").add(cell(marks, &payoff(o, Some(r), i), text, &label))
        });
        el("tr")
            .add(el("td").add(sized(marks, &format!("o{o}.r{r}.label"), &row.label, &label, 8)))
            .each(cells)
            .add((rows.len() > 1).then(|| {
                let label = format!("remove row {} of {}", r + 1, outcome.name);
                el("td").add(small_button(&format!("remove-row:{o}:{r}"), "×", &label))
            }))
    };
    let caption = "payoffs in rows: the types of a profile in the order of the agents, * for every type";
    let table = el("table")
        .class("grid")
        .add(el("caption").add(caption))
        .add(el("thead").add(el("tr").add(el("th").attr("scope", "col").add("at")).each(agents)))
        .add(el("tbody").each(rows.iter().enumerate().map(row)));
    let label = |what: &str| format!("{what} {}", outcome.name);
    let single = (rows.len() == 1).then(|| {
        button(&format!("payoffs-by-agent:{o}"), "One payoff per agent")
            .attr("aria-label", label("one payoff per agent for"))
    });
    el("div")
        .class("card")
        .add(el("div").class("title").add(form_of(o, "rows")).add("outcome ").add(name(o, outcome, grid, marks)))
        .add(el("div").class("wide").add(table))
        .add(button(&format!("add-row:{o}"), "Add a row").attr("aria-label", label("add a row to")))
        .add(" ")
        .add(single)
        .into()
}
