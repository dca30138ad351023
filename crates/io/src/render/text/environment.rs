//! An environment in short: agents, types, outcomes, coalitions, beliefs without a common prior, and one row per profile with
//! prior, outcome and payoffs.

use super::table::{Align, Table, paragraph};
use super::{LONGEST_CELL, Page};
use crate::render::belief::{BeliefTable, belief_tables};
use crate::render::name;
use crate::render::number::{cell, exact, with_decimal};
use crate::render::sentence::attitude::attitude_lines;
use ambimech_model::coalition::Pattern;
use ambimech_model::environment::{Agent, Environment, Outcome};
use ambimech_model::index::{JointTypeId, OutcomeId, ProfileId};
use ambimech_model::payoff::Payoff;

/// Types of one agent that are listed at most.
const SHOWN_TYPES: usize = 12;
/// Payoff values of one outcome and agent that are listed at most.
const SHOWN_VALUES: usize = 8;
/// Coalitions that are listed at most.
const SHOWN_COALITIONS: usize = 16;
/// With more agents than this the profile table has no payoff columns.
const SHOWN_AGENTS: usize = 6;

/// The summary. It has no verdict word: it is a section of an answer.
pub fn render_environment(environment: &Environment, page: Page) -> String {
    let mut text = String::new();
    let title = if environment.name().is_empty() { "Environment" } else { environment.name() };
    text.push_str(&paragraph(title, 0, page.width));
    if !environment.source().is_empty() {
        text.push_str(&paragraph(environment.source(), 0, page.width));
    }
    text.push('\n');
    let mut facts = Table::new(&[("", Align::Left), ("", Align::Left)]);
    for (place, agent) in environment.agents().iter().take(page.rows).enumerate() {
        let label = if place == 0 { "agents" } else { "" };
        facts.row(vec![label.to_string(), agent_line(agent)]);
    }
    if environment.agent_count() > page.rows {
        facts.row(vec![String::new(), format!("and {} more agents", environment.agent_count() - page.rows)]);
    }
    let shown = environment.outcomes().len().min(page.rows);
    for (place, outcome) in environment.outcomes()[..shown].iter().enumerate() {
        let label = if place == 0 { "outcomes" } else { "" };
        for (row, line) in outcome_lines(environment, OutcomeId(place), outcome).into_iter().enumerate() {
            let label = if row == 0 { label } else { "" };
            facts.row(vec![label.to_string(), line]);
        }
    }
    if shown < environment.outcomes().len() {
        facts.row(vec![String::new(), format!("and {} more outcomes", environment.outcomes().len() - shown)]);
    }
    facts.row(vec!["coalitions".to_string(), coalitions_line(environment)]);
    for (place, line) in attitude_lines(environment).into_iter().enumerate() {
        facts.row(vec![if place == 0 { "attitudes" } else { "" }.to_string(), line]);
    }
    text.push_str(&facts.render(0, page.width));
    text.push('\n');
    for beliefs in belief_tables(environment, page.rows) {
        text.push_str(&belief_table(&beliefs, page));
        text.push('\n');
    }
    text.push_str(&profiles(environment, page));
    text
}

/// What every type of one agent believes.
fn belief_table(beliefs: &BeliefTable, page: Page) -> String {
    let mut table = Table::new(&[("", Align::Left)]);
    let shown = beliefs.types.len().min(SHOWN_TYPES);
    beliefs.types.iter().take(shown).for_each(|t| table.column(t, Align::Right));
    for (others, probabilities) in &beliefs.rows {
        let mut cells = vec![others.clone()];
        cells.extend(probabilities.iter().take(shown).map(|probability| cell(probability, LONGEST_CELL)));
        table.row(cells);
    }
    let mut text = paragraph(&beliefs.caption, 0, page.width);
    text.push_str(&table.render(2, page.width));
    if shown < beliefs.types.len() {
        text.push_str(&format!("{shown} of {} types shown\n", beliefs.types.len()));
    }
    if beliefs.rows.len() < beliefs.all {
        text.push_str(&format!("{} of {} profiles of the others shown\n", beliefs.rows.len(), beliefs.all));
    }
    text
}

