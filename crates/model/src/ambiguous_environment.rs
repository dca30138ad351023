//! Environments in which every type of every agent has a set of beliefs about the others' types.

use crate::belief_set::{BeliefSet, Distribution};
use crate::environment::{Environment, EnvironmentError, EnvironmentParts};
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;
use crate::prior::{Beliefs, Prior};
use crate::type_space::{Split, TypeSpace};

/// A finite environment with a set Π_i(θ_i) of beliefs for every type of every agent (theory section 1; SONG section 2).
///
/// It is no [`Environment`] and does not become one: what relies on one belief for each type cannot be given it by mistake.
#[derive(Debug, Clone)]
pub struct AmbiguousEnvironment {
    frame: Environment,
    sets: Vec<Vec<BeliefSet>>,
    prior: Option<Prior>,
}

/// Why parts do not make an environment with sets of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmbiguousEnvironmentError {
    /// The rest is no environment.
    Environment(EnvironmentError),
    /// Not one set for each type of each agent.
    Sets,
    /// The set of this type is over another number of states than the others have type profiles.
    States(AgentId, TypeId),
}

impl AmbiguousEnvironment {
    /// The environment of these parts, of which the beliefs are ignored, with one set for each agent and each of its types, over the
    /// others' type profiles in the order of [`Split::rest`].
    ///
    /// # Errors
    /// See [`AmbiguousEnvironmentError`].
    pub fn new(
        mut parts: EnvironmentParts,
        sets: Vec<Vec<BeliefSet>>,
    ) -> Result<AmbiguousEnvironment, AmbiguousEnvironmentError> {
        let counts = parts.agents.iter().map(|agent| agent.types.len()).collect();
        let space = TypeSpace::new(counts)
            .ok_or(AmbiguousEnvironmentError::Environment(EnvironmentError::TooManyProfiles))?;
        let fits = sets.len() == space.agent_count()
            && space.agents().all(|agent| sets[agent.0].len() == space.type_count(agent));
        if !fits {
            return Err(AmbiguousEnvironmentError::Sets);
        }
        for agent in space.agents() {
            let states = space.size() / space.type_count(agent).max(1);
            if let Some(t) = sets[agent.0].iter().position(|set| set.states() != states) {
                return Err(AmbiguousEnvironmentError::States(agent, TypeId(t)));
            }
        }
        // The frame needs some beliefs to be an environment; nobody looks at them.
        let uniform = Prior::from_integers(&space, vec![1; space.size()]);
        parts.beliefs = Beliefs::Common(
            uniform.map_err(|_| AmbiguousEnvironmentError::Environment(EnvironmentError::WrongShape(None)))?,
        );
        let frame = Environment::new(parts).map_err(AmbiguousEnvironmentError::Environment)?;
        Ok(AmbiguousEnvironment { frame, sets, prior: None })
    }

    /// The same with a common prior beside the sets, which says how probable the own types are before they are known. A prior over other
    /// types is left out.
    #[must_use]
    pub fn with_prior(mut self, prior: Option<Prior>) -> AmbiguousEnvironment {
        self.prior = prior.filter(|prior| prior.fits(self.frame.space()));
        self
    }

    /// The common prior beside the sets, if there is one.
    pub fn prior(&self) -> Option<&Prior> {
        self.prior.as_ref()
    }

    /// The same agents, outcomes and allocation rule as in an environment, with sets instead of its beliefs.
    ///
    /// # Errors
    /// As [`AmbiguousEnvironment::new`].
    pub fn around(
        environment: &Environment,
        sets: Vec<Vec<BeliefSet>>,
    ) -> Result<AmbiguousEnvironment, AmbiguousEnvironmentError> {
        AmbiguousEnvironment::new(environment.parts().clone(), sets)
    }

    /// An environment with one belief of every type, as sets of one.
    ///
    /// # Errors
    /// None for an environment, which has beliefs of every type; see [`AmbiguousEnvironment::new`].
    pub fn of_beliefs(environment: &Environment) -> Result<AmbiguousEnvironment, AmbiguousEnvironmentError> {
        let space = environment.space();
        let belief = |agent: AgentId, own: JointTypeId| {
            let split = space.split(crate::coalition::Coalition::single(agent));
            let weight = |x| Rational::from(environment.belief(agent).weight(split.profile(own, x)));
            let prior = Distribution::from_weights(split.rest().map(weight).collect());
            prior.map(BeliefSet::single).map_err(|_| AmbiguousEnvironmentError::Sets)
        };
        let of_agent = |agent| (0..space.type_count(agent)).map(|own| belief(agent, JointTypeId(own))).collect();
        let sets = space.agents().map(of_agent).collect::<Result<Vec<Vec<BeliefSet>>, _>>()?;
        let found = AmbiguousEnvironment::around(environment, sets)?;
        Ok(found.with_prior(environment.common_prior().cloned()))
    }

    /// Everything but the beliefs: agents, types, outcomes, payoffs, the allocation rule. Its prior is a placeholder without a meaning;
    /// only what asks for no belief may be given it.
    pub fn without_beliefs(&self) -> &Environment {
        &self.frame
    }

    /// The type space Θ.
    pub fn space(&self) -> &TypeSpace {
        self.frame.space()
    }

    /// Π_i(θ_i).
    pub fn set(&self, agent: AgentId, own: TypeId) -> &BeliefSet {
        &self.sets[agent.0][own.0]
    }

    /// The sets of every agent, one for each of its types.
    pub fn sets(&self) -> &[Vec<BeliefSet>] {
        &self.sets
    }

    /// Θ as the agent's types and the others': state x of its beliefs is the joint type x of the others.
    pub fn split(&self, agent: AgentId) -> Split {
        self.space().split(crate::coalition::Coalition::single(agent))
    }

    /// The profile in which an agent has this type and the others are in this state.
    pub fn profile(&self, agent: AgentId, own: TypeId, state: JointTypeId) -> ProfileId {
        self.split(agent).profile(JointTypeId(own.0), state)
    }

    /// What a type gets from a report before transfers, u_i(q(θ̂_i, x), (θ_i, x)) in every state x.
    pub fn payoffs(&self, agent: AgentId, truth: TypeId, report: TypeId) -> Vec<Rational> {
        let split = self.split(agent);
        let payoff = |x| {
            let outcome = self.frame.allocation(split.profile(JointTypeId(report.0), x));
            self.frame.payoff(agent, outcome, split.profile(JointTypeId(truth.0), x)).clone()
        };
        split.rest().map(payoff).collect()
    }
}
