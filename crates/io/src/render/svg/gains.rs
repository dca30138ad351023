//! What the best misreport of every coalition gains under each rule alone, and in the worst case over all rules.
//!
//! Under a single rule a coalition may gain much; what counts is the last column, where the worst rule is taken misreport by
//! misreport. The largest number of that column is marked.

use super::Picture;
use super::heat::{HeatMap, Scale, largest};
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::verification::ReportValues;
use std::collections::BTreeMap;

/// Coalitions that are drawn at most.
const MOST_COALITIONS: usize = 24;
/// Rules that have a column at most.
const MOST_RULES: usize = 12;
/// Names of rules longer than this are replaced by numbers.
const LONGEST_NAME: usize = 7;

/// The largest gains of one coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargestGains {
    /// The coalition.
    pub coalition: Coalition,
    /// For every rule the largest gain of a pure misreport if that rule were known to apply, measured, as everywhere, from the
    /// on-path worst case.
    pub under_rule: Vec<Rational>,
    /// The largest worst-case gain of a pure misreport.
    pub worst_case: Rational,
}

/// The largest gains of all coalitions that have misreports, in coalition order; one pass over the values.
pub fn largest_gains(values: &[ReportValues]) -> Vec<LargestGains> {
    let mut found: BTreeMap<Coalition, LargestGains> = BTreeMap::new();
    for row in values.iter().filter(|row| row.truth != row.report) {
        let Some((_, worst)) = row.worst() else { continue };
        let worst = worst - &row.on_path;
        let gains = row.values.iter().map(|value| value - &row.on_path);
        match found.get_mut(&row.coalition) {
            None => {
                let coalition = row.coalition;
                let gains = LargestGains { coalition, under_rule: gains.collect(), worst_case: worst };
                found.insert(coalition, gains);
            }
            Some(known) => {
                for (largest, gain) in known.under_rule.iter_mut().zip(gains) {
                    if gain > *largest {
                        *largest = gain;
                    }
                }
                if worst > known.worst_case {
                    known.worst_case = worst;
                }
            }
        }
    }
    found.into_values().collect()
}

/// The map; `None` without misreports.
pub fn render_gains(
    environment: &Environment,
    mechanism: &Mechanism,
    gains: &[LargestGains],
    id: &str,
) -> Option<Picture> {
    let shown = gains.get(..gains.len().min(MOST_COALITIONS)).filter(|shown| !shown.is_empty())?;
    let rules = shown.iter().map(|row| row.under_rule.len()).max().unwrap_or(0);
    let columns = rules.min(MOST_RULES);
    let names: Vec<String> = (0..columns).map(|rule| name::rule(environment, mechanism, RuleId(rule))).collect();
    let is_numbered = names.iter().any(|name| name.chars().count() > LONGEST_NAME);
    let mut labels: Vec<String> = match is_numbered {
        true => (1..=columns).map(|number| number.to_string()).collect(),
        false => names,
    };
    labels.push("worst case".to_string());
    let cells: Vec<Vec<Option<Rational>>> = shown
        .iter()
        .map(|row| {
            let under = (0..columns).map(|rule| row.under_rule.get(rule).cloned());
            under.chain([Some(row.worst_case.clone())]).collect()
        })
        .collect();
    let worst = (0..shown.len()).max_by(|a, b| shown[*a].worst_case.cmp(&shown[*b].worst_case).then(b.cmp(a)));
    let map = HeatMap {
        title: "Largest gain from a misreport".to_string(),
        down: "coalition".to_string(),
        across: "rule known to apply".to_string(),
        rows: shown.iter().map(|row| name::coalition(environment, row.coalition)).collect(),
        columns: labels,
        scale: Scale::Around(largest(cells.iter().flatten().flatten())),
        marked: worst.map(|row| (row, columns)).into_iter().collect(),
        cells,
    };
    let mut note = vec!["The double frame marks the largest worst-case gain of all.".to_string()];
    if is_numbered {
        note.push("Rules have numbers here, in their order.".to_string());
    }
    if rules > columns {
        note.push(format!(
            "The first {columns} of {rules} rules have a column; the last column is about all of them."
        ));
    }
    if gains.len() > shown.len() {
        note.push(format!("The first {} of {} coalitions are drawn.", shown.len(), gains.len()));
    }
    Some(Picture { svg: map.svg(id), title: map.title, note: note.join(" ") })
}
