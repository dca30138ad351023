//! How fragile a condition is: the distances, the nearest prior, the stakes on the way there, and verdicts on grids.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::{cell, decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::reasons;
use crate::render::sentence::fragility::{grid_findings, grid_title, meaning, measure, summary, word};
use ambimech_model::condition::Verdict;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Grid, Measure, Nearest, Way};
use ambimech_model::number::Rational;

/// The verdict line, `holds:`, `fails:` or `undecided:`, then a section for each measure, the way and the grids.
pub fn render_fragility(environment: &Environment, found: &Fragility, page: Page) -> String {
    let mut text = paragraph(&format!("{}: {}", word(found), summary(found)), 0, page.width);
    if let Verdict::Fails(_) = found.verdict {
        for reason in reasons(environment, found.condition, &found.verdict) {
            text.push_str(&format!("\n{}", paragraph(&as_sentence(&reason), 0, page.width)));
        }
    }
    for (measured, distance) in &found.distances {
        let told: Vec<String> = meaning(environment, found.condition, *measured, distance)
            .iter()
            .map(|sentence| as_sentence(sentence))
            .collect();
        text.push_str(&format!("\n{}", paragraph(&told.join(" "), 0, page.width)));
        if let Distance::Nearest(nearest) = distance {
            text.push_str(&nearest_prior(environment, *measured, nearest, page));
        }
    }
    if let Some(way) = &found.way {
        text.push_str(&stations(way, page));
    }
    for grid in &found.grids {
        text.push_str(&on_grid(environment, grid, page));
    }
    text
}

/// The profiles whose probability changes, with the old and the new one.
fn nearest_prior(environment: &Environment, measured: Measure, nearest: &Nearest, page: Page) -> String {
    let Some(prior) = environment.common_prior() else { return String::new() };
    let by = match measured {
        Measure::TotalVariation => "difference",
        Measure::Odds => "factor",
    };
    let mut table = Table::new(&[
        ("profile", Align::Left),
        ("prior", Align::Right),
        ("there", Align::Right),
        (by, Align::Right),
    ]);
    let (mut shown, mut left) = (0, 0);
    for profile in environment.space().profiles() {
        let (here, there) = (prior.probability(profile), nearest.prior.probability(profile));
        if here == there {
            continue;
        }
        if shown == page.rows {
            left += 1;
            continue;
        }
        shown += 1;
        let change = match measured {
            Measure::TotalVariation => &there - &here,
            Measure::Odds if here.is_zero() => Rational::ZERO,
            Measure::Odds => &there / &here,
        };
        let short = |number: &Rational| cell(number, LONGEST_CELL);
        table.row(vec![name::profile(environment, profile), short(&here), short(&there), short(&change)]);
    }
    let mut text = format!("\n{}", table.render(2, page.width));
    if left > 0 {
        text.push_str(&format!("  and {left} more profiles\n"));
    }
    text
}

/// One row for each station.
fn stations(way: &Way, page: Page) -> String {
    let against =
        if way.benchmark.is_some() { String::new() } else { format!(" against {} reports", way.reports.name()) };
    let kind = way.benchmark.map_or("the design in closed form", |benchmark| benchmark.name());
    let heading = format!(
        "On the straight way to that prior (nearest in {}), goal {}{against}, {kind}:",
        measure(way.measure),
        way.goal
    );
    let mut table = Table::new(&[
        ("way left", Align::Right),
        ("largest payment", Align::Right),
        ("≈", Align::Right),
        ("times the one before", Align::Right),
        ("scale", Align::Right),
    ]);
    let is_bounded = way.stations.iter().any(|station| station.least.is_some());
    if is_bounded {
        table.column("any mechanism", Align::Right);
    }
    let mut before: Option<Rational> = None;
    let mut without = false;
    for station in &way.stations {
        let mut cells = vec![station.remaining.to_string()];
        match &station.answer {
            DesignAnswer::Done(design) => {
                let largest = largest(design);
                let growth = before.as_ref().filter(|known| !known.is_zero()).map(|known| &largest / known);
                cells.push(cell(&largest, LONGEST_CELL));
                cells.push(decimal(&largest).digits);
                cells.push(growth.map_or(String::new(), |growth| decimal(&growth).digits));
                cells.push(design.scale.as_ref().map_or("none".to_string(), |scale| cell(scale, LONGEST_CELL)));
                before = Some(largest);
            }
            other => {
                without = true;
                let word = if matches!(other, DesignAnswer::Infeasible(_)) { "infeasible" } else { "undecided" };
                cells.extend([word.to_string(), String::new(), String::new(), String::new()]);
                before = None;
            }
        }
        if is_bounded {
            cells.push(station.least.as_ref().map_or(String::new(), |least| cell(least, LONGEST_CELL)));
        }
        table.row(cells);
    }
    let mut text = format!("\n{}\n{}", paragraph(&heading, 0, page.width), table.render(2, page.width));
    let mut notes = "The largest payment is the largest amount that anybody ever pays or receives.".to_string();
    if is_bounded {
        notes.push_str(
            " In any mechanism in which nobody gains by misreports, with however many rules, somebody pays or receives at least what \
             the last column says.",
        );
    }
    if without {
        notes.push_str(" Why there is none: ambimech design.");
    }
    text.push_str(&format!("\n{}", paragraph(&notes, 0, page.width)));
    text
}

/// The larger of the largest payment and the largest receipt.
pub(crate) fn largest(design: &ambimech_model::design::Design) -> Rational {
    let (paid, received) = (&design.stakes.largest_payment.3, &design.stakes.largest_receipt.3);
    paid.max(received).clone()
}

fn on_grid(environment: &Environment, grid: &Grid, page: Page) -> String {
    let (first, conditions) = match grid {
        Grid::Mixtures { conditions, .. } => ("weight", conditions),
        Grid::Moves { conditions, .. } => ("moved by", conditions),
    };
    let mut table = Table::new(&[(first, Align::Right)]);
    if matches!(grid, Grid::Moves { .. }) {
        table.column("priors", Align::Right);
    }
    conditions.iter().for_each(|condition| table.column(condition.name(), Align::Left));
    match grid {
        Grid::Mixtures { lines, .. } => {
            for (weight, verdicts) in lines {
                let words: Vec<String> = match verdicts {
                    Some(verdicts) => verdicts.iter().map(|verdict| verdict.word().to_string()).collect(),
                    None => vec!["no prior: two types never occur together".to_string()],
                };
                table.row(std::iter::once(weight.to_string()).chain(words).collect());
            }
        }
        Grid::Moves { lines, .. } => {
            for line in lines {
                let tallies = line.tallies.iter().map(|tally| {
                    let words = [("holds", tally.holds), ("fails", tally.fails), ("undecided", tally.undecided)];
                    let told = words.iter().filter(|(_, count)| *count > 0);
                    let told: Vec<String> = told.map(|(word, count)| format!("{word} at {count}")).collect();
                    told.join(", ")
                });
                table.row([line.size.to_string(), line.possible.to_string()].into_iter().chain(tallies).collect());
            }
        }
    }
    let findings: Vec<String> =
        grid_findings(environment, grid).iter().map(|finding| as_sentence(finding)).collect();
    format!(
        "\n{}\n{}\n{}",
        paragraph(&as_sentence(&format!("{}:", grid_title(grid))), 0, page.width),
        table.render(2, page.width),
        paragraph(&findings.join(" "), 0, page.width)
    )
}
