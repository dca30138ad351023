//! Counterexamples: the environment made and the proof, in the order in which a paper tells them.

use super::design::infeasible;
use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page, conditions_section};
use crate::render::name;
use crate::render::number::cell;
use crate::render::payoff_rows::{
    PayoffRow, allocation_rows, is_every_other, is_only_efficient, payoff_rows, shown_outcomes,
};
use crate::render::sentence::as_sentence;
use crate::render::sentence::condition::evidence;
use crate::render::sentence::counterexample::{none, numbers, parts, remarks, title};
use crate::render::sentence::excluded::{excluded, out_of_reach};
use crate::render::sentence::ordinary_counterexample::argument;
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::counterexample::{Counterexample, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::property::MechanismKind;

/// Outcomes that a table of payoffs shows at most.
const SHOWN_OUTCOMES: usize = 10;

/// The verdict line, `done:`, then the beliefs, payoffs, allocation rule, numbers and proof.
pub fn render_counterexample(found: &Counterexample, page: Page) -> String {
    let environment = &found.environment;
    let mut text =
        format!("done: {} is out of reach for an efficient allocation rule\n\n", out_of_reach(&found.certificate));
    let mut facts = Table::new(&[("", Align::Left), ("", Align::Left)]);
    let mut line = |label: &str, words: String| facts.row(vec![label.to_string(), words]);
    line("proof", format!("{}: {}", found.proof.name(), title(found.proof)));
    line("source", found.proof.citation().to_string());
    line("excluded", excluded_in_words(found));
    text.push_str(&facts.render(0, page.width));
    if !found.failure.is_empty() {
        text.push_str("\nBeliefs\n\n");
        for piece in &found.failure {
            text.push_str(&paragraph(&as_sentence(&evidence(environment, piece)), 2, page.width));
        }
    }
    text.push_str("\nPayoffs\n\n");
    text.push_str(&payoffs(environment, page));
    text.push_str("\nAllocation rule\n\n");
    text.push_str(&allocation(environment, page));
    text.push_str("\nParts and numbers\n\n");
    for line in parts(found).into_iter().chain(numbers(found)) {
        text.push_str(&paragraph(&line, 2, page.width));
    }
    if let Some(words) = argument(found) {
        text.push_str("\nIdea\n\n");
        text.push_str(&paragraph(&as_sentence(&words), 2, page.width));
    }
    text.push('\n');
    text.push_str(&infeasible(environment, &found.certificate, page));
    for remark in remarks(found) {
        text.push('\n');
        text.push_str(&paragraph(&as_sentence(&remark), 0, page.width));
    }
    text
}

/// Why there is none: the verdict line, and the conditions that say so.
pub fn render_no_counterexample(environment: &Environment, why: &NoCounterexample, page: Page) -> String {
    let (word, sentence) = none(environment, why);
    let mut text = paragraph(&format!("{word}: {sentence}"), 0, page.width);
    if let NoCounterexample::Reached { certificates, .. } = why {
        let verdict = |certificate: &ConditionCertificate| {
            let certificate = certificate.clone();
            if certificate.holds { Verdict::Holds(certificate) } else { Verdict::Fails(certificate) }
        };
        let answers: Vec<(Condition, Verdict<ConditionCertificate>)> =
            certificates.iter().map(|certificate| (certificate.condition, verdict(certificate))).collect();
        text.push('\n');
        text.push_str(&conditions_section(environment, &answers, page));
    }
    text
}

/// `every mechanism, simple or ambiguous, against pure and mixed reports`.
fn excluded_in_words(found: &Counterexample) -> String {
    let kinds = excluded(&found.certificate);
    if kinds.iter().any(|(kind, _)| *kind == MechanismKind::Ambiguous) {
        "every mechanism, with one transfer rule or many, against pure or mixed reports".to_string()
    } else {
        "every mechanism with one transfer rule".to_string()
    }
}

/// Who gets what from which outcome, and when.
fn payoffs(environment: &Environment, page: Page) -> String {
    let outcomes = shown_outcomes(environment);
    let shown = outcomes.len().min(SHOWN_OUTCOMES);
    let mut table = Table::new(&[("payoff of", Align::Left), ("when", Align::Left)]);
    for outcome in &outcomes[..shown] {
        table.column(&name::outcome(environment, *outcome), Align::Right);
    }
    let rows = payoff_rows(environment);
    for row in rows.iter().take(page.rows) {
        let mut cells = vec![agents(environment, row), row.when.in_words(environment)];
        cells.extend(row.payoffs.iter().take(shown).map(|payoff| cell(payoff, LONGEST_CELL)));
        table.row(cells);
    }
    let mut text = String::new();
    if let Some(outside) = environment.outside() {
        text.push_str(&format!("  {} gives everybody 0.\n\n", name::outcome(environment, outside)));
    }
    text.push_str(&table.render(2, page.width));
    if rows.len() > page.rows || outcomes.len() > shown {
        text.push_str("  Not all rows and outcomes are shown; the environment file has them.\n");
    }
    text
}

fn agents(environment: &Environment, row: &PayoffRow) -> String {
    let names = |agents: &[AgentId]| -> Vec<String> {
        agents.iter().map(|agent| name::agent(environment, *agent)).collect()
    };
    match row.agents.as_slice() {
        [only] => format!("agent {}", name::agent(environment, *only)),
        many if is_every_other(environment, many) => "every other agent".to_string(),
        many => format!("agents {}", name::and_list(&names(many))),
    }
}

/// Which outcome is allocated when; a matrix when it depends on two agents.
fn allocation(environment: &Environment, page: Page) -> String {
    let rows = allocation_rows(environment);
    let of = rows.first().map_or(Coalition::EMPTY, |(_, set)| set.of);
    let members: Vec<AgentId> = of.members().collect();
    let mut text = match members.as_slice() {
        [first, second] => {
            let space = environment.space();
            let label = |agent| name::agent(environment, agent);
            let mut table = Table::new(&[(&format!("{} \\ {}", label(*first), label(*second)), Align::Left)]);
            for t in environment.agents()[second.0].types.iter().take(page.rows) {
                table.column(&t.name, Align::Left);
            }
            let split = space.split(of);
            let columns = space.type_count(*second);
            for (place, t) in environment.agents()[first.0].types.iter().enumerate().take(page.rows) {
                let outcomes = split.own().skip(place * columns).take(columns.min(page.rows)).map(|own| {
                    let profile = split.profile(own, JointTypeId(0));
                    name::outcome(environment, environment.allocation(profile))
                });
                table.row(std::iter::once(t.name.clone()).chain(outcomes).collect());
            }
            table.render(2, page.width)
        }
        _ => {
            let mut table = Table::new(&[("outcome", Align::Left), ("when", Align::Left)]);
            for (outcome, when) in &rows {
                table.row(vec![name::outcome(environment, *outcome), when.in_words(environment)]);
            }
            table.render(2, page.width)
        }
    };
    let words = if is_only_efficient(environment) {
        "At every profile its outcome has the largest surplus, and no other outcome has as much: it is the only efficient rule."
    } else {
        "At every profile its outcome has the largest surplus: it is efficient. At some profile another outcome has as much."
    };
    text.push('\n');
    text.push_str(&paragraph(words, 2, page.width));
    text
}
