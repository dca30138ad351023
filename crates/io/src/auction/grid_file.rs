//! A grid of an auction as an environment file, format `ambimech-environment/1`.
//!
//! Types have the components of the midpoint of their cell and its own index as attributes; values are formulas in these. An outcome
//! `to-NAME` gives the object to one bidder, `tied-NAME-NAME` lets each of those named win with the probability of ties. Under one belief of every bidder that
//! they share, the beliefs are a `[prior]`; otherwise they are sets under `[priors]`.

use super::formula_text::formula_text;
use crate::environment::keys;
use crate::environment::write::{key, number, quoted};
use ambimech_model::auction::belief::{BeliefSet, Density};
use ambimech_model::auction::expression::Expression;
use ambimech_model::auction::grid::{Grid, GridType};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More distances than this are not written.
const MAX_DISTANCES: usize = 70_000;

/// Why a grid has no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoGridFile {
    /// A value has no number at a profile.
    NoValue,
    /// A Prokhorov ball over too many profiles of the others, whose distances would have to be written out.
    TooManyDistances,
}

/// The environment file.
///
/// # Errors
/// See [`NoGridFile`].
pub fn render_grid_environment(grid: &Grid<'_>) -> Result<String, NoGridFile> {
    let frame = grid.auction().frame();
    let mut text = String::new();
    let mut entry = |name: &str, value: &str| {
        let _ = writeln!(text, "{name} = {}", quoted(value));
    };
    entry("format", keys::FORMAT);
    for (name, remark) in [("name", frame.name()), ("source", frame.source())] {
        if !remark.is_empty() {
            entry(name, &format!("{remark}, on a grid"));
        }
    }
    entry("coalitions", "singletons");
    for agent in frame.agents() {
        let bidder = frame.bidder(agent);
        let _ = write!(text, "\n[[agents]]\nname = {}\n", quoted(&bidder.name));
        for (place, grid_type) in grid.types(agent).iter().enumerate() {
            let names = bidder.signals.iter().map(|signal| key(&signal.name));
            let mut attributes: Vec<String> =
                names.zip(&grid_type.signal).map(|(name, value)| format!("{name} = {}", number(value))).collect();
            attributes.push(format!("own = {}", number(&grid_type.own)));
            let name = key(&type_name(grid, agent, place));
            let _ = writeln!(text, "types.{name} = {{ {} }}", attributes.join(", "));
        }
    }
    push_beliefs(&mut text, grid)?;
    let profiles = all_profiles(grid, None);
    let winners = profiles.iter().map(|profile| grid.winners(profile));
    let winners = winners.collect::<Option<Vec<Vec<AgentId>>>>().ok_or(NoGridFile::NoValue)?;
    let every: BTreeSet<&Vec<AgentId>> = winners.iter().collect();
    let mut every: Vec<&Vec<AgentId>> = every.into_iter().collect();
    every.sort_by_key(|agents| agents.len());
    for agents in every {
        let _ = write!(text, "\n[outcomes.{}]\n", key(&outcome_name(grid, agents)));
        for agent in frame.agents() {
            let payoff = match (agents.contains(&agent), agents.len()) {
                (false, _) => Expression::constant(Rational::ZERO),
                (true, 1) => grid.auction().value(agent).clone(),
                (true, _) => grid.auction().value(agent).scaled(frame.ties()),
            };
            let payoff = formula_text(frame, &payoff).ok_or(NoGridFile::NoValue)?;
            let _ = writeln!(text, "{} = {}", key(&frame.bidder(agent).name), quoted(&payoff));
        }
    }
    text.push_str("\n[allocation]\n");
    for (profile, agents) in profiles.iter().zip(&winners) {
        let label = label(grid, profile, None);
        let _ = writeln!(text, "{} = {}", quoted(&label), quoted(&outcome_name(grid, agents)));
    }
    Ok(text)
}

