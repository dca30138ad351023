//! A grid of an auction.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::render::GridReport;
use crate::render::sentence::auction::{efficient_rule, efficient_rule_word};
use crate::render::sentence::auction_grid::{grid_answer, grid_answer_word, grid_remarks};
use ambimech_model::auction::grid::Grid;
use ambimech_model::index::AgentId;
use std::collections::BTreeSet;

/// What was written, how large it is, and the verdicts about the auction and the grid.
pub fn render_auction_grid(report: &GridReport<'_>, page: Page) -> String {
    let mut text = paragraph(&format!("done: {}", report.environment), 0, page.width);
    if let Some(mechanism) = &report.mechanism {
        text.push_str(&paragraph(
            &format!("the full-insurance scheme of the auction: {mechanism}"),
            0,
            page.width,
        ));
    }
    let frame = report.grid.auction().frame();
    let mut sizes = Table::new(&[
        ("bidder", Align::Left),
        ("types", Align::Right),
        ("own indices", Align::Right),
        ("parts of each component", Align::Left),
    ]);
    for agent in frame.agents() {
        sizes.row(vec![
            frame.bidder(agent).name.clone(),
            report.grid.types(agent).len().to_string(),
            own_indices(report.grid, agent).to_string(),
            parts(report.grid, agent),
        ]);
    }
    text.push_str(&format!("\n{}", sizes.render(2, page.width)));
    let mut verdicts =
        Table::new(&[("efficient rule of", Align::Left), ("verdict", Align::Left), ("why", Align::Left)]);
    let word = efficient_rule_word(report.conclusion).to_string();
    verdicts.row(vec!["the auction".to_string(), word, efficient_rule(report.conclusion).to_string()]);
    let word = grid_answer_word(report).to_string();
    verdicts.row(vec!["the grid".to_string(), word, grid_answer(report)]);
    text.push_str(&format!("\n{}", verdicts.render(2, page.width)));
    for remark in grid_remarks(report) {
        text.push_str(&format!("\n{}", paragraph(&remark, 0, page.width)));
    }
    text
}

/// How many different own indices a bidder's types have.
pub(crate) fn own_indices(grid: &Grid<'_>, agent: AgentId) -> usize {
    grid.types(agent).iter().map(|found| &found.own).collect::<BTreeSet<_>>().len()
}

fn parts(grid: &Grid<'_>, agent: AgentId) -> String {
    let last = grid.types(agent).last().map(|last| last.parts.as_slice()).unwrap_or_default();
    let signals = grid.auction().frame().bidder(agent).signals.iter().zip(last);
    let words: Vec<String> = signals.map(|(signal, part)| format!("{} {}", signal.name, part + 1)).collect();
    words.join(", ")
}
