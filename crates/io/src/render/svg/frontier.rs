//! Rules against stakes: the points of a frontier as falling steps, what no number of rules goes below, and the construction beside them.
//!
//! Numbers of rules stand side by side at equal distances. The scale of stakes begins at 0, or is logarithmic where they differ
//! much.

use super::Picture;
use super::canvas::{Anchor, Canvas, text_width, to_f64};
use crate::render::number::{cell, decimal, for_drawing};
use crate::render::sentence::design::construction_name;
use crate::render::sentence::frontier::{cap, measure};
use ambimech_model::few_rules::LeastRules;
use ambimech_model::frontier::{Frontier, RentLevel};
use ambimech_model::number::{Integer, Natural, Rational};

/// The area that is drawn in, without labels: a slot's width, and the height.
const SLOT: f64 = 76.0;
const HEIGHT: f64 = 260.0;
/// Room for labels to the left, above, and below; to the right as much as names need, and this.
const LEFT: f64 = 78.0;
const ABOVE: f64 = 40.0;
const BELOW: f64 = 62.0;
const RIGHT: f64 = 30.0;
/// Stakes that differ by more than this factor are drawn on a logarithmic scale.
const MANY_TIMES: f64 = 12.0;
/// A construction with stakes that are larger than all others by more than this factor stands above the scale.
const FAR_ABOVE: f64 = 2.5;
/// Names beside lines that are close together are moved apart by this much.
const NAME_HEIGHT: f64 = 15.0;
/// Labels on the axis of stakes, at most.
const MOST_LABELS: usize = 7;

/// Where a number of rules and an amount are drawn.
type Places<'p> = (&'p dyn Fn(usize) -> f64, &'p dyn Fn(&Rational) -> f64);

/// Words with the point from which they hang.
type Words = ((f64, f64), Anchor, String);

/// The scale of stakes.
pub(super) struct Scale {
    bottom: f64,
    top: f64,
    pub(super) is_logarithmic: bool,
}

impl Scale {
    pub(super) fn of(numbers: &[f64]) -> Scale {
        let highest = numbers.iter().copied().fold(0.0, f64::max);
        let lowest = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        if lowest > 0.0 && highest > MANY_TIMES * lowest {
            let (bottom, top) = (lowest.log10(), highest.log10());
            let room = (top - bottom) * 0.06;
            return Scale { bottom: bottom - room, top: top + room, is_logarithmic: true };
        }
        Scale { bottom: 0.0, top: if highest > 0.0 { highest * 1.08 } else { 1.0 }, is_logarithmic: false }
    }

    /// From 0 on, never logarithmic.
    pub(super) fn linear(numbers: &[f64]) -> Scale {
        let highest = numbers.iter().copied().fold(0.0, f64::max);
        let lowest = numbers.iter().copied().fold(0.0, f64::min);
        Scale {
            bottom: lowest * 1.08,
            top: if highest > 0.0 { highest * 1.08 } else { 1.0 },
            is_logarithmic: false,
        }
    }

    /// From 0 at the bottom to 1 at the top.
    pub(super) fn at(&self, number: f64) -> f64 {
        let value = if self.is_logarithmic { number.log10() } else { number };
        (value - self.bottom) / (self.top - self.bottom)
    }

    /// Round numbers on the scale: multiples of 1, 2 or 5 times a power of ten, or on a logarithmic scale these numbers themselves.
    pub(super) fn marks(&self) -> Vec<Rational> {
        let power = |digit: u32, exponent: i32| {
            let ten = Natural::from(10u8).pow(usize::try_from(exponent.unsigned_abs()).unwrap_or(0));
            match exponent < 0 {
                true => Rational::from_parts(Integer::from(digit), ten),
                false => Rational::from(Natural::from(digit) * ten),
            }
        };
        let steps = (-30i32..=30).flat_map(|exponent| [1u32, 2, 5].map(|digit| power(digit, exponent)));
        if self.is_logarithmic {
            let within = |number: &Rational| (0.0..=1.0).contains(&self.at(for_drawing(number)));
            let all: Vec<Rational> = steps.filter(within).collect();
            let every = all.len().div_ceil(MOST_LABELS).max(1);
            return all.into_iter().step_by(every).collect();
        }
        let Some(step) = steps.into_iter().find(|step| self.top / for_drawing(step) <= to_f64(MOST_LABELS)) else {
            return Vec::new();
        };
        let count = (0..=MOST_LABELS).filter(|count| to_f64(*count) * for_drawing(&step) <= self.top);
        count.map(|count| &step * Rational::from(count)).collect()
    }
}

