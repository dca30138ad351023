//! The common prior as heat maps: the first two agents across and down, one map for every type profile of the others.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width};
use crate::render::name;
use crate::render::number::{cell, exact, for_drawing};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;

/// Types of one agent that are drawn at most.
const MOST_TYPES: usize = 12;
/// Maps that are drawn at most.
const MOST_MAPS: usize = 8;
/// Longest number in a cell.
const LONGEST: usize = 8;

/// One picture for each type profile of the agents after the second, a few at most.
pub fn render_prior(environment: &Environment, prior: &Prior, id: &str) -> Vec<Picture> {
    let space = environment.space();
    let (down, across) = (AgentId(0), AgentId(1));
    let others = Coalition::single(down).with(across).complement(environment.agent_count());
    let maps = space.joint_count(others);
    let largest = space
        .profiles()
        .map(|profile| prior.weight(profile))
        .max()
        .map_or(1.0, |weight| for_drawing(&Rational::from(weight)));
    (0..maps.min(MOST_MAPS))
        .map(|place| {
            let slice = Slice { others, types: JointTypeId(place), id: format!("{id}-{place}") };
            let mut picture = map(environment, prior, &slice, largest);
            if place + 1 == MOST_MAPS && maps > MOST_MAPS {
                picture.note = format!("{} of {maps} slices of the prior are drawn.", MOST_MAPS);
            }
            picture
        })
        .collect()
}

/// One map: the agents after the second with their types, and the picture's name.
struct Slice {
    others: Coalition,
    types: JointTypeId,
    id: String,
}

fn map(environment: &Environment, prior: &Prior, slice: &Slice, largest: f64) -> Picture {
    let space = environment.space();
    let (down, across) = (AgentId(0), AgentId(1));
    let rows = space.type_count(down).min(MOST_TYPES);
    let columns = space.type_count(across).min(MOST_TYPES);
    let fixed = space.joint_types(slice.others, slice.types);
    let profile = |row: usize, column: usize| -> ProfileId {
        let mut types = vec![TypeId(0); environment.agent_count()];
        types[down.0] = TypeId(row);
        types[across.0] = TypeId(column);
        for (agent, t) in &fixed {
            types[agent.0] = *t;
        }
        space.profile(&types)
    };
    let labels: Vec<String> = fixed
        .iter()
        .map(|(agent, t)| format!("{} = {}", environment.agent_name(*agent), environment.type_name(*agent, *t)))
        .collect();
    let title =
        if labels.is_empty() { "Prior".to_string() } else { format!("Prior where {}", name::and_list(&labels)) };

    let widest = (0..rows).map(|row| text_width(environment.type_name(down, TypeId(row)))).fold(24.0, f64::max);
    let column_width = (0..columns)
        .map(|column| text_width(environment.type_name(across, TypeId(column))) + 12.0)
        .fold(64.0, f64::max)
        .min(140.0);
    let (left, top, height) = (widest.min(160.0) + 14.0, 62.0, 40.0);
    let crossing = format!("agent {}", environment.agent_name(across));
    let downward = format!("agent {}", environment.agent_name(down));
    let width =
        (left + column_width * to_f64(columns)).max(text_width(&title).max(left + text_width(&crossing))) + 8.0;
    let mut canvas = Canvas::new(width, top + height * to_f64(rows) + 8.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", &title);
    let middle = left + column_width * to_f64(columns) / 2.0;
    canvas.text((middle, 36.0), Anchor::Middle, "small soft", &crossing);
    canvas.text((0.0, 54.0), Anchor::Start, "small soft", &downward);
    for column in 0..columns {
        let x = left + column_width * (to_f64(column) + 0.5);
        canvas.text((x, 54.0), Anchor::Middle, "", environment.type_name(across, TypeId(column)));
    }
    for row in 0..rows {
        let y = top + height * to_f64(row);
        canvas.text(
            (left - 8.0, y + height / 2.0 + 4.5),
            Anchor::End,
            "",
            environment.type_name(down, TypeId(row)),
        );
        for column in 0..columns {
            let here = profile(row, column);
            let weight = for_drawing(&Rational::from(prior.weight(here)));
            let share = if largest > 0.0 { weight / largest } else { 0.0 };
            let x = left + column_width * to_f64(column);
            canvas.rect((x + 1.0, y + 1.0), (column_width - 2.0, height - 2.0), "heat", 0.05 + 0.95 * share);
            let number = cell(&prior.probability(here), LONGEST);
            canvas.text((x + column_width / 2.0, y + height / 2.0 + 4.5), Anchor::Middle, "", &number);
        }
    }
    let description: Vec<String> = (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (row, column)))
        .map(|(row, column)| {
            let here = profile(row, column);
            format!("{} {}", environment.profile_label(here), exact(&prior.probability(here)))
        })
        .collect();
    let cropped = space.type_count(down) > rows || space.type_count(across) > columns;
    let note =
        if cropped { format!("The first {MOST_TYPES} types of each agent are drawn.") } else { String::new() };
    Picture { svg: canvas.finish(&slice.id, &title, &description.join("; ")), title, note }
}

fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
