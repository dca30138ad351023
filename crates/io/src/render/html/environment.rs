//! Agents, outcomes, coalitions, the prior and the allocation.

use super::element::{Cell, HtmlTable, Page, escaped, prose};
use crate::render::number::with_decimal;
use crate::render::sentence::attitude::attitude_lines;
use crate::render::svg::{Picture, render_beliefs, render_prior};
use crate::render::text::{agent_line, coalitions_line, outcome_lines};
use ambimech_model::environment::Environment;
use ambimech_model::index::OutcomeId;

/// Profiles in the table at most.
const MOST_PROFILES: usize = 256;
/// Agents and outcomes that are listed at most.
const MOST_LISTED: usize = 64;
/// Agents whose beliefs are drawn at most.
const MOST_MAPS: usize = 16;
/// With more agents than this the table has no payoff columns.
const MOST_AGENTS: usize = 8;

pub(super) fn write(page: &mut Page, environment: &Environment) {
    page.section("environment", "Environment");
    let mut facts = String::from("<dl class=\"facts\">\n");
    let mut fact = |label: &str, lines: Vec<String>| {
        let lines: Vec<String> = lines.iter().map(|line| prose(line)).collect();
        facts.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(label), lines.join("<br>")));
    };
    let mut agents: Vec<String> = environment.agents().iter().take(MOST_LISTED).map(agent_line).collect();
    if environment.agent_count() > MOST_LISTED {
        agents.push(format!("and {} more agents", environment.agent_count() - MOST_LISTED));
    }
    fact("Agents and types", agents);
    let outcomes = environment.outcomes().iter().enumerate().take(MOST_LISTED);
    let mut lines: Vec<String> =
        outcomes.flat_map(|(place, outcome)| outcome_lines(environment, OutcomeId(place), outcome)).collect();
    if environment.outcomes().len() > MOST_LISTED {
        lines.push(format!("and {} more outcomes", environment.outcomes().len() - MOST_LISTED));
    }
    fact("Outcomes and payoffs", lines);
    fact("Coalitions", vec![coalitions_line(environment)]);
    if !environment.attitudes().are_worst_case() {
        fact("Attitudes to ambiguity", attitude_lines(environment));
    }
    facts.push_str("</dl>\n");
    page.raw(&facts);

    match environment.common_prior() {
        Some(prior) => {
            page.heading("Prior");
            page.paragraph("Probabilities, darker where they are larger; all maps have one scale.");
            page.pictures(&render_prior(environment, prior, "prior"));
        }
        None => {
            page.heading("Beliefs without a common prior");
            page.paragraph(
                "There is no common prior: every agent has beliefs of its own about the others' types.",
            );
            let agents = environment.space().agents().take(MOST_MAPS);
            let maps: Vec<Picture> = agents
                .filter_map(|agent| render_beliefs(environment, agent, &format!("own-{}", agent.0)))
                .collect();
            page.pictures(&maps);
        }
    }

    page.heading("Allocation");
    let shows_payoffs = environment.agent_count() <= MOST_AGENTS;
    let (caption, columns): (&str, &[&str]) = match environment.common_prior() {
        Some(_) => (
            "Every type profile with its probability, the allocated outcome, and what it is worth before transfers",
            &["Profile", "Probability", "Outcome"],
        ),
        None => (
            "Every type profile with the allocated outcome, and what it is worth before transfers",
            &["Profile", "Outcome"],
        ),
    };
    let mut table = HtmlTable::new(caption, columns);
    if shows_payoffs {
        environment.agents().iter().for_each(|agent| table.column(format!("to {}", agent.name)));
    }
    table.column("Surplus");
    for profile in environment.space().profiles().take(MOST_PROFILES) {
        let outcome = environment.allocation(profile);
        let mut cells = vec![Cell::Head(environment.profile_label(profile))];
        cells.extend(environment.common_prior().map(|prior| Cell::Number(prior.probability(profile))));
        cells.push(Cell::Words(environment.outcome_name(outcome).to_string()));
        if shows_payoffs {
            let agents = environment.space().agents();
            cells.extend(agents.map(|agent| Cell::Number(environment.payoff(agent, outcome, profile).clone())));
        }
        cells.push(Cell::Number(environment.surplus(profile)));
        table.row(cells);
    }
    page.table(&table);
    let size = environment.space().size();
    if size > MOST_PROFILES {
        page.paragraph(&format!("The first {MOST_PROFILES} of {size} profiles."));
    }
    if let Some(surplus) = ambimech_model::transfer::base::expected_surplus(environment) {
        page.paragraph(&format!("Expected surplus: {}", with_decimal(&surplus)));
    }
}
