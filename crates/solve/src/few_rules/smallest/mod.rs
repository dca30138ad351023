//! The smallest stakes that a given number of rules allows.

use super::design_few_rules;
use crate::decision::Question;
use ambimech_model::few_rules::FewRulesAnswer;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::stakes::{SmallStakes, StakesMeasure};

/// The mechanism with the smallest stakes that is found with at most so many rules, accepted by the checker; `None` when none was found, the
/// measure has no meaning here, or somebody does not look at the worst case alone. The kind of mechanism in the question is ignored.
pub fn smallest_stakes(
    question: Question<'_>,
    rules: usize,
    measure: StakesMeasure,
    limits: &PaymentLimits,
) -> Option<SmallStakes> {
    let FewRulesAnswer::Found(found) = design_few_rules(question, Some(rules)) else { return None };
    let design = found.design;
    let reached = measure.of(question.environment, &design.mechanism)?;
    let tables = (0..found.rules).map(ambimech_model::index::RuleId);
    for rule in tables {
        let table = design.mechanism.table(question.environment, rule)?;
        if limits.find_breach(question.environment, rule, &table).is_some() {
            return None;
        }
    }
    Some(SmallStakes { design, rules: found.rules, measure, reached, bound: None, neat: None, symmetry: None })
}
