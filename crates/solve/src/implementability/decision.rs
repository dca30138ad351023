//! Goals of `ic`, `ir` and `bb` under sets of beliefs.
//!
//! With free transfers the theorems about full insurance answer first ([`study_rule`]); then, and with a balanced budget from the start, a decision by
//! cases ([`decide_by_cases`]). One rule is a mechanism of either kind, so that transfers answer for both. A proof of the theorems that no transfer rule
//! does covers mechanisms with several rules too by maxmin and optimal, but not by maximal: one rule may hold down the lies of one type and another rule
//! those of another, and each type needs one scenario only. Participation costs nothing when transfers are free.

use super::{decide_by_cases, study_rule};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{Open, RuleAnswer, SetDecision, SetGoal};
use ambimech_model::property::{MechanismKind, Reports};

/// Whether a mechanism reaches the goal against these reports; every answer is one the checker accepted.
pub fn decide_under_sets(environment: &AmbiguousEnvironment, goal: SetGoal, reports: Reports) -> SetDecision {
    if !goal.balanced {
        let found = SetDecision::Theorems(study_rule(environment, reports));
        let one_rule_only = goal.criterion == Criterion::Maximal && goal.mechanism == MechanismKind::Ambiguous;
        let is_open = found.study(goal.criterion).is_none_or(|study| match &study.answer {
            RuleAnswer::Undecided(Open::SetsDiffer { .. }) => true,
            RuleAnswer::Impossible(_) => one_rule_only,
            _ => false,
        });
        if !is_open {
            return found;
        }
    }
    SetDecision::Cases(decide_by_cases(environment, goal, reports))
}
