//! The transfer rules, a table for each and heat maps for the first.

use super::element::{Cell, HtmlTable, Page, details, figure};
use crate::render::name;
use crate::render::payments::first_payments;
use crate::render::svg::render_rules;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;

/// Rules that stand open.
const OPEN: usize = 6;
/// Rules that are written out at most.
const MOST_RULES: usize = 64;
/// Rules that are drawn at most.
const MOST_DRAWN: usize = 12;
/// With more profiles than this only the open rules are written out.
const LARGE: usize = 4096;
/// Profiles of a rule that are written out at most.
const MOST_PROFILES: usize = 128;

pub(super) fn write(page: &mut Page, environment: &Environment, mechanism: &Mechanism) {
    page.section("rules", "Transfer rules");
    rules(page, environment, mechanism, "rule");
}

/// The rules, without a heading; `id` is for their pictures.
pub(super) fn rules(page: &mut Page, environment: &Environment, mechanism: &Mechanism, id: &str) {
    let count = mechanism.rule_count(environment);
    let number =
        count.map_or("more rules than can be counted".to_string(), |count| name::count(count, "rule", "rules"));
    if !mechanism.name.is_empty() {
        page.paragraph(&format!("{}: {number}.", mechanism.name));
    } else {
        page.paragraph(&format!("The mechanism has {number}."));
    }
    page.paragraph(
        "Money to each agent when the profile is reported; negative: the agent pays. In the pictures blue cells with a plus are \
         money to the agent, orange ones with a minus money from it, darker where it is more, on one scale for all rules.",
    );
    let most = if environment.space().size() > LARGE { OPEN } else { MOST_RULES };
    let shown = count.unwrap_or(most).min(most);
    let drawn = render_rules(environment, mechanism, shown.min(MOST_DRAWN), id);
    let tables: Vec<String> = (0..shown)
        .filter_map(|rule| {
            let table = table(environment, mechanism, RuleId(rule))?;
            let picture = drawn.get(rule).map_or_else(String::new, figure);
            Some(format!("<div class=\"rule\">\n{picture}{}</div>\n", table.html()))
        })
        .collect();
    let (open, rest) = tables.split_at(tables.len().min(OPEN));
    page.raw(&open.concat());
    if !rest.is_empty() {
        page.raw(&details(&name::count(rest.len(), "more rule", "more rules"), &rest.concat()));
    }
    if count.is_none_or(|count| count > shown) {
        page.raw("<p>The remaining rules: <code>ambimech export MECHANISM --tables</code>.</p>\n");
    }
}

fn table(environment: &Environment, mechanism: &Mechanism, rule: RuleId) -> Option<HtmlTable> {
    let payments = first_payments(environment, mechanism, rule, MOST_PROFILES)?;
    let size = environment.space().size();
    let mut caption = format!("Rule {}", name::rule(environment, mechanism, rule));
    if size > MOST_PROFILES {
        caption.push_str(&format!(", the first {MOST_PROFILES} of {size} profiles"));
    }
    let mut table = HtmlTable::new(caption, &["Profile"]);
    environment.agents().iter().for_each(|agent| table.column(agent.name.clone()));
    for (profile, payments) in environment.space().profiles().zip(payments) {
        let mut cells = vec![Cell::Head(environment.profile_label(profile))];
        cells.extend(payments.into_iter().map(Cell::Number));
        table.row(cells);
    }
    Some(table)
}
