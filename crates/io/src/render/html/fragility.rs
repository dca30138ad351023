//! The page about the fragility of a condition.

use super::element::{Cell, HtmlTable, Page, badge, escaped};
use super::{STYLE, SWITCH};
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
    let title = if environment.name().is_empty() { "Environment" } else { environment.name() };
    let contents: Vec<String> = page
        .sections()
        .iter()
        .map(|(id, heading)| format!("<li><a href=\"#{id}\">{}</a></li>", escaped(heading)))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"ambimech {version}\">\n<title>{title}: fragility of {condition} · ambimech</title>\n\
         <style>\n{palette}{pictures}{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
         <header>\n<h1>{title}: fragility of {condition}</h1>\n{source}<p class=\"summary\">{badge} {summary}</p>\n{SWITCH}</header>\n\
         <nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n<main id=\"content\">\n{body}</main>\n\
         <footer><p>Made by ambimech {version}. Numbers are exact; decimals are rounded where they are marked by ≈. \
         Pictures are drawn with rounded numbers and prove nothing.</p>\n<p>Environment <code>{digest}</code></p></footer>\n\
         </body>\n</html>\n",
        version = escaped(version),
        title = escaped(title),
        condition = found.condition,
        palette = svg::PALETTE,
        pictures = svg::STYLE,
        source = if environment.source().is_empty() {
            String::new()
        } else {
            format!("<p class=\"source\">{}</p>\n", escaped(environment.source()))
        },
        badge = badge(word(found)),
        summary = escaped(&summary(found)),
        contents = contents.join(""),
        body = page.body(),
        digest = escaped(digest),
    )
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
