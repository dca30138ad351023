//! The mechanism `cremer-mclean`.
#![doc = include_str!("../../../io/glossary/cremer-mclean.md")]
//!
//! # Proof
//! A truthful type of agent i is left with 0 at every profile and a lottery worth 0: it expects 0. A type θ'_i that reports θ_i
//! expects the difference E\[u_i(q(θ_i, ·), (θ'_i, ·)) − u_i(q(θ_i, ·), (θ_i, ·)) | θ'_i\] and c(θ_i) E\[z(θ_i)|θ'_i\], which is negative: c(θ_i) is
//! the largest ratio of a positive difference to the loss. All lotteries have expectation 0, so the designer expects the
//! whole surplus.

use super::{Made, missing, unless_any};
use crate::condition::convex_independence::{Separation, separate};
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::condition::Condition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use ambimech_model::transfer::base::Base;

/// The payments.
///
/// # Errors
/// Beliefs that are not convexly independent.
pub fn make(environment: &Environment) -> Result<Made, Vec<Obstacle>> {
    unless_any(missing(environment, &[Condition::ConvexIndependence]))?;
    let space = environment.space();
    // By agent, type and the others' types.
    let mut lotteries: Vec<Vec<Vec<Rational>>> = Vec::new();
    for agent in space.agents() {
        let beliefs = TypeBeliefs::new(environment, agent);
        let of_type = |own| lottery(environment, &beliefs, own).ok_or_else(|| vec![Obstacle::CertificateRefused]);
        lotteries.push(space.types(agent).map(of_type).collect::<Result<_, Vec<Obstacle>>>()?);
    }
    let others = |agent: AgentId, profile| {
        let rest = environment.grand_coalition().without(agent);
        space.joint_type_of(profile, rest).0
    };
    let table = TransferTable::from_fn(space, |agent, profile| {
        let own = space.type_of(profile, agent).0;
        let payoff = environment.payoff(agent, environment.allocation(profile), profile);
        &lotteries[agent.0][own][others(agent, profile)] - payoff
    });
    Ok(Made { table, base: Some(Base::Extraction), scale: None })
}

/// c(θ_i) z(θ_i) over the others' types in order; `None` when no bet is found.
fn lottery(environment: &Environment, beliefs: &TypeBeliefs<'_>, own: TypeId) -> Option<Vec<Rational>> {
    let Ok(Separation::Bet(bet)) = separate(beliefs, own) else { return None };
    let expected = beliefs.expectation(own, |x| bet[x.0].clone());
    let lottery: Vec<Rational> = bet.iter().map(|amount| &expected - amount).collect();
    let mut scale = Rational::ZERO;
    for truth in beliefs.types().filter(|truth| *truth != own) {
        let gain = beliefs.expectation(truth, |x| {
            let (reported, profile) = (beliefs.profile(own, x), beliefs.profile(truth, x));
            let outcome = environment.allocation(reported);
            let worth = |profile| environment.payoff(beliefs.agent(), outcome, profile);
            worth(profile) - worth(reported)
        });
        let loss = -beliefs.expectation(truth, |x| lottery[x.0].clone());
        if gain > Rational::ZERO {
            scale = scale.max(gain / loss);
        }
    }
    Some(lottery.into_iter().map(|amount| amount * &scale).collect())
}
