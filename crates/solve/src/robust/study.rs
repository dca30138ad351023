//! Decides everything about one concept of implementation.

use super::monotonicity::{MonotonicitySearch, RobustProgress, SearchEffort, SearchLimits, guard, search_size};
use super::verdicts::{decide_bad_outcome, decide_commitment, decide_efficiency, decide_incentives};
use ambimech_model::coalition::Pattern;
use ambimech_model::robust::{
    BadOutcome, Concept, Implementable, OpenBecause, PayoffEnvironment, RobustStudy, conclusion, scope_of,
};

/// Decides every condition, and what follows for implementation.
pub fn study_robust(environment: &PayoffEnvironment, concept: Concept, limits: &SearchLimits) -> RobustStudy {
    study_robust_watched(environment, concept, limits, &mut |_| {})
}

/// The same; `watch` is told how far the search is.
pub fn study_robust_watched(
    environment: &PayoffEnvironment,
    concept: Concept,
    limits: &SearchLimits,
    watch: &mut dyn FnMut(RobustProgress),
) -> RobustStudy {
    let scope = scope_of(environment, concept);
    let guarded = environment.with_pattern(scope.guarded.clone());
    let bad_outcome = decide_bad_outcome(environment);
    let bad = match &bad_outcome {
        Ok(BadOutcome::Holds { lottery, .. }) => Some(lottery),
        _ => None,
    };
    let (monotonicity, pairwise, effort) = match guard(environment, &scope, limits) {
        Ok(()) => {
            let mut search = MonotonicitySearch::new(environment, &scope, bad, limits, watch);
            (search.decide_monotonicity(), search.decide_pairwise(), search.effort())
        }
        Err(open) => (Err(open.clone()), Err(open), SearchEffort::default()),
    };
    let incentives = decide_incentives(&guarded);
    let mut study = RobustStudy {
        concept,
        ex_post: decide_incentives(&environment.with_pattern(Pattern::Singletons)),
        commitment: decide_commitment(&guarded),
        efficiency: decide_efficiency(environment),
        size: search_size(environment, &scope),
        asked: effort.asked,
        by_symmetry: effort.mapped,
        scope,
        incentives,
        bad_outcome,
        monotonicity,
        pairwise,
        implementable: Implementable::Open(OpenBecause::Undecided),
    };
    study.implementable = conclusion(environment.agent_count(), &study.findings());
    study
}
