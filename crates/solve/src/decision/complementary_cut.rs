//! The complementary cut: a proof without a linear program that no simple mechanism is coalition-proof with a balanced
//! budget (theory 9.10).
//!
//! # Mathematics
//! Let S and its complement C both be able to form, and let the budget balance, so that t_C = −t_S. Multiply the row
//! "θ_S gains nothing from reporting θ'_S" by p(θ_S) p(θ'_S), for all pairs of both coalitions, and add. The payment t_S(θ) is
//! multiplied by p(θ) Σ_{θ'_S ≠ θ_S} p(θ'_S) from the rows in which θ_S tells the truth and by −p(θ_S) Σ_{θ'_S ≠ θ_S} p(θ'_S, θ_C)
//! from those in which it is the report; that is p(θ) − p(θ_S) p(θ_C) in all. The same holds for C, and t_C = −t_S, so the
//! payments cancel. If the same sum of the gains is positive, the rows contradict one another, whatever the prior is. It takes one
//! pass over the values of the misreports.

use super::program::{Question, scale_to_integers};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, Term};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{MechanismKind, Reports};

/// The combination of the pair of complementary coalitions with the largest weighted gain; `None` when no pair has a positive one
/// or the goal does not ask for a balanced budget. Coalitions without a common prior are left out.
pub fn complementary_cut(question: &Question<'_>) -> Option<Combination> {
    if !question.is_balanced() || question.environment.common_prior().is_none() {
        return None;
    }
    let agents = question.environment.agent_count();
    let tempted = question.tempted();
    let pairs = tempted.iter().map(|coalition| (*coalition, coalition.complement(agents)));
    let pairs = pairs.filter(|(one, other)| one < other && tempted.contains(other));
    let gains =
        pairs.map(|(one, other)| (weighted_gain(question, one) + weighted_gain(question, other), one, other));
    let (gain, one, other) = gains.max_by(|a, b| a.0.cmp(&b.0))?;
    if gain <= Rational::ZERO {
        return None;
    }
    let mut terms = Vec::new();
    for coalition in [one, other] {
        for_each_misreport(question, coalition, |constraint, multiplier, _| {
            terms.push(Term { constraint, multiplier });
        });
    }
    scale_to_integers(&mut terms);
    Some(Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    })
}

/// Σ p(θ_S) p(θ'_S) (gain of θ_S from reporting θ'_S before payments), times the square of the prior's total weight.
fn weighted_gain(question: &Question<'_>, coalition: Coalition) -> Rational {
    let mut sum = Rational::ZERO;
    for_each_misreport(question, coalition, |_, multiplier, gain| sum += multiplier * gain());
    sum
}

/// Calls with every misreport's row, its multiplier and its gain.
fn for_each_misreport(
    question: &Question<'_>,
    coalition: Coalition,
    mut call: impl FnMut(Constraint, Rational, &dyn Fn() -> Rational),
) {
    let Some(view) = Interim::new(question.environment, coalition) else { return };
    for truth in view.split().own().filter(|truth| view.occurs(*truth)) {
        let honest = view.payoff(truth, truth);
        for report in view.split().own().filter(|report| *report != truth && view.occurs(*report)) {
            let multiplier = Rational::from(view.total_weight(truth) * view.total_weight(report));
            let gain = || view.payoff(truth, report) - &honest;
            call(Constraint::Incentive { coalition, truth, report }, multiplier, &gain);
        }
    }
}
