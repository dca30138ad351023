//! The beliefs of an agent's types, or of a coalition's type profiles, about the others: points of a simplex.
//!
//! Over two type profiles of the others the simplex is a segment, over three a triangle; over more the beliefs are seen on the
//! plane of their largest spread, with the simplex's corners where there is room. Types with exactly the same belief share
//! one diamond, so that a failure of BDP is seen; the convex hull shows who is in convex position. What a verdict about a
//! condition rests on can be marked: beliefs that coincide are circled, and a belief that is a mixture of others is circled and
//! tied to them.

use super::Picture;
use super::canvas::{Anchor, Canvas, shortened, text_width};
use super::plane::{Projection, convex_hull};
use crate::render::belief::Posteriors;
use crate::render::name;
use crate::render::number::{exact, for_drawing};
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;

/// Joint types that are drawn at most.
const MOST_POINTS: usize = 40;
/// Type profiles of the others over which beliefs are drawn at most.
const MOST_DIMENSIONS: usize = 4096;
/// With more type profiles of the others than this, the simplex's corners are not drawn.
const MOST_CORNERS: usize = 8;
/// Longest label of a belief or corner.
const LONGEST_LABEL: usize = 32;
/// Half-height of the triangle and of the plane.
const RADIUS: f64 = 130.0;

/// A belief with everyone who holds it.
struct Belief {
    exact: Vec<Rational>,
    drawn: Vec<f64>,
    holders: Vec<String>,
    joint: Vec<JointTypeId>,
}

/// What is marked in a picture of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeliefMark {
    /// The beliefs of these joint types are circled.
    Circled(Vec<JointTypeId>),
    /// The belief of one joint type is circled and tied to those that it is a mixture of.
    Mixture {
        /// The mixture.
        of: JointTypeId,
        /// What it is mixed from.
        from: Vec<JointTypeId>,
    },
}

impl BeliefMark {
    /// The joint types that it is about, the circled ones first.
    fn joint_types(&self) -> Vec<JointTypeId> {
        match self {
            BeliefMark::Circled(all) => all.clone(),
            BeliefMark::Mixture { of, from } => [*of].into_iter().chain(from.iter().copied()).collect(),
        }
    }
}

/// The beliefs of a coalition's joint types; `None` when there is nothing to see: one joint type, nobody outside, others
/// with one type profile, or far too many; several agents without a common prior.
pub fn render_posteriors(environment: &Environment, coalition: Coalition, id: &str) -> Option<Picture> {
    render_marked_posteriors(environment, coalition, None, id)
}

/// As [`render_posteriors`], with something marked.
pub fn render_marked_posteriors(
    environment: &Environment,
    coalition: Coalition,
    mark: Option<&BeliefMark>,
    id: &str,
) -> Option<Picture> {
    let others = coalition.complement(environment.agent_count());
    let dimension = environment.space().joint_count(others);
    let own = environment.space().joint_count(coalition);
    if environment.coalition_belief(coalition).is_none() || own < 2 || !(2..=MOST_DIMENSIONS).contains(&dimension)
    {
        return None;
    }
    let meant = mark.map(BeliefMark::joint_types).unwrap_or_default();
    let beliefs = beliefs(environment, coalition, own, &meant);
    let corners: Vec<String> = match dimension {
        0..=MOST_CORNERS => (0..dimension).map(|x| name::types(environment, others, JointTypeId(x))).collect(),
        _ => Vec::new(),
    };
    let title = format!(
        "Beliefs of {} about {}",
        name::who(environment, coalition),
        if others.len() == 1 { name::who(environment, others) } else { "the others".to_string() }
    );
    let mut notes = Vec::new();
    let canvas = match dimension {
        2 => segment(&title, &beliefs, &corners, mark),
        3 => triangle(&title, &beliefs, &corners, mark),
        _ => plane((&title, dimension), &beliefs, &corners, mark, &mut notes),
    };
    if beliefs.iter().any(|belief| belief.holders.len() > 1) {
        notes.push("A diamond is a belief that several types hold exactly.".to_string());
    }
    if own > MOST_POINTS {
        notes.push(format!("The first {MOST_POINTS} of {own} types are drawn."));
    }
    let is_projection = notes.first().is_some_and(|note| note.starts_with("Projection"));
    let description: Vec<String> = beliefs
        .iter()
        .map(|belief| {
            let shown: Vec<String> = belief.exact.iter().take(MOST_CORNERS).map(exact).collect();
            let more = if belief.exact.len() > MOST_CORNERS { ", …" } else { "" };
            format!("{}: {}{more}", belief.holders.join(" and "), shown.join(", "))
        })
        .collect();
    let mut about = description.join("; ");
    if is_projection {
        about = format!("A projection, not the simplex itself. {about}");
    }
    if let Some(mark) = mark {
        let named: Vec<String> =
            mark.joint_types().iter().map(|own| name::types(environment, coalition, *own)).collect();
        let circled = match mark {
            BeliefMark::Circled(_) => format!("Circled: {}.", name::and_list(&named)),
            BeliefMark::Mixture { .. } => match named.split_first() {
                Some((of, from)) => format!("Circled: {of}, tied to {}.", name::and_list(from)),
                None => String::new(),
            },
        };
        about = format!("{about}. {circled}");
    }
    let svg = canvas.finish(id, &title, &about);
    Some(Picture { title, svg, note: notes.join(" ") })
}

