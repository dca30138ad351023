//! Expectations and verdicts under sets of beliefs.

use super::table::{Align, Table};
use super::{LONGEST_CELL, Page};
use crate::render::name;
use crate::render::number::{cell, with_decimal};
use crate::render::sentence::scenario::{narrowest, no_verdict, set_claim, state_label};
use ambimech_model::belief_set::ExpectationRange;
use ambimech_model::belief_verdict::{SetClaim, SetVerification};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{JointTypeId, RuleId};
use ambimech_model::mechanism::Mechanism;

/// `done:`, a table of the smallest and largest expectations, and for each the beliefs that attain them.
pub fn render_expectations(
    environment: &Environment,
    mechanism: Option<&Mechanism>,
    what: &str,
    ranges: &[ExpectationRange],
    page: Page,
) -> String {
    let rule_name = |rule: Option<RuleId>| match (rule, mechanism) {
        (Some(rule), Some(mechanism)) => name::rule(environment, mechanism, rule),
        _ => String::new(),
    };
    let has_rules = ranges.iter().any(|range| range.rule.is_some());
    let mut columns = vec![("agent", Align::Left), ("type", Align::Left)];
    columns.extend(has_rules.then_some(("rule", Align::Left)));
    columns.extend([("lower", Align::Right), ("upper", Align::Right)]);
    let mut table = Table::new(&columns);
    for range in ranges {
        let mut row = vec![
            environment.agent_name(range.agent).to_string(),
            environment.type_name(range.agent, range.own).to_string(),
        ];
        row.extend(has_rules.then(|| rule_name(range.rule)));
        row.extend([with_decimal(&range.lower.value), with_decimal(&range.upper.value)]);
        table.row(row);
    }
    let mut text = format!("done: {what}\n\n{}", table.render(0, page.width));
    for range in ranges {
        let who = name::who_of_type(environment, Coalition::single(range.agent), JointTypeId(range.own.0));
        let under =
            if range.rule.is_some() { format!(" under rule {}", rule_name(range.rule)) } else { String::new() };
        text.push_str(&format!("\n{who}{under}\n"));
        let mut table = Table::new(&[
            ("others", Align::Left),
            ("value", Align::Right),
            ("belief at the lower", Align::Right),
            ("at the upper", Align::Right),
        ]);
        let beliefs = range.lower.prior.probabilities().iter().zip(range.upper.prior.probabilities());
        for (state, (value, (low, high))) in range.values.iter().zip(beliefs).enumerate().take(page.rows) {
            table.row(vec![
                state_label(environment, range.agent, JointTypeId(state)),
                cell(value, LONGEST_CELL),
                cell(low, LONGEST_CELL),
                cell(high, LONGEST_CELL),
            ]);
        }
        text.push_str(&table.render(2, page.width));
        if range.values.len() > page.rows {
            text.push_str(&format!("  … and {} more type profiles\n", range.values.len() - page.rows));
        }
    }
    text
}

/// The verdict line, about the claims `asked` for, and the table of all claims.
pub fn render_set_verification(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &SetVerification,
    asked: &[SetClaim],
    page: Page,
) -> String {
    let named = |holds: bool| -> Vec<String> {
        let verdicts = verification.answers.iter().map(|answer| &answer.verdict);
        let found = verdicts.filter(|verdict| verdict.holds == holds && asked.contains(&verdict.claim));
        found.map(|verdict| set_claim(verdict.claim)).collect()
    };
    let open: Vec<String> = verification
        .undecided
        .iter()
        .filter(|(claim, _)| asked.contains(claim))
        .map(|(claim, _)| set_claim(*claim))
        .collect();
    let first = match (named(false), open) {
        (failing, _) if !failing.is_empty() => format!("fails: {}", failing.join("; ")),
        (_, open) if !open.is_empty() => format!("undecided: {}", open.join("; ")),
        _ => format!("holds: {}", named(true).join("; ")),
    };
    let mut table = Table::new(&[
        ("property", Align::Left),
        ("criterion", Align::Left),
        ("reports", Align::Left),
        ("verdict", Align::Left),
        ("worst case", Align::Left),
    ]);
    let mut row = |claim: SetClaim, verdict: &str, words: String| {
        let criterion = if claim.property.is_free_of_beliefs() { "" } else { claim.criterion.name() };
        table.row(vec![
            claim.property.name().to_string(),
            criterion.to_string(),
            claim.property.reports().map_or("", |reports| reports.name()).to_string(),
            verdict.to_string(),
            words,
        ]);
    };
    for answer in &verification.answers {
        let verdict = if answer.verdict.holds { "holds" } else { "fails" };
        row(answer.verdict.claim, verdict, narrowest(environment, mechanism, answer));
    }
    for (claim, why) in &verification.undecided {
        row(*claim, "undecided", no_verdict(environment, why));
    }
    format!("{first}\n\n{}", table.render(0, page.width))
}
