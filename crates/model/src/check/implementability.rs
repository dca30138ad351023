//! The check of proofs that no transfers make truth optimal under sets of beliefs; the theorems are in [`crate::implementability`].

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::Multipliers;
use crate::belief_verdict::Criterion;
use crate::implementability::{BeliefFlow, Flow, Impossibility, advantage, is_within, sole_belief};
use crate::index::{AgentId, TypeId};
use crate::number::Rational;
use crate::property::Reports;

/// Why a proof is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoTransfersRefusal {
    /// An agent or type that does not exist, a lie that is none, lies out of order, or another number of floors.
    OutOfRange,
    /// A weight that is not positive.
    Weight(Rational),
    /// What leaves this type is not what arrives.
    Unbalanced {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// The beliefs of the first type are not seen to be among those of the second, or a type is not seen to have one belief.
    NotWithin {
        /// The agent.
        agent: AgentId,
        /// The type that lies.
        truth: TypeId,
        /// The type it reports.
        report: TypeId,
    },
    /// A distribution that is not seen to be a belief of this type.
    NoBelief {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
    },
    /// Multipliers that prove nothing.
    NoFloor,
    /// The sum is not positive.
    NoContradiction(Rational),
}

/// Accepts a proof, with the positive number that transfers would have to make at most 0.
///
/// # Errors
/// The first flaw.
pub fn check_no_transfers(
    environment: &AmbiguousEnvironment,
    proof: &Impossibility,
) -> Result<Rational, NoTransfersRefusal> {
    let agent = proof.agent();
    if agent.0 >= environment.space().agent_count() {
        return Err(NoTransfersRefusal::OutOfRange);
    }
    let sum = match proof {
        Impossibility::Circulation { criterion, reports, flows, floors, .. } => {
            let lies: Vec<(TypeId, TypeId)> = flows.iter().map(|flow| (flow.truth, flow.report)).collect();
            require_lies(environment, agent, &lies)?;
            require_circulation(environment, agent, flows)?;
            match criterion {
                Criterion::Maxmin => require_within(environment, agent, flows)?,
                Criterion::Maximal => require_one_belief(environment, agent, flows)?,
                Criterion::Optimal => return Err(NoTransfersRefusal::OutOfRange),
            }
            match reports {
                Reports::Pure => pure_sum(environment, agent, flows, floors)?,
                Reports::Mixed => mixed_sum(environment, agent, flows, floors)?,
            }
        }
        Impossibility::Beliefs { flows, .. } => {
            let lies: Vec<(TypeId, TypeId)> = flows.iter().map(|flow| (flow.truth, flow.report)).collect();
            require_lies(environment, agent, &lies)?;
            belief_sum(environment, agent, flows)?
        }
    };
    if sum > Rational::ZERO { Ok(sum) } else { Err(NoTransfersRefusal::NoContradiction(sum)) }
}

fn require_lies(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    lies: &[(TypeId, TypeId)],
) -> Result<(), NoTransfersRefusal> {
    let count = environment.space().type_count(agent);
    let exist = lies.iter().all(|(truth, report)| truth != report && truth.0 < count && report.0 < count);
    let ordered = lies.windows(2).all(|pair| pair[0] < pair[1]);
    if exist && ordered { Ok(()) } else { Err(NoTransfersRefusal::OutOfRange) }
}

fn require_circulation(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
) -> Result<(), NoTransfersRefusal> {
    let mut net = vec![Rational::ZERO; environment.space().type_count(agent)];
    for flow in flows {
        if flow.weight <= Rational::ZERO {
            return Err(NoTransfersRefusal::Weight(flow.weight.clone()));
        }
        net[flow.truth.0] += &flow.weight;
        net[flow.report.0] -= &flow.weight;
    }
    match net.iter().position(|rest| !rest.is_zero()) {
        Some(own) => Err(NoTransfersRefusal::Unbalanced { agent, own: TypeId(own) }),
        None => Ok(()),
    }
}

