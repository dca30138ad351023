//! Type spaces over a payoff environment: types with payoff types and beliefs about the types of the others.

use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::{Rational, sum};
use crate::type_space::TypeSpace;
use std::fmt;

/// Types t_i with their payoff types and their beliefs π_i(t_i) over T_−i (THESIS section 2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterimTypes {
    names: Vec<Vec<String>>,
    payoff_types: Vec<Vec<TypeId>>,
    space: TypeSpace,
    beliefs: Vec<Vec<Vec<Rational>>>,
}

/// Why parts do not make a type space.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InterimTypesError {
    /// An agent has no types, lists have different lengths, or there are too many profiles.
    Shape,
    /// A payoff type that does not exist.
    PayoffType(AgentId, TypeId),
    /// The belief of this type is no distribution over the types of the others.
    Belief(AgentId, TypeId),
}

impl fmt::Display for InterimTypesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InterimTypesError::Shape => write!(f, "an agent without types, or too many types"),
            InterimTypesError::PayoffType(..) => write!(f, "a payoff type that does not exist"),
            InterimTypesError::Belief(..) => write!(f, "a belief that is no distribution"),
        }
    }
}

impl std::error::Error for InterimTypesError {}

impl InterimTypes {
    /// From names, payoff types and beliefs, each by agent and type; a belief has one number for each joint type of the others.
    ///
    /// # Errors
    /// See [`InterimTypesError`].
    pub fn new(
        payoff_space: &TypeSpace,
        names: Vec<Vec<String>>,
        payoff_types: Vec<Vec<TypeId>>,
        beliefs: Vec<Vec<Vec<Rational>>>,
    ) -> Result<InterimTypes, InterimTypesError> {
        let counts: Vec<usize> = names.iter().map(Vec::len).collect();
        let as_long = |lengths: Vec<usize>| lengths == counts;
        let shaped = counts.len() == payoff_space.agent_count()
            && counts.iter().all(|count| *count > 0)
            && as_long(payoff_types.iter().map(Vec::len).collect())
            && as_long(beliefs.iter().map(Vec::len).collect());
        let space = TypeSpace::new(counts).filter(|_| shaped).ok_or(InterimTypesError::Shape)?;
        for agent in space.agents() {
            let others = space.joint_count(Coalition::single(agent).complement(space.agent_count()));
            for own in space.types(agent) {
                if payoff_types[agent.0][own.0].0 >= payoff_space.type_count(agent) {
                    return Err(InterimTypesError::PayoffType(agent, own));
                }
                let belief = &beliefs[agent.0][own.0];
                let fits = belief.len() == others
                    && belief.iter().all(|probability| *probability >= Rational::ZERO)
                    && sum(belief).is_one();
                if !fits {
                    return Err(InterimTypesError::Belief(agent, own));
                }
            }
        }
        Ok(InterimTypes { names, payoff_types, space, beliefs })
    }

    /// One type for each payoff type, which thinks all types of the others equally probable.
    ///
    /// # Errors
    /// Never for a space with types.
    pub fn uniform(payoff_space: &TypeSpace, names: Vec<Vec<String>>) -> Result<InterimTypes, InterimTypesError> {
        let types = |agent| payoff_space.types(agent).collect();
        let belief = |agent: AgentId| {
            let others = Coalition::single(agent).complement(payoff_space.agent_count());
            let count = payoff_space.joint_count(others);
            let even = Rational::ONE / Rational::from(count);
            vec![vec![even; count]; payoff_space.type_count(agent)]
        };
        let payoff_types = payoff_space.agents().map(types).collect();
        let beliefs = payoff_space.agents().map(belief).collect();
        InterimTypes::new(payoff_space, names, payoff_types, beliefs)
    }

    /// T.
    pub fn space(&self) -> &TypeSpace {
        &self.space
    }

    /// What a type is called.
    pub fn name(&self, agent: AgentId, own: TypeId) -> &str {
        &self.names[agent.0][own.0]
    }

    /// θ̂_i(t_i).
    pub fn payoff_type(&self, agent: AgentId, own: TypeId) -> TypeId {
        self.payoff_types[agent.0][own.0]
    }

    /// θ̂(t).
    pub fn payoff_profile(&self, payoff_space: &TypeSpace, profile: ProfileId) -> ProfileId {
        let own = |agent| self.payoff_type(agent, self.space.type_of(profile, agent));
        let types: Vec<TypeId> = self.space.agents().map(own).collect();
        payoff_space.profile(&types)
    }

    /// The first type that thinks some types of the others impossible, with a profile of them; `None` with full support.
    pub fn first_without_full_support(&self) -> Option<(AgentId, TypeId, ProfileId)> {
        let of_agent = |agent| {
            let impossible = |profile: &ProfileId| self.belief(agent, *profile).is_zero();
            let found = self.space.profiles().find(impossible)?;
            Some((agent, self.space.type_of(found, agent), found))
        };
        self.space.agents().find_map(of_agent)
    }

    /// π_i(t_i)[t_−i] of a whole profile t.
    pub fn belief(&self, agent: AgentId, profile: ProfileId) -> &Rational {
        let others = Coalition::single(agent).complement(self.space.agent_count());
        let joint: JointTypeId = self.space.joint_type_of(profile, others);
        &self.beliefs[agent.0][self.space.type_of(profile, agent).0][joint.0]
    }
}
