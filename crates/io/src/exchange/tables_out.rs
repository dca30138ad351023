//! Priors, beliefs, payoffs, allocation rules and transfer rules as CSV files, in long form or as matrices.
//!
//! What is written is read again as the same: by `file = "…"` in an environment file, or by [`super::read_transfers`].

use super::csv_row::push_row;
use super::profile_table::{
    ALLOCATION, BELIEFS, Layout, PAYOFFS, PRIOR, Shape, TRANSFERS, free_name, type_column,
};
use super::{NotExpressible, check_cells};
use crate::reference::References;
use crate::rows::ProfileNames;
use crate::source::Source;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

/// The weights of the common prior, integers without a common divisor.
///
/// # Errors
/// When there is no common prior; a table that is too large.
///
/// # Examples
/// ```
/// use ambimech_io::exchange::{Layout, prior_csv};
/// use ambimech_io::{Format, parse_environment};
/// let text = r#"
/// format = "ambimech-environment/1"
/// agents = [{ name = "seller", types = ["low", "high"] }, { name = "buyer", types = ["weak", "strong"] }]
/// prior = { "low weak" = 3, "low strong" = 2, "high weak" = 0.5, "high strong" = "7/2" }
/// outcomes.keep = { seller = 0, buyer = 0 }
/// allocation = { "* *" = "keep" }
/// "#;
/// let environment = parse_environment(text, "sale.toml", Format::Toml, None).unwrap();
/// let matrix = prior_csv(&environment, Layout::Matrix).unwrap();
/// assert_eq!(matrix, "seller,buyer=weak,buyer=strong\nlow,6,4\nhigh,1,7\n");
/// ```
pub fn prior_csv(environment: &Environment, layout: Layout) -> Result<String, NotExpressible> {
    let prior = environment.common_prior().ok_or_else(|| {
        NotExpressible::new("this environment has no common prior", "export --what beliefs instead")
    })?;
    let value = |_: usize, profile| Rational::from(prior.weight(profile)).to_string();
    table(environment, PRIOR, layout, &[Vec::new()], &value)
}

/// Every agent's beliefs p_i(θ_−i|θ_i) as exact probabilities, one row for every agent and type profile.
///
/// # Errors
/// A table that is too large.
pub fn beliefs_csv(environment: &Environment, layout: Layout) -> Result<String, NotExpressible> {
    let agents: Vec<Vec<&str>> = environment.agents().iter().map(|agent| vec![agent.name.as_str()]).collect();
    let totals: Vec<Vec<Rational>> = environment
        .space()
        .agents()
        .map(|agent| {
            let own = ambimech_model::coalition::Coalition::single(agent);
            let weights = environment.belief(agent).joint_weights(environment.space(), own);
            weights.into_iter().map(Rational::from).collect()
        })
        .collect();
    let value = |agent: usize, profile: ProfileId| {
        let TypeId(own) = environment.space().type_of(profile, AgentId(agent));
        let weight = Rational::from(environment.belief(AgentId(agent)).weight(profile));
        match totals.get(agent).and_then(|totals| totals.get(own)).filter(|total| !total.is_zero()) {
            Some(total) => (weight / total).to_string(),
            None => "0".to_string(),
        }
    };
    table(environment, BELIEFS, layout, &agents, &value)
}

/// The payoffs u_i(a, θ), outcomes and agents in order.
///
/// # Errors
/// A table that is too large.
pub fn payoffs_csv(environment: &Environment, layout: Layout) -> Result<String, NotExpressible> {
    let agents = environment.agent_count();
    let key = |outcome: &'_ str| -> Vec<Vec<String>> {
        environment.agents().iter().map(|agent| vec![outcome.to_string(), agent.name.clone()]).collect()
    };
    let keys: Vec<Vec<String>> = environment.outcomes().iter().flat_map(|outcome| key(&outcome.name)).collect();
    let keys: Vec<Vec<&str>> = keys.iter().map(|key| key.iter().map(String::as_str).collect()).collect();
    let value = |key: usize, profile| {
        environment.payoff(AgentId(key % agents), OutcomeId(key / agents), profile).to_string()
    };
    table(environment, PAYOFFS, layout, &keys, &value)
}

/// The outcome of every profile.
///
/// # Errors
/// A table that is too large.
pub fn allocation_csv(environment: &Environment, layout: Layout) -> Result<String, NotExpressible> {
    let value = |_: usize, profile| environment.outcome_name(environment.allocation(profile)).to_string();
    table(environment, ALLOCATION, layout, &[Vec::new()], &value)
}

