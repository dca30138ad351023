//! Fewer rules than the search around base rules finds: with no base rule given, and all payments free.
//!
//! # Method
//! For k rules weights and payments are looked for together as for small stakes ([`super::caps`]), from a few random starts; only whether
//! everybody is held down counts. Where that finds nothing the starts of small stakes are tried, with the lower bound on the largest payment as
//! the scale of their caps. Work is counted, and nothing is begun where the program is large.

use super::bound::lower_bound;
use super::caps::{Scale, descend};
use super::improve::Place;
use super::joint::Joint;
use super::layout::Layout;
use super::readable::MOST_CELLS;
use super::{finished, places, starts};
use crate::decision::Question;
use crate::few_rules::random::Random;
use crate::lp::Patience;
use ambimech_model::design::Design;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::StakesMeasure;
use std::ops::RangeInclusive;

/// Work for one number of rules, in the units of [`Patience`], and for its exact programs.
const WORK: u64 = 2_000_000_000;
const FINISH_WORK: u64 = 4_000_000_000;
/// Random starts for one number of rules.
const STARTS: usize = 12;

/// A mechanism with as few rules as are found among these numbers, accepted by the checker, and how many it has.
pub fn with_fewer(question: Question<'_>, numbers: RangeInclusive<usize>) -> Option<(Box<Design>, usize)> {
    let measure = StakesMeasure::LargestPayment;
    let layout = Layout::new(question, &PaymentLimits::none())?;
    let scale = Scale::new(&layout, None);
    for rules in numbers.filter(|rules| *rules > 1) {
        if layout.cells(rules).is_none_or(|cells| cells > MOST_CELLS) {
            return None;
        }
        let joint = Joint::new(&layout, rules, measure)?;
        let (mut patience, mut random) = (Patience::of(WORK), Random::new(rules as u64));
        for _ in 0..STARTS {
            let start = starts::random_weights(&layout, rules, &mut random);
            let places: Vec<Place> = descend(&layout, &joint, start, scale, &mut patience).into_iter().collect();
            let found = finished(question, &layout, &joint, &places, measure, &mut Patience::of(FINISH_WORK));
            if let Some(found) = found {
                let count = found.design.mechanism.rule_count(layout.environment)?;
                return Some((Box::new(found.design), count));
            }
        }
        let bound = lower_bound(&layout, measure, &mut Patience::of(WORK));
        let scale = Scale::new(&layout, bound.map(|bound| bound.value.to_f64().value()));
        let places = places(&layout, &joint, None, None, scale, &mut Patience::of(WORK));
        if let Some(found) = finished(question, &layout, &joint, &places, measure, &mut Patience::of(FINISH_WORK))
        {
            let count = found.design.mechanism.rule_count(layout.environment)?;
            return Some((Box::new(found.design), count));
        }
    }
    None
}
