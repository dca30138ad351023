//! The least that agents can be left with.
//!
//! # Theorem
//! Rents are linear in a rule, so that mixtures of rules do not raise them: as for the stakes (see [`super::bound`]) a rule of its own for every
//! type that must be stopped attains the least rents of all mechanisms for the goal. They are the optimum of one linear program, solved
//! exactly. For attitudes that count the mean of the rules it is one rule more, and no mechanism goes below.

use super::joint::Joint;
use super::layout::Layout;
use crate::decision::Question;
use crate::lp::{Method, Outcome, Patience, solve_within};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::StakesMeasure;

/// Payments of all rules in the program beyond which it is not solved, and the work that it is worth.
const MOST_PAYMENTS: usize = 3_000;
const WORK: u64 = 12_000_000_000;

/// The least rents of any mechanism for the goal; `None` without a common prior, where rents have no lower end, and where the program is
/// too large.
pub fn least_rents(question: Question<'_>, limits: &PaymentLimits) -> Option<Rational> {
    let layout = Layout::new(question, limits)?.relaxed()?;
    let groups: Vec<usize> = (0..layout.held.len()).collect();
    if groups.len().checked_mul(layout.size)? > MOST_PAYMENTS {
        return None;
    }
    let joint = Joint::for_groups(&layout, groups.len(), StakesMeasure::LargestPayment)?;
    let (program, rents) = joint.with_least_rents(&groups)?;
    match solve_within(&program, Method::Automatic, &mut Patience::of(WORK), &mut |_| {}).ok()? {
        Outcome::Optimal { primal, .. } => primal.0.get(rents).cloned(),
        _ => None,
    }
}
