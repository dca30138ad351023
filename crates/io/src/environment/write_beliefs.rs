//! Beliefs agent by agent back into TOML.

use super::keys;
use super::write::{key, number, quoted};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::{Natural, Rational};
use ambimech_model::prior::{Beliefs, Prior};
use std::fmt::Write as _;

/// Beliefs with at most this many rows are written on the line of their type.
const ROWS_ON_A_LINE: usize = 4;

/// `[beliefs."1"]` for every agent; nothing under a common prior.
pub(super) fn push_beliefs(text: &mut String, environment: &Environment) {
    let Beliefs::Individual(list) = environment.beliefs() else { return };
    for (agent, weights) in environment.space().agents().zip(list) {
        let table = format!("{}.{}", keys::BELIEFS, key(environment.agent_name(agent)));
        let of_types: Vec<(TypeId, Vec<String>)> =
            environment.space().types(agent).map(|t| (t, rows(environment, agent, t, weights))).collect();
        let short = of_types.iter().all(|(_, rows)| rows.len() <= ROWS_ON_A_LINE);
        if short {
            let _ = write!(text, "\n[{table}]\n");
        }
        for (t, rows) in of_types {
            let name = key(environment.type_name(agent, t));
            if short {
                let _ = writeln!(text, "{name} = {{ {} }}", rows.join(", "));
            } else {
                let _ = write!(text, "\n[{table}.{name}]\n{}\n", rows.join("\n"));
            }
        }
    }
}

/// The rows of one type: one per type profile of the others on whom the probability depends, with `*` for the rest.
fn rows(environment: &Environment, agent: AgentId, t: TypeId, weights: &Prior) -> Vec<String> {
    let space = environment.space();
    let others = Coalition::single(agent).complement(space.agent_count());
    let split = space.split(Coalition::single(agent));
    let own = JointTypeId(t.0);
    let total: Natural = split.rest().map(|x| weights.weight(split.profile(own, x))).sum();
    let matters = |other: &AgentId| {
        split.rest().any(|x| {
            let profile = split.profile(own, x);
            weights.weight(profile) != weights.weight(space.with_type(profile, *other, TypeId(0)))
        })
    };
    let shown: Coalition = others.members().filter(matters).collect();
    let row = |joint: JointTypeId| {
        let types = space.joint_types(shown, joint);
        let mut profile = space.with_type(ProfileId(0), agent, t);
        let mut words = Vec::new();
        for other in others.members() {
            match types.iter().find(|(member, _)| *member == other) {
                Some((_, own)) => {
                    profile = space.with_type(profile, other, *own);
                    words.push(environment.type_name(other, *own));
                }
                None => words.push("*"),
            }
        }
        let probability = Rational::from_parts(weights.weight(profile).into(), total.clone());
        format!("{} = {}", quoted(&words.join(" ")), number(&probability))
    };
    (0..space.joint_count(shown)).map(|joint| row(JointTypeId(joint))).collect()
}
