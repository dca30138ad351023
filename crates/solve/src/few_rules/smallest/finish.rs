//! From a floating point place to a mechanism: weights in simple fractions, the payments from the exact program, the checker's acceptance.

use super::improve::{Place, values};
use super::joint::Joint;
use super::layout::Layout;
use crate::decision::Question;
use crate::few_rules::accepted::accepted;
use crate::lp::{Method, Outcome, Patience, Primal, propose, solve_within};
use ambimech_model::certificate::{HoldingWeights, RuleWeights};
use ambimech_model::design::{Construction, Design};
use ambimech_model::index::RuleId;
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;

/// Denominators of the weights, in turn.
const DENOMINATORS: [u32; 16] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 60, 120, 360, 1000, 10_000];
/// A simpler denominator may cost this part of the measure.
const SLACK: f64 = 1e-5;

/// Weights by held group and rule.
pub type Weights = Vec<Vec<Rational>>;

/// Exact weights for a place, the simplest in front; none when no rounding holds everybody down. Each comes with its measure, about.
pub fn rounded_weights(
    layout: &Layout<'_>,
    joint: &Joint<'_>,
    place: &Place,
    patience: &mut Patience,
) -> Vec<(f64, Weights)> {
    let candidates: Vec<Weights> = match layout.reports {
        Reports::Pure => vec![best_rules(layout, joint, place)],
        Reports::Mixed => DENOMINATORS
            .iter()
            .map(|parts| place.weights.iter().map(|own| in_parts(own, *parts)).collect())
            .collect(),
    };
    let mut found: Vec<(f64, Weights)> = Vec::new();
    for weights in candidates {
        if found.iter().any(|(_, known)| *known == weights) {
            continue;
        }
        if let Some(solution) = propose(&joint.with_weights(&weights), patience)
            && let Some(measure) = joint.measure_of(&solution)
        {
            found.push((*measure, weights));
        }
    }
    let best = found.iter().fold(f64::INFINITY, |best, (measure, _)| best.min(*measure));
    let (mut good, mut others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(measure, _)| *measure <= best + SLACK * (1.0 + best));
    others.sort_by(|one, other| one.0.total_cmp(&other.0));
    good.extend(others);
    good
}

/// All weight on the rule under which the report is worth the least.
fn best_rules(layout: &Layout<'_>, joint: &Joint<'_>, place: &Place) -> Weights {
    let values = values(layout, joint, &place.payments);
    let own = values.iter().map(|reports| {
        let of_rule = |rule: &usize| reports.iter().map(|values| values[*rule]).fold(f64::NEG_INFINITY, f64::max);
        let best = (0..joint.rules).min_by(|one, other| of_rule(one).total_cmp(&of_rule(other))).unwrap_or(0);
        (0..joint.rules).map(|rule| Rational::from(u8::from(rule == best))).collect()
    });
    own.collect()
}

/// Multiples of 1/parts that add up to 1, those with the largest remainders rounded up.
fn in_parts(weights: &[f64], parts: u32) -> Vec<Rational> {
    let scaled: Vec<f64> = weights.iter().map(|weight| weight * f64::from(parts)).collect();
    #[allow(clippy::cast_possible_truncation)]
    let mut whole: Vec<i64> = scaled.iter().map(|share| (share + 1e-9).floor() as i64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|one, other| {
        (scaled[*other] - scaled[*other].floor()).total_cmp(&(scaled[*one] - scaled[*one].floor()))
    });
    let mut missing = i64::from(parts) - whole.iter().sum::<i64>();
    while missing != 0 {
        for place in &order {
            let step = missing.signum();
            if step != 0 && whole[*place] + step >= 0 {
                whole[*place] += step;
                missing -= step;
            }
        }
    }
    whole.into_iter().map(|share| Rational::from(share) / Rational::from(parts)).collect()
}

/// The exact payments of every rule that are best for these weights; `None` when there are none, or they are not found in time.
pub fn exact_payments(
    joint: &Joint<'_>,
    weights: &Weights,
    patience: &mut Patience,
) -> Option<Vec<Vec<Rational>>> {
    let program = joint.with_weights(weights);
    match solve_within(&program, Method::Automatic, patience, &mut |_| {}).ok()? {
        Outcome::Optimal { primal: Primal(solution), .. } => {
            Some(joint.payments(&solution).into_iter().map(<[Rational]>::to_vec).collect())
        }
        _ => None,
    }
}

/// The design with these payments, once the checker has accepted it. Where only the worst case counts rules that are the same become one, and
/// rules without weight are left out, as long as one is left.
pub fn certified(
    question: Question<'_>,
    layout: &Layout<'_>,
    payments: &[Vec<Rational>],
    weights: &Weights,
) -> Option<Design> {
    let reports = question.reports;
    let has_weight = |rule: usize| weights.iter().any(|own| !own[rule].is_zero());
    // A rule stays beside the one it changes places with.
    let is_plain = layout.is_plain();
    let is_used = |rule: usize| {
        !is_plain || has_weight(rule) || layout.partner(rule, payments.len()).is_some_and(has_weight)
    };
    // For every rule, its place among those that stay.
    let mut kept: Vec<usize> = Vec::new();
    let mut place: Vec<Option<usize>> = Vec::with_capacity(payments.len());
    for rule in 0..payments.len() {
        let same = kept.iter().position(|known| is_plain && payments[*known] == payments[rule]);
        place.push(same.or_else(|| {
            (is_used(rule) || (kept.is_empty() && rule + 1 == payments.len())).then(|| {
                kept.push(rule);
                kept.len() - 1
            })
        }));
    }
    let named = kept.iter().enumerate().map(|(number, rule)| NamedRule {
        name: format!("rule-{}", number + 1),
        table: layout.table(&payments[*rule]),
    });
    let rules: Vec<NamedRule> = named.collect();
    let mut listed = Vec::new();
    if reports == Reports::Mixed {
        for (held, own) in layout.held.iter().zip(weights) {
            let watched = &layout.watched[held.watched];
            let mut together = vec![Rational::ZERO; kept.len()];
            for (weight, place) in own.iter().zip(&place) {
                if let Some(place) = place {
                    together[*place] += weight;
                }
            }
            let together = together.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
            listed.push(RuleWeights {
                coalition: watched.coalition,
                types: watched.types,
                best: None,
                weights: together.map(|(rule, weight)| (RuleId(rule), weight)).collect(),
            });
        }
    }
    let weights = match layout.is_paired && kept.len() > 1 && reports == Reports::Mixed {
        true => HoldingWeights::Pairs(listed),
        false => HoldingWeights::Listed(listed),
    };
    accepted(question, rules, weights, &layout.limits, Construction::SmallStakes)
}
