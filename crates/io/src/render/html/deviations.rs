//! What misreports are worth under every rule, drawn and in numbers, coalition by coalition.

use super::element::{Cell, HtmlTable, Page, details, figure};
use crate::render::name;
use crate::render::report::MechanismReport;
use crate::render::svg::{LargestGains, largest_gains, render_deviations, render_gains};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::number::Rational;
use ambimech_model::verification::ReportValues;
use std::collections::BTreeMap;

/// Coalitions with at most this many misreports stand open.
const OPEN: usize = 16;
/// Coalitions that are shown at most.
const MOST_COALITIONS: usize = 32;
/// Rows of a table at most.
const MOST_ROWS: usize = 256;
/// With more rules than this only the worst value is written.
const MOST_RULES: usize = 24;

pub(super) fn write(page: &mut Page, environment: &Environment, found: &MechanismReport<'_>) {
    let Some(values) = found.values.filter(|values| !values.is_empty()) else { return };
    let mut by_coalition: BTreeMap<Coalition, Vec<&ReportValues>> = BTreeMap::new();
    for row in values {
        by_coalition.entry(row.coalition).or_default().push(row);
    }
    page.section("misreports", "What misreports are worth");
    if !environment.attitudes().are_worst_case() {
        page.paragraph(
            "What every pure report is worth to each coalition by its attitude to ambiguity, beside its values under the rules.",
        );
        for (coalition, rows) in by_coalition.iter().take(MOST_COALITIONS) {
            page.table(&table(environment, found, *coalition, rows));
        }
        return;
    }
    overview(page, environment, found, &largest_gains(values));
    page.heading("Misreport by misreport");
    page.raw(
        "<p>Each line is a pure misreport. Rings are its values under the rules, measured from what the truth is worth in the \
         worst case, the line at 0. The filled mark is the worst of them, which is what counts: \
         <span class=\"swatch accent\" aria-hidden=\"true\">●</span> a loss or nothing gained, \
         <span class=\"swatch warn\" aria-hidden=\"true\">◆</span> a gain. Mixtures of reports are not drawn; under \
         Verification stands what the best of them is worth.</p>\n",
    );
    for (place, (coalition, rows)) in by_coalition.iter().take(MOST_COALITIONS).enumerate() {
        let misreports = rows.iter().filter(|row| row.truth != row.report).count();
        let Some(picture) =
            render_deviations(environment, found.mechanism, *coalition, values, &format!("misreports-{place}"))
        else {
            continue;
        };
        let who = name::who(environment, *coalition);
        let table = details(
            &format!("The same values of {who} in exact numbers"),
            &table(environment, found, *coalition, rows).html(),
        );
        let body = format!("{}{table}", figure(&picture));
        if misreports > OPEN {
            page.raw(&details(&format!("What {misreports} misreports are worth to {who}"), &body));
        } else {
            page.raw(&body);
        }
    }
    if by_coalition.len() > MOST_COALITIONS {
        page.paragraph(&format!("Shown: {MOST_COALITIONS} of {} coalitions.", by_coalition.len()));
    }
}

/// The largest gain of every coalition under each rule, and in the worst case.
fn overview(page: &mut Page, environment: &Environment, found: &MechanismReport<'_>, gains: &[LargestGains]) {
    if gains.is_empty() {
        page.paragraph("Nobody has two types, so there are no misreports.");
        return;
    }
    page.heading("Coalition by coalition");
    page.paragraph(
        "What the best pure misreport gains under each rule alone, measured from what the truth is worth in the worst case. A \
         coalition that knew the rule might gain; it does not, and the worst case over the rules, in the last column, is what \
         counts.",
    );
    if let Some(picture) = render_gains(environment, found.mechanism, gains, "gains") {
        page.raw(&figure(&picture));
    }
    let rules = gains.iter().map(|row| row.under_rule.len()).max().unwrap_or(0);
    let shown = if rules <= MOST_RULES { rules } else { 0 };
    let mut table = HtmlTable::new("Largest gains from pure misreports in exact numbers", &["Coalition"]);
    for rule in 0..shown {
        table.column(format!("rule {}", name::rule(environment, found.mechanism, RuleId(rule))));
    }
    table.column("Worst case");
    let largest = gains.iter().map(|row| &row.worst_case).max();
    for row in gains.iter().take(MOST_COALITIONS) {
        let mut cells = vec![Cell::Head(name::coalition(environment, row.coalition))];
        cells.extend(row.under_rule.iter().take(shown).map(|gain| Cell::Bare(gain.clone())));
        cells.push(match largest == Some(&row.worst_case) {
            true => Cell::Worst(row.worst_case.clone()),
            false => Cell::Number(row.worst_case.clone()),
        });
        table.marked_row(if row.worst_case > Rational::ZERO { "gains" } else { "" }, cells);
    }
    page.raw(&details("The largest gains in exact numbers", &table.html()));
}

fn table(
    environment: &Environment,
    found: &MechanismReport<'_>,
    coalition: Coalition,
    rows: &[&ReportValues],
) -> HtmlTable {
    let rules = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let shown = if rules <= MOST_RULES { rules } else { 0 };
    let mut caption = format!("Values of the reports of {}", name::who(environment, coalition));
    if rows.len() > MOST_ROWS {
        caption.push_str(&format!(", the first {MOST_ROWS} of {}", rows.len()));
    }
    let mut table = HtmlTable::new(caption, &["True types → report"]);
    for rule in 0..shown {
        table.column(format!("rule {}", name::rule(environment, found.mechanism, RuleId(rule))));
    }
    let is_worst_case = environment.attitudes().are_worst_case();
    let headings: &[&str] =
        if is_worst_case { &["Worst", "under rule", "On path", "Gain"] } else { &["Worth", "On path", "Gain"] };
    headings.iter().for_each(|heading| table.column(*heading));
    for row in rows.iter().take(MOST_ROWS) {
        let Some((worst_rule, _)) = row.worst() else { continue };
        let is_truth = row.truth == row.report;
        let gain = row.gain();
        let truth = name::types(environment, coalition, row.truth);
        let label = if is_truth {
            format!("{truth}, truthful")
        } else {
            format!("{truth} → {}", name::types(environment, coalition, row.report))
        };
        let mut cells = vec![Cell::Head(label)];
        cells.extend(row.values.iter().take(shown).enumerate().map(|(rule, value)| {
            if rule == worst_rule.0 && !is_truth && is_worst_case {
                Cell::Worst(value.clone())
            } else {
                Cell::Bare(value.clone())
            }
        }));
        cells.push(Cell::Number(row.worth.clone()));
        if is_worst_case {
            cells.push(Cell::Words(name::rule(environment, found.mechanism, worst_rule)));
        }
        cells.extend([Cell::Number(row.on_path.clone()), Cell::Number(gain.clone())]);
        let class = if gain > Rational::ZERO {
            "gains"
        } else if is_truth {
            "truth"
        } else {
            ""
        };
        table.marked_row(class, cells);
    }
    table
}
