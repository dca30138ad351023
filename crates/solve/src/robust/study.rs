//! Decides everything about one concept of implementation.

use super::monotonicity::{SearchLimits, decide_monotonicity, decide_pairwise, search_size};
use super::verdicts::{decide_bad_outcome, decide_commitment, decide_efficiency, decide_incentives};
use ambimech_model::coalition::Pattern;
use ambimech_model::robust::{
    BadOutcome, Concept, Implementable, Incentives, Monotonicity, MonotonicityOpen, OpenBecause,
    PayoffEnvironment, RobustStudy, Scope,
};

/// The scope of a concept in an environment.
pub fn scope_of(environment: &PayoffEnvironment, concept: Concept) -> Scope {
    let agents = environment.agent_count();
    let all = Pattern::listed(agents, Pattern::All.coalitions(if agents < 20 { agents } else { 0 }));
    let all = if agents < 20 { all } else { Pattern::All };
    match concept {
        Concept::Nash => Scope { objectors: Pattern::Singletons, guarded: Pattern::Singletons },
        Concept::Coalitional => {
            Scope { objectors: environment.pattern().clone(), guarded: environment.pattern().clone() }
        }
        Concept::Strong => Scope { objectors: all.clone(), guarded: all },
        Concept::Double => Scope { objectors: Pattern::Singletons, guarded: all },
    }
}

/// Decides every condition, and what follows for implementation.
pub fn study_robust(environment: &PayoffEnvironment, concept: Concept, limits: &SearchLimits) -> RobustStudy {
    let scope = scope_of(environment, concept);
    let guarded = environment.with_pattern(scope.guarded.clone());
    let bad_outcome = decide_bad_outcome(environment);
    let bad = match &bad_outcome {
        Ok(BadOutcome::Holds { lottery, .. }) => Some(lottery),
        _ => None,
    };
    let monotonicity = decide_monotonicity(environment, &scope, bad, limits);
    let pairwise = decide_pairwise(environment, &scope, bad, limits);
    let incentives = decide_incentives(&guarded);
    let implementable = implementable(environment, &incentives, &monotonicity, &bad_outcome);
    RobustStudy {
        concept,
        ex_post: decide_incentives(&environment.with_pattern(Pattern::Singletons)),
        commitment: decide_commitment(&guarded),
        efficiency: decide_efficiency(environment),
        size: search_size(environment, &scope),
        scope,
        incentives,
        bad_outcome,
        monotonicity,
        pairwise,
        implementable,
    }
}

/// Incentive compatibility and monotonicity with a bad outcome suffice; incentive compatibility is necessary, and monotonicity where a
/// deception stands by conjectures.
fn implementable(
    environment: &PayoffEnvironment,
    incentives: &Incentives,
    monotonicity: &Result<Monotonicity, MonotonicityOpen>,
    bad_outcome: &Result<BadOutcome, String>,
) -> Implementable {
    if *incentives != Incentives::Holds {
        return Implementable::NotIncentiveCompatible;
    }
    match (monotonicity, bad_outcome) {
        (Ok(Monotonicity::Fails(standing)), _) if standing.is_conjectural(environment.agent_count()) => {
            Implementable::DeceptionStands
        }
        (Ok(Monotonicity::Fails(_)), _) => Implementable::Open(OpenBecause::NecessityOpen),
        (Ok(Monotonicity::Holds(_)), Ok(BadOutcome::Holds { .. })) => Implementable::Yes,
        (Ok(Monotonicity::Holds(_)), Ok(BadOutcome::Fails(_))) => Implementable::Open(OpenBecause::NoBadOutcome),
        (Err(_), _) | (_, Err(_)) => Implementable::Open(OpenBecause::Undecided),
    }
}