/// The payments of a mechanism's rules, money to the agents; with `only`, of one rule, and then without a column for the rule.
///
/// # Errors
/// A rule that cannot be evaluated in this environment; a table that is too large.
pub fn transfers_csv(
    environment: &Environment,
    mechanism: &Mechanism,
    only: Option<RuleId>,
    layout: Layout,
) -> Result<String, NotExpressible> {
    let unusable = || {
        NotExpressible::new(
            "a rule cannot be evaluated in this environment",
            "name the environment that the mechanism was made for",
        )
    };
    let agents = environment.agent_count();
    let count = mechanism.rule_count(environment).ok_or_else(unusable)?;
    check_cells(
        "the table of transfers",
        &[only.map_or(count, |_| 1), agents, environment.space().size(), agents],
    )?;
    let rules: Vec<RuleId> = only.map_or_else(|| (0..count).map(RuleId).collect(), |rule| vec![rule]);
    let names: Vec<String> = rules.iter().map(|rule| mechanism.rule_name(environment, *rule)).collect();
    let tables: Option<Vec<_>> = rules.iter().map(|rule| mechanism.table(environment, *rule)).collect();
    let tables = tables.ok_or_else(unusable)?;
    let with_rule = only.is_none();
    let key = |name: &'_ str, agent: &'_ str| -> Vec<String> {
        if with_rule { vec![name.to_string(), agent.to_string()] } else { vec![agent.to_string()] }
    };
    let keys: Vec<Vec<String>> = names
        .iter()
        .flat_map(|name| environment.agents().iter().map(|agent| key(name, &agent.name)).collect::<Vec<_>>())
        .collect();
    let keys: Vec<Vec<&str>> = keys.iter().map(|key| key.iter().map(String::as_str).collect()).collect();
    let value = |key: usize, profile: ProfileId| {
        let payment = tables.get(key / agents).and_then(|table| table.at(profile).get(key % agents));
        payment.map_or_else(String::new, ToString::to_string)
    };
    let shape = if with_rule { TRANSFERS } else { Shape { keys: &["agent"], ..TRANSFERS } };
    table(environment, shape, layout, &keys, &value)
}

/// The table with a block of rows for each list of keys.
fn table(
    environment: &Environment,
    shape: Shape,
    layout: Layout,
    keys: &[Vec<&str>],
    value: &dyn Fn(usize, ProfileId) -> String,
) -> Result<String, NotExpressible> {
    let space = environment.space();
    let columns = shape.keys.len() + space.agent_count() + 1;
    check_cells("the table", &[keys.len(), space.size(), columns])?;
    let names = References::new(Source::new("", ""), environment).names;
    let mut text = String::new();
    let words = |profile: ProfileId, skipped: Option<AgentId>| -> Vec<&str> {
        let agents = space.agents().filter(move |agent| Some(*agent) != skipped);
        agents.map(|agent| environment.type_name(agent, space.type_of(profile, agent))).collect()
    };
    match layout {
        Layout::Long => {
            push_row(&mut text, shape.header(&names).iter().map(String::as_str));
            for (place, key) in keys.iter().enumerate() {
                for profile in space.profiles() {
                    let value = value(place, profile);
                    let types = words(profile, None);
                    push_row(&mut text, key.iter().copied().chain(types).chain([value.as_str()]));
                }
            }
        }
        Layout::Matrix => {
            let across = column_agent(&names, shape);
            let types = names.types.get(across.0).map_or(&[][..], |types| types.names());
            let across_names = types.iter().map(|t| type_column(names.agent(across), t));
            let down = space.agents().filter(|agent| *agent != across).map(|agent| names.agent(agent).to_string());
            let header: Vec<String> =
                shape.keys.iter().map(|key| free_name(key, &names)).chain(down).chain(across_names).collect();
            push_row(&mut text, header.iter().map(String::as_str));
            for (place, key) in keys.iter().enumerate() {
                for profile in space.profiles().filter(|profile| space.type_of(*profile, across) == TypeId(0)) {
                    let values: Vec<String> =
                        space.types(across).map(|t| value(place, space.with_type(profile, across, t))).collect();
                    let types = words(profile, Some(across));
                    push_row(&mut text, key.iter().copied().chain(types).chain(values.iter().map(String::as_str)));
                }
            }
        }
    }
    Ok(text)
}

/// The agent whose types are columns: the last one for whom none of them is called like another column.
fn column_agent(names: &ProfileNames, shape: Shape) -> AgentId {
    let known = |column: &str| {
        names.agents.find(column).is_some()
            || shape.keys.iter().any(|key| free_name(key, names) == column)
            || shape.value_names(names).iter().any(|name| name == column)
    };
    let fits = |agent: &AgentId| {
        let types = names.types.get(agent.0).map_or(&[][..], |types| types.names());
        !types.iter().any(|t| known(&type_column(names.agent(*agent), t)))
    };
    let last = AgentId(names.agents.names().len().saturating_sub(1));
    (0..=last.0).rev().map(AgentId).find(fits).unwrap_or(last)
}
