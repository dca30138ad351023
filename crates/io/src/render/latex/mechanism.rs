//! A mechanism: its rules, its properties, what misreports gain, what is at stake.

use super::environment::{MOST_ROWS, description, left_out};
use super::escape::escaped;
use super::tabular::{Cell, Kind, Table};
use crate::render::name;
use crate::render::payments::first_payments;
use crate::render::report::{CertificateStatus, MechanismReport};
use crate::render::sentence::condition::undecided;
use crate::render::sentence::limits::{claim_names, kept_in_words};
use crate::render::sentence::timing::timing_words;
use crate::render::sentence::worst::worst_case;
use crate::render::sentence::{as_sentence, stakes};
use crate::render::svg::largest_gains;
use crate::render::text::checked_in_words;
use ambimech_model::design::Stakes;
use ambimech_model::environment::Environment;
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::verification::{ReportValues, Verification};

/// With more profiles than this only a few rules are written.
const LARGE: usize = 1024;
/// How many.
const FEW_RULES: usize = 4;
/// Rules at most.
const MOST_RULES: usize = 64;
/// Rules that have a column in the table of gains at most.
const MOST_COLUMNS: usize = 24;

/// One table for each rule.
pub fn latex_rules(environment: &Environment, mechanism: &Mechanism) -> String {
    let count = mechanism.rule_count(environment);
    let mut text =
        "Money to each agent when the profile is reported; where it is negative, the agent pays.\n\n".to_string();
    let mut shown = 0;
    let most = if environment.space().size() > LARGE { FEW_RULES } else { MOST_RULES };
    for rule in (0..count.unwrap_or(most).min(most)).map(RuleId) {
        let Some(payments) = first_payments(environment, mechanism, rule, MOST_ROWS) else { break };
        shown += 1;
        let heading = format!("rule {}", name::rule(environment, mechanism, rule));
        let agents = environment.agents().iter().map(|agent| (agent.name.clone(), Kind::Number));
        let mut table = Table::new(std::iter::once((heading, Kind::Label)).chain(agents).collect());
        for (profile, payments) in environment.space().profiles().zip(payments) {
            let label = Cell::Text(name::profile(environment, profile));
            table.row(std::iter::once(label).chain(payments.into_iter().map(Cell::Number)).collect());
        }
        text.push_str(&table.latex());
        text.push_str(&left_out(table.len(), environment.space().size(), "profiles"));
    }
    match count {
        Some(count) => text.push_str(&left_out(shown, count, "rules")),
        None => text.push_str(&format!("\n{shown} of more rules than can be counted are shown.\n")),
    }
    text
}

/// Properties with verdicts and worst cases, and the verdicts by when a mixture of reports is drawn.
pub fn latex_verification(
    environment: &Environment,
    mechanism: &Mechanism,
    verification: &Verification,
) -> String {
    let columns = [
        ("property", Kind::Label),
        ("reports", Kind::Label),
        ("verdict", Kind::Label),
        ("worst case", Kind::Prose),
    ];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    let mut row = |claim: ambimech_model::property::Claim, word: &str, sentence: String| {
        table.row(vec![
            Cell::Text(claim.property.name().to_string()),
            Cell::Text(claim.reports.map_or("", |reports| reports.name()).to_string()),
            Cell::Text(word.to_string()),
            Cell::Text(sentence),
        ]);
    };
    for answer in &verification.answers {
        let word = if answer.holds { "holds" } else { "fails" };
        row(answer.claim, word, as_sentence(&worst_case(environment, mechanism, answer)));
    }
    for (claim, reason) in &verification.undecided {
        row(*claim, "undecided", as_sentence(&undecided(reason)));
    }
    let words = timing_words(verification);
    if words.is_empty() {
        return table.latex();
    }
    let columns = ["a mixture is drawn", "before the rule", "after the rule"];
    let mut timing = Table::new(columns.map(|heading| (heading.to_string(), Kind::Label)).to_vec());
    for (property, before, after) in words {
        timing.row([property.name(), before, after].map(|word| Cell::Text(word.to_string())).to_vec());
    }
    format!("{}\n{}", table.latex(), timing.latex())
}

/// The largest gain of every coalition from a pure misreport, under each rule and in the worst case.
pub fn latex_gains(environment: &Environment, mechanism: &Mechanism, values: &[ReportValues]) -> String {
    let gains = largest_gains(values);
    let rules = gains.iter().map(|row| row.under_rule.len()).max().unwrap_or(0);
    let shown = if rules <= MOST_COLUMNS { rules } else { 0 };
    let mut columns = vec![("coalition".to_string(), Kind::Label), ("worst case".to_string(), Kind::Number)];
    let names = (0..shown).map(|rule| name::rule(environment, mechanism, RuleId(rule)));
    columns.extend(names.map(|name| (format!("rule {name}"), Kind::Number)));
    let mut table = Table::new(columns);
    let largest = gains.iter().map(|row| &row.worst_case).max();
    for row in gains.iter().take(MOST_ROWS) {
        let mut cells = vec![Cell::Text(name::coalition(environment, row.coalition))];
        cells.push(Cell::Number(row.worst_case.clone()));
        cells.extend(row.under_rule.iter().take(shown).cloned().map(Cell::Number));
        table.row(cells);
    }
    let note = largest.map_or_else(String::new, |largest| {
        let who = gains.iter().find(|row| row.worst_case == *largest);
        let who = who.map_or_else(String::new, |row| name::who(environment, row.coalition));
        let number = crate::render::number::with_decimal(largest);
        escaped(&format!("The largest worst-case gain is {number}, of {who}."))
    });
    format!(
        "What the best pure misreport gains under each rule alone, and over all rules in the worst case, which is what \
         counts. {note}\n\n{}{}",
        table.latex(),
        left_out(table.len(), gains.len(), "coalitions")
    )
}

/// What is at stake.
pub fn latex_stakes(environment: &Environment, mechanism: &Mechanism, at_stake: &Stakes) -> String {
    let lines = stakes::stakes(environment, mechanism, at_stake);
    let capital = |label: &str| as_sentence(label).trim_end_matches('.').to_string();
    description(&lines.into_iter().map(|(label, text)| (capital(label), text)).collect::<Vec<_>>())
}

/// What the checker said; `None` when it accepted nothing.
pub(super) fn certificate(environment: &Environment, found: &MechanismReport<'_>) -> Option<String> {
    let CertificateStatus::Accepted(claims, limits, checked) = &found.certificate else { return None };
    let claims = claim_names(environment, claims, limits);
    let sentence = format!(
        "The independent checker accepted the certificate of {}. {}It {}.",
        name::and_list(&claims),
        kept_in_words(environment, limits),
        checked_in_words(checked)
    );
    Some(format!("{}\n", escaped(&sentence)))
}
