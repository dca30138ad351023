//! From a type space to a file.

use super::keys;
use crate::environment::write::{key as toml_key, quoted as toml_text};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::TypeId;
use ambimech_model::robust::{BeliefSpace, PayoffEnvironment, TypeDeception};

/// A type space as TOML, with a deception, of which only lies are written. The same type space gives the same bytes.
pub fn render_type_space(
    environment: &PayoffEnvironment,
    types: &BeliefSpace,
    deception: Option<&TypeDeception>,
) -> String {
    let (frame, space) = (environment.without_beliefs(), types.space());
    let surprise = keys::SURPRISES.iter().find(|(_, surprise)| *surprise == types.surprise());
    let mut text = format!("format = \"{}\"\n", keys::FORMAT);
    if let Some((word, _)) = surprise {
        text.push_str(&format!("surprise = \"{word}\"\n"));
    }
    let agent_key = |agent: usize| toml_key(frame.agents().get(agent).map_or("", |agent| &agent.name));
    for (agent, of_agent) in space.agents().zip(types.types()) {
        let others = Coalition::single(agent).complement(space.agent_count());
        for t in of_agent {
            text.push_str(&format!("\n[agents.{}.{}]\n", agent_key(agent.0), toml_key(&t.name)));
            text.push_str(&format!("payoff-type = {}\n", toml_text(frame.type_name(agent, t.payoff))));
            let row = |(joint, share): &(_, ambimech_model::number::Rational)| {
                let names = space.joint_types(others, *joint).into_iter();
                let names: Vec<&str> = names.map(|(other, t)| types.types()[other.0][t.0].name.as_str()).collect();
                format!("{} = \"{share}\"", toml_text(&names.join(" ")))
            };
            let rows: Vec<String> = t.belief.iter().map(row).collect();
            text.push_str(&format!("beliefs = {{ {} }}\n", rows.join(", ")));
        }
    }
    if let Some(deception) = deception {
        text.push_str("\n[deception]\n");
        for (agent, of_agent) in space.agents().zip(types.types()) {
            let lie = |(place, t): (usize, &ambimech_model::robust::BeliefType)| {
                let report = deception.report(agent, TypeId(place)).filter(|report| report.0 != place)?;
                Some(format!("{} = {}", toml_key(&t.name), toml_text(&of_agent[report.0].name)))
            };
            let lies: Vec<String> = of_agent.iter().enumerate().filter_map(lie).collect();
            if !lies.is_empty() {
                text.push_str(&format!("{} = {{ {} }}\n", agent_key(agent.0), lies.join(", ")));
            }
        }
    }
    text
}
