//! Finished results, grouped for tables and pictures.

use super::tally::{Tally, wilson};
use crate::render::svg::{BoxLine, PhaseCell, PhaseGrid, Picture, render_boxes, render_phases};
use crate::sweep::results::{ResultTable, Role};
use ambimech_model::number::{Rational, parse_number};
use serde_json::Value;
use std::collections::BTreeMap;

/// Cells with the same frame, prior and payoffs.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The shape, with the values of the parameters.
    pub(super) frame: String,
    /// The values of the parameters.
    pub(super) settings: Vec<String>,
    /// The prior.
    pub(super) prior: String,
    /// The payoffs.
    pub(super) payoffs: String,
    /// The rows of the table.
    pub(super) rows: Vec<usize>,
}

impl Group {
    /// Prior and payoffs in a few words.
    pub(super) fn draw(&self) -> String {
        match self.payoffs.as_str() {
            "none" => self.prior.clone(),
            payoffs => format!("{} / {payoffs}", self.prior),
        }
    }
}

/// The same goal asked for simple and for ambiguous mechanisms.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// The goal and the reports, for people.
    pub(super) title: String,
    /// The column about simple mechanisms.
    pub(super) simple: usize,
    /// The column about ambiguous ones.
    pub(super) ambiguous: usize,
}

/// What a page about finished results shows.
#[derive(Debug, Clone)]
pub struct SweepPage {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) plan: String,
    pub(super) seed: String,
    pub(super) cases: usize,
    pub(super) groups: Vec<Group>,
    /// Columns of verdicts: name, place, description.
    pub(super) verdicts: Vec<(String, usize, String)>,
    /// Counts: groups of verdicts.
    pub(super) tallies: Vec<Vec<Tally>>,
    pub(super) pairs: Vec<Pair>,
    /// Counts: pairs of groups.
    pub(super) phases: Vec<Vec<PhaseCell>>,
    /// Distributions: title, what the numbers are, lines.
    pub(super) boxes: Vec<(String, String, Vec<BoxLine>)>,
    pictures: Vec<(String, Picture)>,
}

impl SweepPage {
    /// Groups and counts.
    pub fn new(table: &ResultTable, manifest: &Value) -> SweepPage {
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).unwrap_or("").to_string();
        let groups = groups(table);
        let mut places = table.with_role(&Role::Condition);
        places.extend(table.with_role(&Role::Decision));
        let verdicts: Vec<(String, usize, String)> = places
            .into_iter()
            .map(|place| (table.columns[place].name.clone(), place, table.columns[place].about.clone()))
            .collect();
        let tally = |group: &Group, place: usize| {
            let mut tally = Tally::default();
            group.rows.iter().for_each(|row| tally.add(table.cell(*row, place)));
            tally
        };
        let tallies = groups
            .iter()
            .map(|group| verdicts.iter().map(|(_, place, _)| tally(group, *place)).collect())
            .collect();
        let pairs = pairs(table);
        let phases: Vec<Vec<PhaseCell>> =
            pairs.iter().map(|pair| groups.iter().map(|group| phase(table, pair, group)).collect()).collect();
        let boxes = boxes(table, &groups);
        let parameters: Vec<String> = table
            .with_role(&Role::Parameter)
            .into_iter()
            .map(|place| table.columns[place].name.trim_start_matches("parameter_").to_string())
            .collect();
        let mut pictures = Vec::new();
        for (number, (pair, cells)) in pairs.iter().zip(&phases).enumerate() {
            for (part, grid) in grids(pair, &groups, cells, &parameters).into_iter().enumerate() {
                let id = format!("phase-{}-{}", number + 1, part + 1);
                pictures.push((format!("{id}.svg"), render_phases(&grid, &id)));
            }
        }
        for (number, (title, what, lines)) in boxes.iter().enumerate() {
            let id = format!("distribution-{}", number + 1);
            pictures.extend(render_boxes(lines, title, what, &id).map(|picture| (format!("{id}.svg"), picture)));
        }
        SweepPage {
            name: text("name"),
            about: text("about"),
            plan: text("plan"),
            seed: manifest.get("seed").map_or_else(String::new, Value::to_string),
            cases: table.rows.len(),
            groups,
            verdicts,
            tallies,
            pairs,
            phases,
            boxes,
            pictures,
        }
    }

    /// The page as self-contained HTML.
    pub fn html(&self, version: &str) -> String {
        crate::render::html::render_sweep_html(self, version)
    }

    /// File names and pictures.
    pub fn pictures(&self) -> &[(String, Picture)] {
        &self.pictures
    }

    /// `frame,prior,payoffs,column,cases,yes,no,undecided,share,low,high`: counts, and Wilson's interval at 95 % of yes among the settled.
    pub fn frequencies_csv(&self) -> String {
        let mut text = "frame,prior,payoffs,column,cases,yes,no,undecided,share,low,high\n".to_string();
        for (group, tallies) in self.groups.iter().zip(&self.tallies) {
            for ((column, _, _), tally) in self.verdicts.iter().zip(tallies) {
                let (low, high) = wilson(tally.yes, tally.yes + tally.no)
                    .map_or_else(Default::default, |(low, high)| (format!("{low:.6}"), format!("{high:.6}")));
                text.push_str(&format!(
                    "{},{},{},{column},{},{},{},{},{},{low},{high}\n",
                    group.frame,
                    group.prior,
                    group.payoffs,
                    tally.all(),
                    tally.yes,
                    tally.no,
                    tally.open,
                    tally.share()
                ));
            }
        }
        text
    }
}

