//! The frontier of a goal: a table for each cap on rents.

use super::design::render_design;
use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::{cell, decimal, with_decimal};
use crate::render::sentence::as_sentence;
use crate::render::sentence::design::construction_name;
use crate::render::sentence::frontier::{about_all, about_level, cap, file_name, measure, not_found, summary};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::frontier::{Frontier, FrontierAnswer, FrontierPoint, RentLevel};

/// The verdict line, `done:`, `infeasible:` or `undecided:`, then a table for each cap on rents and what is proved.
pub fn render_frontier(environment: &Environment, answer: &FrontierAnswer, page: Page) -> String {
    match answer {
        FrontierAnswer::Found(frontier) => found(environment, frontier, page),
        FrontierAnswer::Infeasible(certificate) => {
            render_design(environment, &DesignAnswer::Infeasible(certificate.clone()), page)
        }
        FrontierAnswer::Undecided { goal, obstacles } => {
            let (goal, obstacles) = (goal.clone(), obstacles.clone());
            render_design(environment, &DesignAnswer::Undecided { goal, obstacles, reachable: Vec::new() }, page)
        }
        FrontierAnswer::OtherAttitude { goal, .. } | FrontierAnswer::NoPrior { goal, .. } => {
            let why = not_found(environment, answer).unwrap_or_default();
            format!("undecided: {goal}\n\n{}", paragraph(&why, 0, page.width))
        }
    }
}

fn found(environment: &Environment, frontier: &Frontier, page: Page) -> String {
    let mut text = paragraph(&format!("done: {}", summary(frontier)), 0, page.width);
    text.push_str(&format!("\n{}", paragraph(&about_all(environment, frontier).join(" "), 0, page.width)));
    for level in &frontier.levels {
        let heading = cap(&level.cap);
        if !heading.is_empty() {
            text.push_str(&format!("\n{}\n", as_sentence(&format!("{heading}:"))));
        }
        text.push_str(&format!("\n{}", table(frontier, level, page)));
        text.push_str(&format!("\n{}", paragraph(&about_level(frontier, level).join(" "), 0, page.width)));
    }
    text
}

fn table(frontier: &Frontier, level: &RentLevel, page: Page) -> String {
    let mut table = Table::new(&[
        ("rules", Align::Right),
        (measure(frontier.measure), Align::Right),
        ("≈", Align::Right),
        ("rents", Align::Right),
        ("how", Align::Left),
        ("file", Align::Left),
    ]);
    let mut line = |point: &FrontierPoint, file: String| {
        table.row(vec![
            point.rules.to_string(),
            cell(&point.stakes, LONGEST_CELL),
            decimal(&point.stakes).digits,
            point.rents.as_ref().map_or("unknown".to_string(), |rents| cell(rents, LONGEST_CELL)),
            construction_name(point.design.construction).to_string(),
            file,
        ]);
    };
    for point in &level.points {
        line(point, file_name(level, point));
    }
    if level.cap.admits(frontier.usual.rents.as_ref()) {
        line(&frontier.usual, "mechanism-paper.json".to_string());
    }
    if table.is_empty() {
        return String::new();
    }
    let mut text = table.render(2, page.width);
    if let Some(bound) = &level.bound {
        text.push_str(&format!("  any number of rules: at least {}\n", with_decimal(&bound.value)));
    }
    text
}
