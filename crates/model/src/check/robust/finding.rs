//! Verdicts about one condition of a concept.

use super::RobustRefusal;
use super::monotonicity::{check_monotonicity, check_pairwise};
use super::verdict::{check_bad_outcome, check_commitment, check_efficiency, check_incentives};
use crate::coalition::Pattern;
use crate::robust::{Concept, PayoffEnvironment, RobustFinding, scope_of};

/// Accepts a verdict about one condition, for the coalitions that the concept is about.
///
/// # Errors
/// What is wrong with it.
pub fn check_robust(
    environment: &PayoffEnvironment,
    concept: Concept,
    finding: &RobustFinding,
) -> Result<(), RobustRefusal> {
    let scope = scope_of(environment, concept);
    let guarded = || environment.with_pattern(scope.guarded.clone());
    match finding {
        RobustFinding::Incentives(found) => check_incentives(&guarded(), found),
        RobustFinding::ExPost(found) => check_incentives(&environment.with_pattern(Pattern::Singletons), found),
        RobustFinding::Monotonicity(found) => check_monotonicity(environment, &scope, found),
        RobustFinding::Pairwise(found) => check_pairwise(environment, &scope, found),
        RobustFinding::BadOutcome(found) => check_bad_outcome(environment, found),
        RobustFinding::Efficiency(found) => check_efficiency(environment, found),
        RobustFinding::Commitment(found) => check_commitment(&guarded(), found),
    }
}
