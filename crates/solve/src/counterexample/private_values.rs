//! With private values, when BDP fails for two agents, some efficient rule cannot be implemented (MDAT Theorem 6.1, necessity).
//!
//! # Mathematics
//! Types θ_1^1, θ_1^2 of a seller share a posterior, and types θ_2^1, θ_2^2 of a buyer. The seller's cost is C at θ_1^1 and c at
//! every other type; the good is worth V to the buyer at θ_2^1, v at θ_2^2 and 0 at every other type; V > C > v > c > 0. Nobody
//! else is concerned. The only efficient rule trades when the value exceeds the cost: with θ_2^1 always, with θ_2^2 unless
//! the seller is θ_1^1. (The paper takes decreasing values and costs of all types; two levels on each side are enough.)
//!
//! Let m and n be the numbers of the two types, and U worst cases on path. Under any rule, participation values weighted by
//! p(θ_i) add up to the expected surplus, since payments balance: Σ p(θ_i) U(θ_i) ≤ E\[surplus\]. The rule that holds θ_1^2 down
//! when it reports θ_1^1 pays both the same, and θ_1^2 saves C − c when there is trade: U(θ_1^2) ≥ U(θ_1^1) + (C − c)
//! p(n = 1|θ_1^1). In the same way U(θ_2^1) ≥ U(θ_2^2) + (V − v) p(m ≠ 1|θ_2^1), since θ_2^2 trades when m ≠ 1. All other
//! U are at least 0. So
//!
//! ```text
//! p(m=2) (C − c) p(n=1|θ_1^1) + p(n=1) (V − v) p(m≠1|θ_2^1) ≤ E[surplus].
//! ```
//!
//! Since θ_1^1 and θ_1^2 share a posterior, p(m=2) p(n=1|θ_1^1) = p(m=2, n=1). With V = C + 1, v = 2 and c = 1 the difference of
//! the two sides is C p(m=2,n=1) − p(m=1,n=1) − p(m=2,n=1) − p(m≠1, n≤2), so the contradiction is there exactly when
//!
//! ```text
//! C > (p(m=1,n=1) + p(m=2,n=1) + p(m≠1, n≤2)) / p(m=2,n=1).
//! ```
//!
//! The smallest such integer C is taken, over all choices of seller, buyer and the order of their two types. It exceeds 2, as
//! the right side does.

use super::Pair;
use super::world::{World, X0, X1, allocate, by_type};
use crate::decision::program::scale_to_integers;
use ambimech_model::certificate::Impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::{Natural, Rational};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::Prior;
use ambimech_model::property::{Goal, MechanismKind, Reports};

/// One side of the trade: an agent, its type number 1 and its type number 2.
#[derive(Debug, Clone, Copy)]
struct Side {
    agent: AgentId,
    first: TypeId,
    second: TypeId,
}

impl Side {
    /// Both orders of the two types.
    fn both(pair: Pair) -> Option<[Side; 2]> {
        let agent = pair.coalition.members().next()?;
        let (first, second) = (TypeId(pair.first.0), TypeId(pair.second.0));
        Some([Side { agent, first, second }, Side { agent, first: second, second: first }])
    }

    fn coalition(self) -> Coalition {
        Coalition::single(self.agent)
    }
}

/// A seller, a buyer, and the bound that C exceeds.
#[derive(Debug, Clone)]
struct Trade {
    seller: Side,
    buyer: Side,
    bound: Rational,
}

/// The trade between two of the agents with such pairs of types.
pub(super) fn trade(
    environment: &Environment,
    goal: Goal,
    pairs: &[Pair],
) -> Result<Counterexample, NoCounterexample> {
    let refused = NoCounterexample::CertificateRefused;
    let Some((prior, trade)) =
        environment.common_prior().and_then(|prior| Some((prior, least_bound(environment, prior, pairs)?)))
    else {
        return Err(refused);
    };
    let (seller, buyer) = (trade.seller, trade.buyer);
    let space = environment.space();
    let cost = Rational::from(trade.bound.floor()) + Rational::ONE;
    let (value, second_value, second_cost) = (&cost + Rational::ONE, Rational::from(2), Rational::ONE);
    let sold = |agent| match agent {
        _ if agent == seller.agent => {
            by_type(space, agent, |t| if t == seller.first { -&cost } else { -&second_cost })
        }
        _ if agent == buyer.agent => by_type(space, agent, |t| match t {
            _ if t == buyer.first => value.clone(),
            _ if t == buyer.second => second_value.clone(),
            _ => Rational::ZERO,
        }),
        _ => Payoff::constant(Rational::ZERO),
    };
    let chosen = |side: Side| pairs.iter().filter(move |pair| pair.coalition == side.coalition());
    let world = World {
        proof: NecessityProof::PrivateValues,
        excluded: (goal, MechanismKind::Ambiguous, Reports::Pure),
        private_values: true,
        failure: chosen(seller).chain(chosen(buyer)).map(|pair| pair.evidence()).collect(),
        numbers: vec![
            ("V", value.clone()),
            ("C", cost.clone()),
            ("v", second_value.clone()),
            ("c", second_cost.clone()),
            ("bound", trade.bound.clone()),
        ],
        outcomes: vec![space.agents().map(sold).collect()],
        allocation: allocate(space, |profile| {
            let (bought, sold) = (space.type_of(profile, buyer.agent), space.type_of(profile, seller.agent));
            let trades = bought == buyer.first || (bought == buyer.second && sold != seller.first);
            if trades { X1 } else { X0 }
        }),
    };
    world.finish(environment, |made| Some(Impossibility::Combination(rows(made, prior, &trade))))
}