/// The name of a type: for every component its name and the number of the part, from 1.
pub fn type_name(grid: &Grid<'_>, agent: AgentId, number: usize) -> String {
    let signals = &grid.auction().frame().bidder(agent).signals;
    let parts = grid.types(agent).get(number).map(|found| found.parts.as_slice()).unwrap_or_default();
    let words = signals.iter().zip(parts).map(|(signal, part)| format!("{}{}", signal.name, part + 1));
    words.collect::<Vec<_>>().join("-")
}

fn outcome_name(grid: &Grid<'_>, winners: &[AgentId]) -> String {
    let names: Vec<&str> =
        winners.iter().map(|agent| grid.auction().frame().bidder(*agent).name.as_str()).collect();
    match names.as_slice() {
        [only] => format!("to-{only}"),
        _ => format!("tied-{}", names.join("-")),
    }
}

/// All profiles of types, or of the types of all but one, as numbers of types in the order of bidders, the last bidder fastest.
fn all_profiles(grid: &Grid<'_>, without: Option<AgentId>) -> Vec<Vec<usize>> {
    let mut profiles: Vec<Vec<usize>> = vec![Vec::new()];
    for agent in grid.auction().frame().agents().filter(|agent| Some(*agent) != without) {
        let count = grid.types(agent).len();
        let longer = |known: Vec<usize>| (0..count).map(move |number| [known.clone(), vec![number]].concat());
        profiles = profiles.into_iter().flat_map(longer).collect();
    }
    profiles
}

fn label(grid: &Grid<'_>, profile: &[usize], without: Option<AgentId>) -> String {
    let agents = grid.auction().frame().agents().filter(|agent| Some(*agent) != without);
    let words = agents.zip(profile).map(|(agent, number)| type_name(grid, agent, *number));
    words.collect::<Vec<_>>().join(" ")
}

/// `[prior]` where all believe the same, and `[priors]` where some bidder has more than one belief.
fn push_beliefs(text: &mut String, grid: &Grid<'_>) -> Result<(), NoGridFile> {
    let frame = grid.auction().frame();
    let common = common_density(grid);
    if let Some(density) = &common {
        text.push_str("\n[prior]\n");
        push_weights(text, grid, density, None);
        let is_single = |agent| matches!(&frame.bidder(agent).beliefs, BeliefSet::Hull(list) if list.len() == 1);
        if frame.agents().all(is_single) {
            return Ok(());
        }
    }
    for agent in frame.agents() {
        let _ = write!(text, "\n[priors.{}]\n", key(&frame.bidder(agent).name));
        let centre = |density: &Density| match &common {
            Some(_) => quoted(keys::PRIOR),
            None => belief(grid, density, agent),
        };
        match &frame.bidder(agent).beliefs {
            BeliefSet::Hull(densities) => {
                let _ = writeln!(text, "kind = \"vertices\"\nvertices = [");
                for density in densities {
                    let _ = writeln!(text, "  {},", belief(grid, density, agent));
                }
                text.push_str("]\n");
            }
            BeliefSet::Contamination { center, epsilon, .. } => {
                let (epsilon, centre) = (number(epsilon), centre(center));
                let _ = writeln!(text, "kind = \"contamination\"\nepsilon = {epsilon}\ncentre = {centre}");
            }
            BeliefSet::Prokhorov { center, radius, .. } => {
                let (radius, centre) = (number(radius), centre(center));
                let _ = writeln!(text, "kind = \"prokhorov\"\nradius = {radius}\ncentre = {centre}");
                push_distances(text, grid, agent)?;
            }
        }
    }
    Ok(())
}

/// The density that everybody has about everybody, when all sets are around one density of each and these agree on the cells.
fn common_density(grid: &Grid<'_>) -> Option<Density> {
    let frame = grid.auction().frame();
    let only = |agent: AgentId| match frame.bidder(agent).beliefs.densities() {
        [density] => Some(density),
        _ => None,
    };
    let of = |agent: AgentId| {
        let from = if agent.0 == 0 { AgentId(1) } else { AgentId(0) };
        only(from).map(|density| density.marginals[agent.0].clone())
    };
    let common = Density { marginals: frame.agents().map(of).collect::<Option<_>>()? };
    let agrees = |agent: AgentId| {
        only(agent).is_some_and(|density| {
            let others = frame.agents().filter(|other| *other != agent);
            others.into_iter().all(|other| density.marginals[other.0] == common.marginals[other.0])
        })
    };
    frame.agents().all(agrees).then_some(common)
}

