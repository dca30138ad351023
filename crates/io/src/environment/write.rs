//! An environment back into TOML: a file that reads as the same environment.

use super::keys;
use super::write_attitudes::push_attitudes;
use super::write_beliefs::push_beliefs;
use super::write_priors::push_priors;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::environment::{Agent, Environment};
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::Prior;
use std::fmt::Write as _;

/// The environment as a TOML file of format `ambimech-environment/1`. Reading it gives the same digest.
pub fn render_environment_toml(environment: &Environment) -> String {
    render(environment, &|text| {
        push_prior(text, environment, environment.common_prior());
        push_beliefs(text, environment);
    })
}

/// The same for an environment with sets of priors.
pub fn render_ambiguous_environment_toml(environment: &AmbiguousEnvironment) -> String {
    render(environment.without_beliefs(), &|text| {
        push_prior(text, environment.without_beliefs(), environment.prior());
        push_priors(text, environment);
    })
}

fn push_prior(text: &mut String, environment: &Environment, prior: Option<&Prior>) {
    let Some(prior) = prior else { return };
    text.push_str("\n[prior]\n");
    let weight = |profile| Rational::from(prior.weight(profile));
    push_rows(text, environment, &weight, &number);
}

pub(super) fn render(environment: &Environment, push_all_beliefs: &dyn Fn(&mut String)) -> String {
    let mut text = String::new();
    let mut entry = |key: &str, value: &str| {
        let _ = writeln!(text, "{key} = {value}");
    };
    entry("format", &quoted(keys::FORMAT));
    for (key, remark) in [("name", environment.name()), ("source", environment.source())] {
        if !remark.is_empty() {
            entry(key, &quoted(remark));
        }
    }
    if let Some(outside) = environment.outside() {
        entry("outside", &quoted(environment.outcome_name(outside)));
    }
    entry("coalitions", &coalitions(environment));
    for agent in environment.agents() {
        let _ = write!(text, "\n[[agents]]\nname = {}\ntypes = {}\n", quoted(&agent.name), types(agent));
    }
    push_all_beliefs(&mut text);
    for (place, outcome) in environment.outcomes().iter().enumerate() {
        let _ = write!(text, "\n[outcomes.{}]\n", key(&outcome.name));
        let simple: Option<Vec<String>> =
            outcome.payoffs.iter().map(|payoff| simple_payoff(environment, payoff)).collect();
        match simple {
            Some(payoffs) => {
                for (agent, payoff) in environment.agents().iter().zip(payoffs) {
                    let _ = writeln!(text, "{} = {payoff}", key(&agent.name));
                }
            }
            None => push_payoff_rows(&mut text, environment, place),
        }
    }
    text.push_str("\n[allocation]\n");
    let outcome = |profile| environment.allocation(profile);
    push_rows(&mut text, environment, &outcome, &|outcome| quoted(environment.outcome_name(*outcome)));
    push_attitudes(&mut text, environment);
    text
}

fn coalitions(environment: &Environment) -> String {
    coalitions_of(environment.pattern(), &|coalition| environment.member_labels(coalition))
}

/// A pattern, with the labels of a coalition's members.
pub(super) fn coalitions_of<'l>(pattern: &Pattern, labels: &dyn Fn(Coalition) -> Vec<&'l str>) -> String {
    match pattern {
        Pattern::All => quoted(keys::PATTERNS[0]),
        Pattern::Singletons => quoted(keys::PATTERNS[1]),
        Pattern::Listed(list) => {
            let members = |coalition: &Coalition| {
                let names: Vec<String> = labels(*coalition).into_iter().map(quoted).collect();
                format!("[{}]", names.join(", "))
            };
            let larger: Vec<String> = list.iter().filter(|coalition| coalition.len() > 1).map(members).collect();
            format!("[{}]", larger.join(", "))
        }
    }
}