fn require_within(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
) -> Result<(), NoTransfersRefusal> {
    let outside =
        |flow: &&Flow| !is_within(environment.set(agent, flow.truth), environment.set(agent, flow.report));
    match flows.iter().find(outside) {
        Some(flow) => Err(NoTransfersRefusal::NotWithin { agent, truth: flow.truth, report: flow.report }),
        None => Ok(()),
    }
}

fn require_one_belief(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
) -> Result<(), NoTransfersRefusal> {
    for flow in flows {
        let one = |own| sole_belief(environment.set(agent, own));
        let same = one(flow.truth).is_some_and(|belief| one(flow.report) == Some(belief));
        if !same {
            return Err(NoTransfersRefusal::NotWithin { agent, truth: flow.truth, report: flow.report });
        }
    }
    Ok(())
}

/// Σ c(θ, r) L_θ f_θr.
fn pure_sum(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
    floors: &[Option<Multipliers>],
) -> Result<Rational, NoTransfersRefusal> {
    if floors.len() != flows.len() {
        return Err(NoTransfersRefusal::OutOfRange);
    }
    let mut total = Rational::ZERO;
    for (flow, floor) in flows.iter().zip(floors) {
        let values = advantage(environment, agent, flow.truth, flow.report);
        let bound = environment.set(agent, flow.truth).lower_bound(&values, floor.as_ref());
        total += &flow.weight * bound.ok_or(NoTransfersRefusal::NoFloor)?;
    }
    Ok(total)
}

/// Σ_θ L_θ(Σ_r c(θ, r) f_θr).
fn mixed_sum(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[Flow],
    floors: &[Option<Multipliers>],
) -> Result<Rational, NoTransfersRefusal> {
    let mut total = Rational::ZERO;
    let mut left = floors.iter();
    for of_truth in flows.chunk_by(|a, b| a.truth == b.truth) {
        let set = environment.set(agent, of_truth[0].truth);
        let mut values = vec![Rational::ZERO; set.states()];
        for flow in of_truth {
            let lie = advantage(environment, agent, flow.truth, flow.report);
            values.iter_mut().zip(lie).for_each(|(value, lie)| *value += &flow.weight * lie);
        }
        let floor = left.next().ok_or(NoTransfersRefusal::OutOfRange)?;
        total += set.lower_bound(&values, floor.as_ref()).ok_or(NoTransfersRefusal::NoFloor)?;
    }
    if left.next().is_some() { Err(NoTransfersRefusal::OutOfRange) } else { Ok(total) }
}

/// Σ ⟨G_θr, f_θr⟩, once the G_θr are seen to be made of beliefs and to balance in every state.
fn belief_sum(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    flows: &[BeliefFlow],
) -> Result<Rational, NoTransfersRefusal> {
    let states = environment.split(agent).rest_count();
    let mut net = vec![vec![Rational::ZERO; states]; environment.space().type_count(agent)];
    let mut total = Rational::ZERO;
    for flow in flows {
        let values = advantage(environment, agent, flow.truth, flow.report);
        for (weight, belief) in &flow.parts {
            if *weight <= Rational::ZERO {
                return Err(NoTransfersRefusal::Weight(weight.clone()));
            }
            if environment.set(agent, flow.truth).contains(belief) != Some(true) {
                return Err(NoTransfersRefusal::NoBelief { agent, own: flow.truth });
            }
            total += weight * belief.expectation(&values);
            for (state, probability) in belief.probabilities().iter().enumerate() {
                let mass = weight * probability;
                net[flow.truth.0][state] += &mass;
                net[flow.report.0][state] -= mass;
            }
        }
    }
    match net.iter().position(|rest| rest.iter().any(|mass| !mass.is_zero())) {
        Some(own) => Err(NoTransfersRefusal::Unbalanced { agent, own: TypeId(own) }),
        None => Ok(total),
    }
}
