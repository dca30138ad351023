//! Checks how far a prior is said to be from failing a condition: the failing prior by the condition's own checker, and that none
//! is nearer by going through all pairs of types, or by bets and prices.
//!
//! Proofs of all statements: the book, *Fragility*.

mod bets;
mod pairs;
mod prices;

use super::check_condition;
use crate::coalition::Coalition;
use crate::condition::Condition;
use crate::environment::Environment;
use crate::fragility::{Measure, Nearest, NoNearer};
use crate::index::AgentId;
use crate::number::Rational;
use crate::refusal::Refusal;

/// Why a distance is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DistanceRefusal {
    /// The environment has no common prior, or the condition is none that has distances.
    NotAsked,
    /// The prior is not a prior of this environment.
    NoPrior,
    /// The prior is as far as that (`None`: infinitely far), and not as far as it is said to be.
    AtAnotherDistance(Option<Rational>),
    /// The lower bound is above the distance, or the closed form is not between the two.
    BoundsCross,
    /// The proof that the condition fails there is refused.
    NotFailing(Refusal),
    /// These two joint types of the coalition can be made alike at a smaller distance, or that is not excluded.
    Nearer(Coalition),
    /// Nothing excludes that the belief of a type of this agent becomes a mixture at a smaller distance.
    NotSeparated(AgentId),
    /// The proof that none is nearer is not of the kind, or not about the agents and types, that it must be about.
    WrongProof,
}

/// Accepts the distance when the condition fails at the prior, the prior is as far as stated, and no prior nearer than the lower bound
/// fails.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_nearest(
    environment: &Environment,
    condition: Condition,
    measure: Measure,
    nearest: &Nearest,
) -> Result<(), DistanceRefusal> {
    let prior = environment.common_prior().ok_or(DistanceRefusal::NotAsked)?;
    let there = environment.with_prior(nearest.prior.clone()).map_err(|_| DistanceRefusal::NoPrior)?;
    let found = measure.between(environment.space(), prior, &nearest.prior);
    if found.as_ref() != Some(&nearest.high) {
        return Err(DistanceRefusal::AtAnotherDistance(found));
    }
    let crosses = |exact: &crate::fragility::Root| *exact < nearest.low || *exact > nearest.high;
    if nearest.low > nearest.high || nearest.exact.as_ref().is_some_and(crosses) {
        return Err(DistanceRefusal::BoundsCross);
    }
    if nearest.certificate.condition != condition || nearest.certificate.holds {
        return Err(DistanceRefusal::WrongProof);
    }
    check_condition(&there, &nearest.certificate).map_err(DistanceRefusal::NotFailing)?;
    check_none_nearer(environment, condition, measure, Some(&nearest.low), &nearest.proof)
}

/// Accepts that the condition fails at no prior at a finite distance.
///
/// # Errors
/// The first thing that is missing or wrong.
pub fn check_never(
    environment: &Environment,
    condition: Condition,
    measure: Measure,
    proof: &NoNearer,
) -> Result<(), DistanceRefusal> {
    check_none_nearer(environment, condition, measure, None, proof)
}

/// That no prior nearer than the limit fails; `None`: none at any distance.
fn check_none_nearer(
    environment: &Environment,
    condition: Condition,
    measure: Measure,
    limit: Option<&Rational>,
    proof: &NoNearer,
) -> Result<(), DistanceRefusal> {
    let agents = environment.agent_count();
    let singles = || environment.space().agents().map(Coalition::single);
    let types = |agent| environment.space().type_count(agent);
    match condition {
        Condition::Bdp | Condition::Cbdp => {
            let coalitions = match condition {
                Condition::Bdp => singles().collect(),
                _ => environment.pattern().maximal_proper_coalitions(agents),
            };
            match proof {
                NoNearer::Pairs => pairs::check(environment, &coalitions, measure, limit),
                _ => Err(DistanceRefusal::WrongProof),
            }
        }
        Condition::ConvexIndependence => match (measure, proof) {
            (_, NoNearer::Pairs) => {
                if environment.space().agents().any(|agent| types(agent) > 2) {
                    return Err(DistanceRefusal::WrongProof);
                }
                pairs::check(environment, &singles().collect::<Vec<_>>(), measure, limit)
            }
            (Measure::TotalVariation, NoNearer::Bets(list)) => {
                let paired = environment.space().agents().filter(|agent| types(*agent) == 2);
                let paired: Vec<Coalition> = paired.map(Coalition::single).collect();
                pairs::check(environment, &paired, measure, limit)?;
                bets::check(environment, list, limit)
            }
            (Measure::Odds, NoNearer::Prices(list)) => prices::check(environment, list, limit),
            _ => Err(DistanceRefusal::WrongProof),
        },
        _ => Err(DistanceRefusal::NotAsked),
    }
}
