//! Type spaces over a payoff environment: what agents believe about the types of the others.

use super::environment::PayoffEnvironment;
use crate::coalition::Coalition;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::number::Rational;
use crate::type_space::TypeSpace;
use std::collections::BTreeMap;
use std::fmt;

/// What a member of a coalition makes of types of the other members that it thought impossible (THESIS section 2.3 allows any belief
/// that is commonly known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Surprise {
    /// It thinks all types of those outside equally likely.
    #[default]
    Uniform,
    /// It stays out: the coalition does not form at these types.
    Apart,
}

/// One type t_i of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeliefType {
    /// Its name.
    pub name: String,
    /// Its payoff type θ̂_i(t_i).
    pub payoff: TypeId,
    /// π_i(t_i): the types of the others with positive probabilities that add up to 1, in order, each once.
    pub belief: Vec<(JointTypeId, Rational)>,
}

/// A type space 𝒯 = (T_i, θ̂_i, π_i) (THESIS section 2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeliefSpace {
    types: Vec<Vec<BeliefType>>,
    space: TypeSpace,
    surprise: Surprise,
}

/// Why parts make no type space.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeliefSpaceError {
    /// Not the agents of the environment, an agent without types, or too many type profiles.
    Agents,
    /// Types of this agent have no such payoff type, or no type has this one.
    Payoff(AgentId, TypeId),
    /// The belief of this type is no probability distribution over types of the others.
    Belief(AgentId, TypeId),
}

impl fmt::Display for BeliefSpaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BeliefSpaceError::Agents => write!(f, "not the agents of the environment, or too many type profiles"),
            BeliefSpaceError::Payoff(agent, payoff) => {
                write!(f, "no type of agent number {} has payoff type number {}", agent.0 + 1, payoff.0 + 1)
            }
            BeliefSpaceError::Belief(agent, t) => {
                write!(
                    f,
                    "the belief of type number {} of agent number {} is no distribution",
                    t.0 + 1,
                    agent.0 + 1
                )
            }
        }
    }
}

impl std::error::Error for BeliefSpaceError {}

impl BeliefSpace {
    /// The types of every agent, in agent order. Probabilities of 0 are left out.
    ///
    /// # Errors
    /// See [`BeliefSpaceError`].
    pub fn new(
        environment: &PayoffEnvironment,
        mut types: Vec<Vec<BeliefType>>,
        surprise: Surprise,
    ) -> Result<BeliefSpace, BeliefSpaceError> {
        if types.len() != environment.agent_count() || types.iter().any(Vec::is_empty) {
            return Err(BeliefSpaceError::Agents);
        }
        let space = TypeSpace::new(types.iter().map(Vec::len).collect()).ok_or(BeliefSpaceError::Agents)?;
        for (agent, of_agent) in space.agents().zip(&mut types) {
            let others = space.joint_count(Coalition::single(agent).complement(space.agent_count()));
            let payoffs = environment.space().type_count(agent);
            for payoff in environment.space().types(agent) {
                if !of_agent.iter().any(|t| t.payoff == payoff) {
                    return Err(BeliefSpaceError::Payoff(agent, payoff));
                }
            }
            for (place, t) in of_agent.iter_mut().enumerate() {
                if t.payoff.0 >= payoffs {
                    return Err(BeliefSpaceError::Payoff(agent, t.payoff));
                }
                t.belief.retain(|(_, share)| !share.is_zero());
                t.belief.sort_by_key(|(joint, _)| *joint);
                let sum = t.belief.iter().fold(Rational::ZERO, |sum, (_, share)| sum + share);
                let known = t.belief.iter().all(|(joint, share)| joint.0 < others && *share > Rational::ZERO);
                if !known || !sum.is_one() || !t.belief.is_sorted_by(|a, b| a.0 < b.0) {
                    return Err(BeliefSpaceError::Belief(agent, TypeId(place)));
                }
            }
        }
        Ok(BeliefSpace { types, space, surprise })
    }

    /// T.
    pub fn space(&self) -> &TypeSpace {
        &self.space
    }

    /// What surprised members do.
    pub fn surprise(&self) -> Surprise {
        self.surprise
    }

    /// The types of every agent, in agent order.
    pub fn types(&self) -> &[Vec<BeliefType>] {
        &self.types
    }

    /// θ̂_i(t_i).
    pub fn payoff_type(&self, agent: AgentId, t: TypeId) -> TypeId {
        self.types[agent.0][t.0].payoff
    }

    /// θ̂(t), a profile of the environment.
    pub fn payoff_profile(&self, environment: &PayoffEnvironment, at: ProfileId) -> ProfileId {
        let payoff = |agent| self.payoff_type(agent, self.space.type_of(at, agent));
        environment.space().profile(&self.space.agents().map(payoff).collect::<Vec<TypeId>>())
    }

    /// π_i(t_i)[·|t_S∖i]: what a member of S believes about the types of those outside when it knows t_S; `None` when it is surprised and
    /// stays out.
    pub fn view(
        &self,
        agent: AgentId,
        coalition: Coalition,
        own: JointTypeId,
    ) -> Option<Vec<(JointTypeId, Rational)>> {
        let space = &self.space;
        let split = space.split(coalition);
        let alone = space.split(Coalition::single(agent));
        let known = split.profile(own, JointTypeId(0));
        let t = space.type_of(known, agent);
        let mut view: BTreeMap<JointTypeId, Rational> = BTreeMap::new();
        let mut total = Rational::ZERO;
        for (others, share) in &self.types[agent.0][t.0].belief {
            let at = alone.profile(JointTypeId(t.0), *others);
            if space.joint_type_of(at, coalition) == own {
                *view.entry(space.joint_type_of(at, split.outside())).or_insert(Rational::ZERO) += share;
                total += share;
            }
        }
        if !total.is_zero() {
            return Some(view.into_iter().map(|(rest, share)| (rest, share / &total)).collect());
        }
        match self.surprise {
            Surprise::Apart => None,
            Surprise::Uniform => {
                let share = Rational::ONE / Rational::from(split.rest_count());
                Some(split.rest().map(|rest| (rest, share.clone())).collect())
            }
        }
    }
}
