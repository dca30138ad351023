//! A block from a spreadsheet or a CSV file into the tables.

use super::form::check_size;
use super::{Agent, Allocation, Beliefs, Grid, PayoffRow, Payoffs, Type, profile};

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The weights of the prior.
    Prior,
    /// The types of an agent, with their attributes.
    Types(usize),
    /// The payoffs of an outcome, in rows.
    Payoffs(usize),
    /// The outcome of every profile.
    Allocation,
}

impl Target {
    /// The target that an option stands for, as `payoffs:1`.
    pub fn parse(text: &str) -> Option<Target> {
        let (word, number) = text.split_once(':').unwrap_or((text, "0"));
        let number = number.parse().ok()?;
        Some(match word {
            "prior" => Target::Prior,
            "types" => Target::Types(number),
            "payoffs" => Target::Payoffs(number),
            "allocation" => Target::Allocation,
            _ => return None,
        })
    }
}

/// The cells of a pasted text: separated by tabs, semicolons or commas, whichever comes first in this order; quotes as in
/// CSV files. Blank lines are left out.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let separator = ['\t', ';'].into_iter().find(|sign| text.contains(*sign)).unwrap_or(',');
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            other if other == separator && !quoted => row.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    row.push(cell);
    rows.push(row);
    rows.iter_mut().flatten().for_each(|cell| *cell = cell.trim().to_string());
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    rows
}

impl Grid {
    /// Puts a block into a table.
    ///
    /// # Errors
    /// What does not fit, and what would; the grid is then as it was.
    pub fn paste(&mut self, target: Target, text: &str) -> Result<(), String> {
        let rows = cells(text);
        if rows.is_empty() {
            return Err("there is nothing in the box: paste a block of cells into it".to_string());
        }
        match target {
            Target::Prior => {
                let weights = self.profile_cells(&rows, &["weight", "probability"])?;
                self.beliefs = Beliefs::Prior(weights);
            }
            Target::Allocation => {
                let names = self.profile_cells(&rows, &["outcome"])?;
                let number = |name: &String| {
                    self.outcomes
                        .iter()
                        .position(|outcome| outcome.name == *name)
                        .ok_or_else(|| format!("there is no outcome `{name}`"))
                };
                self.allocation =
                    Allocation::Rows(names.iter().map(number).collect::<Result<Vec<usize>, String>>()?);
            }
            Target::Types(agent) => self.paste_types(agent, &rows)?,
            Target::Payoffs(outcome) => self.paste_payoffs(outcome, &rows)?,
        }
        Ok(())
    }

    /// One cell per profile: from a long table (a column per agent and one of these), or from a matrix with one row per profile of
    /// all agents but the last and one column per type of the last, with or without headings.
    fn profile_cells(&self, rows: &[Vec<String>], value: &[&str]) -> Result<Vec<String>, String> {
        let counts = self.counts();
        let size = check_size(&counts).map_err(|why| why.0)?;
        if let Some(cells) = self.long_table(rows, value, &counts, size)? {
            return Ok(cells);
        }
        let columns = counts.last().copied().unwrap_or(1).max(1);
        let height = size / columns;
        let all: Vec<&String> = rows.iter().flatten().collect();
        if all.len() == size && (rows.len() == size || rows.len() == 1 || rows.len() == height) {
            return Ok(all.into_iter().cloned().collect());
        }
        let body = if rows.len() == height + 1 { rows.get(1..).unwrap_or_default() } else { rows };
        let tail =
            |row: &Vec<String>| row.len().checked_sub(columns).and_then(|from| row.get(from..).map(<[_]>::to_vec));
        let body: Option<Vec<Vec<String>>> = body.iter().map(tail).collect();
        match body {
            Some(body) if body.len() == height => Ok(body.into_iter().flatten().collect()),
            _ => {
                let names: Vec<&str> = self.agents.iter().map(|agent| agent.name.as_str()).collect();
                let first = value.first().copied().unwrap_or("value");
                Err(format!(
                    "{} rows of up to {} cells do not fit: a matrix of {height} rows and {columns} columns is needed (headings \
                     may stand around it), or a table with the columns {} and {first}",
                    rows.len(),
                    rows.iter().map(Vec::len).max().unwrap_or(0),
                    names.join(", ")
                ))
            }
        }
    }

