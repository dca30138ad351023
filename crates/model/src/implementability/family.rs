//! Families of sets of beliefs that grow with one number ε around the beliefs of an ordinary environment.

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::{Ball, BeliefSet, Contamination, Distribution, Metric};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::interim::Interim;
use crate::number::Rational;
use crate::property::UnknownName;
use std::str::FromStr;

/// How sets grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// {(1 − ε) F + ε H : H in Δ}.
    Contamination,
    /// {H : max_A |F(A) − H(A)| ≤ ε}.
    TotalVariation,
    /// The ball of radius ε in the Prokhorov metric, two states being max_j |value of j's types| apart.
    Prokhorov,
}

impl Growth {
    /// All of them.
    pub const ALL: [Growth; 3] = [Growth::Contamination, Growth::TotalVariation, Growth::Prokhorov];

    /// `contamination`, `total-variation` or `prokhorov`.
    pub fn name(self) -> &'static str {
        match self {
            Growth::Contamination => "contamination",
            Growth::TotalVariation => "total-variation",
            Growth::Prokhorov => "prokhorov",
        }
    }
}

impl FromStr for Growth {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Growth, UnknownName> {
        Growth::ALL.into_iter().find(|growth| growth.name() == text).ok_or_else(|| UnknownName(text.to_string()))
    }
}

/// Why there is no family around an environment's beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFamily {
    /// A type that never occurs believes nothing.
    NeverOccurs(AgentId, TypeId),
    /// A type without a number `value`, so that types have no distances.
    NoValue(AgentId, TypeId),
}

/// Π_ε(θ_i) for every type of every agent: increasing in ε, the belief p_i(·|θ_i) alone at ε = 0, everything at ε = 1.
#[derive(Debug, Clone)]
pub struct BeliefFamily {
    environment: Environment,
    growth: Growth,
    centres: Vec<Vec<Distribution>>,
    metrics: Vec<Metric>,
}

impl BeliefFamily {
    /// The family around the environment's beliefs.
    ///
    /// # Errors
    /// See [`NoFamily`].
    pub fn new(environment: &Environment, growth: Growth) -> Result<BeliefFamily, NoFamily> {
        let space = environment.space();
        let mut centres = Vec::new();
        let mut metrics = Vec::new();
        for agent in space.agents() {
            let interim = Interim::of_agent(environment, agent);
            let centre = |own: TypeId| {
                let weights = interim.posterior_weights(JointTypeId(own.0)).iter().cloned().map(Rational::from);
                Distribution::from_weights(weights.collect()).map_err(|_| NoFamily::NeverOccurs(agent, own))
            };
            centres.push(space.types(agent).map(centre).collect::<Result<_, NoFamily>>()?);
            if growth == Growth::Prokhorov {
                metrics.push(metric(environment, agent)?);
            }
        }
        Ok(BeliefFamily { environment: environment.clone(), growth, centres, metrics })
    }

    /// How sets grow.
    pub fn growth(&self) -> Growth {
        self.growth
    }

    /// The environment around whose beliefs they grow.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The belief of a type at ε = 0.
    pub fn centre(&self, agent: AgentId, own: TypeId) -> &Distribution {
        &self.centres[agent.0][own.0]
    }

