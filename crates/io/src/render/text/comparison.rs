//! Mechanisms side by side: their properties, largest payment and expected revenue, and why others are missing.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::number::cell;
use crate::render::sentence::benchmark::{candidate, why_not};
use ambimech_model::comparison::{Candidate, Compared, Comparison};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::property::{Claim, Property};

/// The properties of a comparison, in the order of its columns.
const SHOWN: [Property; 6] =
    [Property::Ic, Property::Cic, Property::Ir, Property::Cr, Property::Bb, Property::Fse];

/// The verdict line, `done:`, then one row per mechanism, then why others are not to be had.
pub fn render_comparison(environment: &Environment, comparison: &Comparison, page: Page) -> String {
    let is_benchmark = |entry: &&Compared| matches!(entry.candidate, Candidate::Benchmark(_));
    let known = comparison.entries.iter().filter(is_benchmark);
    let all = known.clone().count();
    let here = known.filter(|entry| matches!(entry.answer, DesignAnswer::Done(_))).count();
    let mut table = Table::new(&[("mechanism", Align::Left), ("rules", Align::Right)]);
    for property in SHOWN {
        table.column(property.name(), Align::Left);
    }
    table.column("largest payment", Align::Right);
    table.column("expected revenue", Align::Right);
    let mut missing = Table::new(&[("not here", Align::Left), ("because", Align::Left)]);
    for entry in &comparison.entries {
        match why_not(environment, entry) {
            Some(reason) => missing.row(vec![candidate(&entry.candidate), reason]),
            None => table.row(row(environment, comparison, entry)),
        }
    }
    let mut text = format!("done: {here} of {all} mechanisms of the literature can be had here\n");
    if !table.is_empty() {
        text.push_str(&format!("\n{}", table.render(2, page.width)));
    }
    if !missing.is_empty() {
        text.push_str(&format!("\n{}", missing.render(2, page.width)));
    }
    let against = comparison.reports.name();
    let notes = format!(
        "Every yes is checked and every no has a counterexample: ic and cic against {against} reports (with one rule mixtures gain \
         nothing more). The largest payment is the largest that anybody ever makes; the expected revenue is what the \
         designer expects to keep."
    );
    text.push_str(&format!("\n{}", paragraph(&notes, 0, page.width)));
    text.push_str(
        "\nOne of them with its payments: ambimech design ENV --method NAME, or --goal GOAL --mechanism simple|ambiguous\n",
    );
    text
}

fn row(environment: &Environment, comparison: &Comparison, entry: &Compared) -> Vec<String> {
    let DesignAnswer::Done(design) = &entry.answer else { return Vec::new() };
    let rules =
        design.mechanism.rule_count(environment).map_or_else(|| "many".to_string(), |count| count.to_string());
    let mut cells = vec![candidate(&entry.candidate), rules];
    cells.extend(SHOWN.map(|property| {
        let claim = Claim::new(property, comparison.reports);
        let verification = entry.verification.as_ref().and_then(|found| found.as_ref().ok());
        let holds = verification.and_then(|found| found.answer(claim)).map(|answer| answer.holds);
        match holds {
            Some(true) => "yes",
            Some(false) => "no",
            // Not verified as a whole: the certificate says what was checked.
            None if design.certificate.claims.contains(&claim) => "yes",
            None => "?",
        }
        .to_string()
    }));
    cells.push(cell(&design.stakes.largest_payment.3, LONGEST_CELL));
    cells.push(match &entry.revenue {
        None => "?".to_string(),
        Some((least, most)) if least == most => cell(least, LONGEST_CELL),
        Some((least, most)) => format!("{} to {}", cell(least, LONGEST_CELL), cell(most, LONGEST_CELL)),
    });
    cells
}
