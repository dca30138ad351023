//! The smallest stakes for one number of rules after another, under a cap on rents.

use super::bound::lower_bound;
use super::caps::Scale;
use super::layout::Layout;
use super::neat::find_neat;
use super::{BOUND_WORK, Errand, NEAT_WORK, Reached, SEARCH_WORK, as_it_is, search};
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
    /// So many rules reach the bound before their payments are made neat.
    pub reached_before: Option<usize>,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a> {
    /// Numbers of rules up to this one.
    pub most: usize,
    /// What is made small.
    pub measure: StakesMeasure,
    /// Whether payments are to be multiples of 1 or of a short decimal, where that costs at most a quarter more.
    pub neat: bool,
    /// Limits on every payment.
    pub limits: &'a PaymentLimits,
    /// What all agents together may keep in expectation under every rule.
    pub rents: Option<&'a Rational>,
}

/// The smallest stakes with 1, 2, … rules, until the lower bound is reached.
pub fn follow_path(question: Question<'_>, steps: Steps<'_>) -> Path {
    let Steps { most, measure, neat, limits, rents } = steps;
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
    let (mut found, mut tried): (Vec<(usize, Reached)>, usize) = (Vec::new(), 0);
    let rules_of = |reached: &Reached| reached.design.mechanism.rule_count(layout.environment);
    let scale = Scale::new(&layout, least.as_ref().map(|least| least.to_f64().value()));
    let errand = Errand {
        question,
        measure,
        rules: most,
        known: known.as_deref(),
        scale,
        work: SEARCH_WORK,
        is_path: true,
    };
    search(errand, &layout, &mut |count, best| {
        tried = count;
        let Some(best) = best else { return false };
        found.push((rules_of(best).unwrap_or(count), best.clone()));
        least.as_ref() == Some(&best.value)
    });
    path.tried = tried;
    let as_it_is = known.as_deref().and_then(|known| as_it_is(&layout, known, measure));
    found.extend(as_it_is.and_then(|known| Some((rules_of(&known)?, known))));
    found.sort_by(|(rules, one), (more, other)| rules.cmp(more).then_with(|| one.value.cmp(&other.value)));
    let mut smallest: Option<Rational> = None;
    for (_, reached) in found {
        if smallest.as_ref().is_some_and(|known| reached.value >= *known) {
            continue;
        }
        if least.as_ref() == Some(&reached.value) {
            path.reached_before = rules_of(&reached);
        }
        smallest = Some(reached.value.clone());
        let readable =
            neat.then(|| find_neat(question, &layout, &reached, measure, &mut Patience::of(NEAT_WORK))).flatten();
        path.designs.push(Box::new(readable.map_or(reached, |(readable, _)| readable).design));
    }
    path
}
