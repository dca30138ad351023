//! The Edgeworth box of two agents and two goods at one type profile: endowments, indifference curves, what both like better, allocations.
//!
//! A point is what the first agent has; the other has the rest. What an agent likes at least as much as something of worth c is the part of the box
//! with a_k·x + b_k ≥ c for all affine pieces of its utility: the box is cut off by one half-plane after another, with exact numbers. Edges at which
//! the utility is c are the indifference curve.

use super::Picture;
use super::canvas::{Anchor, Canvas};
use super::frontier::short;
use crate::economy::EconomyNames;
use crate::render::number::for_drawing;
use ambimech_model::economy::{Economy, Utility};
use ambimech_model::index::{AgentId, ProfileId};
use ambimech_model::number::Rational;

const SIDE: f64 = 280.0;
const LEFT: f64 = 64.0;
const ABOVE: f64 = 58.0;
const BELOW: f64 = 44.0;
const RIGHT: f64 = 130.0;

type Point = [Rational; 2];

/// A bundle of the first agent that is marked.
#[derive(Debug, Clone)]
pub struct BundleMark {
    /// What it is, as `core`.
    pub name: String,
    /// Amounts of both goods.
    pub bundle: [Rational; 2],
}

/// slope·x ≥ least.
struct HalfPlane {
    slope: Point,
    least: Rational,
}

/// The picture; `None` unless there are two agents and two goods, and some of both. `id` must be unique in the page.
pub fn render_edgeworth_box(
    economy: &Economy,
    profile: ProfileId,
    marks: &[BundleMark],
    id: &str,
) -> Option<Picture> {
    let total = <Point>::try_from(economy.resources(economy.grand_coalition())).ok()?;
    if economy.traders().len() != 2 || total.iter().any(|amount| *amount <= Rational::ZERO) {
        return None;
    }
    let endowment = <Point>::try_from(economy.traders()[0].endowment.clone()).ok()?;
    let utilities = [0, 1].map(|agent| {
        let agent = AgentId(agent);
        economy.utility(agent, economy.space().type_of(profile, agent))
    });
    let names = EconomyNames::of(economy);
    let at = |point: &Point| {
        let share = |axis: usize| for_drawing(&(&point[axis] / &total[axis]));
        (LEFT + SIDE * share(0), ABOVE + SIDE * (1.0 - share(1)))
    };
    let mut canvas = Canvas::new(LEFT + SIDE + RIGHT, ABOVE + SIDE + BELOW);
    let label = names.profiles.label(profile);
    canvas.text((LEFT, 16.0), Anchor::Start, "strong", &format!("types {label}"));
    let corners = [[0, 0], [1, 0], [1, 1], [0, 1]];
    let corner = |sides: [usize; 2]| [&total[0] * Rational::from(sides[0]), &total[1] * Rational::from(sides[1])];
    let whole: Vec<Point> = corners.into_iter().map(corner).collect();
    let liked: Vec<Vec<HalfPlane>> =
        (0..2).map(|agent| at_least(utilities[agent], agent, &endowment, &total)).collect();
    let both = liked.iter().flatten().fold(whole.clone(), |polygon, half| cut(&polygon, half));
    if both.len() > 2 {
        canvas.polygon(&both.iter().map(at).collect::<Vec<(f64, f64)>>(), "hull");
    }
    canvas.frame((LEFT, ABOVE), (SIDE, SIDE), "stroke");
    for (agent, half_planes) in liked.iter().enumerate() {
        let part = half_planes.iter().fold(whole.clone(), |polygon, half| cut(&polygon, half));
        let class = if agent == 0 { "zero" } else { "tie" };
        for (from, to) in curve(&part, utilities[agent], agent, &endowment, &total) {
            canvas.line(at(&from), at(&to), class);
        }
    }
    let goods = economy.goods();
    let owner = |agent: usize| names.profiles.agent(AgentId(agent));
    let across = format!("{} of {}: 0 to {}", goods[0], owner(0), short(&total[0]));
    canvas.text((LEFT, ABOVE + SIDE + 24.0), Anchor::Start, "small", &across);
    canvas.text((LEFT, ABOVE - 26.0), Anchor::Start, "small", &format!("{} of {}", goods[1], owner(0)));
    canvas.text((LEFT - 6.0, ABOVE + 10.0), Anchor::End, "small", &short(&total[1]));
    canvas.text((LEFT + SIDE + 6.0, ABOVE + 4.0), Anchor::Start, "small", &format!("all to {}", owner(0)));
    canvas.text((LEFT - 6.0, ABOVE + SIDE), Anchor::End, "small", &format!("all to {}", owner(1)));
    let amounts = |point: &Point| {
        let rest = [&total[0] - &point[0], &total[1] - &point[1]];
        let words =
            |point: &Point| format!("{} {} and {} {}", short(&point[0]), goods[0], short(&point[1]), goods[1]);
        format!("{} has {}, {} has {}", owner(0), words(point), owner(1), words(&rest))
    };
    let said_first = format!("endowments: {}", amounts(&endowment));
    canvas.diamond(at(&endowment), 5.0, "warn", &said_first);
    let mut said = vec![said_first];
    // Marks at one place share their label.
    let mut placed: Vec<(Point, Vec<String>)> = Vec::new();
    for mark in marks {
        match placed.iter_mut().find(|(bundle, _)| *bundle == mark.bundle) {
            Some((_, names)) => names.push(mark.name.clone()),
            None => placed.push((mark.bundle.clone(), vec![mark.name.clone()])),
        }
    }
    for (bundle, names) in placed {
        let (x, y) = at(&bundle);
        let title = format!("{}: {}", names.join(", "), amounts(&bundle));
        canvas.dot((x, y), 5.0, "accent", &title);
        canvas.text((x + 8.0, y - 8.0), Anchor::Start, "small", &names.join(", "));
        said.push(title);
    }
    let title = format!("The Edgeworth box at {label}");
    let note = format!(
        "Square: the endowments. Line: what {} likes as much as them; dotted: what {} does. Shaded: what both like at least as much. Dots: what {} \
         has in the allocations; if goods are left over, {} has less than the rest.",
        owner(0),
        owner(1),
        owner(0),
        owner(1)
    );
    Some(Picture { svg: canvas.finish(id, &title, &said.join("; ")), title, note })
}

