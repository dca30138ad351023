//! The floating point part: weights on the rules that make the smallest measure small, by linear programs in sequence.
//!
//! # Method
//! For given weights the payments are a linear program ([`super::joint`]); the product of weights and payments is what makes the whole
//! problem not convex. From payments t and weights λ at hand the products are replaced by λV(t') + (λ' − λ)V(t), no weight may change by
//! more than a radius, and the linear program that results proposes new weights; these are kept when the program for them is better, with
//! a larger radius where the proposal kept its word, and otherwise the radius shrinks. Rows of held reports may be violated at a price,
//! so that a start need not hold anybody down; or the violation alone is made small, under a cap on the measure ([`Aim`]).
//!
//! Against pure reports every report has weights of its own. Nothing is lost: where Σ_r λ_r V_r ≤ u, some V_r ≤ u.
//!
//! Nothing that comes from here is believed.

use super::joint::{Aim, Joint, PENALTY, Steps, dyadic};
use super::layout::Layout;
use crate::lp::{Patience, propose};
use ambimech_model::number::Rational;

/// Radii of the first step, and below which no further step is made.
const FIRST_RADIUS: f64 = 0.25;
const LAST_RADIUS: f64 = 1e-3;
/// Steps at most.
const MOST_STEPS: usize = 60;
/// A step is worth it when it takes so much off, as a part of the whole.
const WORTH_IT: f64 = 1e-5;
/// Violations below this part of the measure are rounding errors.
const NOTHING: f64 = 1e-6;

/// Weights with the payments that are best for them.
#[derive(Debug, Clone)]
pub struct Place {
    /// By held group and rule.
    pub weights: Vec<Vec<f64>>,
    /// All payments, rule by rule.
    pub payments: Vec<f64>,
    /// The measure.
    pub measure: f64,
    /// The largest violation, per unit of money.
    pub violation: f64,
}

impl Place {
    fn height(&self, aim: Aim) -> f64 {
        height(self.measure, self.violation, aim)
    }

    /// Whether everybody is held down, but for rounding errors.
    pub fn holds(&self) -> bool {
        self.violation <= NOTHING * (1.0 + self.measure)
    }
}

fn height(measure: f64, violation: f64, aim: Aim) -> f64 {
    match aim {
        Aim::Priced => measure + f64::from(PENALTY) * violation.max(0.0),
        Aim::Under(_) => violation,
    }
}

/// The best payments for these weights.
fn settle(joint: &Joint<'_>, weights: Vec<Vec<f64>>, aim: Aim, patience: &mut Patience) -> Option<Place> {
    let (program, violation) = joint.elastic(&exact(&weights), aim);
    let solution = propose(&program, patience)?;
    let measure = *joint.measure_of(&solution)?;
    let payments = solution[..joint.payment_count()].to_vec();
    Some(Place { weights, payments, measure, violation: solution[violation] })
}

/// The payments with the smallest measure that hold everybody down with these weights; `None` when there are none.
pub fn hold(joint: &Joint<'_>, weights: Vec<Vec<f64>>, patience: &mut Patience) -> Option<Place> {
    let solution = propose(&joint.with_weights(&exact(&weights)), patience)?;
    let measure = *joint.measure_of(&solution)?;
    Some(Place { weights, payments: solution[..joint.payment_count()].to_vec(), measure, violation: 0.0 })
}

/// Goes down from these weights as far as it goes; under a cap until nobody's row is violated.
pub fn improve(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    start: Vec<Vec<f64>>,
    aim: Aim,
    patience: &mut Patience,
) -> Option<Place> {
    let mut place = settle(joint, start, aim, patience)?;
    if joint.rules == 1 {
        return Some(place);
    }
    let mut radius = FIRST_RADIUS;
    for _ in 0..MOST_STEPS {
        if radius < LAST_RADIUS || (aim != Aim::Priced && place.violation <= 0.0) {
            break;
        }
        let values = values(layout, joint, &place.payments);
        let steps = Steps { values: &values, weights: &place.weights, radius };
        let stepping = joint.stepping(&steps, aim);
        let Some(solution) = propose(&stepping.program, patience) else {
            if patience.is_spent() {
                break;
            }
            radius /= 4.0;
            continue;
        };
        let promised = height(*joint.measure_of(&solution)?, solution[stepping.violation], aim);
        let height = place.height(aim);
        if promised > height * (1.0 - WORTH_IT) {
            break;
        }
        let moved = stepping.changes.iter().zip(&place.weights).map(|(changes, own)| {
            let changes = changes.iter().map(|(variable, down)| solution[*variable] - down);
            let mut next: Vec<f64> =
                own.iter().zip(changes).map(|(weight, change)| (weight + change).clamp(0.0, 1.0)).collect();
            next.push((1.0 - next.iter().sum::<f64>()).max(0.0));
            normalised(next)
        });
        match settle(joint, moved.collect(), aim, patience) {
            Some(next) if height - next.height(aim) >= 0.1 * (height - promised) => {
                if height - next.height(aim) >= 0.7 * (height - promised) {
                    radius = (2.0 * radius).min(1.0);
                }
                place = next;
            }
            Some(next) if next.height(aim) < height * (1.0 - WORTH_IT) => {
                radius /= 2.0;
                place = next;
            }
            _ => radius /= 4.0,
        }
    }
    Some(place)
}

/// W · V\[θ̂\](t_r) by held group, report and rule.
pub fn values(layout: &Layout<'_>, joint: &Joint<'_>, payments: &[f64]) -> Vec<Vec<Vec<f64>>> {
    let rules = joint.payments(payments);
    let held = layout.held.iter();
    held.map(|held| held.reports.iter().map(|form| rules.iter().map(|rule| form.at(rule)).collect()).collect())
        .collect()
}

/// Weights that add up to 1.
pub fn normalised(weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let count = weights.len() as f64;
    weights.into_iter().map(|weight| if total > 0.0 { weight / total } else { 1.0 / count }).collect()
}

/// The weights as fractions with 30 binary places, the last one what is left of 1.
fn exact(weights: &[Vec<f64>]) -> Vec<Vec<Rational>> {
    let own = |weights: &Vec<f64>| {
        let mut exact: Vec<Rational> =
            weights.iter().take(weights.len().saturating_sub(1)).map(|weight| dyadic(*weight)).collect();
        let rest = exact.iter().fold(Rational::ONE, |rest, weight| rest - weight);
        exact.push(rest);
        exact
    };
    weights.iter().map(own).collect()
}
