//! The list of all misreports with their values under every rule.

use super::table::{Align, Table};
use super::{LONGEST_CELL, Page};
use crate::render::enclosure::enclosed_in_few;
use crate::render::name;
use crate::render::number::cell;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::preference::Enclosure;
use ambimech_model::verification::{ReportValues, SmoothReportValues};

/// One row for each report: who, true types, report, the value under every rule (when the page has room for all of them,
/// otherwise the rule that is worst), the worst value, the on-path worst case, and the gain; where coalitions have other
/// attitudes, what the values are worth takes the place of the worst. A row that gains is marked by
/// `!`; the rows of the truth give the on-path values.
pub fn render_values(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &[ReportValues],
    page: Page,
) -> String {
    let rules = values.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let mut table = make(environment, mechanism, values, Some(rules), page);
    let all_shown = rules <= page.rules && table.natural_width() <= page.width;
    if !all_shown {
        table = make(environment, mechanism, values, None, page);
    }
    let mut text = table.render(0, page.width);
    if !all_shown {
        text.push_str("\nThe values under every rule: --format json.\n");
    }
    if values.len() > page.rows {
        text.push_str(&format!("\n{} of {} rows shown. All rows: --format json.\n", page.rows, values.len()));
    }
    text
}

/// The table, with a column for each of `rules`, or with the name of the worst rule.
fn make(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &[ReportValues],
    rules: Option<usize>,
    page: Page,
) -> Table {
    let mut table = Table::new(&[("coalition", Align::Left), ("types", Align::Left), ("report", Align::Left)]);
    for rule in 0..rules.unwrap_or(0) {
        table.column(&name::rule(environment, mechanism, RuleId(rule)), Align::Right);
    }
    let is_worst_case = environment.attitudes().are_worst_case();
    for heading in [if is_worst_case { "worst" } else { "worth" }, "on path", "gain"] {
        table.column(heading, Align::Right);
    }
    table.column("", Align::Left);
    if rules.is_none() && is_worst_case {
        table.column("worst rule", Align::Left);
    }
    for row in values.iter().take(page.rows) {
        let is_truth = row.truth == row.report;
        let mut cells = vec![
            name::coalition(environment, row.coalition),
            name::types(environment, row.coalition, row.truth),
            if is_truth { "truth".to_string() } else { name::types(environment, row.coalition, row.report) },
        ];
        for rule in 0..rules.unwrap_or(0) {
            cells.push(row.values.get(rule).map_or_else(String::new, |value| cell(value, LONGEST_CELL)));
        }
        let Some((rule, _)) = row.worst() else { continue };
        let gain = row.gain();
        let mark = if gain > Rational::ZERO { "!" } else { "" };
        cells.extend([&row.worth, &row.on_path, &gain].map(|number| cell(number, LONGEST_CELL)));
        cells.push(mark.to_string());
        if rules.is_none() && !is_truth && is_worst_case {
            cells.push(name::rule(environment, mechanism, rule));
        }
        table.row(cells);
    }
    table
}

/// The reports of coalitions with a smooth attitude: who, true types, report, certainty equivalent, that of the truth, and the gain, to
/// digits that are certain. A row that gains is marked by `!`. Empty without rows.
pub fn render_smooth_values(environment: &Environment, values: &[SmoothReportValues], page: Page) -> String {
    if values.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        ("coalition", Align::Left),
        ("types", Align::Left),
        ("report", Align::Left),
        ("certainty equivalent", Align::Right),
        ("on path", Align::Right),
        ("gain", Align::Right),
        ("", Align::Left),
    ]);
    for row in values.iter().take(page.rows) {
        let gain = row.gain();
        let shown =
            |amount: &Option<Enclosure>| amount.as_ref().map_or("minus infinity".to_string(), enclosed_in_few);
        let gains = gain.as_ref().is_some_and(|gain| gain.low > Rational::ZERO);
        table.row(vec![
            name::coalition(environment, row.coalition),
            name::types(environment, row.coalition, row.truth),
            if row.truth == row.report {
                "truth".to_string()
            } else {
                name::types(environment, row.coalition, row.report)
            },
            shown(&row.worth),
            shown(&row.on_path),
            if row.on_path.is_some() { shown(&gain) } else { String::new() },
            if gains { "!" } else { "" }.to_string(),
        ]);
    }
    let mut text = table.render(0, page.width);
    text.push_str("\nThe bounds of these numbers, and the values under every rule: --format json.\n");
    text
}
