//! The page about a frontier.

use super::document::Document;
use super::element::{Cell, HtmlTable, Page, badge, details, escaped};
use super::{design, mechanism};
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
    let about = format!("frontier of {}", frontier.goal);
    let summary = format!("<p class=\"summary\">{} {}</p>\n", badge("done"), escaped(&summary(frontier)));
    let (named, source) = (environment.name(), environment.source());
    Document { named, source, kind: "Environment", about: &about, summary: &summary, digest, version }.render(page)
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
