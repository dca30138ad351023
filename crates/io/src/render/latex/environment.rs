//! The environment: who and what, the prior or the beliefs, payoffs, and the conditions.

use super::escape::{breakable, escaped};
use super::tabular::{Cell, Kind, Table};
use crate::render::belief::{BeliefTable, belief_tables};
use crate::render::name;
use crate::render::sentence::as_sentence;
use crate::render::sentence::attitude::attitude_lines;
use crate::render::sentence::condition::reasons;
use crate::render::text::{agent_line, coalitions_line, outcome_lines};
use ambimech_model::certificate::ConditionCertificate;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::OutcomeId;

/// Rows of one table at most.
pub(super) const MOST_ROWS: usize = 256;
/// With more agents than this profiles have no payoff columns.
const MOST_AGENTS: usize = 16;
/// Types in one table of beliefs at most.
const MOST_TYPES: usize = 32;
/// Reasons for one condition at most.
const MOST_REASONS: usize = 8;

/// A note that not everything is shown; empty when it is.
pub(super) fn left_out(shown: usize, all: usize, what: &str) -> String {
    if shown < all { format!("\n{shown} of {all} {what} are shown.\n") } else { String::new() }
}

/// A list of labels and texts.
pub(super) fn description(lines: &[(String, String)]) -> String {
    let items: String = lines
        .iter()
        .take(MOST_ROWS)
        .map(|(label, line)| format!("  \\item[{}] {}\n", escaped(label), escaped(&breakable(line))))
        .collect();
    format!(
        "{{\\emergencystretch=6em\n\\begin{{description}}\n{items}\\end{{description}}\n\\par}}\n{}",
        left_out(lines.len().min(MOST_ROWS), lines.len(), "lines")
    )
}

/// Agents, outcomes and coalitions.
pub fn latex_environment(environment: &Environment) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for agent in environment.agents() {
        lines.push(("Agent".to_string(), agent_line(agent)));
    }
    for (place, outcome) in environment.outcomes().iter().enumerate() {
        for line in outcome_lines(environment, OutcomeId(place), outcome) {
            lines.push(("Outcome".to_string(), line));
        }
    }
    lines.push(("Coalitions".to_string(), coalitions_line(environment)));
    lines.extend(attitude_lines(environment).into_iter().map(|line| ("Attitude".to_string(), line)));
    description(&lines)
}

/// The prior, one row per profile; without a common prior what every type of every agent believes.
pub fn latex_prior(environment: &Environment) -> String {
    let Some(prior) = environment.common_prior() else {
        return belief_tables(environment, MOST_ROWS).iter().map(beliefs).collect::<Vec<_>>().join("\n");
    };
    let columns = [("profile", Kind::Label), ("probability", Kind::Number)];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    for profile in environment.space().profiles().take(MOST_ROWS) {
        table.row(vec![Cell::Text(name::profile(environment, profile)), Cell::Number(prior.probability(profile))]);
    }
    format!("{}{}", table.latex(), left_out(table.len(), environment.space().size(), "profiles"))
}

/// What every type of one agent believes, one column per type.
fn beliefs(beliefs: &BeliefTable) -> String {
    let shown = beliefs.types.len().min(MOST_TYPES);
    let numbers = beliefs.types.iter().take(shown).map(|t| (t.clone(), Kind::Number));
    let columns = std::iter::once((beliefs.caption.clone(), Kind::Label)).chain(numbers);
    let mut table = Table::new(columns.collect());
    for (others, probabilities) in &beliefs.rows {
        let numbers = probabilities.iter().take(shown).cloned().map(Cell::Number);
        table.row(std::iter::once(Cell::Text(others.clone())).chain(numbers).collect());
    }
    format!(
        "{}{}{}",
        table.latex(),
        left_out(shown, beliefs.types.len(), "types"),
        left_out(beliefs.rows.len(), beliefs.all, "profiles of the others")
    )
}

/// The allocated outcome at every profile, with what it is worth to each agent and to all, before payments.
pub fn latex_payoffs(environment: &Environment) -> String {
    let shows_payoffs = environment.agent_count() <= MOST_AGENTS;
    let mut columns =
        [("profile", Kind::Label), ("outcome", Kind::Label)].map(|(text, kind)| (text.to_string(), kind)).to_vec();
    if shows_payoffs {
        columns.extend(environment.agents().iter().map(|agent| (format!("to {}", agent.name), Kind::Number)));
    }
    columns.push(("surplus".to_string(), Kind::Number));
    let mut table = Table::new(columns);
    for profile in environment.space().profiles().take(MOST_ROWS) {
        let outcome = environment.allocation(profile);
        let mut row = vec![
            Cell::Text(name::profile(environment, profile)),
            Cell::Text(environment.outcome_name(outcome).to_string()),
        ];
        if shows_payoffs {
            let agents = environment.space().agents();
            row.extend(agents.map(|agent| Cell::Number(environment.payoff(agent, outcome, profile).clone())));
        }
        row.push(Cell::Number(environment.surplus(profile)));
        table.row(row);
    }
    format!("{}{}", table.latex(), left_out(table.len(), environment.space().size(), "profiles"))
}

/// Conditions with verdicts and reasons.
pub fn latex_conditions(
    environment: &Environment,
    answers: &[(Condition, Verdict<ConditionCertificate>)],
) -> String {
    let columns = [("condition", Kind::Label), ("verdict", Kind::Label), ("reason", Kind::Prose)];
    let mut table = Table::new(columns.map(|(heading, kind)| (heading.to_string(), kind)).to_vec());
    for (condition, verdict) in answers {
        let all = reasons(environment, *condition, verdict);
        let mut sentences: Vec<String> = all.iter().take(MOST_REASONS).map(|reason| as_sentence(reason)).collect();
        if all.len() > MOST_REASONS {
            sentences.push(format!("And {} more.", all.len() - MOST_REASONS));
        }
        table.row(vec![
            Cell::Text(condition.name().to_string()),
            Cell::Text(verdict.word().to_string()),
            Cell::Text(sentences.join(" ")),
        ]);
    }
    table.latex()
}
