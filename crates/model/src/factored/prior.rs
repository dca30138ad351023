//! A prior given by its factors.

use super::Types;
use super::chain::Chain;
use crate::coalition::Coalition;
use crate::index::{AgentId, TypeId};
use crate::number::{Natural, Rational, sum};
use crate::prior::{Prior, PriorError};
use crate::type_space::TypeSpace;

/// Most joint types of a coalition that are written out.
const MAX_JOINT_TYPES: usize = 1 << 16;

/// A state of which types are independent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The label.
    pub name: String,
    /// Its probability, or a weight proportional to it.
    pub weight: Rational,
    /// The distribution of every agent's types given the state, in agent order.
    pub marginals: Vec<Vec<Rational>>,
}

/// Types along a row of agents, each depending on the one before it only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkovChain {
    /// Every agent once, in the order of the chain.
    pub order: Vec<AgentId>,
    /// The distribution of the first one's types.
    pub initial: Vec<Rational>,
    /// For every position but the first, and every type of the agent before: the distribution of this agent's types.
    pub transitions: Vec<Vec<Vec<Rational>>>,
}

/// What a prior is made of. Weights of a distribution are non-negative and not all 0; only their proportions matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factors {
    /// One distribution per agent.
    Independent(Vec<Vec<Rational>>),
    /// Independent given a state.
    Conditional(Vec<State>),
    /// A Markov chain.
    Markov(MarkovChain),
    /// Weights and parts.
    Mixture(Vec<(Rational, Factors)>),
}

/// Why factors are not a prior.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactoredError {
    /// A list has another length than agents, types or states ask for.
    WrongLength,
    /// A weight is negative, or all weights of a distribution are 0.
    NoDistribution,
    /// The order of a chain does not have every agent once.
    NoOrder,
    /// Two chains of a mixture have different orders.
    OrdersDiffer,
    /// These two types of two agents never occur together (MDAT Assumption 2.1).
    ImpossiblePair {
        /// One agent and its type.
        first: (AgentId, TypeId),
        /// The other agent and its type.
        second: (AgentId, TypeId),
    },
}

/// A common prior in factored form: every pair of types of two agents has positive probability, as for [`Prior`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactoredPrior {
    factors: Factors,
    counts: Vec<usize>,
    chain: Chain,
}

impl FactoredPrior {
    /// The prior of these factors for agents with these numbers of types. Every distribution is brought to the sum 1.
    ///
    /// # Errors
    /// See [`FactoredError`].
    pub fn new(factors: Factors, counts: &[usize]) -> Result<FactoredPrior, FactoredError> {
        let factors = normalised(factors, counts)?;
        let chain = Chain::new(&factors, counts)?;
        if let Some((first, second)) = chain.impossible_pair(counts) {
            return Err(FactoredError::ImpossiblePair { first, second });
        }
        Ok(FactoredPrior { factors, counts: counts.to_vec(), chain })
    }

    /// The factors, every distribution with sum 1.
    pub fn factors(&self) -> &Factors {
        &self.factors
    }

    /// Number of types of every agent.
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// Number of agents.
    pub fn agent_count(&self) -> usize {
        self.counts.len()
    }

    /// The prior as a product of matrices.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// p(θ), by one product of matrices.
    pub fn probability(&self, types: &[TypeId]) -> Rational {
        Rational::from_parts(self.chain.weight(types).into(), self.chain.total().clone())
    }

    /// A profile of positive probability: along the chain, always the first type that can follow.
    pub fn possible_profile(&self) -> Types {
        let mut profile = vec![TypeId(0); self.counts.len()];
        let mut row = self.chain.start();
        for (position, agent) in self.chain.order().iter().enumerate() {
            for t in self.chain.types(position) {
                let next = self.chain.forward(&row, position, t);
                if next.iter().any(|entry| !entry.is_zero()) {
                    (profile[agent.0], row) = (t, next);
                    break;
                }
            }
        }
        profile
    }

    /// The number of profiles; `None` when it is beyond the numbers of this machine.
    pub fn profile_count(&self) -> Option<u128> {
        self.counts.iter().try_fold(1u128, |product, count| product.checked_mul(*count as u128))
    }