/// The groups in the order of their first case.
fn groups(table: &ResultTable) -> Vec<Group> {
    let find = |name: &str| table.find(name).unwrap_or(usize::MAX);
    let (shape, prior, payoffs) = (find("shape"), find("prior"), find("payoffs"));
    let parameters = table.with_role(&Role::Parameter);
    let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for row in 0..table.rows.len() {
        let cell = |place: usize| table.cell(row, place).to_string();
        let settings: Vec<String> = parameters.iter().map(|place| cell(*place)).collect();
        let mut key = vec![cell(shape), cell(prior), cell(payoffs)];
        key.extend(settings.clone());
        let place = *known.entry(key).or_insert_with(|| {
            let mut frame = cell(shape);
            for (parameter, value) in parameters.iter().zip(&settings) {
                let name = table.columns[*parameter].name.trim_start_matches("parameter_");
                frame.push_str(&format!(" {name}={value}"));
            }
            groups.push(Group { frame, settings, prior: cell(prior), payoffs: cell(payoffs), rows: Vec::new() });
            groups.len() - 1
        });
        groups[place].rows.push(row);
    }
    groups
}

/// What a column about mechanisms asks: goal, kind and reports, from its `values`.
fn asked(values: &str) -> Option<(&str, &str, &str)> {
    let mut words = values.split_once(" of ")?.1.split(' ');
    Some((words.next()?, words.next()?, words.next()?))
}

fn pairs(table: &ResultTable) -> Vec<Pair> {
    let columns = table.with_role(&Role::Decision);
    let of = |place: usize| asked(&table.columns[place].values);
    let mut pairs = Vec::new();
    for simple in &columns {
        let Some((goal, "simple", reports)) = of(*simple) else { continue };
        // To one rule pure and mixed reports are the same, so that a simple mechanism stands beside ambiguous ones of both kinds.
        for ambiguous in
            columns.iter().filter(|place| matches!(of(**place), Some((other, "ambiguous", _)) if other == goal))
        {
            let against = of(*ambiguous).map_or(reports, |(_, _, reports)| reports);
            let title = format!("{} against {against} reports", goal.replace('+', ","));
            pairs.push(Pair { title, simple: *simple, ambiguous: *ambiguous });
        }
    }
    pairs
}

fn phase(table: &ResultTable, pair: &Pair, group: &Group) -> PhaseCell {
    let mut cell = PhaseCell::default();
    for row in &group.rows {
        match (table.cell(*row, pair.simple), table.cell(*row, pair.ambiguous)) {
            ("feasible", _) => cell.ordinary += 1,
            ("infeasible", "feasible") => cell.ambiguous += 1,
            (_, "infeasible") => cell.none += 1,
            _ => cell.open += 1,
        }
    }
    cell
}