/// The beliefs of the first joint types and of those that are meant, equal ones put together; joint types that never occur have
/// none.
fn beliefs(environment: &Environment, coalition: Coalition, count: usize, meant: &[JointTypeId]) -> Vec<Belief> {
    let posteriors = Posteriors::new(environment, coalition);
    let mut found: Vec<Belief> = Vec::new();
    let first = (0..count.min(MOST_POINTS)).map(JointTypeId);
    let more = meant.iter().copied().filter(|own| (MOST_POINTS..count).contains(&own.0));
    for own in first.chain(more) {
        let Some(belief) = posteriors.of(own) else { continue };
        let holder = name::types(environment, coalition, own);
        match found.iter_mut().find(|known| known.exact == belief) {
            Some(known) if known.joint.contains(&own) => {}
            Some(known) => {
                known.holders.push(holder);
                known.joint.push(own);
            }
            None => {
                let drawn = belief.iter().map(for_drawing).collect();
                found.push(Belief { exact: belief, drawn, holders: vec![holder], joint: vec![own] });
            }
        }
    }
    found
}

/// Draws one belief's mark.
fn point(canvas: &mut Canvas, at: (f64, f64), belief: &Belief) {
    let title = belief.holders.join(" and ");
    if belief.holders.len() > 1 {
        canvas.diamond(at, 8.0, "warn", &title);
    } else {
        canvas.dot(at, 5.0, "accent", &title);
    }
}

fn label(belief: &Belief) -> String {
    shortened(&belief.holders.join(" = "), LONGEST_LABEL)
}

/// Circles and ties of what is marked, under the beliefs' own marks.
fn witness(canvas: &mut Canvas, drawn: &[((f64, f64), &Belief)], mark: Option<&BeliefMark>) {
    let place =
        |own: &JointTypeId| drawn.iter().find(|(_, belief)| belief.joint.contains(own)).map(|(place, _)| *place);
    match mark {
        None => {}
        Some(BeliefMark::Circled(all)) => {
            let mut places: Vec<(f64, f64)> = all.iter().filter_map(place).collect();
            places.dedup();
            for at in places {
                canvas.ring(at, 11.0, "witness", "marked");
                canvas.ring(at, 14.5, "witness", "");
            }
        }
        Some(BeliefMark::Mixture { of, from }) => {
            let Some(at) = place(of) else { return };
            for other in from.iter().filter_map(place) {
                canvas.line(at, other, "tie");
            }
            canvas.ring(at, 11.0, "witness", "a mixture of the beliefs it is tied to");
            canvas.ring(at, 14.5, "witness", "");
        }
    }
}

