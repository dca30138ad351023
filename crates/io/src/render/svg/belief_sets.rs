//! The sets of beliefs of an agent's types about two or three type profiles of the others: pieces of a segment or of a triangle.

use super::Picture;
use super::canvas::{Anchor, Canvas, shortened, text_width};
use crate::render::name;
use crate::render::number::{exact, for_drawing};
use crate::render::sentence::scenario::state_label;
use ambimech_model::belief_set::Distribution;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};

/// Types that are drawn at most.
const MOST_TYPES: usize = 12;
/// Longest label.
const LONGEST_LABEL: usize = 32;
/// Distance of the triangle's corners from its middle.
const RADIUS: f64 = 130.0;

/// Types with the same set.
struct Shape<'a> {
    corners: &'a [Distribution],
    holders: Vec<&'a str>,
}

/// The sets of one agent, given the corners of the set of every type in order along the outline; `None` when one is missing, or
/// the others have neither two nor three type profiles.
pub fn render_belief_sets(
    environment: &Environment,
    agent: AgentId,
    outlines: &[Option<Vec<Distribution>>],
    id: &str,
) -> Option<Picture> {
    let others = Coalition::single(agent).complement(environment.agent_count());
    let states = environment.space().joint_count(others);
    let mut shapes: Vec<Shape<'_>> = Vec::new();
    for (own, corners) in environment.space().types(agent).zip(outlines).take(MOST_TYPES) {
        let corners = corners.as_deref().filter(|corners| !corners.is_empty())?;
        let holder = environment.type_name(agent, own);
        match shapes.iter_mut().find(|shape| shape.corners == corners) {
            Some(shape) => shape.holders.push(holder),
            None => shapes.push(Shape { corners, holders: vec![holder] }),
        }
    }
    let certainly = |state: usize| {
        format!("certainly {}", shortened(&state_label(environment, agent, JointTypeId(state)), LONGEST_LABEL))
    };
    let title = format!(
        "Sets of beliefs of {} about {}",
        name::who(environment, Coalition::single(agent)),
        if others.len() == 1 { name::who(environment, others) } else { "the others".to_string() }
    );
    let ends: Vec<String> = (0..states).map(certainly).collect();
    let canvas = match states {
        2 => segment(&title, &shapes, &ends),
        3 => triangle(&title, &shapes, &ends),
        _ => return None,
    };
    let about: Vec<String> = shapes.iter().map(description).collect();
    let svg = canvas.finish(id, &title, &about.join("; "));
    let hidden = environment.space().type_count(agent).saturating_sub(MOST_TYPES);
    let note = if hidden == 0 {
        String::new()
    } else {
        format!("{} more are not drawn.", name::count(hidden, "type", "types"))
    };
    Some(Picture { title, svg, note })
}

fn label(shape: &Shape<'_>) -> String {
    shortened(&shape.holders.join(", "), LONGEST_LABEL)
}

/// `H, L: corners (1/2, 1/2), (1, 0)`.
fn description(shape: &Shape<'_>) -> String {
    let corner = |corner: &Distribution| {
        format!("({})", corner.probabilities().iter().map(exact).collect::<Vec<String>>().join(", "))
    };
    let corners: Vec<String> = shape.corners.iter().map(corner).collect();
    format!("{}: corners {}", shape.holders.join(", "), corners.join(", "))
}