/// The picture; `None` where there is no point and no bound to draw.
pub fn render_frontier(frontier: &Frontier, id: &str) -> Option<Picture> {
    if frontier.levels.iter().all(|level| level.points.is_empty()) {
        return None;
    }
    let points = || frontier.levels.iter().flat_map(|level| &level.points);
    let bounds = || frontier.levels.iter().filter_map(|level| level.bound.as_ref());
    let mut slots: Vec<usize> = (1..=points().map(|point| point.rules).max().unwrap_or(1)).collect();
    if !slots.contains(&frontier.usual.rules) {
        slots.push(frontier.usual.rules);
    }
    let numbers: Vec<f64> =
        points().map(|point| &point.stakes).chain(bounds().map(|bound| &bound.value)).map(for_drawing).collect();
    let usual = &frontier.usual;
    let usual_stakes = for_drawing(&usual.stakes);
    let is_above = usual_stakes > FAR_ABOVE * numbers.iter().copied().fold(0.0, f64::max);
    let scale =
        Scale::of(&numbers.iter().copied().chain((!is_above).then_some(usual_stakes)).collect::<Vec<f64>>());
    let names = frontier.levels.iter().flat_map(|level| [line_name(level), bound_name(level)]);
    let right = names.map(|name| text_width(&name)).fold(0.0, f64::max) + RIGHT;
    let width = SLOT * to_f64(slots.len());
    let name_width =
        text_width(&format!("↑ {}, {}", construction_name(usual.design.construction), short(&usual.stakes)));
    let right = right.max(name_width / 2.0 - SLOT / 2.0 + 8.0);
    let end = LEFT + width;
    let place = |rules: usize| slots.iter().position(|slot| *slot == rules).unwrap_or(0);
    let across = |rules: usize| LEFT + SLOT * (to_f64(place(rules)) + 0.5);
    let up = |number: &Rational| ABOVE + HEIGHT * (1.0 - scale.at(for_drawing(number)));
    let mut canvas = Canvas::new(end + right, ABOVE + HEIGHT + BELOW);
    let log = if scale.is_logarithmic { " (log scale)" } else { "" };
    canvas.text((LEFT - 68.0, 16.0), Anchor::Start, "strong", &format!("{}{log}", measure(frontier.measure)));
    for mark in scale.marks() {
        let y = up(&mark);
        canvas.line((LEFT - 4.0, y), (end, y), "stroke");
        canvas.text((LEFT - 9.0, y + 4.0), Anchor::End, "small", &short(&mark));
    }
    canvas.line((LEFT, ABOVE), (LEFT, ABOVE + HEIGHT), "stroke");
    canvas.line((LEFT, ABOVE + HEIGHT), (end, ABOVE + HEIGHT), "stroke");
    for rules in &slots {
        let x = across(*rules);
        canvas.line((x, ABOVE + HEIGHT), (x, ABOVE + HEIGHT + 4.0), "stroke");
        canvas.text((x, ABOVE + HEIGHT + 18.0), Anchor::Middle, "small", &rules.to_string());
    }
    canvas.text((LEFT + width / 2.0, ABOVE + HEIGHT + 44.0), Anchor::Middle, "", "number of rules");
    let mut said = Vec::new();
    // Words stand over all lines.
    let mut words: Vec<Words> = Vec::new();
    if let LeastRules::Two(_) = frontier.least {
        words.push(((across(1), ABOVE + HEIGHT / 2.0), Anchor::Middle, "proved not".to_string()));
        words.push(((across(1), ABOVE + HEIGHT / 2.0 + 14.0), Anchor::Middle, "to be enough".to_string()));
        said.push("one rule is proved not to be enough".to_string());
    }
    let mut names: Vec<(f64, String)> = Vec::new();
    for (number, level) in frontier.levels.iter().enumerate() {
        if let Some(bound) = &level.bound {
            let y = up(&bound.value);
            canvas.line((LEFT, y), (end, y), "tie");
            names.push((y, bound_name(level)));
            said.push(format!("{}: {}", bound_name(level), short(&bound.value)));
        }
        steps(&mut canvas, level, number, (&across, &up), end);
        words.extend(level.points.iter().map(|point| {
            let at = (across(point.rules) + 8.0, up(&point.stakes) - 7.0);
            (at, Anchor::Start, short(&point.stakes))
        }));
        if let Some(last) = level.points.last() {
            let is_at_bound = level.bound.as_ref().is_some_and(|bound| bound.value == last.stakes);
            if !is_at_bound || frontier.levels.len() > 1 {
                names.push((up(&last.stakes), line_name(level)));
            }
        }
        said.extend(level.points.iter().map(|point| told(level, point.rules, &point.stakes)));
    }
    write_beside(&mut canvas, end + 8.0, names);
    let name = construction_name(usual.design.construction);
    let title = format!("{name}, {} rules: {}", usual.rules, short(&usual.stakes));
    let at = (across(usual.rules), if is_above { ABOVE + 6.0 } else { up(&usual.stakes) });
    canvas.dot(at, 4.5, "ring", &title);
    let arrow = if is_above { "↑ " } else { "" };
    words.push(((at.0, at.1 - 9.0), Anchor::Middle, format!("{arrow}{name}, {}", short(&usual.stakes))));
    words.iter().for_each(|(at, anchor, text)| canvas.text(*at, *anchor, "small over", text));
    said.push(title);
    let title = format!("Rules against {}", measure(frontier.measure));
    let mut note = "Points: mechanisms that were found and checked, each with its file. Hollow: the construction without a search.".to_string();
    if is_above {
        note.push_str(" It stands above the scale.");
    }
    if bounds().next().is_some() {
        note.push_str(" Dotted: what no mechanism goes below, with any number of rules.");
    }
    Some(Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note })
}

