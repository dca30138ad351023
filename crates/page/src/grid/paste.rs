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

    /// One cell per profile: from a long table (a column per agent and one of these), from a matrix with one row per profile of
    /// all agents but the last and one column per type of the last, or from a single row or column of all cells.
    ///
    /// Around a matrix there may be a heading and cells before its rows. Nothing is guessed: a heading with the names of all types
    /// says which columns are meant (a column of sums is left out), without one the rows have no cell too many, and what
    /// stands before a row names its types.
    fn profile_cells(&self, rows: &[Vec<String>], value: &[&str]) -> Result<Vec<String>, String> {
        let counts = self.counts();
        let size = check_size(&counts).map_err(|why| why.0)?;
        if let Some(cells) = self.long_table(rows, value, &counts, size)? {
            return Ok(cells);
        }
        let columns = counts.last().copied().unwrap_or(1).max(1);
        let height = size / columns;
        let misfit = || {
            let names: Vec<&str> = self.agents.iter().map(|agent| agent.name.as_str()).collect();
            let first = value.first().copied().unwrap_or("value");
            let (tall, wide) = (rows.len(), rows.iter().map(Vec::len).max().unwrap_or(0));
            Err(format!(
                "{tall} row{} of up to {wide} cell{} do not fit: a matrix of {height} rows and {columns} columns is needed, and \
                 around it nothing but the names of the types, or a table with the columns {} and {first}",
                if tall == 1 { "" } else { "s" },
                if wide == 1 { "" } else { "s" },
                names.join(", ")
            ))
        };
        let is_line = rows.len() == 1 || rows.iter().all(|row| row.len() == 1);
        if is_line && rows.iter().map(Vec::len).sum::<usize>() == size {
            return Ok(rows.iter().flatten().cloned().collect());
        }
        let (heading, body) = match rows.split_first() {
            Some((first, body)) if body.len() == height => (Some(first), body),
            _ if rows.len() == height => (None, rows),
            _ => return misfit(),
        };
        let named = heading.and_then(|heading| self.columns_by_name(heading));
        let labels =
            |width: usize| width.checked_sub(columns).filter(|extra| [0, 1, counts.len() - 1].contains(extra));
        let mut cells = Vec::with_capacity(size);
        for (number, row) in body.iter().enumerate() {
            let places: Vec<usize> = match (&named, labels(row.len())) {
                (Some(places), _) => places.clone(),
                (None, Some(extra)) => (extra..row.len()).collect(),
                (None, None) => return misfit(),
            };
            let before = row.get(..places.iter().copied().min().unwrap_or(0)).unwrap_or_default();
            self.check_label(before, number * columns, number + 1)?;
            for place in places {
                let Some(cell) = row.get(place) else { return misfit() };
                cells.push(cell.clone());
            }
        }
        Ok(cells)
    }

    /// Where a heading names the types of the last agent, when it names each of them once.
    fn columns_by_name(&self, heading: &[String]) -> Option<Vec<usize>> {
        let types = &self.agents.last()?.types;
        let place = |name: &str| {
            let mut places =
                (0..heading.len()).filter(|place| heading.get(*place).is_some_and(|cell| cell == name));
            let place = places.next()?;
            places.next().is_none().then_some(place)
        };
        types.iter().map(|t| place(&t.name)).collect()
    }

    /// The cells before a row of a matrix name the types of the row's profiles: one cell per agent, one for the last of them, or
    /// all of them in one; blank ones, as merged cells leave them, say nothing.
    fn check_label(&self, before: &[String], profile: usize, row: usize) -> Result<(), String> {
        let mut names = self.type_names(profile);
        names.pop();
        let all = names.join(" ");
        let fits = match before {
            [] => true,
            [only] if before.len() != names.len() => {
                only.is_empty() || *only == all || names.last().is_some_and(|name| only == name)
            }
            cells if cells.len() == names.len() => {
                cells.iter().zip(&names).all(|(cell, name)| cell.is_empty() || cell == name)
            }
            cells => cells.iter().all(String::is_empty),
        };
        if fits {
            return Ok(());
        }
        Err(format!(
            "row {row} of the matrix is that of {all}, and `{}` stands before it: order the rows as the table has them, name the types \
             as they are named here, and leave out what is neither a name nor a cell",
            before.join(" ")
        ))
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
        let column = |is_it: &dyn Fn(&str) -> bool| header.iter().position(|cell| is_it(cell));
        let of_agent = |agent: &Agent| {
            let name = agent.name.as_str();
            column(&|cell| cell == name).or_else(|| {
                column(&|cell| {
                    cell.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("agent "))
                        && cell.get(6..) == Some(name)
                })
            })
        };
        let agents: Option<Vec<usize>> = self.agents.iter().map(of_agent).collect();
        let of_value = column(&|cell| value.iter().any(|name| cell.eq_ignore_ascii_case(name)));
        let (Some(agents), Some(value)) = (agents, of_value) else { return Ok(None) };
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
        // Weights and outcomes follow the types by name; a new name in the place of one that is gone takes over from it, and any
        // other new type is like the last one that there was.
        let last = old.types.len().saturating_sub(1);
        let is_gone = |place: usize| {
            old.types.get(place).is_some_and(|known| types.iter().all(|new| new.name != known.name))
        };
        let known = |place: usize, new: &Type| {
            let by_name = old.types.iter().position(|t| t.name == new.name);
            by_name.or(Some(place).filter(|place| is_gone(*place))).unwrap_or(last)
        };
        let before: Vec<usize> = types.iter().enumerate().map(|(place, new)| known(place, new)).collect();
        if let Some(agent) = grid.agents.get_mut(place) {
            *agent = Agent { name: old.name.clone(), attributes, types };
        }
        check_size(&grid.counts()).map_err(|why| format!("this is too much for the tables: {}", why.0))?;
        grid.reshape(place, &|t| before.get(t).copied().unwrap_or(last));
        grid.follow_names(self);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let mut grid = Grid::fresh(2, 3);
        grid.beliefs = Beliefs::Prior((1..=9).map(|weight| weight.to_string()).collect());
        grid
    }

    fn prior(grid: &Grid) -> Vec<&str> {
        match &grid.beliefs {
            Beliefs::Prior(weights) => weights.iter().map(String::as_str).collect(),
            Beliefs::Own(_) => Vec::new(),
        }
    }

    const NINE: [&str; 9] = ["9", "8", "7", "6", "5", "4", "3", "2", "1"];

    #[test]
    fn blocks_that_say_what_they_mean_fit() {
        for block in [
            "9\t8\t7\r\n6\t5\t4\r\n3\t2\t1\r\n",
            "\tt1\tt2\tt3\nt1\t9\t8\t7\nt2\t6\t5\t4\nt3\t3\t2\t1",
            "t1\t9\t8\t7\nt2\t6\t5\t4\nt3\t3\t2\t1",
            "Type,t1,t2,t3,Total\nt1,9,8,7,24\nt2,6,5,4,15\n,3,2,1,6",
            ";t3;t2;t1\nt1;7;8;9\nt2;4;5;6\nt3;1;2;3",
            "9,8,7,6,5,4,3,2,1",
            "9\n8\n7\n6\n5\n4\n3\n2\n1",
            "Agent 1,agent 2,Weight\nt1,t1,9\nt1,t2,8\nt1,t3,7\nt2,t1,6\nt2,t2,5\nt2,t3,4\nt3,t3,1\nt3,t2,2\nt3,t1,3",
        ] {
            let mut grid = grid();
            assert_eq!(grid.paste(Target::Prior, block), Ok(()), "{block}");
            assert_eq!(prior(&grid), NINE, "{block}");
        }
    }

    #[test]
    fn a_block_that_could_mean_something_else_is_refused() {
        for block in [
            // A column of sums without a heading; a row of sums; rows in another order; other names.
            "9,8,7,24\n6,5,4,15\n3,2,1,6",
            ",t1,t2,t3\nt1,9,8,7\nt2,6,5,4\nt3,3,2,1\nTotal,18,15,12",
            ",t1,t2,t3\nt3,3,2,1\nt1,9,8,7\nt2,6,5,4",
            ",t1,t2,t3\nlow,9,8,7\nmid,6,5,4\nhigh,3,2,1",
            "a,b,c,Total\n9,8,7,24\n6,5,4,15\n3,2,1,6",
            "9,8,7\n6,5\n3,2,1,0",
        ] {
            let mut grid = grid();
            assert!(grid.paste(Target::Prior, block).is_err(), "{block}");
            assert_eq!(grid, self::grid(), "{block}");
        }
    }

    #[test]
    fn rows_of_three_agents_may_name_both_or_the_last() {
        let cells: Vec<String> = (1..=8).map(|weight| weight.to_string()).collect();
        for block in [
            "t1,t1,1,2\n,t2,3,4\nt2,t1,5,6\n,t2,7,8",
            "t1 t1,1,2\nt1 t2,3,4\nt2 t1,5,6\nt2 t2,7,8",
            "t1,1,2\nt2,3,4\nt1,5,6\nt2,7,8",
        ] {
            let mut grid = Grid::fresh(3, 2);
            assert_eq!(grid.paste(Target::Prior, block), Ok(()), "{block}");
            assert_eq!(grid.beliefs, Beliefs::Prior(cells.clone()), "{block}");
        }
        assert!(Grid::fresh(3, 2).paste(Target::Prior, "t1,1,2\nt1,3,4\nt2,5,6\nt2,7,8").is_err());
    }

    #[test]
    fn types_with_new_names_keep_the_weights_of_their_places() {
        let mut grid = grid();
        assert_eq!(grid.paste(Target::Types(0), "high\t9\nmid\t5\nlow\t1"), Ok(()));
        assert_eq!(prior(&grid), ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        // Known names are followed, wherever they went.
        assert_eq!(grid.paste(Target::Types(0), "low\t1\nhigh\t9"), Ok(()));
        assert_eq!(prior(&grid), ["7", "8", "9", "1", "2", "3"]);
    }
}