/// What an agent has when the first one has x.
fn held(agent: usize, x: &Point, total: &Point) -> Vec<Rational> {
    match agent {
        0 => x.to_vec(),
        _ => vec![&total[0] - &x[0], &total[1] - &x[1]],
    }
}

/// The half-planes of all x that are worth at least the endowment to an agent.
fn at_least(utility: &Utility, agent: usize, endowment: &Point, total: &Point) -> Vec<HalfPlane> {
    let worth = utility.value(&held(agent, endowment, total));
    let of = |piece: &ambimech_model::economy::Affine| {
        let [first, second] = [piece.slopes[0].clone(), piece.slopes[1].clone()];
        let least = &worth - &piece.constant;
        match agent {
            0 => HalfPlane { slope: [first, second], least },
            _ => {
                let all = &first * &total[0] + &second * &total[1];
                HalfPlane { slope: [-first, -second], least: least - all }
            }
        }
    };
    utility.pieces().iter().map(of).collect()
}

/// The part of a convex polygon in a half-plane, its corners in order.
fn cut(polygon: &[Point], half: &HalfPlane) -> Vec<Point> {
    let over = |point: &Point| &half.slope[0] * &point[0] + &half.slope[1] * &point[1] - &half.least;
    let mut kept: Vec<Point> = Vec::new();
    let mut keep = |point: Point| {
        if kept.last() != Some(&point) {
            kept.push(point);
        }
    };
    for (place, from) in polygon.iter().enumerate() {
        let to = &polygon[(place + 1) % polygon.len()];
        let (here, there) = (over(from), over(to));
        if here >= Rational::ZERO {
            keep(from.clone());
        }
        if (here > Rational::ZERO && there < Rational::ZERO) || (here < Rational::ZERO && there > Rational::ZERO) {
            let share = &here / (&here - &there);
            keep([&from[0] + &share * (&to[0] - &from[0]), &from[1] + &share * (&to[1] - &from[1])]);
        }
    }
    if kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    kept
}

