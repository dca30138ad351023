//! What two agents can be worth at one type profile: the frontier, the endowments, the core at that profile and allocations.

use super::Picture;
use super::canvas::{Anchor, Canvas};
use super::frontier::{Scale, short};
use crate::economy::EconomyNames;
use crate::render::number::for_drawing;
use ambimech_model::economy::Economy;
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;

const SIDE: f64 = 260.0;
const LEFT: f64 = 64.0;
const ABOVE: f64 = 34.0;
const BELOW: f64 = 56.0;
const RIGHT: f64 = 130.0;

/// A point to be marked.
#[derive(Debug, Clone)]
pub struct WorthMark {
    /// What it is, as `core`.
    pub name: String,
    /// What both agents expect.
    pub worths: [Rational; 2],
}

/// The picture; `None` for other numbers of agents than two, or without a frontier. `id` must be unique in the page.
pub fn render_worths(
    economy: &Economy,
    profile: ProfileId,
    frontier: &[[Rational; 2]],
    marks: &[WorthMark],
    id: &str,
) -> Option<Picture> {
    if economy.traders().len() != 2 || frontier.is_empty() {
        return None;
    }
    let names = EconomyNames::of(economy);
    let own: Vec<Rational> = economy
        .space()
        .agents()
        .map(|agent| economy.own_worth(agent, economy.space().type_of(profile, agent)))
        .collect();
    let own = <[Rational; 2]>::try_from(own).ok()?;
    let highest = |axis: usize| {
        let all = frontier.iter().chain(marks.iter().map(|mark| &mark.worths)).chain([&own]);
        all.map(|point| for_drawing(&point[axis])).collect::<Vec<f64>>()
    };
    let (across, up) = (Scale::linear(&highest(0)), Scale::linear(&highest(1)));
    let at = |point: &[Rational; 2]| {
        (LEFT + SIDE * across.at(for_drawing(&point[0])), ABOVE + SIDE * (1.0 - up.at(for_drawing(&point[1]))))
    };
    let mut canvas = Canvas::new(LEFT + SIDE + RIGHT, ABOVE + SIDE + BELOW);
    let label = names.profiles.label(profile);
    canvas.text((LEFT, 16.0), Anchor::Start, "strong", &format!("types {label}"));
    canvas.line((LEFT, ABOVE), (LEFT, ABOVE + SIDE), "stroke");
    canvas.line((LEFT, ABOVE + SIDE), (LEFT + SIDE, ABOVE + SIDE), "stroke");
    for mark in across.marks() {
        let x = LEFT + SIDE * across.at(for_drawing(&mark));
        canvas.line((x, ABOVE + SIDE), (x, ABOVE + SIDE + 4.0), "stroke");
        canvas.text((x, ABOVE + SIDE + 18.0), Anchor::Middle, "small", &short(&mark));
    }
    for mark in up.marks() {
        let y = ABOVE + SIDE * (1.0 - up.at(for_drawing(&mark)));
        canvas.line((LEFT - 4.0, y), (LEFT, y), "stroke");
        canvas.text((LEFT - 8.0, y + 4.0), Anchor::End, "small", &short(&mark));
    }
    let axis = |agent: usize| format!("worth to {}", names.profiles.agent(AgentId(agent)));
    canvas.text((LEFT + SIDE / 2.0, ABOVE + SIDE + 42.0), Anchor::Middle, "", &axis(0));
    canvas.text((4.0, ABOVE - 8.0), Anchor::Start, "small", &axis(1));
    for pair in frontier.windows(2) {
        canvas.line(at(&pair[0]), at(&pair[1]), "zero");
    }
    let core = individually_rational(frontier, &own);
    for pair in core.windows(2) {
        canvas.line(at(&pair[0]), at(&pair[1]), "core");
    }
    let (x, y) = at(&own);
    canvas.line((x, y), (LEFT + SIDE, y), "tie");
    canvas.line((x, y), (x, ABOVE), "tie");
    canvas.diamond((x, y), 5.0, "warn", &format!("endowments: {}, {}", short(&own[0]), short(&own[1])));
    let mut said = vec![format!("endowments: {} and {}", short(&own[0]), short(&own[1]))];
    let corners: Vec<String> =
        frontier.iter().map(|point| format!("({}, {})", short(&point[0]), short(&point[1]))).collect();
    said.push(format!("frontier through {}", corners.join(" ")));
    // Marks at one place share their label.
    let mut placed: Vec<([Rational; 2], Vec<String>)> = Vec::new();
    for mark in marks {
        match placed.iter_mut().find(|(worths, _)| *worths == mark.worths) {
            Some((_, names)) => names.push(mark.name.clone()),
            None => placed.push((mark.worths.clone(), vec![mark.name.clone()])),
        }
    }
    for (worths, names) in placed {
        let (x, y) = at(&worths);
        let title = format!("{}: {}, {}", names.join(", "), short(&worths[0]), short(&worths[1]));
        canvas.dot((x, y), 5.0, "accent", &title);
        canvas.text((x + 8.0, y - 8.0), Anchor::Start, "small", &names.join(", "));
        said.push(title);
    }
    let title = format!("What both agents can be worth at {label}");
    let note = "Line: the efficient frontier. Thick: what is worth at least the endowments to both, the core at these types. Square: the \
                endowments."
        .to_string();
    Some(Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note })
}

/// The part of the frontier that is worth at least the endowments to both, its corners in order.
fn individually_rational(frontier: &[[Rational; 2]], own: &[Rational; 2]) -> Vec<[Rational; 2]> {
    let mut kept: Vec<[Rational; 2]> = Vec::new();
    let mut keep = |point: [Rational; 2]| {
        if kept.last() != Some(&point) {
            kept.push(point);
        }
    };
    let inside = |point: &[Rational; 2]| point[0] >= own[0] && point[1] >= own[1];
    for pair in frontier.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        if inside(from) {
            keep(from.clone());
        }
        // Where an agent's own worth is crossed.
        let mut crossings: Vec<(Rational, [Rational; 2])> = Vec::new();
        for axis in 0..2 {
            let (low, high) = (&from[axis] - &own[axis], &to[axis] - &own[axis]);
            if (low > Rational::ZERO) != (high > Rational::ZERO) && low != high {
                let share = &low / (&low - &high);
                let point = [&from[0] + &share * (&to[0] - &from[0]), &from[1] + &share * (&to[1] - &from[1])];
                if inside(&point) {
                    crossings.push((share, point));
                }
            }
        }
        crossings.sort_by(|one, other| one.0.cmp(&other.0));
        crossings.into_iter().for_each(|(_, point)| keep(point));
    }
    if let Some(last) = frontier.last().filter(|point| inside(point)) {
        keep(last.clone());
    }
    kept
}
