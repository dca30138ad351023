//! Goals of `ic`, `ir` and `bb` under sets of beliefs.
//!
//! With free transfers the theorems about full insurance answer first ([`study_rule`]); then, and with a balanced budget from the start, a decision by
//! cases ([`decide_by_cases`]). One rule is a mechanism of either kind, so that transfers answer for both. A proof of the theorems that no transfer rule
//! does covers mechanisms with several rules too by maxmin and optimal, but not by maximal, where several rules always do ([`rules_that_reward`](super::rules_that_reward)).
//! Participation costs nothing when transfers are free.

use super::{decide_by_cases, study_rule};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::implementability::{CaseAnswer, Open, RuleAnswer, SetDecision, SetGoal};
use ambimech_model::property::{MechanismKind, Reports};

/// Whether a mechanism reaches the goal against these reports; every answer is one the checker accepted.
pub fn decide_under_sets(environment: &AmbiguousEnvironment, goal: SetGoal, reports: Reports) -> SetDecision {
    if !goal.balanced {
        let mut studies = study_rule(environment, reports);
        let asked = studies.iter_mut().find(|study| study.criterion == goal.criterion);
        let several =
            asked.filter(|_| goal.mechanism == MechanismKind::Ambiguous).and_then(|study| study.several.take());
        if let Some(scheme) = several {
            return SetDecision::Cases(CaseAnswer::Reached(scheme));
        }
        let found = SetDecision::Theorems(studies);
        let is_open = found.study(goal.criterion).is_none_or(|study| match &study.answer {
            RuleAnswer::Undecided(Open::SetsDiffer { .. }) => true,
            RuleAnswer::Impossible(proof) => goal.mechanism == MechanismKind::Ambiguous && !proof.covers_several(),
            _ => false,
        });
        if !is_open {
            return found;
        }
    }
    SetDecision::Cases(decide_by_cases(environment, goal, reports))
}