/// A bar for each set on a level of its own, the second type profile's probability growing to the right.
fn segment(title: &str, shapes: &[Shape<'_>], ends: &[String]) -> Canvas {
    let (left, width) = (30.0_f64, 400.0);
    let levels = shapes.len() as f64;
    let base = 50.0 + 34.0 * levels;
    let mut canvas = Canvas::new((left * 2.0 + width).max(text_width(title) + 10.0), base + 40.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", title);
    canvas.line((left, base), (left + width, base), "stroke");
    for (x, end, anchor) in [(left, 0, Anchor::Start), (left + width, 1, Anchor::End)] {
        canvas.line((x, base - 6.0), (x, base + 6.0), "stroke");
        canvas.text((x, base + 26.0), anchor, "small soft", ends.get(end).map_or("", String::as_str));
    }
    let mut y = 42.0;
    for shape in shapes {
        let places = shape.corners.iter().map(|corner| corner.probabilities().get(1).map_or(0.0, for_drawing));
        let (least, most) = places.fold((1.0_f64, 0.0_f64), |(least, most), x| (least.min(x), most.max(x)));
        let (from, to) = (left + width * least, left + width * most);
        canvas.text(((from + to) / 2.0, y), Anchor::Middle, "", &label(shape));
        if to > from {
            canvas.polygon(&[(from, y + 5.0), (to, y + 5.0), (to, y + 13.0), (from, y + 13.0)], "hull");
        } else {
            canvas.dot((from, y + 9.0), 4.0, "accent", &description(shape));
        }
        y += 34.0;
    }
    canvas
}

/// A polygon for each set; the corners of sets are dots, and a line leads from one of them to the label beside the triangle.
fn triangle(title: &str, shapes: &[Shape<'_>], ends: &[String]) -> Canvas {
    let centre = (170.0, 195.0);
    let (half, up, down) = (RADIUS * 0.866_025_403_784_438_6, RADIUS, RADIUS / 2.0);
    let places =
        [(centre.0 - half, centre.1 + down), (centre.0 + half, centre.1 + down), (centre.0, centre.1 - up)];
    let at = |corner: &Distribution| {
        let shares = corner.probabilities().iter().map(for_drawing);
        shares.zip(places).fold((0.0, 0.0), |sum, (share, to)| (sum.0 + share * to.0, sum.1 + share * to.1))
    };
    let labels: Vec<String> = shapes.iter().map(label).collect();
    let column = centre.0 + half + 40.0;
    let widest = labels.iter().map(|label| text_width(label)).fold(0.0, f64::max);
    let leads = leads(shapes, &at, centre.1 + down);
    let lowest = leads.iter().map(|(_, y)| y + 20.0).fold(295.0, f64::max);
    let mut canvas = Canvas::new((column + widest + 10.0).max(text_width(title) + 10.0), lowest);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", title);
    canvas.polygon(&places, "stroke");
    for (place, end) in places.iter().zip(ends) {
        let y = if place.1 > centre.1 { place.1 + 20.0 } else { place.1 - 9.0 };
        canvas.text((place.0, y), Anchor::Middle, "small soft", end);
    }
    for shape in shapes {
        let corners: Vec<(f64, f64)> = shape.corners.iter().map(at).collect();
        if corners.len() > 1 {
            canvas.polygon(&corners, "hull");
        }
        for (place, corner) in corners.iter().zip(shape.corners) {
            let words = corner.probabilities().iter().map(exact).collect::<Vec<String>>().join(", ");
            canvas.dot(*place, 3.0, "accent", &format!("{}: {words}", shape.holders.join(", ")));
        }
    }
    for ((from, y), label) in leads.into_iter().zip(&labels) {
        canvas.line((from.0 + 4.0, from.1), (column - 6.0, y), "stroke");
        canvas.text((column, y + 4.0), Anchor::Start, "", label);
    }
    canvas
}

/// For every set the corner from which a line leads to its label, the rightmost one that is no other set's if there is one, and the height of the
/// label: that of the corner, with labels below one another in the order of their corners, above the lowest height where there is room.
fn leads(shapes: &[Shape<'_>], at: &impl Fn(&Distribution) -> (f64, f64), lowest: f64) -> Vec<((f64, f64), f64)> {
    let rightmost = |shape: &Shape<'_>| {
        let is_shared = |corner: &Distribution| {
            shapes.iter().any(|other| other.corners != shape.corners && other.corners.contains(corner))
        };
        let own: Vec<&Distribution> = shape.corners.iter().filter(|corner| !is_shared(corner)).collect();
        let of = if own.is_empty() { shape.corners.iter().collect() } else { own };
        let places = of.into_iter().map(at);
        places.reduce(|best, place| if place.0 > best.0 { place } else { best }).unwrap_or((0.0, lowest))
    };
    let corners: Vec<(f64, f64)> = shapes.iter().map(rightmost).collect();
    let mut order: Vec<usize> = (0..shapes.len()).collect();
    order.sort_by(|one, other| corners[*one].1.total_cmp(&corners[*other].1));
    let (mut heights, mut next) = (vec![0.0; shapes.len()], f64::MIN);
    for (place, shape) in order.iter().enumerate() {
        let room = lowest - 16.0 * (order.len() - 1 - place) as f64;
        heights[*shape] = corners[*shape].1.min(room).max(next);
        next = heights[*shape] + 16.0;
    }
    corners.into_iter().zip(heights).collect()
}
