//! Ordinary mechanisms, participation, a balanced budget and private values, when two agents fail Convex Independence: MDAT
//! Proposition 6.1.
//!
//! # Payoffs
//! The paper's proof is a trade between the two, a seller s and a buyer b, with as many different costs as the seller has types
//! and valuations between them. Two of each are enough. p(·|θ̂_s) and p(·|θ̂_b) are mixtures of the beliefs of the same agent's
//! other types, with weights σ and β. Let θ*_b be a type of the buyer with the largest β(θ_b)/p(θ_b), of these one that meets θ̂_s most
//! often. Trade, x1, costs the seller C in its type θ̂_s and 0 in every other; it is worth C + 1 to the buyer in its
//! type θ*_b and 1 in every other; everybody else has 0, and without trade, x0, everybody has. With C ≥ 2 the only efficient rule
//! is to trade unless the seller is θ̂_s and the buyer is not θ*_b. Values are private.
//!
//! # Theorem
//! If C > (p(θ*_b) + p(θ_s ≠ θ̂_s, θ_b ≠ θ*_b)) / (δ_s p(θ̂_s, θ*_b)), where δ_s = min σ(θ_s)>0 of p(θ_s)/(σ(θ_s) p(θ̂_s)), then no
//! mechanism with one rule that is incentive compatible, balanced, and in which everybody takes part implements this rule.
//!
//! *Proof.* Let δ_b = min p(θ_b)/(β(θ_b) p(θ̂_b)), which is attained at θ*_b. Multiply
//! * IC(θ_s → θ̂_s) by δ_s σ(θ_s) p(θ̂_s) and IC(θ_b → θ̂_b) by δ_b β(θ_b) p(θ̂_b),
//! * IR(θ̂_s) by (1 + δ_s) p(θ̂_s) and IR(θ̂_b) by (1 + δ_b) p(θ̂_b),
//! * IR(θ_s) by p(θ_s) − δ_s σ(θ_s) p(θ̂_s) and IR(θ_b) by p(θ_b) − δ_b β(θ_b) p(θ̂_b) for their other types, IR(θ_i) by p(θ_i) for
//!   everybody else,
//!
//! none of which is negative. As in the [imitation](super::imitation) by a mixed belief, for each of the two agents separately, the
//! payment t_i(θ) has the coefficient p(θ): payments cancel. Of the payoffs there remains
//!
//! > W − δ_s p(θ̂_s) g_s − δ_b p(θ̂_b) g_b, W the expected surplus, g_i = Σ_k w_k E\[u_i(q(θ̂_i, ·), θ_k)|θ_k\] − E\[u_i(q(θ̂_i, ·), θ̂_i)|θ̂_i\].
//!
//! As θ̂_s the seller trades with θ*_b alone, at a cost of C to θ̂_s and 0 to others: p(θ̂_s) g_s = C p(θ̂_s, θ*_b). As θ̂_b the buyer
//! trades unless the seller is θ̂_s; that is worth 1 to every type, so that the mixture makes no difference, and C more to
//! θ*_b: p(θ̂_b) g_b = p(θ̂_b) β(θ*_b) C p(θ_s ≠ θ̂_s|θ*_b), and δ_b times it is C p(θ_s ≠ θ̂_s, θ*_b). The surplus is
//! W = p(θ̂_s, θ*_b) + (C + 1) p(θ_s ≠ θ̂_s, θ*_b) + p(θ_s ≠ θ̂_s, θ_b ≠ θ*_b). Together
//!
//! > p(θ*_b) + p(θ_s ≠ θ̂_s, θ_b ≠ θ*_b) − δ_s C p(θ̂_s, θ*_b) ≥ 0 is what a mechanism would have to satisfy. ∎
//!
//! Which of the failing agents sells and which buys: the pair with the smallest integer C. Unlike in the paper the buyer may have
//! fewer types than the seller; the paper's chain of costs and valuations asks for as many. In its display of the incentive
//! constraints the last sign should be +, and its weights are those above times γ, with δ_s = 1/γ.
//!
//! # When one agent alone fails
//! The proposition is silent, and its converse is not claimed (MDAT, footnote 8).

use super::imitation::leftover;
use super::ordinary::Question;
use super::tempted_agent::above;
use super::world::{World, X0, X1, allocate, by_type};
use crate::decision::program::scale_to_integers;
use ambimech_model::belief::TypeBeliefs;
use ambimech_model::certificate::{Evidence, Impossibility, TypeWeights};
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, Term};
use ambimech_model::condition::Condition;
use ambimech_model::counterexample::{Beyond, Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::{Rational, sum};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::property::{MechanismKind, Reports};

/// An agent with a type whose belief is a mixture.
struct Side<'a> {
    agent: AgentId,
    own: TypeId,
    weights: &'a TypeWeights,
    evidence: &'a Evidence,
    /// δ.
    multiple: Rational,
}

/// Who trades with whom, at which C.
struct Trade<'a> {
    seller: &'a Side<'a>,
    buyer: &'a Side<'a>,
    /// θ*_b.
    eager: TypeId,
    /// C.
    cost: Rational,
    /// What C must exceed.
    bound: Rational,
}

