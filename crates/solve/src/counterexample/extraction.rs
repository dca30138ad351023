//! Without BDP the full surplus cannot always be extracted (MDAT Theorem 5.1, necessity).
//!
//! # Mathematics
//! Types θ̄_i and θ̂_i of agent i share a posterior. One good is for sale. It is worth v1 to agent i when it is of type
//! θ̄_i, v2 when it is of type θ̂_i, v to all others, with v1 > v2 > v > 0, and nothing to agent i otherwise; it goes to whom it is worth most. Full surplus with
//! participation leaves every type exactly 0 on path under every rule. So a rule that takes v2 from θ̂_i in expectation
//! takes the same from θ̄_i when it reports θ̂_i, and leaves it v1 − v2 > 0 in the worst case: it does not tell the
//! truth. Payoffs depend on one's own type only, so private values do not help.

use super::Pair;
use super::world::{World, allocate, by_type};
use ambimech_model::certificate::Impossibility;
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, TypeId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::property::{Goal, MechanismKind, Reports};

/// v1 > v2 > v > 0.
const VALUES: [u32; 3] = [3, 2, 1];

/// The auction in which these two types of one agent have the highest values.
pub(super) fn auction(
    environment: &Environment,
    goal: Goal,
    pair: Pair,
) -> Result<Counterexample, NoCounterexample> {
    let space = environment.space();
    let [highest, high, low] = VALUES.map(Rational::from);
    let own = pair.coalition.members().next().unwrap_or(AgentId(0));
    let value = |t: TypeId| match JointTypeId(t.0) {
        t if t == pair.first => highest.clone(),
        t if t == pair.second => high.clone(),
        _ => Rational::ZERO,
    };
    let to = |owner: AgentId| -> Vec<Payoff> {
        let worth = |agent| match agent {
            _ if agent != owner => Payoff::constant(Rational::ZERO),
            _ if agent == own => by_type(space, agent, value),
            _ => Payoff::constant(low.clone()),
        };
        space.agents().map(worth).collect()
    };
    let other = space.agents().find(|agent| *agent != own).unwrap_or(own);
    let world = World {
        proof: NecessityProof::Extraction,
        excluded: (goal, MechanismKind::Ambiguous, Reports::Pure),
        private_values: true,
        failure: vec![pair.evidence()],
        numbers: vec![("v1", highest.clone()), ("v2", high.clone()), ("v", low.clone())],
        outcomes: space.agents().map(to).collect(),
        allocation: allocate(space, |profile| {
            let own_type = JointTypeId(space.type_of(profile, own).0);
            let winner = if own_type == pair.first || own_type == pair.second { own } else { other };
            // x1 gives the good to the first agent.
            OutcomeId(winner.0 + 1)
        }),
    };
    world.finish(environment, |made| {
        let interim = Interim::new(made, pair.coalition)?;
        let gain = interim.payoff(pair.first, pair.second) - interim.payoff(pair.second, pair.second);
        let (truth, report) = (pair.first, pair.second);
        Some(Impossibility::ExtractionTempted { coalition: pair.coalition, truth, report, gain })
    })
}