/// The edges of a polygon along which an agent has just what the endowment is worth to it.
fn curve(
    polygon: &[Point],
    utility: &Utility,
    agent: usize,
    endowment: &Point,
    total: &Point,
) -> Vec<(Point, Point)> {
    let worth = |x: &Point| utility.value(&held(agent, x, total));
    let level = worth(endowment);
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    let middle = |from: &Point, to: &Point| [0, 1].map(|axis| (&from[axis] + &to[axis]) / Rational::from(2u8));
    let on =
        |(from, to): &(&Point, &Point)| [*from, *to, &middle(from, to)].into_iter().all(|x| worth(x) == level);
    edges.filter(|(from, to)| from != to).filter(on).map(|(from, to)| (from.clone(), to.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::economy::Affine;

    fn point(x: i64, y: i64) -> Point {
        [Rational::from(x), Rational::from(y)]
    }

    fn utility(pieces: &[[i64; 2]]) -> Utility {
        let affine =
            |slopes: &[i64; 2]| Affine { slopes: slopes.map(Rational::from).to_vec(), constant: Rational::ZERO };
        Utility::new(pieces.iter().map(affine).collect()).unwrap()
    }

    /// Box 2 by 2 with the endowment (2, 0), x + 2y for the first and 2x + y for the second agent: both like the triangle with the corners
    /// (2, 0), (0, 1) to the upper left, until 2x + y = 4 for the first agent's bundle.
    #[test]
    fn the_lens_of_two_linear_agents_by_hand() {
        let (total, endowment) = (point(2, 2), point(2, 0));
        let whole = vec![point(0, 0), point(2, 0), point(2, 2), point(0, 2)];
        let utilities = [utility(&[[1, 2]]), utility(&[[2, 1]])];
        let halves: Vec<HalfPlane> = (0..2).flat_map(|i| at_least(&utilities[i], i, &endowment, &total)).collect();
        let lens = halves.iter().fold(whole.clone(), |polygon, half| cut(&polygon, half));
        // First: x + 2y ≥ 2. Second has (2 − x, 2 − y): 6 − 2x − y ≥ 2.
        let mut corners = lens.clone();
        corners.sort();
        assert_eq!(corners, [point(0, 1), point(0, 2), point(1, 2), point(2, 0)]);
        let first = cut(&whole, &halves[0]);
        assert_eq!(curve(&first, &utilities[0], 0, &endowment, &total).len(), 1);
        let second = cut(&whole, &halves[1]);
        let edges = curve(&second, &utilities[1], 1, &endowment, &total);
        assert_eq!(edges.len(), 1);
        let mut ends = [edges[0].0.clone(), edges[0].1.clone()];
        ends.sort();
        assert_eq!(ends, [point(1, 2), point(2, 0)]);
    }

    /// min(x, y) has a kink: its curve through (2, 1) are two edges that meet at (1, 1).
    #[test]
    fn a_kinked_curve_has_two_edges() {
        let (total, endowment) = (point(3, 3), point(2, 1));
        let whole = vec![point(0, 0), point(3, 0), point(3, 3), point(0, 3)];
        let kinked = utility(&[[1, 0], [0, 1]]);
        let part =
            at_least(&kinked, 0, &endowment, &total).iter().fold(whole, |polygon, half| cut(&polygon, half));
        let edges = curve(&part, &kinked, 0, &endowment, &total);
        assert_eq!(edges.len(), 2);
        assert!(edges.iter().all(|(from, to)| *from == point(1, 1) || *to == point(1, 1)));
    }
}
