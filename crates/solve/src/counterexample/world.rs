//! The environment of a counterexample in the making, and the only way out of here.

use crate::condition::decide_condition;
use ambimech_model::certificate::{Evidence, Impossibility, ImpossibilityCertificate};
use ambimech_model::check::check_impossibility;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::counterexample::{Counterexample, NecessityProof, NoCounterexample};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, OutcomeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::payoff::Payoff;
use ambimech_model::preference::Attitudes;
use ambimech_model::property::{Goal, MechanismKind, Reports};
use ambimech_model::type_space::TypeSpace;

/// x0, which gives everybody 0: the outside option, the first outcome of every [`World`].
pub(super) const X0: OutcomeId = OutcomeId(0);
/// The first outcome of [`World::outcomes`].
pub(super) const X1: OutcomeId = OutcomeId(1);
/// The second.
pub(super) const X2: OutcomeId = OutcomeId(2);

/// Outcomes, payoffs and an allocation rule for given agents, types and beliefs, and what is to be shown about them.
pub(super) struct World {
    /// The proof followed.
    pub proof: NecessityProof,
    /// What cannot be reached, with which mechanisms and against which reports.
    pub excluded: (Goal, MechanismKind, Reports),
    /// Whether payoffs must depend on the agent's own type only.
    pub private_values: bool,
    /// The evidence against the condition that the proof starts from.
    pub failure: Vec<Evidence>,
    /// The numbers chosen, by their names in the proof.
    pub numbers: Vec<(&'static str, Rational)>,
    /// Every agent's payoff, in agent order, from the outcomes x1, x2, …; [`X0`] is added.
    pub outcomes: Vec<Vec<Payoff>>,
    /// The outcome of every profile, in profile order.
    pub allocation: Vec<OutcomeId>,
}

impl World {
    /// The counterexample, once its allocation rule is found efficient, its values private where they must be, and the checker
    /// has accepted the reason that `why` finds in the finished environment.
    pub(super) fn finish(
        self,
        given: &Environment,
        why: impl FnOnce(&Environment) -> Option<Impossibility>,
    ) -> Result<Counterexample, NoCounterexample> {
        let refused = || NoCounterexample::CertificateRefused;
        let agents = given.agent_count();
        let nothing = vec![Payoff::constant(Rational::ZERO); agents];
        let named = |(place, payoffs)| Outcome { name: format!("x{place}"), payoffs };
        let outcomes = std::iter::once(nothing).chain(self.outcomes).enumerate().map(named).collect();
        let environment = Environment::new(EnvironmentParts {
            name: given.name().to_string(),
            source: self.proof.citation().to_string(),
            agents: given.agents().iter().map(without_attributes).collect(),
            beliefs: given.beliefs().clone(),
            outcomes,
            outside: Some(X0),
            allocation: self.allocation.into(),
            pattern: given.pattern().clone(),
            attitudes: Attitudes::default(),
        })
        .map_err(|_| refused())?;
        let holds = |condition| matches!(decide_condition(&environment, condition), Verdict::Holds(_));
        if !holds(Condition::Efficient) || (self.private_values && !holds(Condition::PrivateValues)) {
            return Err(refused());
        }
        let (goal, mechanism, reports) = self.excluded;
        let reason = why(&environment).ok_or_else(refused)?;
        let certificate = ImpossibilityCertificate { goal: goal.clone(), reason };
        check_impossibility(&environment, &certificate).map_err(|_| refused())?;
        if !certificate.excludes(mechanism, reports) {
            return Err(refused());
        }
        let (proof, failure, numbers) = (self.proof, self.failure, self.numbers);
        Ok(Counterexample { proof, environment, goal, mechanism, reports, failure, numbers, certificate })
    }
}

/// Attributes are there for payoffs, and those here do not use them.
fn without_attributes(agent: &Agent) -> Agent {
    let types = agent.types.iter().map(|t| Type { name: t.name.clone(), attributes: Vec::new() });
    Agent { name: agent.name.clone(), types: types.collect() }
}

/// The payoff that depends on this agent's type alone. An agent without a second type has its constant.
pub(super) fn by_type(space: &TypeSpace, agent: AgentId, value: impl Fn(TypeId) -> Rational) -> Payoff {
    let coalition = Coalition::single(agent);
    let values: Vec<Rational> = (0..space.type_count(agent)).map(|t| value(TypeId(t))).collect();
    // As many values as joint types: the payoff exists.
    Payoff::new(space, coalition, values).unwrap_or_else(|| Payoff::constant(Rational::ZERO))
}

/// The allocation rule that looks at profiles one by one.
pub(super) fn allocate(space: &TypeSpace, outcome: impl Fn(ProfileId) -> OutcomeId) -> Vec<OutcomeId> {
    space.profiles().map(outcome).collect()
}
