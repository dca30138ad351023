//! Tables of words about finished results, for the page, the terminal and JSON.

use super::page::SweepPage;
use crate::render::number::{cell, decimal};
use crate::render::text::Page;
use crate::render::text::table::{Align, Table, paragraph};
use serde_json::{Value, json};

/// A table of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordTable {
    /// What it shows.
    pub caption: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// How to read phase diagrams.
pub fn phase_words() -> &'static str {
    "An ordinary (simple) mechanism has one transfer rule, an ambiguous one a set of them. Whatever a simple mechanism can do, an ambiguous one can. \
     Every verdict has a certificate that the checker accepted: a mechanism, or a proof that there is none."
}

/// How to read frequencies.
pub fn frequency_words() -> &'static str {
    "Counts are exact: k of n cases in which the condition holds or the goal can be reached, among those that are settled. In brackets Wilson's interval at 95 % for the \
     frequency under the distribution that the plan draws from; it says nothing about other priors and payoffs, and nothing where a cell has a single case that is not random."
}

impl SweepPage {
    /// The title of the page.
    pub fn title(&self) -> String {
        if self.name.is_empty() { "Sweep".to_string() } else { self.name.clone() }
    }

    /// The remark of the plan.
    pub fn remark(&self) -> &str {
        &self.about
    }

    /// The digest of the plan.
    pub fn plan_digest(&self) -> &str {
        &self.plan
    }

    /// What was done, in one line.
    pub fn summary(&self) -> String {
        let open: u32 = self.tallies.iter().flatten().map(|tally| tally.open).sum();
        let open = match open {
            0 => "nothing undecided".to_string(),
            1 => "1 verdict undecided".to_string(),
            open => format!("{open} verdicts undecided"),
        };
        format!("{} cases in {} cells, seed {}; {open}.", self.cases, self.groups.len(), self.seed)
    }

    /// Whether some goal was asked for simple and for ambiguous mechanisms.
    pub fn has_pairs(&self) -> bool {
        !self.pairs.is_empty()
    }

    /// Whether there are distributions.
    pub fn has_boxes(&self) -> bool {
        !self.boxes.is_empty()
    }

    /// The counts of phase diagrams.
    pub fn phase_tables(&self) -> Vec<WordTable> {
        let table = |(pair, cells): (&super::page::Pair, &Vec<crate::render::svg::PhaseCell>)| WordTable {
            caption: format!("Cases by what works: {}", pair.title),
            columns: ["cell", "prior / payoffs", "ordinary", "only ambiguous", "none", "open", "cases"]
                .map(str::to_string)
                .to_vec(),
            rows: self
                .groups
                .iter()
                .zip(cells)
                .map(|(group, cell)| {
                    let mut row = vec![group.frame.clone(), group.draw()];
                    row.extend(cell.parts().map(|count| count.to_string()));
                    row.push(cell.all().to_string());
                    row
                })
                .collect(),
        };
        self.pairs.iter().zip(&self.phases).map(table).collect()
    }

    /// One table for every prior and payoffs: frames as rows, verdicts as columns.
    pub fn frequency_tables(&self) -> Vec<WordTable> {
        let mut draws: Vec<String> = Vec::new();
        for group in &self.groups {
            if !draws.contains(&group.draw()) {
                draws.push(group.draw());
            }
        }
        let table = |draw: String| {
            let mut columns = vec!["cell".to_string()];
            columns.extend(self.verdicts.iter().map(|(name, _, _)| name.clone()));
            let mine = self.groups.iter().zip(&self.tallies).filter(|(group, _)| group.draw() == draw);
            let rows = mine.map(|(group, tallies)| {
                let mut row = vec![group.frame.clone()];
                row.extend(tallies.iter().map(frequency));
                row
            });
            WordTable { caption: format!("How often: {draw}"), rows: rows.collect(), columns }
        };
        draws.into_iter().map(table).collect()
    }

