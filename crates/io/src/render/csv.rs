//! Answers as CSV: one table in long form.

use crate::render::sentence::fragility::word;
use crate::render::text::largest_stakes;
use ambimech_model::condition::Condition;
use ambimech_model::design::DesignAnswer;
use ambimech_model::fragility::{Distance, Fragility, Grid, Towards};
use ambimech_model::number::Rational;

/// `part,condition,at,quantity,value`: the verdict and the distances, the stations of the way, the lines of the grids. Numbers are exact.
pub fn render_fragility_csv(found: &Fragility) -> String {
    let mut lines = vec!["part,condition,at,quantity,value".to_string()];
    let condition = found.condition.name();
    let mut add = |part: &str, condition: &str, at: &str, quantity: &str, value: &str| {
        lines.push(format!("{part},{condition},{at},{quantity},{value}"));
    };
    add("prior", condition, "", "verdict", word(found));
    for (measure, distance) in &found.distances {
        match distance {
            Distance::Nearest(nearest) => {
                add("distance", condition, measure.name(), "low", &nearest.low.to_string());
                add("distance", condition, measure.name(), "high", &nearest.high.to_string());
            }
            Distance::Never(_) => add("distance", condition, measure.name(), "low", "infinite"),
            Distance::Undecided(_) => add("distance", condition, measure.name(), "low", "undecided"),
        }
    }
    for station in found.way.iter().flat_map(|way| &way.stations) {
        let at = station.remaining.to_string();
        match &station.answer {
            DesignAnswer::Done(design) => {
                add("way", condition, &at, "largest-payment", &largest_stakes(design).to_string());
                if let Some(scale) = &design.scale {
                    add("way", condition, &at, "scale", &scale.to_string());
                }
            }
            DesignAnswer::Infeasible(_) => add("way", condition, &at, "largest-payment", "infeasible"),
            DesignAnswer::Undecided { .. } => add("way", condition, &at, "largest-payment", "undecided"),
        }
        if let Some(least) = &station.least {
            add("way", condition, &at, "any-mechanism", &least.to_string());
        }
    }
    for grid in &found.grids {
        let part = match grid {
            Grid::Mixtures { towards: Towards::Uniform, .. } => "uniform",
            Grid::Mixtures { towards: Towards::Independent, .. } => "independent",
            Grid::Mixtures { towards: Towards::Other(_), .. } => "towards",
            Grid::Moves { .. } => "moves",
        };
        for (condition, at, quantity, value) in on_grid(grid) {
            add(part, condition.name(), &at.to_string(), quantity, &value);
        }
    }
    lines.join("\n") + "\n"
}

fn on_grid(grid: &Grid) -> Vec<(Condition, &Rational, &'static str, String)> {
    match grid {
        Grid::Mixtures { conditions, lines, .. } => lines
            .iter()
            .flat_map(|(weight, verdicts)| {
                conditions.iter().enumerate().map(move |(place, condition)| {
                    let verdict = verdicts.as_ref().and_then(|verdicts| verdicts.get(place));
                    (
                        *condition,
                        weight,
                        "verdict",
                        verdict.map_or("no-prior", |verdict| verdict.word()).to_string(),
                    )
                })
            })
            .collect(),
        Grid::Moves { conditions, lines } => lines
            .iter()
            .flat_map(|line| {
                conditions.iter().zip(&line.tallies).flat_map(move |(condition, tally)| {
                    [("holds", tally.holds), ("fails", tally.fails), ("undecided", tally.undecided)]
                        .map(|(word, count)| (*condition, &line.size, word, count.to_string()))
                })
            })
            .collect(),
    }
}
