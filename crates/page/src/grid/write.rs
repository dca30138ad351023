//! A grid as TOML, with the place of every cell in it. What is wrong in a cell is wrong in the text: nothing is corrected here.

use super::form::{belief, outcome_at, payoff, weight};
use super::literal::{key, literal, quoted};
use super::{Allocation, Beliefs, Cell, CellKind, Cells, Coalitions, Grid, Payoffs, profile};
use ambimech_io::environment::keys;
use ambimech_io::source::Span;

/// Writes the whole text anew.
pub(crate) fn write_grid(grid: &Grid) -> (String, Cells) {
    let mut writer = Writer { grid, text: String::new(), cells: Cells::new() };
    writer.head();
    writer.agents();
    writer.beliefs();
    writer.outcomes();
    writer.allocation();
    writer.parameters();
    (writer.text, writer.cells)
}

struct Writer<'g> {
    grid: &'g Grid,
    text: String,
    cells: Cells,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A cell, whose place goes under these names.
    fn cell(&mut self, names: &[String], kind: CellKind, written: &str) {
        let start = self.text.len();
        self.text.push_str(written);
        let span = Span::new(start, self.text.len());
        for name in names {
            self.cells.insert(name.clone(), Cell { span, kind });
        }
    }

    fn value(&mut self, name: String, kind: CellKind, text: &str) {
        let written = literal(kind, text, &self.grid.outcomes);
        self.cell(&[name], kind, &written);
    }

    fn head(&mut self) {
        let grid = self.grid;
        self.put(&format!("format = {}\n", quoted(keys::FORMAT)));
        for (name, text) in [("name", &grid.name), ("source", &grid.source)] {
            if !text.is_empty() {
                self.put(&format!("{name} = "));
                self.value(name.to_string(), CellKind::Words, text);
                self.put("\n");
            }
        }
        if let Some(outside) = grid.outside {
            self.put("outside = ");
            self.value("outside".to_string(), CellKind::Outcome, &outside.to_string());
            self.put("\n");
        }
        self.put("coalitions = ");
        let written = match &grid.coalitions {
            Coalitions::All => quoted(keys::PATTERNS[0]),
            Coalitions::Singletons => quoted(keys::PATTERNS[1]),
            Coalitions::Listed(list) => {
                let members = |part: &str| part.split_whitespace().map(quoted).collect::<Vec<String>>().join(", ");
                let parts = list.split(',').filter(|part| !part.trim().is_empty());
                let parts: Vec<String> = parts.map(|part| format!("[{}]", members(part))).collect();
                format!("[{}]", parts.join(", "))
            }
        };
        self.cell(&["coalitions".to_string(), "coalitions.list".to_string()], CellKind::Name, &written);
        self.put("\n");
    }

    fn parameters(&mut self) {
        let grid = self.grid;
        if grid.parameters.is_empty() {
            return;
        }
        self.put("\n[parameters]\n");
        for (p, parameter) in grid.parameters.iter().enumerate() {
            self.cell(&[format!("p{p}.name")], CellKind::Name, &key(&parameter.name));
            self.put(" = ");
            if parameter.about.is_empty() {
                self.value(format!("p{p}.value"), CellKind::Quantity, &parameter.value);
            } else {
                self.put("{ value = ");
                self.value(format!("p{p}.value"), CellKind::Quantity, &parameter.value);
                self.put(", about = ");
                self.value(format!("p{p}.about"), CellKind::Words, &parameter.about);
                self.put(" }");
            }
            self.put("\n");
        }
    }

    fn agents(&mut self) {
        let grid = self.grid;
        for (i, agent) in grid.agents.iter().enumerate() {
            self.put("\n[[agents]]\nname = ");
            self.value(format!("a{i}.name"), CellKind::Name, &agent.name);
            self.put("\ntypes = ");
            if agent.attributes.is_empty() {
                self.put("[");
                for (t, found) in agent.types.iter().enumerate() {
                    self.put(if t > 0 { ", " } else { "" });
                    self.value(format!("a{i}.t{t}.name"), CellKind::Name, &found.name);
                }
                self.put("]\n");
                continue;
            }
            self.put("{ ");
            for (t, found) in agent.types.iter().enumerate() {
                self.put(if t > 0 { ", " } else { "" });
                self.cell(&[format!("a{i}.t{t}.name")], CellKind::Name, &key(&found.name));
                self.put(" = ");
                if agent.attributes.len() == 1 && agent.attributes.iter().all(|name| name == keys::VALUE) {
                    let value = found.values.first().map_or("", String::as_str);
                    self.value(format!("a{i}.t{t}.v0"), CellKind::Quantity, value);
                    continue;
                }
                self.put("{");
                let mut sign = " ";
                for (k, (attribute, value)) in agent.attributes.iter().zip(&found.values).enumerate() {
                    if value.is_empty() {
                        continue;
                    }
                    self.put(&format!("{sign}{} = ", key(attribute)));
                    self.value(format!("a{i}.t{t}.v{k}"), CellKind::Quantity, value);
                    sign = ", ";
                }
                self.put(" }");
            }
            self.put(" }\n");
        }
    }

    fn beliefs(&mut self) {
        let grid = self.grid;
        let everybody: Vec<usize> = (0..grid.agents.len()).collect();
        match &grid.beliefs {
            Beliefs::Prior(weights) => {
                self.put("\n[prior]\n");
                self.rows(&everybody, weights, CellKind::Quantity, &weight, "\n");
            }
            Beliefs::Own(agents) => {
                for (i, types) in agents.iter().enumerate() {
                    let name = grid.agents.get(i).map_or("", |agent| agent.name.as_str());
                    self.put(&format!("\n[beliefs.{}]\n", quoted(name)));
                    let others: Vec<usize> = everybody.iter().copied().filter(|other| *other != i).collect();
                    for (t, weights) in types.iter().enumerate() {
                        let found = grid.agents.get(i).and_then(|agent| agent.types.get(t));
                        self.put(&format!("{} = {{ ", key(found.map_or("", |found| found.name.as_str()))));
                        self.rows(&others, weights, CellKind::Quantity, &|x| belief(i, t, x), ", ");
                        self.put(" }\n");
                    }
                }
            }
        }
    }

    fn outcomes(&mut self) {
        let grid = self.grid;
        for (o, outcome) in grid.outcomes.iter().enumerate() {
            self.put("\n[outcomes.");
            self.cell(&[format!("o{o}.name")], CellKind::Name, &key(&outcome.name));
            self.put("]\n");
            match &outcome.payoffs {
                Payoffs::ByAgent(cells) => {
                    for (i, (agent, text)) in grid.agents.iter().zip(cells).enumerate() {
                        self.put(&format!("{} = ", key(&agent.name)));
                        self.value(payoff(o, None, i), CellKind::Quantity, text);
                        self.put("\n");
                    }
                }
                Payoffs::Rows(rows) => {
                    for (r, row) in rows.iter().enumerate() {
                        self.cell(&[format!("o{o}.r{r}.label")], CellKind::Name, &quoted(&row.label));
                        self.put(" = [");
                        for (i, text) in row.values.iter().enumerate() {
                            self.put(if i > 0 { ", " } else { "" });
                            self.value(payoff(o, Some(r), i), CellKind::Quantity, text);
                        }
                        self.put("]\n");
                    }
                }
            }
        }
    }

    fn allocation(&mut self) {
        self.put("\n[allocation]\n");
        match &self.grid.allocation {
            Allocation::Efficient => self.put("rule = \"efficient\"\n"),
            Allocation::Rows(outcomes) => {
                let everybody: Vec<usize> = (0..self.grid.agents.len()).collect();
                let cells: Vec<String> = outcomes.iter().map(usize::to_string).collect();
                self.rows(&everybody, &cells, CellKind::Outcome, &outcome_at, "\n");
            }
        }
    }

    /// One row per joint type of the agents on whom the cells depend, with `*` for the others of these agents.
    fn rows(&mut self, of: &[usize], cells: &[String], kind: CellKind, name: &dyn Fn(usize) -> String, end: &str) {
        let grid = self.grid;
        let counts: Vec<usize> =
            of.iter().map(|agent| grid.agents.get(*agent).map_or(0, |agent| agent.types.len())).collect();
        let types: Vec<Vec<usize>> = (0..cells.len()).map(|x| profile::types_of(&counts, x)).collect();
        let matters: Vec<bool> = (0..of.len())
            .map(|place| {
                types.iter().zip(cells).any(|(types, text)| {
                    let mut first = types.clone();
                    if let Some(t) = first.get_mut(place) {
                        *t = 0;
                    }
                    cells.get(profile::number(&counts, &first)) != Some(text)
                })
            })
            .collect();
        let is_first = |types: &Vec<usize>| types.iter().zip(&matters).all(|(t, matters)| *matters || *t == 0);
        let mut is_first_row = true;
        for (x, first) in types.iter().enumerate().filter(|(_, types)| is_first(types)) {
            if !std::mem::take(&mut is_first_row) && end != "\n" {
                self.put(end);
            }
            let label: Vec<&str> = of
                .iter()
                .zip(first)
                .zip(&matters)
                .map(|((agent, t), matters)| {
                    let found = grid.agents.get(*agent).and_then(|agent| agent.types.get(*t));
                    if *matters { found.map_or("", |found| found.name.as_str()) } else { "*" }
                })
                .collect();
            self.put(&format!("{} = ", quoted(&label.join(" "))));
            let same = |types: &Vec<usize>| {
                types.iter().zip(first).zip(&matters).all(|((t, first), matters)| !*matters || t == first)
            };
            let covered = types.iter().enumerate().filter(|(_, types)| same(types));
            let names: Vec<String> = covered.map(|(covered, _)| name(covered)).collect();
            let written = literal(kind, cells.get(x).map_or("", String::as_str), &grid.outcomes);
            self.cell(&names, kind, &written);
            if end == "\n" {
                self.put(end);
            }
        }
    }
}