/// `1: H (value 5), L (value 1)`.
pub(crate) fn agent_line(agent: &Agent) -> String {
    let types: Vec<String> = agent
        .types
        .iter()
        .take(SHOWN_TYPES)
        .map(|t| {
            let attributes: Vec<String> =
                t.attributes.iter().map(|(name, value)| format!("{name} {}", with_decimal(value))).collect();
            if attributes.is_empty() { t.name.clone() } else { format!("{} ({})", t.name, attributes.join(", ")) }
        })
        .collect();
    let more = agent.types.len().saturating_sub(SHOWN_TYPES);
    let more = if more == 0 { String::new() } else { format!(", and {more} more types") };
    format!("{}: {}{more}", agent.name, types.join(", "))
}

/// What an outcome gives each agent before transfers, one line for each.
pub(crate) fn outcome_lines(environment: &Environment, id: OutcomeId, outcome: &Outcome) -> Vec<String> {
    if environment.outside() == Some(id) {
        return vec![format!("{}: the outside option, 0 for everyone", outcome.name)];
    }
    if outcome.payoffs.iter().all(Payoff::is_zero) {
        return vec![format!("{}: 0 for everyone", outcome.name)];
    }
    let mut lines = Vec::new();
    for (agent, payoff) in environment.agents().iter().zip(&outcome.payoffs) {
        lines.push(format!("{}: to {} {}", outcome.name, agent.name, payoff_in_words(environment, payoff)));
    }
    lines
}

fn payoff_in_words(environment: &Environment, payoff: &Payoff) -> String {
    let by = payoff.depends_on();
    if by.is_empty() {
        return payoff.values().first().map_or_else(String::new, with_decimal);
    }
    let values: Vec<String> = payoff
        .values()
        .iter()
        .take(SHOWN_VALUES)
        .enumerate()
        .map(|(joint, value)| format!("{} {}", name::types(environment, by, JointTypeId(joint)), exact(value)))
        .collect();
    let more = payoff.values().len().saturating_sub(SHOWN_VALUES);
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    let members = name::members(environment, by);
    let types = if members.len() == 1 { "type" } else { "types" };
    format!("by the {types} of {}: {}{more}", name::and_list(&members), values.join(", "))
}

/// Who can collude, in words.
pub(crate) fn coalitions_line(environment: &Environment) -> String {
    let agents = environment.agent_count();
    match environment.pattern() {
        Pattern::All => "every coalition can form".to_string(),
        Pattern::Singletons => "none: every agent acts alone".to_string(),
        pattern @ Pattern::Listed(list) => {
            let names: Vec<String> = pattern
                .coalitions(agents)
                .take(SHOWN_COALITIONS)
                .map(|coalition| name::coalition(environment, coalition))
                .collect();
            let more = list.len().saturating_sub(SHOWN_COALITIONS);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("{}{more} can form", names.join(" "))
        }
    }
}

fn profiles(environment: &Environment, page: Page) -> String {
    let shows_payoffs = environment.agent_count() <= SHOWN_AGENTS;
    let mut table = Table::new(&[("profile", Align::Left)]);
    if environment.common_prior().is_some() {
        table.column("probability", Align::Right);
        table.column("", Align::Left);
    }
    table.column("outcome", Align::Left);
    if shows_payoffs {
        for agent in environment.agents() {
            table.column(&format!("to {}", agent.name), Align::Right);
        }
    }
    table.column("surplus", Align::Right);
    for profile in environment.space().profiles().take(page.rows) {
        table.row(row(environment, profile, shows_payoffs));
    }
    let size = environment.space().size();
    let mut text = table.render(0, page.width);
    if size > page.rows {
        text.push_str(&format!("{} of {size} profiles shown\n", page.rows));
    }
    text
}

fn row(environment: &Environment, profile: ProfileId, shows_payoffs: bool) -> Vec<String> {
    let outcome = environment.allocation(profile);
    let mut cells = vec![environment.profile_label(profile)];
    if let Some(prior) = environment.common_prior() {
        let probability = prior.probability(profile);
        let beside = crate::render::number::decimal(&probability);
        let text = exact(&probability);
        let decimal = if beside.is_exact && beside.digits == text {
            String::new()
        } else {
            format!("({})", beside.marked())
        };
        cells.push(if text.len() <= LONGEST_CELL { text } else { "long".to_string() });
        cells.push(decimal);
    }
    cells.push(environment.outcome_name(outcome).to_string());
    if shows_payoffs {
        let agents = environment.space().agents();
        cells.extend(agents.map(|agent| cell(environment.payoff(agent, outcome, profile), LONGEST_CELL)));
    }
    cells.push(cell(&environment.surplus(profile), LONGEST_CELL));
    cells
}