/// The trade with the smallest bound on C; of several the first.
fn least_bound(environment: &Environment, prior: &Prior, pairs: &[Pair]) -> Option<Trade> {
    let mut best: Option<Trade> = None;
    for (place, one) in pairs.iter().enumerate() {
        for other in &pairs[place + 1..] {
            let (Some(ones), Some(others)) = (Side::both(*one), Side::both(*other)) else { continue };
            let weights = prior.joint_weights(environment.space(), one.coalition.with(others[0].agent));
            let sides = ones.iter().flat_map(|one| others.iter().map(move |other| (*one, *other)));
            for (seller, buyer) in sides.flat_map(|(one, other)| [(one, other), (other, one)]) {
                let Some(bound) = bound(environment, &weights, seller, buyer) else { continue };
                if best.as_ref().is_none_or(|known| bound < known.bound) {
                    best = Some(Trade { seller, buyer, bound });
                }
            }
        }
    }
    best
}

/// (p(m=1,n=1) + p(m=2,n=1) + p(m≠1, n≤2)) / p(m=2,n=1), from the weights of the two agents' joint types. Every two types of two
/// agents occur together.
fn bound(environment: &Environment, weights: &[Natural], seller: Side, buyer: Side) -> Option<Rational> {
    let space = environment.space();
    let two = seller.coalition().with(buyer.agent);
    let (mut above, mut below) = (Natural::ZERO, Natural::ZERO);
    for (joint, weight) in weights.iter().enumerate() {
        let types = space.joint_types(two, JointTypeId(joint));
        let of = |agent| types.iter().find(|(member, _)| *member == agent).map(|(_, t)| *t);
        let (m, n) = (of(seller.agent)?, of(buyer.agent)?);
        let (is_first, is_second) = (m == seller.first, m == seller.second);
        if n == buyer.first && (is_first || is_second) {
            above += weight;
        }
        if n == buyer.first && is_second {
            below += weight;
        }
        if !is_first && (n == buyer.first || n == buyer.second) {
            above += weight;
        }
    }
    (!below.is_zero()).then(|| Rational::from_parts(above.into(), below))
}

/// The rows of the argument above, with their multipliers.
fn rows(environment: &Environment, prior: &Prior, trade: &Trade) -> Combination {
    let space = environment.space();
    let weights: Vec<Vec<Natural>> =
        space.agents().map(|agent| prior.joint_weights(space, Coalition::single(agent))).collect();
    let weight = |agent: AgentId, t: JointTypeId| Rational::from(weights[agent.0][t.0].clone());
    let mut terms = Vec::new();
    let (seller, buyer) = (trade.seller, trade.buyer);
    // Who lies, and what it poses as.
    let lies = [
        (seller.agent, JointTypeId(seller.second.0), JointTypeId(seller.first.0)),
        (buyer.agent, JointTypeId(buyer.first.0), JointTypeId(buyer.second.0)),
    ];
    for agent in space.agents() {
        let coalition = Coalition::single(agent);
        let lie = lies.iter().find(|(liar, ..)| *liar == agent);
        for types in (0..space.type_count(agent)).map(JointTypeId) {
            let own = weight(agent, types);
            let rule = RequiredRule::Any;
            terms
                .push(Term { constraint: Constraint::OnPath { rule, coalition, types }, multiplier: own.clone() });
            // The liar's worst case is made up of that of the type it poses as.
            let multiplier = match lie {
                Some((_, truth, _)) if *truth == types => continue,
                Some((_, truth, report)) if *report == types => own + weight(agent, *truth),
                _ => own,
            };
            terms.push(Term { constraint: Constraint::Participation { coalition, types }, multiplier });
        }
    }
    for (agent, truth, report) in lies {
        let (coalition, multiplier) = (Coalition::single(agent), weight(agent, truth));
        let rule = RequiredRule::Holding { coalition, truth, report: Some(report) };
        let held = Constraint::Held { coalition, truth, report };
        terms.push(Term { constraint: held, multiplier: multiplier.clone() });
        terms.push(Term { constraint: Constraint::OnPath { rule, coalition, types: report }, multiplier });
    }
    scale_to_integers(&mut terms);
    Combination {
        mechanism: MechanismKind::Ambiguous,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    }
}