/// The counterexample of the pair with the smallest C.
pub(super) fn construct(
    environment: &Environment,
    question: &Question,
    failure: &[Evidence],
) -> Result<Counterexample, NoCounterexample> {
    let sides: Vec<Side<'_>> = failure.iter().filter_map(|evidence| side(environment, evidence)).collect();
    if sides.len() < 2 {
        return Err(NoCounterexample::Beyond(Beyond::TwoAgents(Condition::ConvexIndependence)));
    }
    let mut best: Option<Trade<'_>> = None;
    for seller in &sides {
        for buyer in sides.iter().filter(|buyer| buyer.agent != seller.agent) {
            if let Some(trade) = trade(environment, seller, buyer)
                && best.as_ref().is_none_or(|best| trade.cost < best.cost)
            {
                best = Some(trade);
            }
        }
    }
    let trade = best.ok_or(NoCounterexample::CertificateRefused)?;
    let combination = Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms: terms(environment, [trade.seller, trade.buyer]),
    };
    let space = environment.space();
    let Trade { seller, buyer, eager, cost, bound } = &trade;
    let worth = cost + Rational::ONE;
    let (to_seller, to_buyer) = (
        by_type(space, seller.agent, |t| if t == seller.own { -cost } else { Rational::ZERO }),
        by_type(space, buyer.agent, |t| if t == *eager { worth.clone() } else { Rational::ONE }),
    );
    let payoff = |agent: AgentId| match agent {
        agent if agent == seller.agent => to_seller.clone(),
        agent if agent == buyer.agent => to_buyer.clone(),
        _ => Payoff::constant(Rational::ZERO),
    };
    let world = World {
        proof: NecessityProof::PrivateValuesSimple,
        excluded: (question.goal.clone(), MechanismKind::Simple, Reports::Pure),
        private_values: true,
        failure: vec![seller.evidence.clone(), buyer.evidence.clone()],
        numbers: vec![("C", cost.clone()), ("bound", bound.clone()), ("δ", seller.multiple.clone())],
        outcomes: vec![space.agents().map(payoff).collect()],
        allocation: allocate(space, |profile| {
            let costly = space.type_of(profile, seller.agent) == seller.own;
            if costly && space.type_of(profile, buyer.agent) != *eager { X0 } else { X1 }
        }),
    };
    world.finish(environment, |_| Some(Impossibility::Combination(combination)))
}

fn side<'a>(environment: &Environment, evidence: &'a Evidence) -> Option<Side<'a>> {
    let Evidence::MixedBelief { agent, own, weights } = evidence else { return None };
    let least = leftover(&TypeBeliefs::new(environment, *agent), *own, weights)?;
    Some(Side { agent: *agent, own: *own, weights, evidence, multiple: Rational::ONE / least })
}

/// The trade between these two.
fn trade<'a>(environment: &Environment, seller: &'a Side<'a>, buyer: &'a Side<'a>) -> Option<Trade<'a>> {
    let (space, prior) = (environment.space(), environment.common_prior()?);
    let beliefs = TypeBeliefs::new(environment, buyer.agent);
    let pair = [seller.agent, buyer.agent].into_iter().collect::<Coalition>();
    let weights = prior.joint_weights(space, pair);
    let probability = |sold: TypeId, bought: TypeId| {
        let types = if seller.agent < buyer.agent { [sold, bought] } else { [bought, sold] };
        let weight = weights.get(space.joint_type(pair, &types).0).cloned().unwrap_or_default();
        Rational::from_parts(weight.into(), prior.total().clone())
    };
    let meetings = eager(environment, buyer).into_iter().map(|t| (t, probability(seller.own, t)));
    // The first of those with the largest probability. Every two types of two agents meet.
    let (eager, meeting) = meetings.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let neither: Vec<Rational> = space
        .types(seller.agent)
        .filter(|sold| *sold != seller.own)
        .flat_map(|sold| {
            let bought = space.types(buyer.agent).filter(|bought| *bought != eager);
            bought.map(|bought| probability(sold, bought)).collect::<Vec<_>>()
        })
        .collect();
    let bound = (beliefs.marginal(eager) + sum(&neither)) / (&seller.multiple * meeting);
    let cost = above(&bound).max(Rational::from(2));
    Some(Trade { seller, buyer, eager, cost, bound })
}

/// The types θ_b with the largest β(θ_b)/p(θ_b).
fn eager(environment: &Environment, buyer: &Side<'_>) -> Vec<TypeId> {
    let beliefs = TypeBeliefs::new(environment, buyer.agent);
    let ratio = |(t, weight): &(TypeId, Rational)| weight / beliefs.marginal(*t);
    let largest = buyer.weights.iter().map(ratio).max();
    buyer.weights.iter().filter(|entry| Some(ratio(entry)) == largest).map(|(t, _)| *t).collect()
}

/// The rows with their multipliers.
fn terms(environment: &Environment, sides: [&Side<'_>; 2]) -> Vec<Term> {
    let mut terms = Vec::new();
    for side in sides {
        let here = TypeBeliefs::new(environment, side.agent).marginal(side.own);
        let (coalition, report) = (Coalition::single(side.agent), JointTypeId(side.own.0));
        terms.extend(side.weights.iter().map(|(truth, weight)| Term {
            constraint: Constraint::Incentive { coalition, truth: JointTypeId(truth.0), report },
            multiplier: &side.multiple * weight * &here,
        }));
    }
    for beliefs in TypeBeliefs::of_all(environment) {
        let side = sides.into_iter().find(|side| side.agent == beliefs.agent());
        for t in beliefs.types() {
            let mut multiplier = beliefs.marginal(t);
            if let Some(side) = side {
                let here = &side.multiple * beliefs.marginal(side.own);
                match side.weights.iter().find(|(mixed, _)| *mixed == t) {
                    Some((_, weight)) => multiplier -= here * weight,
                    None if t == side.own => multiplier += here,
                    None => {}
                }
            }
            if !multiplier.is_zero() {
                let coalition = Coalition::single(beliefs.agent());
                let constraint = Constraint::Participation { coalition, types: JointTypeId(t.0) };
                terms.push(Term { constraint, multiplier });
            }
        }
    }
    scale_to_integers(&mut terms);
    terms
}