    /// A table whose heading names every agent and the value; `None` when it has no such heading.
    fn long_table(
        &self,
        rows: &[Vec<String>],
        value: &[&str],
        counts: &[usize],
        size: usize,
    ) -> Result<Option<Vec<String>>, String> {
        let Some((header, body)) = rows.split_first() else { return Ok(None) };
        let column = |names: &[&str]| header.iter().position(|cell| names.contains(&cell.as_str()));
        let agents: Option<Vec<usize>> = self.agents.iter().map(|agent| column(&[agent.name.as_str()])).collect();
        let (Some(agents), Some(value)) = (agents, column(value)) else { return Ok(None) };
        let mut cells: Vec<Option<String>> = vec![None; size];
        for (number, row) in body.iter().enumerate() {
            let line = number + 2;
            let mut pattern: Vec<Option<usize>> = Vec::with_capacity(agents.len());
            for (agent, column) in self.agents.iter().zip(&agents) {
                let word = row.get(*column).map_or("", String::as_str);
                let found = agent.types.iter().position(|t| t.name == word);
                if found.is_none() && word != "*" {
                    return Err(format!("row {line}: agent {} has no type `{word}`", agent.name));
                }
                pattern.push(found);
            }
            let text = row.get(value).cloned().unwrap_or_default();
            for (p, cell) in cells.iter_mut().enumerate() {
                let types = profile::types_of(counts, p);
                let covers =
                    types.iter().zip(&pattern).all(|(t, wanted)| wanted.is_none_or(|wanted| wanted == *t));
                if covers && cell.replace(text.clone()).is_some() {
                    return Err(format!(
                        "row {line}: the profile {} was given before",
                        self.type_names(p).join(" ")
                    ));
                }
            }
        }
        match cells.iter().position(Option::is_none) {
            Some(p) => Err(format!("no row for the profile {}", self.type_names(p).join(" "))),
            None => Ok(Some(cells.into_iter().flatten().collect())),
        }
    }

    /// A type per row: its name, then its attributes; a first row that begins with `type` or `name` names the attributes.
    fn paste_types(&mut self, place: usize, rows: &[Vec<String>]) -> Result<(), String> {
        let old = self.agents.get(place).cloned().ok_or("this agent is no longer there")?;
        let has_heading =
            |row: &Vec<String>| row.first().is_some_and(|cell| matches!(cell.as_str(), "type" | "name"));
        let (attributes, body) = match rows.split_first() {
            Some((header, body)) if has_heading(header) => (header.get(1..).unwrap_or_default().to_vec(), body),
            _ => {
                let width = rows.iter().map(Vec::len).max().unwrap_or(1).saturating_sub(1);
                let known = |k: usize| match k {
                    0 => "value".to_string(),
                    k => format!("attribute_{}", k + 1),
                };
                ((0..width).map(|k| old.attributes.get(k).cloned().unwrap_or_else(|| known(k))).collect(), rows)
            }
        };
        if body.is_empty() {
            return Err(
                "there is no type in the box: write one per row, its name and then its numbers".to_string()
            );
        }
        let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
        let types: Vec<Type> = body
            .iter()
            .map(|row| Type {
                name: cell(row, 0),
                values: (0..attributes.len()).map(|k| cell(row, k + 1)).collect(),
            })
            .collect();
        let mut grid = self.clone();
        // Weights and outcomes follow the types by name; a new type is like the last one that there was.
        let last = old.types.len().saturating_sub(1);
        let before: Vec<usize> =
            types.iter().map(|new| old.types.iter().position(|t| t.name == new.name).unwrap_or(last)).collect();
        if let Some(agent) = grid.agents.get_mut(place) {
            *agent = Agent { name: old.name.clone(), attributes, types };
        }
        check_size(&grid.counts()).map_err(|why| format!("this is too much for the tables: {}", why.0))?;
        grid.reshape(place, &|t| before.get(t).copied().unwrap_or(last));
        *self = grid;
        Ok(())
    }

    /// A row per profile or pattern: one cell per agent for the types, or a single one as in `H * L`, then one payoff per agent; a
    /// first row with the agents' names is left out.
    fn paste_payoffs(&mut self, outcome: usize, rows: &[Vec<String>]) -> Result<(), String> {
        let agents = self.agents.len();
        let names: Vec<&str> = self.agents.iter().map(|agent| agent.name.as_str()).collect();
        let is_heading = |row: &Vec<String>| {
            row.len() > agents && row.iter().rev().zip(names.iter().rev()).all(|(cell, name)| cell == name)
        };
        let body = rows.split_first().filter(|(first, _)| is_heading(first)).map_or(rows, |(_, body)| body);
        let row = |row: &Vec<String>| {
            let label = row.len().checked_sub(agents).filter(|labels| *labels == 1 || *labels == agents)?;
            Some(PayoffRow { label: row.get(..label)?.join(" "), values: row.get(label..)?.to_vec() })
        };
        let rows: Option<Vec<PayoffRow>> = body.iter().map(row).collect();
        let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(|| {
            format!("a row has the types (one cell such as `H *`, or {agents} cells) and then {agents} payoffs")
        })?;
        self.outcomes.get_mut(outcome).ok_or("this outcome is no longer there")?.payoffs = Payoffs::Rows(rows);
        Ok(())
    }
}
