//! An environment whose payoffs move with one parameter B, each along a straight line.
//!
//! u_i(a, θ) at B is u_i(a, θ) at the present value b plus (B − b) times a slope. Beliefs, labels, coalitions and the
//! allocation rule do not move. Type attributes may move too: they are part of an environment's identity, so that the
//! environment at another value of B has them as a file with that value would have them.

use crate::coalition::Coalition;
use crate::direction::Towards;
use crate::environment::{Environment, EnvironmentError};
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, TypeId};
use crate::number::Rational;
use crate::payoff::Payoff;
use crate::type_space::TypeSpace;

/// Where the allocation rule of a parametric environment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllocationOrigin {
    /// It was given outcome by outcome and is what it is at every value.
    Given,
    /// It is efficient at the present value and is held fixed; at other values another rule may be efficient.
    EfficientNow,
}

/// Everything a parametric environment is made of, before it is validated by [`ParametricEnvironment::new`].
#[derive(Debug, Clone)]
pub struct ParametricEnvironmentParts {
    /// The environment at the parameter's present value.
    pub environment: Environment,
    /// The parameter's name.
    pub parameter: String,
    /// The parameter's present value b.
    pub value: Rational,
    /// By how much the payoffs grow when the parameter grows by 1: for every outcome one function per agent.
    pub slopes: Vec<Vec<Payoff>>,
    /// The same for the attributes of the types: for every agent, for every type, one number per attribute.
    pub attribute_slopes: Vec<Vec<Vec<Rational>>>,
    /// Where the allocation rule comes from.
    pub allocation: AllocationOrigin,
}

/// An environment whose payoffs are affine functions of one parameter. Immutable and valid.
#[derive(Debug, Clone)]
pub struct ParametricEnvironment {
    parts: ParametricEnvironmentParts,
}

impl ParametricEnvironment {
    /// Checks the parts against one another.
    ///
    /// # Errors
    /// [`EnvironmentError::WrongLength`] and [`EnvironmentError::WrongShape`] when the slopes are not those of this
    /// environment's outcomes, agents and types; [`EnvironmentError::OutsideNotZero`] when the outside option moves.
    pub fn new(parts: ParametricEnvironmentParts) -> Result<ParametricEnvironment, EnvironmentError> {
        let environment = &parts.environment;
        let agents = environment.agent_count();
        let right = |slopes: &Vec<Payoff>| slopes.len() == agents;
        if parts.slopes.len() != environment.outcomes().len() || !parts.slopes.iter().all(right) {
            return Err(EnvironmentError::WrongLength("slopes of payoffs"));
        }
        for slopes in &parts.slopes {
            if let Some(agent) = slopes.iter().position(|slope| !slope.fits(environment.space())) {
                return Err(EnvironmentError::WrongShape(Some(AgentId(agent))));
            }
        }
        let counts = |slopes: &Vec<Vec<Rational>>| slopes.iter().map(Vec::len).collect::<Vec<usize>>();
        let agents = environment.agents().iter();
        let wanted = agents.map(|agent| agent.types.iter().map(|t| t.attributes.len()).collect::<Vec<usize>>());
        if !wanted.eq(parts.attribute_slopes.iter().map(counts)) {
            return Err(EnvironmentError::WrongLength("slopes of attributes"));
        }
        if let Some(slopes) = environment.outside().and_then(|outside| parts.slopes.get(outside.0))
            && let Some(agent) = slopes.iter().position(|slope| !slope.is_zero())
        {
            return Err(EnvironmentError::OutsideNotZero(AgentId(agent)));
        }
        Ok(ParametricEnvironment { parts })
    }

    /// The environment at the parameter's present value.
    pub fn environment(&self) -> &Environment {
        &self.parts.environment
    }

    /// The parameter's name.
    pub fn parameter(&self) -> &str {
        &self.parts.parameter
    }

    /// The parameter's present value b.
    pub fn value(&self) -> &Rational {
        &self.parts.value
    }

    /// Where the allocation rule comes from.
    pub fn allocation_origin(&self) -> AllocationOrigin {
        self.parts.allocation
    }

    /// By how much u_i(a, θ) grows when the parameter grows by 1.
    #[inline]
    pub fn slope(&self, agent: AgentId, outcome: OutcomeId, profile: ProfileId) -> &Rational {
        self.parts.slopes[outcome.0][agent.0].at(profile)
    }

    /// The slopes as functions of the profile: for every outcome one per agent.
    pub fn slopes(&self) -> &[Vec<Payoff>] {
        &self.parts.slopes
    }

    /// u_i(a, θ) when the parameter is 0: the constant c in c + slope·B.
    pub fn payoff_at_zero(&self, agent: AgentId, outcome: OutcomeId, profile: ProfileId) -> Rational {
        let environment = &self.parts.environment;
        environment.payoff(agent, outcome, profile) - &self.parts.value * self.slope(agent, outcome, profile)
    }

    /// The environment of slopes: payoffs are by how much those of this one grow when the parameter goes 1 in this direction. Everything
    /// else is what it is here.
    ///
    /// # Errors
    /// As [`ParametricEnvironment::at`].
    pub fn slopes_towards(&self, towards: Towards) -> Result<Environment, EnvironmentError> {
        let mut parts = self.parts.environment.parts().clone();
        let space = self.parts.environment.space();
        for (outcome, slopes) in parts.outcomes.iter_mut().zip(&self.parts.slopes) {
            for (payoff, slope) in outcome.payoffs.iter_mut().zip(slopes) {
                *payoff = moved(space, &Payoff::constant(Rational::ZERO), slope, &towards.sign())
                    .ok_or(EnvironmentError::WrongLength("slopes of payoffs"))?;
            }
        }
        Environment::new(parts)
    }

    /// The environment at another value of the parameter, with the same allocation rule.
    ///
    /// # Errors
    /// None for a parametric environment that exists; the parts are checked all the same.
    pub fn at(&self, value: &Rational) -> Result<Environment, EnvironmentError> {
        let step = value - &self.parts.value;
        let mut parts = self.parts.environment.parts().clone();
        let space = self.parts.environment.space();
        for (outcome, slopes) in parts.outcomes.iter_mut().zip(&self.parts.slopes) {
            for (payoff, slope) in outcome.payoffs.iter_mut().zip(slopes) {
                if !slope.is_zero() {
                    *payoff = moved(space, payoff, slope, &step)
                        .ok_or(EnvironmentError::WrongLength("slopes of payoffs"))?;
                }
            }
        }
        for (agent, slopes) in parts.agents.iter_mut().zip(&self.parts.attribute_slopes) {
            for (t, slopes) in agent.types.iter_mut().zip(slopes) {
                for ((_, attribute), slope) in t.attributes.iter_mut().zip(slopes) {
                    *attribute += slope * &step;
                }
            }
        }
        Environment::new(parts)
    }
}

/// payoff + step·slope.
fn moved(space: &TypeSpace, payoff: &Payoff, slope: &Payoff, step: &Rational) -> Option<Payoff> {
    let agents: Coalition = payoff.depends_on().members().chain(slope.depends_on().members()).collect();
    let value = |joint| {
        let types = space.joint_types(agents, JointTypeId(joint));
        let first = ProfileId(0);
        let place = |profile, (agent, t): &(AgentId, TypeId)| space.with_type(profile, *agent, *t);
        let profile = types.iter().fold(first, place);
        payoff.at(profile) + slope.at(profile) * step
    };
    Payoff::new(space, agents, (0..space.joint_count(agents)).map(value).collect())
}
