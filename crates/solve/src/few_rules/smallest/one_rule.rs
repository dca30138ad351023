//! The smallest stakes with one rule, proved.
//!
//! # Theorem
//! With one rule there are no weights to choose, and nothing is ambiguous: a rule is a mechanism for the goal if and only if every type that must be
//! stopped is worth as much on path as after each of its misreports, everybody takes part who must, and budget, revenue and limits are kept.
//! All of that is linear in its payments, and each measure is the largest of finitely many linear forms, or a sum of absolute values: the
//! smallest measure of all mechanisms with one rule is the optimum of a linear program, the one of [`super::joint`] for one rule. With both sides exact and
//! verified ([`crate::lp::verify`]) it is proved. Against mixed reports one rule does no less than against pure ones: a mixture of reports is worth the
//! mean of what they are worth.

use super::joint::Joint;
use super::layout::Layout;
use crate::lp::{Method, Outcome, Patience, solve_within};
use ambimech_model::number::Rational;
use ambimech_model::stakes::StakesMeasure;

/// What no mechanism with one rule goes below, which one reaches; `None` when the program has no optimum or is not solved within the patience.
pub fn least_with_one_rule(
    layout: &Layout<'_>,
    measure: StakesMeasure,
    patience: &mut Patience,
) -> Option<Rational> {
    let weights = vec![vec![Rational::ONE]; layout.held.len()];
    let program = Joint::new(layout, 1, measure)?.with_weights(&weights);
    match solve_within(&program, Method::Automatic, patience, &mut |_| {}).ok()? {
        Outcome::Optimal { value, .. } => Some(value),
        _ => None,
    }
}
