//! A second search where stakes are large: starts from random bets instead of random weights.
//!
//! # Method
//! Let the rules be η + M·d_1, …, η + M·d_k for given d_1, …, d_k. With x_r = M λ_r a type is held down when V\[θ̂\](η) + Σ_r x_r D_r\[θ̂\] ≤ u,
//! where x ≥ 0, Σ_r x_r = M, and D_r is what d_r adds. So for given bets the base rule, the scale and all weights together are *one*
//! linear program: random bets, worth nothing on path where that must be the same under all rules, give weights that belong together, where
//! random weights of their own do not. How far everybody is from being held down, under a cap, is made small; the weights λ = x/M
//! are a start for [`super::caps`]. For environments in which hardly any weights do, such starts lead to them several times as often.
//!
//! Nothing that comes from here is believed.

use super::caps::{Scale, descend_from};
use super::improve::{Place, normalised};
use super::joint::Joint;
use super::layout::{Form, Layout};
use super::starts::{shaken, symmetrised};
use crate::few_rules::random::Random;
use crate::lp::{Patience, propose};

/// Starts at most, and starts near the best among them: one after so many that found something.
const MOST_STARTS: usize = 64;
const EVERY: usize = 2;
/// How far from the best the latter are.
const NEAR: f64 = 0.2;
/// The cap for the starts, as a multiple of what is known: somewhat worse ones lead to better ones.
const LENIENT: f64 = 3.0;
/// What is left of a direction when the others are taken out of it, below which it is one of them.
const NOTHING: f64 = 1e-9;

/// Places with smaller stakes than `known`, the best in front.
pub fn from_bets(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    known: f64,
    scale: Scale,
    patience: &mut Patience,
) -> Vec<Place> {
    let fixed = fixed_directions(layout);
    let mut random = Random::new(joint.rules as u64 + 1);
    let mut places: Vec<Place> = Vec::new();
    let mut found = 0;
    for _ in 0..MOST_STARTS {
        let best = places.first().map_or(known, |place| place.measure.min(known));
        if patience.is_spent() || scale.is_reached(best) {
            break;
        }
        let near = places.first().filter(|_| found > 0 && found % EVERY == 0);
        let start = match near {
            Some(place) => Some(shaken(&place.weights, NEAR, &mut random)),
            None => {
                weights_along(joint, &bets(layout, joint.rules, &fixed, &mut random), best * LENIENT, patience)
            }
        };
        found += usize::from(near.is_some());
        let Some(start) = start else { continue };
        if let Some(place) =
            descend_from(layout, joint, symmetrised(layout, start), best * LENIENT, scale, patience)
        {
            found += usize::from(near.is_none());
            places.push(place);
            places.sort_by(|one, other| one.measure.total_cmp(&other.measure));
        }
    }
    places.retain(|place| place.holds() && place.measure < known);
    places
}

/// Orthonormal directions in which the payments of a rule cannot move: those of values that are the same under all rules.
fn fixed_directions(layout: &Layout<'_>) -> Vec<Vec<f64>> {
    let insured = layout.watched.iter().filter(|watched| watched.is_insured).map(|watched| &watched.on_path);
    let mut fixed: Vec<Vec<f64>> = Vec::new();
    for form in insured.chain(&layout.equations) {
        let own = without(coefficients(form, layout.size), &fixed);
        fixed.extend(own);
    }
    fixed
}

fn coefficients(form: &Form, size: usize) -> Vec<f64> {
    let mut all = vec![0.0; size];
    for (payment, number) in &form.entries {
        all[*payment] = number.to_f64().value();
    }
    let length = all.iter().map(|number| number * number).sum::<f64>().sqrt();
    all.into_iter().map(|number| if length > 0.0 { number / length } else { 0.0 }).collect()
}

/// The direction without its part along these, of length 1; `None` when nothing is left.
fn without(mut direction: Vec<f64>, fixed: &[Vec<f64>]) -> Option<Vec<f64>> {
    // Twice, against rounding errors.
    for known in fixed.iter().chain(fixed) {
        let along: f64 = known.iter().zip(&direction).map(|(one, other)| one * other).sum();
        direction.iter_mut().zip(known).for_each(|(number, known)| *number -= along * known);
    }
    let length = direction.iter().map(|number| number * number).sum::<f64>().sqrt();
    (length > NOTHING).then(|| direction.into_iter().map(|number| number / length).collect())
}

/// Random bets, one for every rule; two rules are opposite.
fn bets(layout: &Layout<'_>, rules: usize, fixed: &[Vec<f64>], random: &mut Random) -> Vec<Vec<f64>> {
    let mut one = || without((0..layout.size).map(|_| random.bell()).collect(), fixed);
    let mut bets: Vec<Vec<f64>> = (0..rules).map(|_| one().unwrap_or_else(|| vec![0.0; layout.size])).collect();
    if let [first, second] = bets.as_mut_slice() {
        *second = first.iter().map(|number| -number).collect();
    }
    bets
}

/// The weights with which the best base rule and the best scale hold everybody down as far as these bets do under a cap.
fn weights_along(
    joint: &Joint<'_>,
    bets: &[Vec<f64>],
    cap: f64,
    patience: &mut Patience,
) -> Option<Vec<Vec<f64>>> {
    let along = joint.along(bets, cap);
    let solution = propose(&along.program, patience)?;
    let scale = *solution.get(along.scale)?;
    if scale <= NOTHING {
        return None;
    }
    let own = |shares: &Vec<usize>| {
        let mut own: Vec<f64> = shares.iter().map(|share| (solution[*share] / scale).clamp(0.0, 1.0)).collect();
        let rest = (1.0 - own.iter().sum::<f64>()).max(0.0);
        own.insert(0, rest);
        normalised(own)
    };
    Some(along.shares.iter().map(own).collect())
}
