//! A prior in factored form back into TOML.

use super::keys;
use super::write::{coalitions_of, key, number, quoted, render, types};
use ambimech_model::environment::{Agent, Environment};
use ambimech_model::factored::{FactoredEnvironment, FactoredPrior, Factors, MarkovChain};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use std::fmt::Write as _;

/// The agents, coalitions and prior as a TOML file, without payoffs. Reading it gives the same digest.
pub fn render_factored_toml(environment: &FactoredEnvironment) -> String {
    let mut text = format!("format = {}\n", quoted(keys::FORMAT));
    if !environment.name().is_empty() {
        let _ = writeln!(text, "name = {}", quoted(environment.name()));
    }
    let labels = |coalition: ambimech_model::coalition::Coalition| {
        coalition.members().map(|member| environment.agent_name(member)).collect()
    };
    let _ = writeln!(text, "coalitions = {}", coalitions_of(environment.pattern(), &labels));
    for agent in environment.agents() {
        let _ = write!(text, "\n[[agents]]\nname = {}\ntypes = {}\n", quoted(&agent.name), types(agent));
    }
    push_prior(&mut text, environment.agents(), environment.prior());
    text
}

/// A whole environment with its prior in factored form instead of the table.
pub fn render_environment_toml_with_factors(environment: &Environment, prior: &FactoredPrior) -> String {
    render(environment, &|text| push_prior(text, environment.agents(), prior))
}

fn push_prior(text: &mut String, agents: &[Agent], prior: &FactoredPrior) {
    text.push_str("\n[prior]\n");
    for (name, value) in entries(agents, prior.factors()) {
        let _ = writeln!(text, "{name} = {value}");
    }
}

/// The keys of a table of factors, with their values on one line each.
fn entries(agents: &[Agent], factors: &Factors) -> Vec<(String, String)> {
    let entry = |key: &str, value: String| (key.to_string(), value);
    let kind = |word: &str| entry(keys::KIND, quoted(word));
    match factors {
        Factors::Independent(list) => {
            vec![kind(keys::FACTORED_KINDS[0]), entry(keys::MARGINALS, marginals(agents, list))]
        }
        Factors::Conditional(states) => {
            let all = states.iter().map(|state| {
                let inside = [
                    entry(keys::WEIGHT, number(&state.weight)),
                    entry(keys::MARGINALS, marginals(agents, &state.marginals)),
                ];
                entry(&format!("{}.{}", keys::STATES, key(&state.name)), inline(&inside))
            });
            std::iter::once(kind(keys::FACTORED_KINDS[1])).chain(all).collect()
        }
        Factors::Markov(chain) => markov(agents, chain),
        Factors::Mixture(parts) => {
            let part = |(weight, part): &(Rational, Factors)| {
                let mut inside = vec![entry(keys::WEIGHT, number(weight))];
                inside.extend(entries(agents, part));
                inline(&inside)
            };
            let all: Vec<String> = parts.iter().map(part).collect();
            vec![kind(keys::FACTORED_KINDS[3]), entry(keys::PARTS, format!("[{}]", all.join(", ")))]
        }
    }
}

fn markov(agents: &[Agent], chain: &MarkovChain) -> Vec<(String, String)> {
    let name = |agent: &AgentId| agents.get(agent.0).map_or("", |agent| agent.name.as_str());
    let order: Vec<String> = chain.order.iter().map(|agent| quoted(name(agent))).collect();
    let mut all = vec![
        (keys::KIND.to_string(), quoted(keys::FACTORED_KINDS[2])),
        (keys::ORDER.to_string(), format!("[{}]", order.join(", "))),
    ];
    if let Some(first) = chain.order.first() {
        all.push((keys::INITIAL.to_string(), distribution(&agents[first.0], &chain.initial)));
    }
    for ((before, agent), rows) in chain.order.iter().zip(chain.order.iter().skip(1)).zip(&chain.transitions) {
        let rows: Vec<(String, String)> = agents[before.0]
            .types
            .iter()
            .zip(rows)
            .map(|(t, row)| (key(&t.name), distribution(&agents[agent.0], row)))
            .collect();
        all.push((format!("{}.{}", keys::TRANSITIONS, key(name(agent))), inline(&rows)));
    }
    all
}

fn marginals(agents: &[Agent], list: &[Vec<Rational>]) -> String {
    let of = |(agent, marginal): (&Agent, &Vec<Rational>)| (key(&agent.name), distribution(agent, marginal));
    inline(&agents.iter().zip(list).map(of).collect::<Vec<_>>())
}

fn distribution(agent: &Agent, weights: &[Rational]) -> String {
    let of = |(t, weight): (&ambimech_model::environment::Type, &Rational)| (key(&t.name), number(weight));
    inline(&agent.types.iter().zip(weights).map(of).collect::<Vec<_>>())
}

fn inline(entries: &[(String, String)]) -> String {
    let all: Vec<String> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", all.join(", "))
}