/// Values in the order in which they come first.
fn in_order(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
    known
}

/// One grid for shapes and draws; with parameters one for every draw and for all values of the parameters beyond the second.
fn grids(pair: &Pair, groups: &[Group], cells: &[PhaseCell], parameters: &[String]) -> Vec<PhaseGrid> {
    // Every group belongs to a grid, a column and a row of it.
    let coordinates = |group: &Group| -> (String, String, String) {
        match group.settings.as_slice() {
            [] => (String::new(), group.frame.clone(), group.draw()),
            [first] => (group.draw(), first.clone(), String::new()),
            [first, second, rest @ ..] => {
                let rest: Vec<String> =
                    parameters.iter().skip(2).zip(rest).map(|(name, value)| format!("{name}={value}")).collect();
                (format!("{} {}", group.draw(), rest.join(" ")).trim().to_string(), first.clone(), second.clone())
            }
        }
    };
    let all: Vec<(String, String, String)> = groups.iter().map(coordinates).collect();
    in_order(all.iter().map(|(grid, _, _)| grid.clone()))
        .into_iter()
        .map(|name| {
            let mine = || all.iter().filter(|(grid, _, _)| *grid == name);
            let across = in_order(mine().map(|(_, column, _)| column.clone()));
            let mut down = in_order(mine().map(|(_, _, row)| row.clone()));
            let is_plane = parameters.len() > 1;
            if is_plane {
                down.reverse(); // as in a plane, the largest value on top
            }
            let at = |row: &String, column: &String| {
                let place = all.iter().position(|found| *found == (name.clone(), column.clone(), row.clone()))?;
                cells.get(place).copied()
            };
            let title = if name.is_empty() { pair.title.clone() } else { format!("{}: {name}", pair.title) };
            PhaseGrid {
                title,
                cells: down.iter().map(|row| across.iter().map(|column| at(row, column)).collect()).collect(),
                across: (parameters.first().map_or("shape", String::as_str).to_string(), across),
                down: (
                    parameters
                        .get(1)
                        .map_or(if parameters.is_empty() { "prior / payoffs" } else { "" }, String::as_str)
                        .to_string(),
                    down,
                ),
            }
        })
        .collect()
}

/// The distributions of numbers of rules and of payments, group by group.
fn boxes(table: &ResultTable, groups: &[Group]) -> Vec<(String, String, Vec<BoxLine>)> {
    let mut all = Vec::new();
    for decision in table.with_role(&Role::Decision) {
        let name = &table.columns[decision].name;
        for (ending, what) in [
            ("rules", "number of transfer rules"),
            ("payment", "largest payment"),
            ("receipt", "largest receipt"),
            ("turnover", "expected turnover"),
        ] {
            let Some(place) = table.find(&format!("{name}_{ending}")) else { continue };
            let line = |group: &Group| {
                let cells = group.rows.iter().map(|row| table.cell(*row, place)).filter(|cell| !cell.is_empty());
                let mut numbers: Vec<Rational> = cells.filter_map(|cell| parse_number(cell).ok()).collect();
                numbers.sort();
                let five = five(&numbers)?;
                Some(BoxLine { name: format!("{} {}", group.frame, group.draw()), count: numbers.len(), five })
            };
            let lines: Vec<BoxLine> = groups.iter().filter_map(line).collect();
            // One rule for every simple mechanism is no news.
            let moves = lines.iter().any(|line| line.five[0] != line.five[4] || line.five[0] != Rational::ONE);
            if !lines.is_empty() && (ending != "rules" || moves) {
                all.push((format!("{name}: {what}"), what.to_string(), lines));
            }
        }
    }
    all
}

/// Smallest, lower quartile, median, upper quartile, largest of sorted numbers: the k-th of n with k = ⌈q n⌉.
fn five(sorted: &[Rational]) -> Option<[Rational; 5]> {
    let at = |quarters: usize| sorted.get((sorted.len() * quarters).div_ceil(4).max(1) - 1).cloned();
    Some([sorted.first()?.clone(), at(1)?, at(2)?, at(3)?, sorted.last()?.clone()])
}
