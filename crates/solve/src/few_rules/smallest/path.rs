//! The smallest stakes for one number of rules after another, under a cap on rents.

use super::bound::lower_bound;
use super::layout::Layout;
use super::{BOUND_WORK, as_it_is, search};
use crate::decision::Question;
use crate::few_rules::design_few_rules;
use crate::lp::Patience;
use ambimech_model::design::Design;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::{StakesBound, StakesMeasure};

/// Designs with more and more rules and smaller and smaller stakes, and what no number of rules goes below.
#[derive(Debug, Clone, Default)]
pub struct Path {
    /// The best that were found, each with smaller stakes than all before.
    pub designs: Vec<Box<Design>>,
    /// The lower bound.
    pub bound: Option<StakesBound>,
    /// The largest number of rules that was tried.
    pub tried: usize,
}

/// The smallest stakes with 1, 2, …, `most` rules, with rents at most so much, until the lower bound is reached.
pub fn follow_path(
    question: Question<'_>,
    most: usize,
    measure: StakesMeasure,
    limits: &PaymentLimits,
    rents: Option<&Rational>,
) -> Path {
    let mut path = Path::default();
    let Some(mut layout) = Layout::new(question, limits) else { return path };
    if let Some(rents) = rents {
        layout.cap_rents(rents);
    }
    path.bound = lower_bound(&layout, measure, &mut Patience::of(BOUND_WORK));
    let known = match design_few_rules(question, Some(most)) {
        FewRulesAnswer::Found(found) => Some(found.design),
        _ => None,
    };
    let least = path.bound.as_ref().map(|bound| bound.value.clone());
    let (mut found, mut tried): (Vec<(usize, Rational, Design)>, usize) = (Vec::new(), 0);
    search(question, &layout, most, measure, known.as_deref(), &mut |count, best| {
        tried = count;
        let Some(best) = best else { return false };
        let rules = best.design.mechanism.rule_count(layout.environment).unwrap_or(count);
        found.push((rules, best.value.clone(), best.design.clone()));
        least.as_ref() == Some(&best.value)
    });
    path.tried = tried;
    let as_it_is = known.as_deref().and_then(|known| as_it_is(&layout, known, measure));
    found.extend(as_it_is.and_then(|known| {
        let rules = known.design.mechanism.rule_count(layout.environment)?;
        Some((rules, known.value, known.design))
    }));
    found.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    let mut smallest: Option<Rational> = None;
    for (_, value, design) in found {
        if smallest.as_ref().is_none_or(|known| value < *known) {
            path.designs.push(Box::new(design));
            smallest = Some(value);
        }
    }
    path
}
