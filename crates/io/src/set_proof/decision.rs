//! The file of an answer: the mechanism that reaches a goal under sets of beliefs, or the proof that none does.

use super::render_cases;
use crate::environment::ambiguous_environment_digest;
use crate::implementability::render_no_transfers;
use crate::mechanism::render_mechanism;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{CaseAnswer, RuleAnswer, SetDecision};
use ambimech_model::property::Goal;

/// The text of a mechanism file, of format `ambimech-no-transfers/1`, or of format `ambimech-cases/1`; `None` where the question is open.
pub fn render_set_decision(
    environment: &AmbiguousEnvironment,
    goal: &Goal,
    criterion: Criterion,
    found: &SetDecision,
) -> Option<String> {
    if let Some(mechanism) = found.mechanism(goal, criterion) {
        let digest = ambiguous_environment_digest(environment);
        return Some(render_mechanism(environment.without_beliefs(), &digest, &mechanism, None));
    }
    match (found, found.study(criterion).map(|study| &study.answer)) {
        (_, Some(RuleAnswer::Impossible(proof))) => Some(render_no_transfers(environment, proof)),
        (SetDecision::Cases(CaseAnswer::Impossible(proof)), _) => Some(render_cases(environment, proof)),
        _ => None,
    }
}
