//! A mechanism with few rules made cheaper and easier to read, with little work: for answers that must come at once.
//!
//! # Method
//! For its number of rules alone, from its own weights and a few others, the payments are made small as in [`super`], with less work; then they
//! are rounded to a neat unit ([`super::neat`]), at the price of a quarter more, or of two or four times as much where so little does not do.
//! Neat payments that are dearer than the caller allows are dropped: the smallest ones are kept as they are. Work is counted, and nothing is begun where the program is large.

use super::caps::Scale;
use super::improve::{Place, improve};
use super::joint::{Aim, Joint};
use super::layout::Layout;
use super::neat::find_neat_below;
use super::{bound, finished, places, starts};
use crate::decision::Question;
use crate::few_rules::random::Random;
use crate::lp::Patience;
use ambimech_model::design::Design;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::{Neatness, StakesMeasure};

/// Rows times unknown payments beyond which nothing is begun ([`Layout::cells`]).
pub const MOST_CELLS: usize = 30_000;
/// Work, in the units of [`Patience`], for each of the ways to small payments, and random starts of the first way.
const WORK: u64 = 1_000_000_000;
/// Work for neat ones.
const NEAT_WORK: u64 = 3_000_000_000;
const STARTS: usize = 5;
/// Work for the exact programs.
const FINISH_WORK: u64 = 20_000_000_000;
/// What neat payments may cost, in quarters of the smallest ones that were found, in turn.
const PRICES: [u32; 3] = [5, 8, 16];

/// A mechanism whose payments were made small.
#[derive(Debug)]
pub struct Readable {
    /// The mechanism.
    pub design: Design,
    /// Whether its payments are neat as well, and at what price.
    pub neatness: Neatness,
}

/// A mechanism with at most as many rules, and payments no larger than before they were made neat; neat where the largest payment then is at most
/// `most`. `None` where none was found.
pub fn make_readable(question: Question<'_>, known: &Design, most: &Rational) -> Option<Readable> {
    let measure = StakesMeasure::LargestPayment;
    let layout = Layout::new(question, &PaymentLimits::none())?;
    let rules = known.mechanism.rule_count(layout.environment)?;
    if layout.cells(rules)? > MOST_CELLS {
        return None;
    }
    let joint = Joint::new(&layout, rules, measure)?;
    let places = both_ways(&layout, &joint, known);
    let reached = finished(question, &layout, &joint, &places, measure, &mut Patience::of(FINISH_WORK))?;
    let before = measure.of(layout.environment, &known.mechanism)?;
    let has_as_few =
        |design: &Design| design.mechanism.rule_count(layout.environment).is_some_and(|own| own <= rules);
    if reached.value > before || !has_as_few(&reached.design) {
        return None;
    }
    // Where the caller allows less, that is the last price; where it allows less than is reached, there is none.
    let mut prices: Vec<Rational> = PRICES
        .into_iter()
        .map(|quarters| (&reached.value * Rational::from(quarters) / Rational::from(4)).min(most.clone()))
        .filter(|largest| *largest >= reached.value)
        .collect();
    prices.dedup();
    let found = find_neat_below(question, &layout, &reached, measure, &prices, &mut Patience::of(NEAT_WORK));
    if let Some((neat, unit)) = found.filter(|(neat, _)| has_as_few(&neat.design)) {
        let neatness = Neatness::Reached { unit, before: reached.value };
        return Some(Readable { design: neat.design, neatness });
    }
    Some(Readable { design: reached.design, neatness: Neatness::NotFound })
}

/// Places for as many rules as the program has, the best in front: with a price for violations, and under smaller and smaller caps.
fn both_ways(layout: &Layout<'_>, joint: &Joint<'_>, known: &Design) -> Vec<Place> {
    let (rules, measure) = (joint.rules, StakesMeasure::LargestPayment);
    let (mut patience, mut random) = (Patience::of(WORK), Random::new(rules as u64));
    let of_known = starts::weights_of(layout, known);
    let mut begin: Vec<Vec<Vec<f64>>> = of_known.iter().cloned().collect();
    // One rule has one way to be mixed.
    let others = if rules > 1 { STARTS } else { usize::from(begin.is_empty()) };
    begin.extend((0..others).map(|_| starts::random_weights(layout, rules, &mut random)));
    let improved = begin.into_iter().filter_map(|start| improve(layout, joint, start, Aim::Priced, &mut patience));
    let mut found: Vec<Place> = improved.filter(Place::holds).collect();
    if rules > 1 {
        let bound = bound::lower_bound(layout, measure, &mut Patience::of(WORK));
        let scale = Scale::new(layout, bound.map(|bound| bound.value.to_f64().value()));
        found.extend(places(layout, joint, of_known, None, scale, &mut Patience::of(WORK)));
    }
    found.sort_by(|one, other| one.measure.total_cmp(&other.measure));
    found
}
