//! The smallest stakes for one number of rules after another.

use super::smallest::smallest_stakes;
use crate::decision::Question;
use ambimech_model::design::Design;
use ambimech_model::frontier::rents_of;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::{StakesBound, StakesMeasure};

/// Designs with more and more rules, and what no number of rules goes below.
#[derive(Debug, Clone, Default)]
pub struct Path {
    /// The best that was found with each number of rules.
    pub designs: Vec<Box<Design>>,
    /// The lower bound.
    pub bound: Option<StakesBound>,
}

/// The smallest stakes with each of these numbers of rules, with rents at most so much.
pub fn follow_path(
    question: Question<'_>,
    rules: std::ops::RangeInclusive<usize>,
    measure: StakesMeasure,
    limits: &PaymentLimits,
    rents: Option<&Rational>,
) -> Path {
    let mut path = Path::default();
    for count in rules {
        let Some(found) = smallest_stakes(question, count, measure, limits) else { continue };
        let kept = rents_of(question.environment, &found.design.mechanism);
        if rents.is_none_or(|cap| kept.is_some_and(|kept| kept <= *cap)) {
            path.designs.push(found.design);
        }
        path.bound = path.bound.or(found.bound);
    }
    path
}
