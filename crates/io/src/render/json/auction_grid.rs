//! A grid of an auction as JSON.

use crate::render::GridReport;
use crate::render::sentence::auction::{efficient_rule, efficient_rule_word};
use crate::render::sentence::auction_grid::{grid_answer, grid_answer_word};
use crate::render::text::own_indices;
use serde_json::{Value, json};

/// `verdict`, `environment`, `mechanism`, `profiles`, `bidders` with `bidder`, `types` and `own-indices`, and `auction` and `grid` with `verdict` and `words`.
pub fn auction_grid_value(report: &GridReport<'_>) -> Value {
    let frame = report.grid.auction().frame();
    let bidders = frame.agents().map(|agent| {
        json!({
            "bidder": frame.bidder(agent).name,
            "types": report.grid.types(agent).len(),
            "own-indices": own_indices(report.grid, agent),
        })
    });
    json!({
        "verdict": "done",
        "environment": report.environment,
        "mechanism": report.mechanism,
        "profiles": report.grid.profiles(),
        "bidders": bidders.collect::<Value>(),
        "auction": { "verdict": efficient_rule_word(report.conclusion), "words": efficient_rule(report.conclusion) },
        "grid": { "verdict": grid_answer_word(report), "words": grid_answer(report) },
        "keeps-balls": report.keeps_balls,
    })
}
