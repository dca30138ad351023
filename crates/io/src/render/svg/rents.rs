//! Rents against stakes: what agents may keep, across, and the smallest stakes that were found with each number of rules.
//!
//! What no number of rules goes below is marked at each cap alone: between two caps it lies below the line through its neighbours.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width};
use super::frontier::{Scale, short};
use crate::render::number::for_drawing;
use crate::render::sentence::frontier::measure;
use ambimech_model::frontier::{Frontier, RentCap, RentLevel};
use ambimech_model::number::Rational;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 78.0;
const ABOVE: f64 = 40.0;
const BELOW: f64 = 62.0;
/// Names beside lines that are close together are moved apart by this much.
const NAME_HEIGHT: f64 = 15.0;

/// The picture; `None` with fewer than two caps under which something was found.
pub fn render_rents(frontier: &Frontier, id: &str) -> Option<Picture> {
    let capped: Vec<(&Rational, &RentLevel)> = frontier
        .levels
        .iter()
        .filter_map(|level| match &level.cap {
            RentCap::AtMost(rents) => Some((rents, level)),
            RentCap::Fixed | RentCap::Any => None,
        })
        .collect();
    let points = || capped.iter().flat_map(|(_, level)| &level.points);
    if capped.iter().filter(|(_, level)| !level.points.is_empty()).count() < 2 {
        return None;
    }
    let bounds = || capped.iter().filter_map(|(rents, level)| Some((*rents, &level.bound.as_ref()?.value)));
    let stakes: Vec<f64> =
        points().map(|point| &point.stakes).chain(bounds().map(|(_, bound)| bound)).map(for_drawing).collect();
    let scale = Scale::of(&stakes);
    let lowest = capped.first().map_or(0.0, |(rents, _)| for_drawing(rents));
    let highest = capped.last().map_or(1.0, |(rents, _)| for_drawing(rents));
    let room = (highest - lowest).max(1e-9) * 0.08;
    let across =
        |rents: &Rational| LEFT + WIDTH * (for_drawing(rents) - lowest + room) / (highest - lowest + 2.0 * room);
    let up = |number: &Rational| ABOVE + HEIGHT * (1.0 - scale.at(for_drawing(number)));
    let end = LEFT + WIDTH;
    let mut canvas = Canvas::new(end + text_width("any number of rules") + 24.0, ABOVE + HEIGHT + BELOW);
    let log = if scale.is_logarithmic { " (log scale)" } else { "" };
    canvas.text((LEFT - 68.0, 16.0), Anchor::Start, "strong", &format!("{}{log}", measure(frontier.measure)));
    for mark in scale.marks() {
        let y = up(&mark);
        canvas.line((LEFT - 4.0, y), (end, y), "stroke");
        canvas.text((LEFT - 9.0, y + 4.0), Anchor::End, "small", &short(&mark));
    }
    canvas.line((LEFT, ABOVE), (LEFT, ABOVE + HEIGHT), "stroke");
    canvas.line((LEFT, ABOVE + HEIGHT), (end, ABOVE + HEIGHT), "stroke");
    for (rents, _) in &capped {
        let x = across(rents);
        canvas.line((x, ABOVE + HEIGHT), (x, ABOVE + HEIGHT + 4.0), "stroke");
        canvas.text((x, ABOVE + HEIGHT + 18.0), Anchor::Middle, "small", &short(rents));
    }
    let title = "rents: what all agents keep at most";
    canvas.text((LEFT + WIDTH / 2.0, ABOVE + HEIGHT + 44.0), Anchor::Middle, "", title);
    let mut names: Vec<(f64, String)> = Vec::new();
    let mut said = Vec::new();
    let mut counts: Vec<usize> = points().map(|point| point.rules).collect();
    counts.sort_unstable();
    counts.dedup();
    for (number, rules) in counts.iter().enumerate() {
        let best = |level: &RentLevel| {
            let fitting = level.points.iter().filter(|point| point.rules <= *rules);
            fitting.map(|point| point.stakes.clone()).min()
        };
        let found: Vec<(&Rational, Rational)> =
            capped.iter().filter_map(|(rents, level)| Some((*rents, best(level)?))).collect();
        for (place, (rents, stakes)) in found.iter().enumerate() {
            let (x, y) = (across(rents), up(stakes));
            let stop = found.get(place + 1);
            canvas.line((x, y), (stop.map_or(end, |(next, _)| across(next)), y), "zero");
            if let Some((next, below)) = stop {
                canvas.line((across(next), y), (across(next), up(below)), "zero");
            }
            let told = format!("{rules} rules, rents at most {}: {}", short(rents), short(stakes));
            match number % 3 {
                0 => canvas.dot((x, y), 5.0, "accent", &told),
                1 => canvas.diamond((x, y), 6.0, "warn", &told),
                _ => canvas.dot((x, y), 3.5, "soft", &told),
            }
            said.push(told);
        }
        if let Some((_, last)) = found.last() {
            names.push((up(last), if *rules == 1 { "1 rule".to_string() } else { format!("{rules} rules") }));
        }
    }
    for (rents, bound) in bounds() {
        let (x, y) = (across(rents), up(bound));
        canvas.line((x - 9.0, y), (x + 9.0, y), "tie");
        said.push(format!("any number of rules, rents at most {}: at least {}", short(rents), short(bound)));
    }
    if let Some((_, bound)) = bounds().next_back() {
        names.push((up(bound), "any number of rules".to_string()));
    }
    let mut last = f64::NEG_INFINITY;
    names.sort_by(|one, other| one.0.total_cmp(&other.0));
    for (y, name) in names {
        last = (y + 4.0).max(last + NAME_HEIGHT);
        canvas.text((end + 8.0, last), Anchor::Start, "small", &name);
    }
    let title = format!("Rents against {}", measure(frontier.measure));
    let note = "The more agents may keep, the smaller the stakes. Dotted: what no mechanism goes below at this cap, with any number of rules."
        .to_string();
    Some(Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note })
}
