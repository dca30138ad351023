//! The page about the fragility of a condition.

use super::document::Document;
use super::element::{Cell, HtmlTable, Page, badge, escaped};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::reasons;
use crate::render::sentence::fragility::{grid_findings, grid_title, meaning, measure, summary, word};
use crate::render::svg;
use crate::render::text::largest_stakes;
use ambimech_model::condition::Verdict;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Fragility, Grid, Measure, Way};

/// A self-contained page; `digest` identifies the environment, `version` is that of the program.
pub fn render_fragility_html(environment: &Environment, found: &Fragility, digest: &str, version: &str) -> String {
    let mut page = Page::default();
    if let Verdict::Fails(_) = found.verdict {
        page.section("why", "Why it fails");
        for reason in reasons(environment, found.condition, &found.verdict) {
            page.paragraph(&as_sentence(&reason));
        }
    }
    if !found.distances.is_empty() {
        page.section("distances", "How far it is from failing");
    }
    for (measured, distance) in &found.distances {
        page.heading(&as_sentence(measure(*measured)).replace('.', ""));
        for sentence in meaning(environment, found.condition, *measured, distance) {
            page.paragraph(&as_sentence(&sentence));
        }
        let (Distance::Nearest(nearest), Some(prior)) = (distance, environment.common_prior()) else { continue };
        let change = match measured {
            Measure::TotalVariation => "Difference",
            Measure::Odds => "Factor",
        };
        let mut table = HtmlTable::new("The prior, and one that fails", &["Profile", "Prior", "There", change]);
        for profile in environment.space().profiles() {
            let (here, there) = (prior.probability(profile), nearest.prior.probability(profile));
            let change = match measured {
                Measure::Odds if !here.is_zero() => Cell::Number(&there / &here),
                Measure::Odds => Cell::Words(String::new()),
                Measure::TotalVariation => Cell::Number(&there - &here),
            };
            let label = Cell::Head(name::profile(environment, profile));
            table.row(vec![label, Cell::Number(here), Cell::Number(there), change]);
        }
        page.table(&table);
    }
    if let Some(way) = &found.way {
        page.section("stakes", "Stakes on the way");
        stakes(&mut page, way);
    }
    if !found.grids.is_empty() {
        page.section("grids", "Conditions at other priors");
    }
    for grid in &found.grids {
        on_grid(&mut page, environment, grid);
    }
    let about = format!("fragility of {}", found.condition);
    let summary = format!("<p class=\"summary\">{} {}</p>\n", badge(word(found)), escaped(&summary(found)));
    let (named, source) = (environment.name(), environment.source());
    Document { named, source, kind: "Environment", about: &about, summary: &summary, digest, version }.render(page)
}

fn stakes(page: &mut Page, way: &Way) {
    page.paragraph(&format!(
        "Goal {}, {}, at priors on the straight way to the one that is nearest in {}.",
        way.goal,
        way.benchmark.map_or("the design in closed form", |benchmark| benchmark.name()),
        measure(way.measure)
    ));
    page.pictures(&svg::render_way(way, "way").into_iter().collect::<Vec<_>>());
    let is_bounded = way.stations.iter().any(|station| station.least.is_some());
    let caption = if is_bounded {
        "The largest payment or receipt; in the last column what somebody pays or receives at least in any mechanism in which \
         nobody gains by misreports"
    } else {
        "The largest payment or receipt"
    };
    let mut table = HtmlTable::new(caption, &["Way left", "Largest payment", "Scale"]);
    if is_bounded {
        table.column("Any mechanism");
    }
    let none = || Cell::Words(String::new());
    for station in &way.stations {
        let mut cells = vec![Cell::Head(station.remaining.to_string())];
        match &station.answer {
            DesignAnswer::Done(design) => {
                cells.push(Cell::Number(largest_stakes(design)));
                cells.push(design.scale.clone().map_or_else(none, Cell::Number));
            }
            DesignAnswer::Infeasible(_) => cells.extend([Cell::Words("infeasible".to_string()), none()]),
            DesignAnswer::Undecided { .. } => cells.extend([Cell::Words("undecided".to_string()), none()]),
        }
        if is_bounded {
            cells.push(station.least.clone().map_or_else(none, Cell::Number));
        }
        table.row(cells);
    }
    page.table(&table);
}

fn on_grid(page: &mut Page, environment: &Environment, grid: &Grid) {
    let title = as_sentence(&grid_title(grid)).trim_end_matches('.').to_string();
    page.heading(&title);
    let (first, conditions) = match grid {
        Grid::Mixtures { conditions, .. } => ("Weight", conditions),
        Grid::Moves { conditions, .. } => ("Moved by", conditions),
    };
    let mut table = HtmlTable::new(title, &[first]);
    conditions.iter().for_each(|condition| table.column(condition.name()));
    match grid {
        Grid::Mixtures { lines, .. } => {
            for (weight, verdicts) in lines {
                let cells = conditions.iter().enumerate().map(|(place, _)| match verdicts {
                    Some(verdicts) => verdicts
                        .get(place)
                        .map_or(Cell::Words(String::new()), |verdict| Cell::Html(badge(verdict.word()))),
                    None => Cell::Words("no prior".to_string()),
                });
                table.row(std::iter::once(Cell::Head(weight.to_string())).chain(cells).collect());
            }
        }
        Grid::Moves { lines, .. } => {
            for line in lines {
                let cells = line.tallies.iter().map(|tally| {
                    Cell::Words(format!("holds at {}, fails at {} of {}", tally.holds, tally.fails, line.possible))
                });
                table.row(std::iter::once(Cell::Head(line.size.to_string())).chain(cells).collect());
            }
        }
    }
    page.table(&table);
    for finding in grid_findings(environment, grid) {
        page.paragraph(&as_sentence(&finding));
    }
}