    /// The five numbers of every distribution.
    pub fn box_tables(&self) -> Vec<WordTable> {
        let table = |(title, _, lines): &(String, String, Vec<crate::render::svg::BoxLine>)| WordTable {
            caption: title.clone(),
            columns: ["cell", "cases", "least", "lower quartile", "median", "upper quartile", "most"]
                .map(str::to_string)
                .to_vec(),
            rows: lines
                .iter()
                .map(|line| {
                    let mut row = vec![line.name.clone(), line.count.to_string()];
                    row.extend(line.five.iter().map(|number| {
                        let (text, near) = (cell(number, 12), decimal(number).marked());
                        if text == near { text } else { format!("{text} ({near})") }
                    }));
                    row
                })
                .collect(),
        };
        self.boxes.iter().map(table).collect()
    }

    /// The columns of verdicts, with what they mean.
    pub fn column_table(&self) -> WordTable {
        WordTable {
            caption: "Columns of verdicts in results.csv and results.parquet; codebook.csv has all".to_string(),
            columns: vec!["column".to_string(), "meaning".to_string()],
            rows: self.verdicts.iter().map(|(name, _, about)| vec![name.clone(), about.clone()]).collect(),
        }
    }
}

/// `48 of 50 [0.865, 0.989]`, with what is open behind it.
fn frequency(tally: &super::tally::Tally) -> String {
    let settled = tally.yes + tally.no;
    let mut text = format!("{} of {settled}", tally.yes);
    if let Some((low, high)) = tally.interval() {
        text.push_str(&format!(" [{low:.3}, {high:.3}]"));
    }
    if tally.open > 0 {
        text.push_str(&format!(", {} open", tally.open));
    }
    text
}

/// `done: …`, phases and frequencies as tables, and where the files are.
pub fn render_plot(found: &SweepPage, folder: &str, files: &[String], page: Page) -> String {
    let mut text = paragraph(&format!("done: {}", found.summary()), 0, page.width);
    for table in found.phase_tables() {
        text.push_str(&format!("\n{}\n{}", table.caption, plain(&table, page)));
    }
    text.push_str(
        "\nHow often, with exact counts and Wilson's intervals, is on the page and in frequencies.csv.\n",
    );
    text.push_str(&format!(
        "\n{}",
        paragraph(&format!("Written to {folder}: {}", files.join(", ")), 0, page.width)
    ));
    text
}

fn plain(table: &WordTable, page: Page) -> String {
    let columns: Vec<(&str, Align)> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, name)| (name.as_str(), if place < 2 { Align::Left } else { Align::Right }))
        .collect();
    let mut made = Table::new(&columns);
    let shown = page.rows.min(table.rows.len());
    table.rows.iter().take(shown).for_each(|row| made.row(row.clone()));
    let mut text = made.render(0, page.width);
    if shown < table.rows.len() {
        text.push_str(&format!("and {} more cells\n", table.rows.len() - shown));
    }
    text
}

/// `{"verdict","cases","cells","folder","files","phases","frequencies"}`.
pub fn plot_value(found: &SweepPage, folder: &str, files: &[String]) -> Value {
    let phases: Vec<Value> = found
        .pairs
        .iter()
        .zip(&found.phases)
        .map(|(pair, cells)| {
            let cells = found.groups.iter().zip(cells).map(|(group, cell)| {
                json!({ "cell": group.frame, "prior": group.prior, "payoffs": group.payoffs, "ordinary": cell.ordinary,
                    "ambiguous": cell.ambiguous, "none": cell.none, "open": cell.open })
            });
            json!({ "goal": pair.title, "cells": cells.collect::<Vec<Value>>() })
        })
        .collect();
    let frequencies: Vec<Value> = found
        .groups
        .iter()
        .zip(&found.tallies)
        .flat_map(|(group, tallies)| {
            found.verdicts.iter().zip(tallies).map(|((column, _, _), tally)| {
                json!({ "cell": group.frame, "prior": group.prior, "payoffs": group.payoffs, "column": column, "yes": tally.yes,
                    "no": tally.no, "undecided": tally.open })
            })
        })
        .collect();
    json!({ "verdict": "done", "cases": found.cases, "cells": found.groups.len(), "folder": folder, "files": files,
        "phases": phases, "frequencies": frequencies })
}
