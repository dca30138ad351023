//! Transfer rules as tables: profiles down, agents across, as many rules side by side as the page holds.

use super::table::{Align, Table};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::cell;
use crate::render::payments::first_payments;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use std::ops::Range;

/// The rules, money to each agent at each reported profile; what is left out is said, with how to get it.
pub fn render_rules(environment: &Environment, mechanism: &Mechanism, page: Page) -> String {
    let count = mechanism.rule_count(environment);
    let shown = count.unwrap_or(usize::MAX).min(page.rules);
    let rules: Vec<(String, Vec<Vec<Rational>>)> = (0..shown)
        .map(RuleId)
        .map_while(|rule| {
            let payments = first_payments(environment, mechanism, rule, page.rows)?;
            Some((name::rule(environment, mechanism, rule), payments))
        })
        .collect();
    let mut text = String::from("Money to each agent when the profile is reported; negative: the agent pays.\n\n");
    let mut rest = rules.as_slice();
    while !rest.is_empty() {
        let everyone = 0..environment.agent_count();
        let mut side_by_side = 1;
        let mut table = block(environment, &rest[..1], everyone.clone(), page);
        if table.natural_width() > page.width {
            text.push_str(&agents_in_parts(environment, &rest[..1], page));
        } else {
            while side_by_side < rest.len() {
                let wider = block(environment, &rest[..=side_by_side], everyone.clone(), page);
                if wider.natural_width() > page.width {
                    break;
                }
                table = wider;
                side_by_side += 1;
            }
            text.push_str(&table.render(0, page.width));
        }
        rest = &rest[side_by_side..];
        if !rest.is_empty() {
            text.push('\n');
        }
    }
    let profiles = environment.space().size();
    let mut left_out = Vec::new();
    if profiles > page.rows {
        left_out.push(format!("{} of {profiles} profiles", page.rows));
    }
    match count {
        Some(count) if count > rules.len() => left_out.push(format!("{} of {count} rules", rules.len())),
        Some(_) => {}
        None => left_out.push(format!("{} of more rules than can be counted", rules.len())),
    }
    if !left_out.is_empty() {
        text.push_str(&format!(
            "\nShown: {}. Everything: `ambimech export MECHANISM --tables`.\n",
            name::and_list(&left_out)
        ));
    }
    text
}

/// A rule too wide for the page: as many agents at a time as fit, one at least.
fn agents_in_parts(environment: &Environment, rule: &[(String, Vec<Vec<Rational>>)], page: Page) -> String {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < environment.agent_count() {
        let mut end = start + 1;
        let mut table = block(environment, rule, start..end, page);
        while end < environment.agent_count() {
            let wider = block(environment, rule, start..end + 1, page);
            if wider.natural_width() > page.width {
                break;
            }
            table = wider;
            end += 1;
        }
        parts.push(table.render(0, page.width));
        start = end;
    }
    parts.join("\n")
}

/// One table of a few rules and of a range of agents.
fn block(
    environment: &Environment,
    rules: &[(String, Vec<Vec<Rational>>)],
    agents: Range<usize>,
    page: Page,
) -> Table {
    let mut table = Table::new(&[("profile", Align::Left)]);
    table.group("", 1);
    for (rule, _) in rules {
        table.column("", Align::Left);
        table.group("|", 1);
        for agent in &environment.agents()[agents.clone()] {
            table.column(&agent.name, Align::Right);
        }
        table.group(format!("rule {rule}"), agents.len());
    }
    for (place, profile) in environment.space().profiles().take(page.rows).enumerate() {
        let mut cells = vec![environment.profile_label(profile)];
        for (_, payments) in rules {
            cells.push("|".to_string());
            let shown = &payments[place][agents.clone()];
            cells.extend(shown.iter().map(|payment| cell(payment, LONGEST_CELL)));
        }
        table.row(cells);
    }
    table
}
