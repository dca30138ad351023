//! Ordinary mechanisms with a balanced budget, without Convex Independence, Identifiability or Coalitional Identifiability: the
//! necessity parts of Kosenok and Severinov (2008) and of CI-SLIDES Theorem 1.
//!
//! The evidence against the condition is turned into an [imitation](super::imitation), and the payoffs are those of an agent who
//! is [tempted](super::tempted_agent) to a report of it, with the smallest integer B. The proof is there. No participation is
//! asked of coalitions, so Theorem 1 of CI-SLIDES needs a balanced budget and coalitional incentive compatibility alone. Its other
//! direction is that balanced payments make every lie cost something when no imitation exists, which is what
//! the certificate of the condition shows; the slides give no proof of either.

use super::imitation::Imitation;
use super::ordinary::Question;
use super::tempted_agent::TemptedAgent;
use super::world::World;
use crate::decision::program::scale_to_integers;
use ambimech_model::certificate::{Evidence, Impossibility};
use ambimech_model::combination::Combination;
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::property::{MechanismKind, Reports};

/// The counterexample of the first piece of evidence that is against the condition.
pub(super) fn construct(
    environment: &Environment,
    question: &Question,
    failure: &[Evidence],
) -> Result<Counterexample, NoCounterexample> {
    let proof = match question.condition {
        Condition::CoalitionalIdentifiability => NecessityProof::SimpleBalancedCoalitions,
        _ => NecessityProof::SimpleImplementation,
    };
    for evidence in failure {
        let Some(imitation) = Imitation::of_evidence(environment, evidence)? else { continue };
        let Some(tempted) = TemptedAgent::of(environment, &imitation) else { continue };
        let mut terms = imitation.terms();
        scale_to_integers(&mut terms);
        let world = World {
            proof,
            excluded: (question.goal.clone(), MechanismKind::Simple, Reports::Pure),
            private_values: false,
            failure: vec![evidence.clone()],
            numbers: tempted.numbers(),
            outcomes: tempted.outcomes(environment),
            allocation: tempted.allocation(environment),
        };
        let combination = Combination {
            mechanism: MechanismKind::Simple,
            reports: Reports::Pure,
            limits: PaymentLimits::none(),
            terms,
        };
        return world.finish(environment, |_| Some(Impossibility::Combination(combination)));
    }
    Err(NoCounterexample::CertificateRefused)
}
