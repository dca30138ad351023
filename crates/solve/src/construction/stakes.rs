//! How large the payments of a mechanism are.

use ambimech_model::design::Stakes;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

/// The largest payment, the largest receipt and, under a common prior, the largest expected turnover over all rules; `None` when a rule cannot be
/// evaluated in this environment.
pub fn stakes_of(environment: &Environment, mechanism: &Mechanism) -> Option<Stakes> {
    let nothing = (RuleId(0), ProfileId(0), AgentId(0), Rational::ZERO);
    let mut stakes = Stakes {
        largest_payment: nothing.clone(),
        largest_receipt: nothing,
        expected_turnover: environment.common_prior().map(|_| (RuleId(0), Rational::ZERO)),
    };
    for rule in (0..mechanism.rule_count(environment)?).map(RuleId) {
        let table = mechanism.table(environment, rule)?;
        let mut turnover = Rational::ZERO;
        for profile in environment.space().profiles() {
            let mut moved = Rational::ZERO;
            for (agent, money) in environment.space().agents().zip(table.at(profile)) {
                if *money > stakes.largest_receipt.3 {
                    stakes.largest_receipt = (rule, profile, agent, money.clone());
                }
                let paid = -money;
                if paid > stakes.largest_payment.3 {
                    stakes.largest_payment = (rule, profile, agent, paid.clone());
                }
                moved += if paid > Rational::ZERO { paid } else { money.clone() };
            }
            if let Some(prior) = environment.common_prior().filter(|_| !moved.is_zero()) {
                turnover += moved * Rational::from(prior.weight(profile));
            }
        }
        if let Some(prior) = environment.common_prior() {
            turnover /= Rational::from(prior.total().clone());
        }
        if let Some(largest) = stakes.expected_turnover.as_mut().filter(|largest| turnover > largest.1) {
            *largest = (rule, turnover);
        }
    }
    Some(stakes)
}