/// Two type profiles of the others: a segment, the second one's probability growing to the right.
fn segment(title: &str, beliefs: &[Belief], corners: &[String], mark: Option<&BeliefMark>) -> Canvas {
    let (left, width) = (30.0, 400.0);
    let mut order: Vec<(f64, &Belief)> = beliefs
        .iter()
        .map(|belief| (left + width * belief.drawn.get(1).copied().unwrap_or(0.0), belief))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Labels stand in as many levels as they need not to overlap.
    let mut ends: Vec<f64> = Vec::new();
    let levels: Vec<usize> = order
        .iter()
        .map(|(x, belief)| {
            let half = text_width(&label(belief)) / 2.0 + 4.0;
            let free = ends.iter().position(|end| *end < x - half).unwrap_or(ends.len());
            if free == ends.len() {
                ends.push(x + half);
            } else {
                ends[free] = x + half;
            }
            free
        })
        .collect();
    let depth = f64::from(u32::try_from(ends.len()).unwrap_or(1));
    let base = 46.0 + 17.0 * depth;
    let mut canvas = Canvas::new((left * 2.0 + width).max(text_width(title) + 10.0), base + 48.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", title);
    canvas.line((left, base), (left + width, base), "stroke");
    for (x, corner, anchor) in [(left, 0, Anchor::Start), (left + width, 1, Anchor::End)] {
        canvas.line((x, base - 6.0), (x, base + 6.0), "stroke");
        let label = corners.get(corner).map_or("", String::as_str);
        canvas.text(
            (x, base + 34.0),
            anchor,
            "small soft",
            &format!("certainly {}", shortened(label, LONGEST_LABEL)),
        );
    }
    let drawn: Vec<((f64, f64), &Belief)> = order.iter().map(|(x, belief)| ((*x, base), *belief)).collect();
    witness(&mut canvas, &drawn, mark);
    for ((x, belief), level) in order.iter().zip(levels) {
        let y = base - 20.0 - 17.0 * f64::from(u32::try_from(level).unwrap_or(0));
        if level > 0 {
            canvas.line((*x, base - 6.0), (*x, y + 4.0), "stroke");
        }
        point(&mut canvas, (*x, base), belief);
        canvas.text((*x, y), Anchor::Middle, "", &label(belief));
    }
    canvas
}

/// Three type profiles of the others: a triangle.
fn triangle(title: &str, beliefs: &[Belief], corners: &[String], mark: Option<&BeliefMark>) -> Canvas {
    let centre = (230.0, 195.0);
    let (half, up, down) = (RADIUS * 0.866_025_403_784_438_6, RADIUS, RADIUS / 2.0);
    let places =
        [(centre.0 - half, centre.1 + down), (centre.0 + half, centre.1 + down), (centre.0, centre.1 - up)];
    let at = |belief: &Belief| {
        belief
            .drawn
            .iter()
            .zip(&places)
            .fold((0.0, 0.0), |sum, (share, corner)| (sum.0 + share * corner.0, sum.1 + share * corner.1))
    };
    let mut canvas = Canvas::new(460.0_f64.max(text_width(title) + 10.0), 295.0);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", title);
    canvas.polygon(&places, "stroke");
    for (place, corner) in places.iter().zip(corners) {
        let y = if place.1 > centre.1 { place.1 + 20.0 } else { place.1 - 9.0 };
        canvas.text(
            (place.0, y),
            Anchor::Middle,
            "small soft",
            &format!("certainly {}", shortened(corner, LONGEST_LABEL)),
        );
    }
    let drawn: Vec<((f64, f64), &Belief)> = beliefs.iter().map(|belief| (at(belief), belief)).collect();
    cloud(&mut canvas, &drawn, mark);
    canvas
}

/// More type profiles of the others: the plane of largest spread.
fn plane(
    (title, dimension): (&str, usize),
    beliefs: &[Belief],
    corners: &[String],
    mark: Option<&BeliefMark>,
    notes: &mut Vec<String>,
) -> Canvas {
    let points: Vec<Vec<f64>> = beliefs.iter().map(|belief| belief.drawn.clone()).collect();
    let projection = Projection::principal(&points);
    let mut drawn: Vec<((f64, f64), &Belief)> =
        beliefs.iter().map(|belief| (projection.place(&belief.drawn), belief)).collect();
    let reach = |places: &mut dyn Iterator<Item = (f64, f64)>| {
        places.fold(1e-12_f64, |known, (x, y)| known.max(x.abs()).max(y.abs()))
    };
    let unit =
        |x: usize| -> Vec<f64> { (0..corners.len()).map(|axis| if axis == x { 1.0 } else { 0.0 }).collect() };
    let mut corner_places: Vec<(f64, f64)> = Vec::new();
    let spread = reach(&mut drawn.iter().map(|(place, _)| *place));
    if !corners.is_empty() {
        corner_places = (0..corners.len()).map(|x| projection.place(&unit(x))).collect();
        if spread * 12.0 < reach(&mut corner_places.iter().copied()) {
            corner_places.clear();
        }
    }
    let largest = if corner_places.is_empty() { spread } else { reach(&mut corner_places.iter().copied()) };
    let is_flat = corner_places.is_empty() && drawn.iter().all(|((_, y), _)| y.abs() < 0.02 * largest);
    let (centre, height) = if is_flat { ((230.0, 60.0), 90.0) } else { ((230.0, 180.0), 340.0) };
    let scale = RADIUS / largest;
    let place = |(x, y): (f64, f64)| (centre.0 + scale * x, centre.1 - scale * y);
    let mut canvas = Canvas::new(460.0_f64.max(text_width(title) + 10.0), height);
    canvas.text((0.0, 14.0), Anchor::Start, "strong", title);
    let corner_places: Vec<(f64, f64)> = corner_places.into_iter().map(place).collect();
    if !corner_places.is_empty() {
        let outline = convex_hull(&corner_places);
        canvas.polygon(&outline, "stroke");
        for (at, corner) in corner_places.iter().zip(corners) {
            canvas.dot(*at, 2.5, "corner", &format!("certainly {corner}"));
            outward(&mut canvas, centre, *at, "small soft", &shortened(corner, LONGEST_LABEL));
        }
    }
    for (at, _) in &mut drawn {
        *at = place(*at);
    }
    cloud(&mut canvas, &drawn, mark);
    canvas.text((460.0, 34.0), Anchor::End, "small soft", "projection");
    let seen = (projection.seen * 1000.0).floor() / 10.0;
    notes.push(format!(
        "Projection of the {}-dimensional simplex onto the plane of the beliefs' largest spread, {}{}.",
        dimension - 1,
        if seen >= 99.9 { "which contains them all".to_string() } else { format!("which shows {seen} % of it") },
        if corner_places.is_empty() { "; its corners lie outside" } else { ", with its corners" },
    ));
    canvas
}

/// The beliefs with their hull and labels.
fn cloud(canvas: &mut Canvas, drawn: &[((f64, f64), &Belief)], mark: Option<&BeliefMark>) {
    let places: Vec<(f64, f64)> = drawn.iter().map(|(place, _)| *place).collect();
    let hull = convex_hull(&places);
    if hull.len() >= 3 {
        canvas.polygon(&hull, "hull");
    } else if let [from, to] = hull.as_slice() {
        canvas.polygon(&[*from, *to], "hull");
    }
    let count = f64::from(u32::try_from(places.len().max(1)).unwrap_or(1));
    let middle = (
        places.iter().map(|place| place.0).sum::<f64>() / count,
        places.iter().map(|place| place.1).sum::<f64>() / count,
    );
    witness(canvas, drawn, mark);
    for (place, belief) in drawn {
        point(canvas, *place, belief);
    }
    // Along a line, labels stand beside it.
    let direction = match hull.as_slice() {
        [from, to] => Some((to.0 - from.0, to.1 - from.1)),
        _ => None,
    };
    for (place, belief) in drawn {
        let label = label(belief);
        match direction {
            Some((dx, dy)) if dx.abs() >= dy.abs() => {
                canvas.text((place.0, place.1 - 11.0), Anchor::Middle, "", &label);
            }
            Some(_) => canvas.text((place.0 + 11.0, place.1 + 4.5), Anchor::Start, "", &label),
            None => outward(canvas, middle, *place, "", &label),
        }
    }
}

/// A label beside its point, on the side away from `middle`.
fn outward(canvas: &mut Canvas, middle: (f64, f64), at: (f64, f64), class: &str, text: &str) {
    let (dx, dy) = (at.0 - middle.0, at.1 - middle.1);
    let (x, y, anchor) = if dy.abs() > 1.5 * dx.abs() && dy.abs() > 1.0 {
        (at.0, if dy > 0.0 { at.1 + 20.0 } else { at.1 - 11.0 }, Anchor::Middle)
    } else if dx < -1.0 {
        (at.0 - 11.0, at.1 + 4.5, Anchor::End)
    } else {
        (at.0 + 11.0, at.1 + 4.5, Anchor::Start)
    };
    canvas.text((x, y), anchor, class, text);
}
