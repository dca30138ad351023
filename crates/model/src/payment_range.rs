//! What each agent may receive at one profile, whichever of the announced rules is used: the smallest and the largest payment over all
//! rules, each with the first rule that attains it.
//!
//! Rules are evaluated one after another and never kept; of a closed form each costs O(|Θ|).

use crate::environment::Environment;
use crate::index::{ProfileId, RuleId};
use crate::mechanism::Mechanism;
use crate::number::Rational;

/// One agent's smallest and largest payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRange {
    /// The first rule with the smallest payment, and the payment.
    pub lowest: (RuleId, Rational),
    /// The first rule with the largest payment, and the payment.
    pub highest: (RuleId, Rational),
}

/// The range of every agent, in agent order; `tell` hears of every rule that is done. `None` when there is no rule, a rule cannot be
/// evaluated in this environment (see [`Mechanism::table`]), or the profile does not exist.
pub fn payment_ranges(
    environment: &Environment,
    mechanism: &Mechanism,
    profile: ProfileId,
    tell: &mut dyn FnMut(usize),
) -> Option<Vec<PaymentRange>> {
    let mut ranges: Vec<PaymentRange> = Vec::new();
    for rule in (0..mechanism.rule_count(environment)?).map(RuleId) {
        let payments = mechanism.payments(environment, rule, profile)?;
        if ranges.is_empty() {
            let first =
                |payment: Rational| PaymentRange { lowest: (rule, payment.clone()), highest: (rule, payment) };
            ranges = payments.into_iter().map(first).collect();
        } else {
            for (range, payment) in ranges.iter_mut().zip(payments) {
                if payment < range.lowest.1 {
                    range.lowest = (rule, payment);
                } else if payment > range.highest.1 {
                    range.highest = (rule, payment);
                }
            }
        }
        tell(rule.0 + 1);
    }
    (!ranges.is_empty()).then_some(ranges)
}
