//! A table of smallest scales.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::{cell, decimal};
use crate::render::sentence::design::base;
use crate::render::sentence::scale::{attitude_numbers, misreport, no_scale, smallest_scale};
use crate::render::sentence::{as_sentence, obstacle::obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::number::Rational;
use ambimech_model::property::Goal;
use ambimech_model::property::{Property, Reports};
use ambimech_model::scale::{ScaleAnswer, ScaleStudy, ScaleTable};

/// The verdict line, `done:` or `undecided:`, then the family of rules and one row for each attitude.
pub fn render_scales(
    environment: &Environment,
    goal: &Goal,
    reports: Reports,
    study: &ScaleStudy,
    page: Page,
) -> String {
    let is_about_reports = goal.properties().into_iter().any(Property::is_about_reports);
    let against = if is_about_reports { format!(", against {} reports", reports.name()) } else { String::new() };
    match study {
        ScaleStudy::Table(table) => {
            format!("done: smallest scales for goal {goal}{against}\n\n") + &scales(environment, table, page)
        }
        ScaleStudy::Obstructed(obstacles) => {
            let mut text = format!("undecided: no rules in pairs for goal {goal}{against}\n");
            for sentence in obstacles.iter().flat_map(|found| obstacle(environment, found)) {
                text.push_str(&format!("\n{}", paragraph(&as_sentence(&sentence), 0, page.width)));
            }
            text
        }
    }
}

fn scales(environment: &Environment, table: &ScaleTable, page: Page) -> String {
    let family = match table.bets {
        0 => "one rule, the base rule: nothing is tempted under it, whatever the attitude".to_string(),
        1 => "2 rules, the base rule plus and minus M times one side bet".to_string(),
        bets => format!(
            "{}, the base rule plus and minus M times each of {bets} side bets",
            name::count(2 * bets, "rule", "rules")
        ),
    };
    let mut about = Table::new(&[("family", Align::Left), ("", Align::Left)]);
    about.row(vec!["base rule".to_string(), base(environment, table.base)]);
    about.row(vec!["rules".to_string(), family]);
    let mut rows = Table::new(&[
        ("attitude of everybody", Align::Left),
        ("smallest M", Align::Right),
        ("decimal", Align::Right),
        ("largest payment", Align::Right),
        ("first to gain with less", Align::Left),
    ]);
    let near = |number: &Rational| decimal(number).marked();
    let mut remarks: Vec<String> = Vec::new();
    let mut is_enclosed = false;
    for row in &table.rows {
        let attitude = attitude_numbers(row.attitude.as_ref());
        let cells = match &row.answer {
            ScaleAnswer::NotNeeded => {
                [cell(&Rational::ZERO, 1), String::new(), String::new(), "nobody".to_string()]
            }
            ScaleAnswer::Found { scale, binding, largest_payment } => {
                is_enclosed |= !scale.is_exact();
                let (exact, decimal) = match scale.is_exact() {
                    true => (cell(&scale.high, LONGEST_CELL), near(&scale.high)),
                    false => ("*".to_string(), smallest_scale(scale)),
                };
                let payment = near(largest_payment);
                [exact, decimal, payment, misreport(environment, binding)]
            }
            ScaleAnswer::Never(found) => {
                let sentence = as_sentence(&no_scale(environment, found));
                if !remarks.contains(&sentence) {
                    remarks.push(sentence);
                }
                ["none".to_string(), String::new(), String::new(), misreport(environment, &found.misreport)]
            }
            ScaleAnswer::Unsettled => {
                let remark =
                    "Comparisons with a smooth attitude could not be settled closely enough to find a scale.";
                if !remarks.iter().any(|known| known == remark) {
                    remarks.push(remark.to_string());
                }
                ["?".to_string(), String::new(), String::new(), String::new()]
            }
        };
        let mut line = vec![attitude];
        line.extend(cells);
        rows.row(line);
    }
    let mut text = format!("{}\n{}", about.render(2, page.width), rows.render(2, page.width));
    if is_enclosed {
        remarks.insert(
            0,
            "A scale marked * is proved to be enough, and the number behind it is proved not to be: the smallest is between the two."
                .to_string(),
        );
    }
    for remark in remarks {
        text.push_str(&format!("\n{}", paragraph(&remark, 0, page.width)));
    }
    text
}
