//! What every type of one agent believes about the others, as a heat map: types down, the others' type profiles across.

use super::Picture;
use super::heat::{HeatMap, Scale, largest};
use crate::render::belief::Posteriors;
use crate::render::name;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;

/// Types that are drawn at most.
const MOST_TYPES: usize = 16;
/// Type profiles of the others that are drawn at most.
const MOST_PROFILES: usize = 12;

/// The beliefs of an agent, with or without a common prior; types that never occur have none. `None` when there is nobody
/// else.
pub fn render_beliefs(environment: &Environment, agent: AgentId, id: &str) -> Option<Picture> {
    let space = environment.space();
    let single = Coalition::single(agent);
    let others = single.complement(environment.agent_count());
    if others.is_empty() {
        return None;
    }
    let (types, profiles) = (space.joint_count(single), space.joint_count(others));
    let (rows, columns) = (types.min(MOST_TYPES), profiles.min(MOST_PROFILES));
    let posteriors = Posteriors::new(environment, single);
    let cells: Vec<Vec<Option<Rational>>> = (0..rows)
        .map(|own| match posteriors.of(JointTypeId(own)) {
            Some(belief) => belief.into_iter().take(columns).map(Some).collect(),
            None => vec![None; columns],
        })
        .collect();
    let about = if others.len() == 1 { name::who(environment, others) } else { "the others".to_string() };
    let map = HeatMap {
        title: format!("Beliefs of {} about {about}", name::who(environment, single)),
        down: "type".to_string(),
        across: format!("types of {}", name::and_list(&name::members(environment, others))),
        rows: (0..rows).map(|own| name::types(environment, single, JointTypeId(own))).collect(),
        columns: (0..columns).map(|x| name::types(environment, others, JointTypeId(x))).collect(),
        scale: Scale::UpTo(largest(cells.iter().flatten().flatten())),
        marked: Vec::new(),
        cells,
    };
    let mut note = Vec::new();
    if types > rows {
        note.push(format!("The first {rows} of {types} types are drawn."));
    }
    if profiles > columns {
        note.push(format!("The first {columns} of {profiles} type profiles of the others are drawn."));
    }
    Some(Picture { svg: map.svg(id), title: map.title, note: note.join(" ") })
}
