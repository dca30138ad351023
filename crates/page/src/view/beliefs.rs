//! The prior, or what every type believes.

use crate::grid::form::{belief, weight};
use crate::grid::{Beliefs, Grid, profile};
use crate::html::{Element, Html, el};
use crate::view::cell::{Marks, cell};
use crate::view::layout::button;
use crate::view::matrix::matrix;
use ambimech_model::number::{Rational, parse_number};

/// Longest text of a weight that is summed.
const LONGEST: usize = 40;

/// The section of the beliefs.
pub(crate) fn beliefs(grid: &Grid, marks: &Marks) -> Element {
    let (heading, tables, change): (&str, Html, Element) = match &grid.beliefs {
        Beliefs::Prior(weights) => {
            let at = |p: usize, label: &str| {
                cell(marks, &weight(p), weights.get(p).map_or("", String::as_str), &format!("weight of {label}"))
            };
            let table = matrix(grid, "weights of the type profiles; only their proportions matter", &at);
            let tables = vec![Html::from(table), Html::from(sum(grid))];
            ("Prior", tables.into(), button("own-beliefs", "Let every agent have beliefs of its own"))
        }
        Beliefs::Own(agents) => {
            let tables: Vec<Element> =
                agents.iter().enumerate().map(|(i, types)| own(grid, i, types, marks)).collect();
            let change = button("common-prior", "Make the first agent's beliefs a common prior");
            ("Beliefs of every agent", tables.into(), change)
        }
    };
    let kind = match grid.beliefs {
        Beliefs::Prior(_) => "prior",
        Beliefs::Own(_) => "own",
    };
    el("section")
        .attr("aria-labelledby", "beliefs")
        .add(el("h2").attr("id", "beliefs").add(heading))
        .add(el("input").attr("type", "hidden").attr("name", "beliefs").attr("value", kind))
        .add(tables)
        .add(el("p").add(change))
}

/// The sum of the weights, exactly, when all of them are numbers.
pub(crate) fn sum(grid: &Grid) -> Element {
    let line = el("p").attr("id", "sum").attr("data-live", "").attr("aria-live", "polite").class("soft");
    let Beliefs::Prior(weights) = &grid.beliefs else { return line };
    // Long fractions would make their sum a computation of its own.
    let number = |text: &String| parse_number(text).ok().filter(|_| text.len() <= LONGEST);
    let numbers: Option<Vec<Rational>> = weights.iter().map(number).collect();
    let Some(numbers) = numbers else {
        return line.add("The weights have no sum yet: some are no short numbers.");
    };
    let sum = numbers.iter().fold(Rational::ZERO, |sum, number| sum + number);
    let note = if sum == Rational::ONE { "" } else { ", so that a weight is a probability after division by it" };
    line.add(format!("The weights sum to {}{note}.", ambimech_io::render::number::with_decimal(&sum)))
}

/// One agent's beliefs: a row per type of its own, a column per profile of the others.
fn own(grid: &Grid, i: usize, types: &[Vec<String>], marks: &Marks) -> Element {
    let counts = grid.counts();
    let Some(agent) = grid.agents.get(i) else { return el("p") };
    let others: Vec<&crate::grid::Agent> =
        grid.agents.iter().enumerate().filter(|(other, _)| *other != i).map(|(_, agent)| agent).collect();
    let other_counts = profile::without(&counts, i);
    let label = |x: usize| {
        let types = profile::types_of(&other_counts, x);
        let names = others.iter().zip(types).map(|(agent, t)| agent.types.get(t).map_or("", |t| t.name.as_str()));
        names.collect::<Vec<&str>>().join(" ")
    };
    let width = profile::count(&other_counts).unwrap_or(0);
    let head = el("tr")
        .add(el("th").attr("scope", "col").add("own type"))
        .each((0..width).map(|x| el("th").attr("scope", "col").add(label(x))));
    let row = |(t, weights): (usize, &Vec<String>)| {
        let name = agent.types.get(t).map_or("", |t| t.name.as_str());
        let cells = weights.iter().enumerate().map(|(x, text)| {
            let label = format!("weight that type {name} of agent {} gives {}", agent.name, label(x));
            el("td").add(cell(marks, &belief(i, t, x), text, &label))
        });
        el("tr").add(el("th").attr("scope", "row").add(name)).each(cells)
    };
    let names: Vec<&str> = others.iter().map(|agent| agent.name.as_str()).collect();
    let caption = format!("what agent {} believes about the types of {}", agent.name, names.join(", "));
    el("div").class("wide").add(
        el("table")
            .class("grid")
            .add(el("caption").add(caption))
            .add(el("thead").add(head))
            .add(el("tbody").each(types.iter().enumerate().map(row))),
    )
}