    /// All joint types of a coalition in order, the last member's type moving fastest; `None` when there are too many.
    pub fn joint_types(&self, coalition: Coalition) -> Option<Vec<Types>> {
        let mut all: Vec<Types> = vec![Vec::new()];
        for member in coalition.members() {
            let count = *self.counts.get(member.0)?;
            all.len().checked_mul(count).filter(|size| *size <= MAX_JOINT_TYPES)?;
            let longer = |types: &Types| -> Vec<Types> {
                let with = |t: usize| types.iter().copied().chain([TypeId(t)]).collect();
                (0..count).map(with).collect()
            };
            all = all.iter().flat_map(longer).collect();
        }
        Some(all)
    }

    /// The table of all profiles: the same prior.
    ///
    /// # Errors
    /// [`PriorError::WrongLength`] for a space with other numbers of types.
    pub fn table(&self, space: &TypeSpace) -> Result<Prior, PriorError> {
        let fits = self.counts.iter().copied().eq(space.agents().map(|agent| space.type_count(agent)));
        if !fits {
            return Err(PriorError::WrongLength { found: self.counts.iter().product(), expected: space.size() });
        }
        let mut weights = vec![Natural::ZERO; space.size()];
        self.chain.write_weights(space, &mut weights);
        Prior::from_weights(space, weights)
    }
}

fn normalised(factors: Factors, counts: &[usize]) -> Result<Factors, FactoredError> {
    Ok(match factors {
        Factors::Independent(marginals) => Factors::Independent(all_marginals(marginals, counts)?),
        Factors::Conditional(states) => {
            let weights = distribution(states.iter().map(|state| state.weight.clone()).collect(), states.len())?;
            let of = |(state, weight): (State, Rational)| {
                Ok(State { marginals: all_marginals(state.marginals, counts)?, weight, name: state.name })
            };
            Factors::Conditional(states.into_iter().zip(weights).map(of).collect::<Result<_, _>>()?)
        }
        Factors::Markov(chain) => Factors::Markov(normalised_chain(chain, counts)?),
        Factors::Mixture(parts) => {
            let weights = distribution(parts.iter().map(|(weight, _)| weight.clone()).collect(), parts.len())?;
            let of =
                |((_, part), weight): ((Rational, Factors), Rational)| Ok((weight, normalised(part, counts)?));
            Factors::Mixture(parts.into_iter().zip(weights).map(of).collect::<Result<_, _>>()?)
        }
    })
}

fn normalised_chain(chain: MarkovChain, counts: &[usize]) -> Result<MarkovChain, FactoredError> {
    let mut sorted = chain.order.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq((0..counts.len()).map(AgentId)) {
        return Err(FactoredError::NoOrder);
    }
    let count = |position: usize| counts[chain.order[position].0];
    if chain.transitions.len() + 1 != counts.len() {
        return Err(FactoredError::WrongLength);
    }
    let initial = distribution(chain.initial, count(0))?;
    let mut transitions = Vec::with_capacity(chain.transitions.len());
    for (before, rows) in chain.transitions.into_iter().enumerate() {
        if rows.len() != count(before) {
            return Err(FactoredError::WrongLength);
        }
        let rows: Result<Vec<_>, _> = rows.into_iter().map(|row| distribution(row, count(before + 1))).collect();
        transitions.push(rows?);
    }
    Ok(MarkovChain { order: chain.order, initial, transitions })
}

fn all_marginals(marginals: Vec<Vec<Rational>>, counts: &[usize]) -> Result<Vec<Vec<Rational>>, FactoredError> {
    if marginals.len() != counts.len() {
        return Err(FactoredError::WrongLength);
    }
    marginals.into_iter().zip(counts).map(|(marginal, count)| distribution(marginal, *count)).collect()
}

fn distribution(weights: Vec<Rational>, count: usize) -> Result<Vec<Rational>, FactoredError> {
    if weights.len() != count {
        return Err(FactoredError::WrongLength);
    }
    let total = sum(&weights);
    if total.is_zero() || weights.iter().any(|weight| *weight < Rational::ZERO) {
        return Err(FactoredError::NoDistribution);
    }
    Ok(weights.into_iter().map(|weight| weight / &total).collect())
}
