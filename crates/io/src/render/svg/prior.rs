//! A common prior, or another distribution over type profiles, as heat maps: the first two agents down and across, one map
//! for every type profile of the others.

use super::Picture;
use super::heat::{HeatMap, Scale};
use crate::render::name;
use crate::render::number::for_drawing;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;

/// Types of one agent that are drawn at most.
const MOST_TYPES: usize = 12;
/// Maps that are drawn at most.
const MOST_MAPS: usize = 16;

/// One picture for each type profile of the agents after the second, some at most.
pub fn render_prior(environment: &Environment, prior: &Prior, id: &str) -> Vec<Picture> {
    let largest = environment
        .space()
        .profiles()
        .map(|profile| prior.weight(profile))
        .max()
        .map_or(1.0, |weight| for_drawing(&(Rational::from(weight) / Rational::from(prior.total().clone()))));
    let seen = Distribution {
        called: "Prior",
        largest,
        probability: &|profile| prior.probability(profile),
        is_marked: &|_| false,
    };
    slices(environment, &seen, (id, MOST_MAPS), |_| true)
}

/// The part of the prior with one profile, which is marked.
pub fn render_profile(environment: &Environment, prior: &Prior, profile: ProfileId, id: &str) -> Vec<Picture> {
    let others = others(environment);
    let place = environment.space().joint_type_of(profile, others);
    let seen = Distribution {
        called: "Prior",
        largest: 1.0,
        probability: &|profile| prior.probability(profile),
        is_marked: &|other| other == profile,
    };
    slices(environment, &seen, (id, 1), |slice| slice == place)
}

/// A distribution over type profiles, given for every one, and the prior on the same scale: cells where the two differ are
/// marked.
pub fn render_imitation(
    environment: &Environment,
    prior: &Prior,
    imitation: &[Rational],
    id: &str,
) -> Vec<Picture> {
    let at = |profile: ProfileId| imitation.get(profile.0).cloned().unwrap_or(Rational::ZERO);
    let differs = |profile: ProfileId| at(profile) != prior.probability(profile);
    let of = environment.space().profiles().flat_map(|profile| [at(profile), prior.probability(profile)]);
    let largest = of.map(|probability| for_drawing(&probability)).fold(0.0, f64::max);
    let seen = Distribution { called: "Another distribution", largest, probability: &at, is_marked: &differs };
    let mut pictures = slices(environment, &seen, (id, MOST_MAPS / 2), |_| true);
    let given = Distribution {
        called: "The prior",
        probability: &|p| prior.probability(p),
        is_marked: &|_| false,
        ..seen
    };
    pictures.extend(slices(environment, &given, (&format!("{id}-prior"), MOST_MAPS / 2), |_| true));
    pictures
}

struct Distribution<'a> {
    called: &'a str,
    largest: f64,
    probability: &'a dyn Fn(ProfileId) -> Rational,
    is_marked: &'a dyn Fn(ProfileId) -> bool,
}

fn others(environment: &Environment) -> Coalition {
    Coalition::single(AgentId(0)).with(AgentId(1)).complement(environment.agent_count())
}

fn slices(
    environment: &Environment,
    seen: &Distribution<'_>,
    (id, most): (&str, usize),
    is_wanted: impl Fn(JointTypeId) -> bool,
) -> Vec<Picture> {
    if environment.agent_count() < 2 {
        return Vec::new();
    }
    let maps = environment.space().joint_count(others(environment));
    let wanted: Vec<usize> = (0..maps).filter(|place| is_wanted(JointTypeId(*place))).take(most + 1).collect();
    wanted
        .iter()
        .take(most)
        .map(|place| {
            let mut picture = map(environment, seen, JointTypeId(*place), &format!("{id}-{place}"));
            if place + 1 == most && wanted.len() > most {
                picture.note =
                    format!("{most} of {maps} slices are drawn, one for each type profile of the others.");
            }
            picture
        })
        .collect()
}

fn map(environment: &Environment, seen: &Distribution<'_>, slice: JointTypeId, id: &str) -> Picture {
    let space = environment.space();
    let (down, across) = (AgentId(0), AgentId(1));
    let rows = space.type_count(down).min(MOST_TYPES);
    let columns = space.type_count(across).min(MOST_TYPES);
    let fixed = space.joint_types(others(environment), slice);
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
    let called = seen.called;
    let title =
        if labels.is_empty() { called.to_string() } else { format!("{called} where {}", name::and_list(&labels)) };
    let cells = |row: usize| (0..columns).map(move |column| (row, column));
    let map = HeatMap {
        down: format!("agent {}", environment.agent_name(down)),
        across: format!("agent {}", environment.agent_name(across)),
        rows: (0..rows).map(|row| environment.type_name(down, TypeId(row)).to_string()).collect(),
        columns: (0..columns).map(|column| environment.type_name(across, TypeId(column)).to_string()).collect(),
        cells: (0..rows)
            .map(|row| (0..columns).map(|column| Some((seen.probability)(profile(row, column)))).collect())
            .collect(),
        scale: Scale::UpTo(seen.largest),
        marked: (0..rows)
            .flat_map(cells)
            .filter(|(row, column)| (seen.is_marked)(profile(*row, *column)))
            .collect(),
        title,
    };
    let cropped = space.type_count(down) > rows || space.type_count(across) > columns;
    let note =
        if cropped { format!("The first {MOST_TYPES} types of each agent are drawn.") } else { String::new() };
    Picture { svg: map.svg(id), title: map.title, note }
}