pub(super) fn types(agent: &Agent) -> String {
    if agent.types.iter().all(|t| t.attributes.is_empty()) {
        let names: Vec<String> = agent.types.iter().map(|t| quoted(&t.name)).collect();
        return format!("[{}]", names.join(", "));
    }
    let entries: Vec<String> = agent
        .types
        .iter()
        .map(|t| match t.attributes.as_slice() {
            [(only, value)] if only == keys::VALUE => format!("{} = {}", key(&t.name), number(value)),
            attributes => {
                let attributes: Vec<String> =
                    attributes.iter().map(|(name, value)| format!("{} = {}", key(name), number(value))).collect();
                format!("{} = {{ {} }}", key(&t.name), attributes.join(", "))
            }
        })
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A payoff as a number or a short formula: constant, or an attribute of one agent's type, or its negative.
fn simple_payoff(environment: &Environment, payoff: &Payoff) -> Option<String> {
    let mut members = payoff.depends_on().members();
    let Some(agent) = members.next() else {
        return payoff.values().first().map(number);
    };
    if members.next().is_some() {
        return None;
    }
    let types = &environment.agents().get(agent.0)?.types;
    let name = environment.agent_name(agent);
    let reference = if name.contains(['[', ']']) { format!("'{name}'") } else { name.to_string() };
    for (attribute, _) in &types.first()?.attributes {
        if !crate::formula::is_attribute_name(attribute) {
            continue;
        }
        let values: Option<Vec<&Rational>> = types
            .iter()
            .map(|t| t.attributes.iter().find(|(known, _)| known == attribute).map(|(_, value)| value))
            .collect();
        let values = values?;
        if values.iter().copied().eq(payoff.values()) {
            return Some(quoted(&format!("{attribute}[{reference}]")));
        }
        if values.iter().map(|value| -(*value).clone()).eq(payoff.values().iter().cloned()) {
            return Some(quoted(&format!("-{attribute}[{reference}]")));
        }
    }
    None
}

fn push_payoff_rows(text: &mut String, environment: &Environment, outcome: usize) {
    let Some(outcome) = environment.outcomes().get(outcome) else { return };
    let agents: Coalition = outcome
        .payoffs
        .iter()
        .flat_map(|payoff| payoff.depends_on().members().collect::<Vec<AgentId>>())
        .collect();
    for (label, profile) in joint_profiles(environment, agents) {
        let values: Vec<String> = outcome.payoffs.iter().map(|payoff| number(payoff.at(profile))).collect();
        let _ = writeln!(text, "{} = [{}]", quoted(&label), values.join(", "));
    }
}

/// One row per joint type of the agents on whom the value depends, with `*` for the others.
pub(super) fn push_rows<V: PartialEq>(
    text: &mut String,
    environment: &Environment,
    value: &dyn Fn(ProfileId) -> V,
    written: &dyn Fn(&V) -> String,
) {
    let space = environment.space();
    let matters = |agent: &AgentId| {
        space.profiles().any(|profile| {
            value(profile) != value(space.with_type(profile, *agent, ambimech_model::index::TypeId(0)))
        })
    };
    let agents: Coalition = space.agents().filter(matters).collect();
    for (label, profile) in joint_profiles(environment, agents) {
        let _ = writeln!(text, "{} = {}", quoted(&label), written(&value(profile)));
    }
}

/// Every joint type of some agents: its label with `*` for the others, and a profile that has it.
fn joint_profiles(environment: &Environment, agents: Coalition) -> impl Iterator<Item = (String, ProfileId)> + '_ {
    let space = environment.space();
    (0..space.joint_count(agents)).map(move |joint| {
        let types = space.joint_types(agents, JointTypeId(joint));
        let mut label = String::new();
        let mut profile = ProfileId(0);
        let mut member = types.iter().peekable();
        for agent in space.agents() {
            if agent.0 > 0 {
                label.push(' ');
            }
            match member.next_if(|(next, _)| *next == agent) {
                Some((_, t)) => {
                    label.push_str(environment.type_name(agent, *t));
                    profile = space.with_type(profile, agent, *t);
                }
                None => label.push('*'),
            }
        }
        (label, profile)
    })
}

/// A number: bare when every TOML reader can hold it, otherwise in quotes.
pub(crate) fn number(value: &Rational) -> String {
    match i64::try_from(value.numerator()) {
        Ok(integer) if value.is_int() => integer.to_string(),
        _ => format!("\"{value}\""),
    }
}

/// A key, in quotes unless TOML takes it bare.
pub(crate) fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.bytes().all(bare) { name.to_string() } else { quoted(name) }
}

pub(crate) fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(written, "\\u{:04X}", u32::from(control));
            }
            other => written.push(other),
        }
    }
    written.push('"');
    written
}
