//! Faces of what a coalition can reach: weights λ > 0 and the number V with Σ λ_i v_i ≤ V for everything that its members can have.
//!
//! A coalition does not object to v if Σ λ_i v_i ≥ V for one of its faces, and if v is on its frontier, some face says so. One member: one
//! face. Two members: the frontier is a concave polygonal line; [`frontier`] walks along it, and the faces are complete. More members: the
//! faces that are met in a grid of directions, which need not be all.

use super::reach::{Reach, Reached};
use ambimech_model::number::Rational;

/// Directions run over 1..=GRID in every coordinate.
const GRID: u32 = 4;
/// Most directions that are tried.
const MOST_DIRECTIONS: usize = 300;
/// Longest walk along a frontier.
const MOST_VERTICES: usize = 400;

/// Σ λ_i v_i ≤ V with λ > 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) weights: Vec<Rational>,
    pub(super) value: Rational,
}

/// The concave line between the best points of two members: its points in order, from the first member's best to the second's, and the faces
/// between them. With a single point there is no face in between; equal weights relative to nothing better are then a face through it.
#[derive(Debug, Clone, Default)]
pub(super) struct Frontier {
    pub(super) points: Vec<[Rational; 2]>,
    pub(super) faces: Vec<Face>,
}

/// The faces that are known of a coalition.
pub(super) fn faces(reach: &Reach<'_>) -> Option<Vec<Face>> {
    let members = reach.members();
    match members.len() {
        1 => {
            let value = reach.economy.own_worth(members[0].0, members[0].1);
            Some(vec![Face { weights: vec![Rational::ONE], value }])
        }
        2 => Some(frontier(reach)?.faces),
        count => by_directions(reach, count),
    }
}

fn by_directions(reach: &Reach<'_>, count: usize) -> Option<Vec<Face>> {
    let all = reach.economy.resources(reach.coalition);
    let own: Vec<Rational> =
        reach.members().iter().map(|(agent, own)| reach.economy.own_worth(*agent, *own)).collect();
    // Steps are measured by what everything would add.
    let scale: Vec<Rational> = (reach.members().iter().zip(&own))
        .map(|((agent, own), had)| {
            let gain = reach.economy.utility(*agent, *own).value(&all) - had;
            if gain > Rational::ZERO { gain } else { Rational::ONE }
        })
        .collect();
    let mut found: Vec<Face> = Vec::new();
    let ones = vec![Rational::ONE; count];
    add_face(reach, &ones, &mut found)?;
    let mut digits = vec![1u32; count];
    for _ in 0..MOST_DIRECTIONS {
        let direction: Vec<Rational> =
            digits.iter().zip(&scale).map(|(digit, scale)| Rational::from(*digit) * scale).collect();
        if let Some(bound) = reach.face_towards(&own, &direction) {
            add_face(reach, &bound.weights, &mut found)?;
        }
        let Some(place) = digits.iter().rposition(|digit| *digit < GRID) else { break };
        digits[place] += 1;
        digits[place + 1..].fill(1);
    }
    Some(found)
}

/// Adds the face with these weights, scaled so that the first is 1, unless it is known or a weight is 0.
fn add_face(reach: &Reach<'_>, weights: &[Rational], found: &mut Vec<Face>) -> Option<()> {
    if weights.iter().any(|weight| *weight <= Rational::ZERO) {
        return Some(());
    }
    let weights: Vec<Rational> = weights.iter().map(|weight| weight / &weights[0]).collect();
    if found.iter().all(|face| face.weights != weights) {
        let value = support(reach, &weights)?.1;
        found.push(Face { weights, value });
    }
    Some(())
}

/// A point that is best for these weights, and its value.
fn support(reach: &Reach<'_>, weights: &[Rational]) -> Option<(Vec<Rational>, Rational)> {
    match reach.maximise(weights, &vec![None; weights.len()])? {
        Reached::Best(best) => {
            let value = dot(weights, &best.worths);
            Some((best.worths, value))
        }
        Reached::Impossible(_) => None,
    }
}

pub(super) fn dot(one: &[Rational], other: &[Rational]) -> Rational {
    one.iter().zip(other).fold(Rational::ZERO, |sum, (a, b)| sum + a * b)
}

/// The frontier of two members.
pub(super) fn frontier(reach: &Reach<'_>) -> Option<Frontier> {
    let unit = |place: usize| {
        let mut weights = vec![Rational::ZERO; 2];
        weights[place] = Rational::ONE;
        weights
    };
    // The best of one member, and of the other as much as that leaves.
    let end = |first: usize| -> Option<[Rational; 2]> {
        let Reached::Best(best) = reach.maximise(&unit(first), &[None, None])? else { return None };
        let mut floors = [None, None];
        floors[first] = best.worths.get(first).cloned();
        let Reached::Best(best) = reach.maximise(&unit(1 - first), &floors)? else { return None };
        <[Rational; 2]>::try_from(best.worths).ok()
    };
    let (first, last) = (end(0)?, end(1)?);
    let mut frontier = Frontier { points: vec![first.clone()], faces: Vec::new() };
    if first == last {
        let weights = vec![Rational::ONE, Rational::ONE];
        let value = dot(&weights, &first);
        frontier.faces.push(Face { weights, value });
        return Some(frontier);
    }
    // Pieces that are still to be looked at, the next one last.
    let mut open = vec![(first, last)];
    while let Some((from, to)) = open.pop() {
        let rise = &to[1] - &from[1];
        let weights = vec![Rational::ONE, (&from[0] - &to[0]) / &rise];
        let (point, value) = support(reach, &weights)?;
        if value == dot(&weights, &from) || frontier.points.len() > MOST_VERTICES {
            if frontier.faces.last().is_none_or(|face| face.weights != weights) {
                frontier.faces.push(Face { weights, value });
                frontier.points.push(to);
            } else if let Some(end) = frontier.points.last_mut() {
                *end = to;
            }
        } else {
            let point = <[Rational; 2]>::try_from(point).ok()?;
            open.push((point.clone(), to));
            open.push((from, point));
        }
    }
    Some(frontier)
}
