//! The page about a frontier.

use super::element::{Cell, HtmlTable, Page, badge, details, escaped};
use super::{STYLE, SWITCH, design, mechanism};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::design::construction_name;
use crate::render::sentence::frontier::{about_all, about_level, cap, file_name, measure, summary};
use crate::render::svg;
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, FrontierPoint, RentLevel};

/// A self-contained page; `digest` identifies the environment, `version` is that of the program.
pub fn render_frontier_html(
    environment: &Environment,
    frontier: &Frontier,
    digest: &str,
    version: &str,
) -> String {
    let mut page = Page::default();
    page.section("frontier", "Rules against stakes");
    write(&mut page, environment, frontier);
    page.section("mechanisms", "The mechanisms");
    for level in &frontier.levels {
        for point in &level.points {
            rules(&mut page, environment, level, point);
        }
    }
    if let LeastRules::Two(certificate) = &frontier.least {
        page.section("one-rule", "Why one rule is not enough");
        design::infeasible(&mut page, environment, certificate);
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
         <meta name=\"generator\" content=\"ambimech {version}\">\n<title>{title}: frontier of {goal} · ambimech</title>\n\
         <style>\n{palette}{pictures}{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
         <header>\n<h1>{title}: frontier of {goal}</h1>\n{source}<p class=\"summary\">{badge} {summary}</p>\n{SWITCH}</header>\n\
         <nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n<main id=\"content\">\n{body}</main>\n\
         <footer><p>Made by ambimech {version}. Numbers are exact; decimals are rounded where they are marked by ≈. \
         Pictures are drawn with rounded numbers and prove nothing.</p>\n<p>Environment <code>{digest}</code></p></footer>\n\
         </body>\n</html>\n",
        version = escaped(version),
        title = escaped(title),
        goal = escaped(&frontier.goal.to_string()),
        palette = svg::PALETTE,
        pictures = svg::STYLE,
        source = if environment.source().is_empty() {
            String::new()
        } else {
            format!("<p class=\"source\">{}</p>\n", escaped(environment.source()))
        },
        badge = badge("done"),
        summary = escaped(&summary(frontier)),
        contents = contents.join(""),
        body = page.body(),
        digest = escaped(digest),
    )
}

/// Picture, tables and what is proved.
pub(super) fn write(page: &mut Page, environment: &Environment, frontier: &Frontier) {
    page.paragraph(&about_all(environment, frontier).join(" "));
    let pictures =
        [svg::render_frontier(frontier, "frontier-picture"), svg::render_rents(frontier, "rents-picture")];
    page.pictures(&pictures.into_iter().flatten().collect::<Vec<_>>());
    for level in &frontier.levels {
        let heading = as_sentence(&cap(&level.cap)).trim_end_matches('.').to_string();
        if !heading.is_empty() {
            page.heading(&heading);
        }
        let stakes = as_sentence(measure(frontier.measure)).trim_end_matches('.').to_string();
        let columns = ["Rules", stakes.as_str(), "Rents", "How", "File"];
        let caption = if heading.is_empty() {
            format!("Number of rules and {}", measure(frontier.measure))
        } else {
            format!("Number of rules and {}, {}", measure(frontier.measure), cap(&level.cap))
        };
        let mut table = HtmlTable::new(caption, &columns);
        let mut line = |point: &FrontierPoint, file: String| {
            table.row(vec![
                Cell::Head(point.rules.to_string()),
                Cell::Number(point.stakes.clone()),
                point.rents.clone().map_or(Cell::Words("unknown".to_string()), Cell::Number),
                Cell::Words(construction_name(point.design.construction).to_string()),
                Cell::Words(file),
            ]);
        };
        level.points.iter().for_each(|point| line(point, file_name(level, point)));
        if level.cap.admits(frontier.usual.rents.as_ref()) {
            line(&frontier.usual, "mechanism-paper.json".to_string());
        }
        if let Some(bound) = &level.bound {
            table.row(vec![
                Cell::Head("any number: at least".to_string()),
                Cell::Number(bound.value.clone()),
                Cell::Words(String::new()),
                Cell::Words("proved".to_string()),
                Cell::Words(String::new()),
            ]);
        }
        page.table(&table);
        page.paragraph(&about_level(frontier, level).join(" "));
    }
}

/// One mechanism, folded.
fn rules(page: &mut Page, environment: &Environment, level: &RentLevel, point: &FrontierPoint) {
    let mut inner = Page::default();
    design::write(&mut inner, environment, &DesignAnswer::Done(point.design.clone()));
    let id = format!("{}-rule", file_name(level, point).trim_end_matches(".json"));
    mechanism::rules(&mut inner, environment, &point.design.mechanism, &id);
    let cap = cap(&level.cap);
    let cap = if cap.is_empty() { cap } else { format!(", {cap}") };
    let summary = format!("{}{cap}", name::count(point.rules, "rule", "rules"));
    page.raw(&details(&summary, &inner.body()));
}