/// The weight of every profile; one row when all are alike.
fn weights(grid: &Grid<'_>, density: &Density, without: Option<AgentId>) -> Vec<(String, Rational)> {
    let agents: Vec<AgentId> = grid.auction().frame().agents().filter(|agent| Some(*agent) != without).collect();
    let masses: Vec<Vec<Rational>> = agents
        .iter()
        .map(|agent| (0..grid.types(*agent).len()).map(|number| grid.mass(density, *agent, number)).collect())
        .collect();
    if masses.iter().all(|masses| masses.iter().all(|mass| Some(mass) == masses.first())) {
        return vec![(vec!["*"; agents.len()].join(" "), Rational::ONE)];
    }
    let of = |profile: Vec<usize>| {
        let factors = profile.iter().zip(&masses).map(|(number, masses)| &masses[*number]);
        let weight = factors.fold(Rational::ONE, |product, mass| product * mass);
        (label(grid, &profile, without), weight)
    };
    all_profiles(grid, without).into_iter().map(of).collect()
}

fn push_weights(text: &mut String, grid: &Grid<'_>, density: &Density, without: Option<AgentId>) {
    for (label, weight) in weights(grid, density, without) {
        let _ = writeln!(text, "{} = {}", quoted(&label), number(&weight));
    }
}

fn belief(grid: &Grid<'_>, density: &Density, agent: AgentId) -> String {
    let rows = weights(grid, density, Some(agent)).into_iter();
    let rows: Vec<String> =
        rows.map(|(label, weight)| format!("{} = {}", quoted(&label), number(&weight))).collect();
    format!("{{ {} }}", rows.join(", "))
}

/// The largest difference of a component of the midpoints: by the name of the only component that is cut, or written out.
fn push_distances(text: &mut String, grid: &Grid<'_>, agent: AgentId) -> Result<(), NoGridFile> {
    let frame = grid.auction().frame();
    let rivals: Vec<AgentId> = frame.agents().filter(|other| *other != agent).collect();
    let mut cut: BTreeSet<&str> = BTreeSet::new();
    for rival in &rivals {
        let last = grid.types(*rival).last().map(|last| last.parts.as_slice()).unwrap_or_default();
        let signals = frame.bidder(*rival).signals.iter().zip(last);
        cut.extend(signals.filter(|(_, part)| **part > 0).map(|(signal, _)| signal.name.as_str()));
    }
    let only = cut.first().filter(|_| cut.len() == 1);
    let has =
        |rival: &AgentId| frame.bidder(*rival).signals.iter().any(|signal| Some(&signal.name.as_str()) == only);
    if let Some(name) = only.filter(|_| rivals.iter().all(has)) {
        let _ = writeln!(text, "distance = {}", quoted(name));
        return Ok(());
    }
    let profiles = all_profiles(grid, Some(agent));
    if profiles.len().saturating_mul(profiles.len()) > MAX_DISTANCES {
        return Err(NoGridFile::TooManyDistances);
    }
    let _ = write!(text, "\n[priors.{}.distance]\n", key(&frame.bidder(agent).name));
    let far = |one: &GridType, other: &GridType| {
        let differences = one.signal.iter().zip(&other.signal).map(|(a, b)| if a >= b { a - b } else { b - a });
        differences.max().unwrap_or_default()
    };
    for from in &profiles {
        let row = profiles.iter().map(|to| {
            let steps = rivals.iter().zip(from.iter().zip(to));
            let distance =
                steps.map(|(rival, (one, other))| far(&grid.types(*rival)[*one], &grid.types(*rival)[*other]));
            let distance = distance.max().unwrap_or_default();
            format!("{} = {}", quoted(&label(grid, to, Some(agent))), number(&distance))
        });
        let row = row.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "{} = {{ {row} }}", quoted(&label(grid, from, Some(agent))));
    }
    Ok(())
}
