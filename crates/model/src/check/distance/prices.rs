//! No prior at a smaller change of odds makes the belief of a type a mixture of the beliefs of the agent's other types.
//!
//! # Mathematics
//! Let p' = k u p with k > 0 and 1 ≤ u ≤ μ, and p'(θ, x) = Σ_j w_j p'(j, x) with w ≥ 0. Then p(θ, x) ≤ μ Σ_j w_j p(j, x) and Σ_j w_j p(j, x)
//! ≤ μ p(θ, x). For prices y, z ≥ 0 with Σ_x (y − z)(x) p(j, x) ≤ 0 for all j:
//!
//! Σ_x y p(θ, x) ≤ μ Σ_j w_j Σ_x y p(j, x) ≤ μ Σ_j w_j Σ_x z p(j, x) ≤ μ² Σ_x z p(θ, x).
//!
//! So μ is at least the limit when θ's value of y is positive and at least limit² times its value of z; and there is no μ at all
//! when its value of z is 0.

use super::DistanceRefusal;
use crate::belief::TypeBeliefs;
use crate::environment::Environment;
use crate::fragility::Prices;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// Prices for every type of every agent with more than one, in order.
pub(super) fn check(
    environment: &Environment,
    list: &[(AgentId, TypeId, Prices)],
    limit: Option<&Rational>,
) -> Result<(), DistanceRefusal> {
    let space = environment.space();
    let several = space.agents().filter(|agent| space.type_count(*agent) > 1);
    let asked = several.flat_map(|agent| space.types(agent).map(move |own| (agent, own)));
    if !asked.eq(list.iter().map(|(agent, own, _)| (*agent, *own))) {
        return Err(DistanceRefusal::WrongProof);
    }
    for (agent, own, prices) in list {
        if !is_far(&TypeBeliefs::new(environment, *agent), *own, prices, limit) {
            return Err(DistanceRefusal::NotSeparated(*agent));
        }
    }
    Ok(())
}

fn is_far(beliefs: &TypeBeliefs<'_>, own: TypeId, prices: &Prices, limit: Option<&Rational>) -> bool {
    let count = beliefs.others().count();
    let is_price = |list: &[Rational]| list.len() == count && list.iter().all(|price| *price >= Rational::ZERO);
    if !is_price(&prices.gains) || !is_price(&prices.losses) {
        return false;
    }
    let value = |of: TypeId, list: &[Rational]| beliefs.expectation(of, |x| list[x.0].clone());
    let others = || beliefs.types().filter(|other| *other != own);
    if others().any(|other| value(other, &prices.gains) > value(other, &prices.losses)) {
        return false;
    }
    let (gains, losses) = (value(own, &prices.gains), value(own, &prices.losses));
    let is_enough = match limit {
        Some(limit) => gains >= limit * limit * &losses,
        None => losses.is_zero(),
    };
    gains > Rational::ZERO && is_enough
}
