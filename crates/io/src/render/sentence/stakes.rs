//! How much money is at stake, in words.

use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::design::Stakes;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;

/// Three lines, or two without a common prior: what is measured, and its value with the place where it is attained.
pub fn stakes(environment: &Environment, mechanism: &Mechanism, stakes: &Stakes) -> Vec<(&'static str, String)> {
    let place = |(rule, profile, agent, amount): &(RuleId, ProfileId, AgentId, Rational), verb: &str| {
        if amount.is_zero() {
            return "0".to_string();
        }
        format!(
            "{}: agent {} {verb} it at {} under rule {}",
            with_decimal(amount),
            name::agent(environment, *agent),
            name::profile(environment, *profile),
            name::rule(environment, mechanism, *rule),
        )
    };
    let mut lines = vec![
        ("largest payment", place(&stakes.largest_payment, "pays")),
        ("largest receipt", place(&stakes.largest_receipt, "receives")),
    ];
    if let Some((rule, turnover)) = &stakes.expected_turnover {
        let hands = if turnover.is_zero() {
            "0".to_string()
        } else {
            let rule = name::rule(environment, mechanism, *rule);
            format!("at most {} in expectation, under rule {rule}", with_decimal(turnover))
        };
        lines.push(("money that changes hands", hands));
    }
    lines
}
