//! One cell per type profile: rows by the agents but the last, columns by the last; a slice for every joint type of the agents
//! before these two.

use crate::grid::{Grid, profile};
use crate::html::{Element, Html, el};

/// The table of the cells, made profile by profile; the caption says what it holds.
pub(crate) fn matrix(grid: &Grid, caption: &str, cell: &dyn Fn(usize, &str) -> Html) -> Element {
    let counts = grid.counts();
    let (Some((columns, rows)), Some((last, before))) = (counts.split_last(), grid.agents.split_last()) else {
        return el("p");
    };
    let row_agent = before.last();
    let corner = format!("{} ↓  {} →", row_agent.map_or("", |agent| agent.name.as_str()), last.name);
    let spoken = format!(
        "types of agent {} down, of agent {} across",
        row_agent.map_or("", |agent| agent.name.as_str()),
        last.name
    );
    let head = el("tr")
        .add(el("th").attr("scope", "col").attr("aria-label", spoken).add(corner))
        .each(last.types.iter().map(|t| el("th").attr("scope", "col").add(&t.name)));
    let height = profile::count(rows).unwrap_or(0);
    let slice = row_agent.map_or(1, |agent| agent.types.len()).max(1);
    let mut table = el("table").class("grid").add(el("caption").add(caption)).add(el("thead").add(head));
    for first in (0..height).step_by(slice) {
        let mut group = el("tbody");
        if before.len() > 1 {
            let types = profile::types_of(rows, first);
            let names = before.iter().zip(&types).take(before.len() - 1).map(|(agent, t)| {
                format!("{} = {}", agent.name, agent.types.get(*t).map_or("", |t| t.name.as_str()))
            });
            let heading = names.collect::<Vec<String>>().join(", ");
            let heading = el("th").attr("scope", "rowgroup").attr("colspan", columns + 1).add(heading);
            group = group.add(el("tr").class("slice").add(heading));
        }
        for row in first..(first + slice).min(height) {
            let types = profile::types_of(rows, row);
            let t = types.last().copied().unwrap_or(0);
            let name = row_agent.and_then(|agent| agent.types.get(t)).map_or("", |t| t.name.as_str());
            let cells = (0..*columns).map(|column| {
                let at = row * columns + column;
                el("td").add(cell(at, &grid.type_names(at).join(" ")))
            });
            group = group.add(el("tr").add(el("th").attr("scope", "row").add(name)).each(cells));
        }
        table = table.add(group);
    }
    el("div").class("wide").add(table)
}