    /// Whether all types of the agent believe the same at ε = 0, so that its sets never depend on the type.
    pub fn is_independent(&self, agent: AgentId) -> bool {
        self.centres[agent.0].windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Π_ε(θ_i); `None` for ε outside \[0, 1\].
    pub fn set(&self, agent: AgentId, own: TypeId, epsilon: &Rational) -> Option<BeliefSet> {
        let centre = self.centre(agent, own).clone();
        match self.growth {
            Growth::Contamination => {
                let all = BeliefSet::Wald(centre.states());
                Contamination::new(epsilon.clone(), centre, all).ok().map(BeliefSet::Contamination)
            }
            Growth::TotalVariation => Ball::total_variation(centre, epsilon.clone()).ok().map(BeliefSet::Ball),
            Growth::Prokhorov => {
                Ball::prokhorov(centre, self.metrics[agent.0].clone(), epsilon.clone()).ok().map(BeliefSet::Ball)
            }
        }
    }

    /// The environment with Π_ε; `None` for ε outside \[0, 1\].
    pub fn at(&self, epsilon: &Rational) -> Option<AmbiguousEnvironment> {
        let space = self.environment.space();
        let of_agent = |agent| space.types(agent).map(|own| self.set(agent, own, epsilon)).collect();
        let sets: Option<Vec<Vec<BeliefSet>>> = space.agents().map(of_agent).collect();
        AmbiguousEnvironment::around(&self.environment, sets?).ok()
    }

    /// Numbers between which the smallest expectation of these values over Π_ε(θ_i) is affine in ε; it is continuous from the right
    /// everywhere. They hold 0 and 1, ascend and may be more than needed.
    ///
    /// Contamination: none in between. A ball: within r = 0, or between two distances within which mass may move for nothing, the mass ε
    /// is taken from the dearest states first, so that slopes change only where the mass of a state is used up.
    pub fn breakpoints(&self, agent: AgentId, own: TypeId, values: &[Rational]) -> Vec<Rational> {
        let mut found = vec![Rational::ZERO, Rational::ONE];
        let centre = self.centre(agent, own);
        let levels = match self.growth {
            Growth::Contamination => Vec::new(),
            Growth::TotalVariation => vec![None],
            Growth::Prokhorov => {
                let metric = &self.metrics[agent.0];
                let states = metric.states();
                let pairs = (0..states * states)
                    .map(|pair| metric.distance(JointTypeId(pair / states), JointTypeId(pair % states)).clone());
                let mut levels: Vec<Rational> = pairs.filter(|level| *level <= Rational::ONE).collect();
                levels.sort();
                levels.dedup();
                found.extend(levels.iter().cloned());
                levels.into_iter().map(Some).collect()
            }
        };
        for level in levels {
            let near = |x: usize, y: usize| {
                let distance = level.as_ref().zip(self.metrics.get(agent.0));
                x == y
                    || distance
                        .is_some_and(|(level, metric)| metric.distance(JointTypeId(x), JointTypeId(y)) <= level)
            };
            let states = centre.states();
            let mut moved: Vec<(&Rational, Rational)> = centre
                .probabilities()
                .iter()
                .enumerate()
                .map(|(x, mass)| {
                    let cheapest = (0..states).filter(|y| near(x, *y)).map(|y| &values[y]).min();
                    (cheapest.unwrap_or(&values[x]), mass.clone())
                })
                .collect();
            moved.sort_by(|a, b| b.0.cmp(a.0));
            let mut used = Rational::ZERO;
            for (_, mass) in moved {
                used += mass;
                found.push(used.clone());
            }
        }
        found.retain(|epsilon| *epsilon <= Rational::ONE);
        found.sort();
        found.dedup();
        found
    }
}

/// max over the others j of |value of j's type in x − value of j's type in y|.
fn metric(environment: &Environment, agent: AgentId) -> Result<Metric, NoFamily> {
    let others = Coalition::single(agent).complement(environment.agent_count());
    let value = |(other, own): (AgentId, TypeId)| {
        let attributes = &environment.agents()[other.0].types[own.0].attributes;
        let named = attributes.iter().find(|(name, _)| name == "value");
        named.map(|(_, value)| value.clone()).ok_or(NoFamily::NoValue(other, own))
    };
    let space = environment.space();
    let coordinates = (0..space.joint_count(others))
        .map(|x| space.joint_types(others, JointTypeId(x)).into_iter().map(value).collect())
        .collect::<Result<Vec<Vec<Rational>>, NoFamily>>()?;
    Ok(Metric::of_coordinates(&coordinates))
}
