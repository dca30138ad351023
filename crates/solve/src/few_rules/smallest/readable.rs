//! A mechanism with few rules made cheaper and easier to read, with little work: for answers that must come at once.
//!
//! # Method
//! From the weights of a mechanism that is known, and a few others, the payments are made small as in [`super`] for its number of rules alone;
//! then they are rounded to a neat unit ([`super::neat`]), at the price of a quarter more, or of two or four times as much where so little does not do. What is no cheaper than the mechanism that is known, or is not neat, is
//! dropped. Work is counted, and nothing is begun where the program is large.

use super::improve::{Place, improve};
use super::joint::{Aim, Joint};
use super::layout::Layout;
use super::neat::find_neat_below;
use super::{finished, starts};
use crate::decision::Question;
use crate::few_rules::random::Random;
use crate::lp::Patience;
use ambimech_model::design::Design;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::StakesMeasure;

/// Rows times unknown payments beyond which nothing is begun ([`Layout::cells`]).
pub const MOST_CELLS: usize = 30_000;
/// Work, in the units of [`Patience`], and random starts.
const WORK: u64 = 1_000_000_000;
const STARTS: usize = 5;
/// Work for the exact programs.
const FINISH_WORK: u64 = 20_000_000_000;
/// What neat payments may cost, in quarters of the smallest ones that were found, in turn.
const PRICES: [u32; 3] = [5, 8, 16];

/// A mechanism with as many rules, a smaller largest payment, and payments that are multiples of the unit; `None` where none was found.
pub fn make_readable(question: Question<'_>, known: &Design) -> Option<(Design, Rational)> {
    let measure = StakesMeasure::LargestPayment;
    let layout = Layout::new(question, &PaymentLimits::none())?;
    let rules = known.mechanism.rule_count(layout.environment)?;
    if layout.cells(rules)? > MOST_CELLS {
        return None;
    }
    let joint = Joint::new(&layout, rules, measure)?;
    let (mut patience, mut random) = (Patience::of(WORK), Random::new(rules as u64));
    let mut begin: Vec<Vec<Vec<f64>>> = starts::weights_of(&layout, known).into_iter().collect();
    begin.extend((0..STARTS).map(|_| starts::random_weights(&layout, rules, &mut random)));
    let improved =
        begin.into_iter().filter_map(|start| improve(&layout, &joint, start, Aim::Priced, &mut patience));
    let mut places: Vec<Place> = improved.filter(Place::holds).collect();
    places.sort_by(|one, other| one.measure.total_cmp(&other.measure));
    let reached = finished(question, &layout, &joint, &places, measure, &mut Patience::of(FINISH_WORK))?;
    let before = measure.of(layout.environment, &known.mechanism)?;
    let neat = |quarters: u32| {
        let largest = (&reached.value * Rational::from(quarters) / Rational::from(4)).min(before.clone());
        find_neat_below(question, &layout, &reached, measure, &largest, &mut Patience::of(WORK))
    };
    let (neat, unit) = PRICES.into_iter().find_map(neat)?;
    let is_better = neat.value < before;
    let has_as_few = neat.design.mechanism.rule_count(layout.environment)? <= rules;
    (is_better && has_as_few).then_some((neat.design, unit))
}
