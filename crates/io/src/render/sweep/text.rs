//! What is printed about a sweep: how many cases, and how often each verdict.

use super::tally::{Tally, tallies};
use crate::render::name::count;
use crate::render::text::Page;
use crate::render::text::table::{Align, Table, paragraph};
use crate::sweep::Plan;
use crate::sweep::results::ResultTable;
use serde_json::{Value, json};

/// What was done: all cases of a plan, those of a shard, or none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepStory {
    /// The cases of the plan.
    pub all: u64,
    /// The shard, as `2/3`; `None` for all cases.
    pub shard: Option<String>,
    /// Where results or the journal are.
    pub folder: String,
    /// The files that were written.
    pub files: Vec<String>,
}

/// `done: …`, where the files are, and a table with the verdicts of every column.
pub fn render_sweep(story: &SweepStory, table: &ResultTable, page: Page) -> String {
    let cases = table.rows.len();
    let of_shard =
        story.shard.as_ref().map_or_else(String::new, |shard| format!(" of {}, shard {shard}", story.all));
    let mut text = paragraph(&format!("done: {cases} cases{of_shard}"), 0, page.width);
    let mut lines = Table::new(&[
        ("column", Align::Left),
        ("yes", Align::Right),
        ("no", Align::Right),
        ("undecided", Align::Right),
        ("share of yes", Align::Right),
    ]);
    for (name, tally) in tallies(table) {
        let Tally { yes, no, .. } = tally;
        lines.row(vec![name, yes.to_string(), no.to_string(), tally.open.to_string(), tally.share()]);
    }
    text.push_str(&format!("\n{}", lines.render(0, page.width)));
    text.push_str("\nYes is holds or feasible, no is fails or infeasible; shares are of all cases.\n");
    let files = story.files.join(", ");
    text.push_str(&format!("\n{}", paragraph(&format!("Written to {}: {files}", story.folder), 0, page.width)));
    if story.shard.is_some() {
        let next = "When all shards are done, ambimech sweep merge puts their journals together.";
        text.push_str(&paragraph(next, 0, page.width));
    }
    text
}

/// `{"verdict","cases","all","shard","folder","files","columns"}`; a column has its `name` and how many cases said `yes`, `no` and
/// `undecided`.
pub fn sweep_value(story: &SweepStory, table: &ResultTable) -> Value {
    let column = |(name, tally): (String, Tally)| json!({ "name": name, "yes": tally.yes, "no": tally.no, "undecided": tally.open });
    json!({
        "verdict": "done",
        "cases": table.rows.len(),
        "all": story.all,
        "shard": story.shard,
        "folder": story.folder,
        "files": story.files,
        "columns": tallies(table).into_iter().map(column).collect::<Vec<Value>>(),
    })
}

/// `planned: …`: what a plan would do.
pub fn render_sweep_plan(plan: &Plan, cases: u64, page: Page) -> String {
    let name =
        if plan.name.is_empty() { String::new() } else { format!("\n{}", paragraph(&plan.name, 0, page.width)) };
    let cells = plan.frames.len() * plan.priors.len() * plan.payoffs.len();
    let given = plan.frames.iter().any(|frame| frame.given.is_some());
    let frames = if given { ("environment", "environments") } else { ("shape", "shapes") };
    let of_cells = [
        count(plan.frames.len(), frames.0, frames.1),
        count(plan.priors.len(), "family of priors", "families of priors"),
        count(plan.payoffs.len(), "family of payoffs", "families of payoffs"),
    ];
    let repeated = count(usize::try_from(plan.repetitions).unwrap_or(usize::MAX), "repetition", "repetitions");
    let asked = [
        count(plan.conditions.len(), "condition", "conditions"),
        count(plan.decisions.len(), "decision", "decisions"),
    ];
    let mut text = format!("planned: {cases} of {} cases\n{name}\n", plan.case_count());
    text.push_str(&format!(
        "{}: {}; {repeated} where something is random\n",
        count(cells, "cell", "cells"),
        of_cells.join(" × ")
    ));
    text.push_str(&format!("{} about each case\n", asked.join(" and ")));
    text
}

/// `{"verdict":"planned","cases","all","cells","frames","priors","payoffs","repetitions","conditions","decisions","plan"}`.
pub fn sweep_plan_value(plan: &Plan, cases: u64) -> Value {
    json!({
        "verdict": "planned",
        "cases": cases,
        "all": plan.case_count(),
        "cells": plan.frames.len() * plan.priors.len() * plan.payoffs.len(),
        "frames": plan.frames.len(),
        "priors": plan.priors.iter().map(|prior| prior.name.clone()).collect::<Vec<String>>(),
        "payoffs": plan.payoffs.iter().map(|payoffs| payoffs.name.clone()).collect::<Vec<String>>(),
        "repetitions": plan.repetitions,
        "conditions": plan.conditions.iter().map(|condition| condition.name()).collect::<Vec<&str>>(),
        "decisions": plan.decisions.iter().map(|decision| decision.name.clone()).collect::<Vec<String>>(),
        "plan": plan.digest,
    })
}