/// Names beside their lines, in the order of the lines from the top; those that would be too close are moved down.
fn write_beside(canvas: &mut Canvas, x: f64, mut names: Vec<(f64, String)>) {
    names.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = f64::NEG_INFINITY;
    for (line, name) in names {
        let y = free.max(line + 4.0);
        canvas.text((x, y), Anchor::Start, "small", &name);
        free = y + NAME_HEIGHT;
    }
}

/// Horizontal where more rules are not better, down where they are; with a shape of its own for every level.
fn steps(canvas: &mut Canvas, level: &RentLevel, number: usize, (across, up): Places<'_>, end: f64) {
    for (place, point) in level.points.iter().enumerate() {
        let (x, y) = (across(point.rules), up(&point.stakes));
        let next = level.points.get(place + 1);
        let stop = next.map_or(end, |next| across(next.rules));
        canvas.line((x, y), (stop, y), "zero");
        if let Some(next) = next {
            canvas.line((stop, y), (stop, up(&next.stakes)), "zero");
        }
    }
    for point in &level.points {
        let at = (across(point.rules), up(&point.stakes));
        let title = told(level, point.rules, &point.stakes);
        match number % 3 {
            0 => canvas.dot(at, 5.0, "accent", &title),
            1 => canvas.diamond(at, 6.0, "warn", &title),
            _ => canvas.dot(at, 3.5, "soft", &title),
        }
    }
}

fn told(level: &RentLevel, rules: usize, stakes: &Rational) -> String {
    let cap = cap(&level.cap);
    let cap = if cap.is_empty() { cap } else { format!(", {cap}") };
    format!("{rules} rules{cap}: {}", short(stakes))
}

fn line_name(level: &RentLevel) -> String {
    let cap = cap(&level.cap);
    if cap.is_empty() { "found".to_string() } else { cap }
}

fn bound_name(level: &RentLevel) -> String {
    let cap = cap(&level.cap);
    if cap.is_empty() { "any number of rules".to_string() } else { format!("any number, {cap}") }
}

pub(super) fn short(number: &Rational) -> String {
    let text = cell(number, 9);
    if text.starts_with('≈') { decimal(number).digits } else { text }
}
