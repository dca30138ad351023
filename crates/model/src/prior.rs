//! Beliefs: a common prior p on Θ, or a belief system p_i(·|θ_i) with a weight vector for every agent. Weights are integers:
//! p(θ) = weight(θ) / total.

use crate::coalition::Coalition;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::number::{
    Natural, Rational, common_denominator, greatest_common_divisor, least_common_multiple, scaled_to,
};
use crate::type_space::TypeSpace;
use dashu_int::ops::UnsignedAbs;

/// Integer weights of the profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weights {
    /// All weights, and their sum, are below 2^61 − 1: the usual case, and eight bytes a profile.
    Small(Vec<u64>),
    /// Some weights are larger.
    Large(Vec<Natural>),
}

/// Why weights are not a prior.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PriorError {
    /// The weight of this profile is negative.
    Negative(ProfileId, Rational),
    /// All weights are zero.
    ZeroTotal,
    /// These two types of two agents never occur together, so the prior excludes pairs (MDAT Assumption 2.1).
    ImpossiblePair {
        /// One agent and its type.
        first: (AgentId, TypeId),
        /// The other agent and its type.
        second: (AgentId, TypeId),
    },
    /// This type of this agent has no beliefs: all its weights are zero.
    NoBelief(AgentId, TypeId),
    /// The number of weights is not the number of profiles.
    WrongLength {
        /// Number of weights.
        found: usize,
        /// Number of profiles.
        expected: usize,
    },
}

/// What the agents believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beliefs {
    /// All beliefs come from one prior p on Θ.
    Common(Prior),
    /// One weight vector per agent, in agent order, each in the form of [`Prior::of_agent`]: only its conditional
    /// distributions p_i(·|θ_i) have a meaning (MDAT section 6.2).
    Individual(Vec<Prior>),
}

/// Integer weights on Θ: a common prior, or one agent's beliefs.
///
/// * A common prior ([`Prior::new`]) has weights without a common divisor, and every pair of types of two agents has positive
///   probability (MDAT Assumption 2.1).
/// * The beliefs of agent i ([`Prior::of_agent`]) have the same total L for each of its types, so that p_i(x|θ_i) is
///   weight(θ_i, x) / L. L is the smallest integer with which all weights are integers, so that the same beliefs always have
///   the same weights. Every type of i gives positive probability to every type of every other agent (MDAT Assumption 6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prior {
    /// Number of types of every agent.
    counts: Vec<usize>,
    weights: Weights,
    total: Natural,
    zeros: usize,
}

/// Totals of [`Weights::Small`] stay below this bound.
pub const SMALL_TOTAL: u64 = (1 << 61) - 1;

impl Prior {
    /// The prior proportional to these non-negative weights, one per profile in profile order.
    ///
    /// # Errors
    /// Negative weights, a zero total, a wrong number of weights, or two types that never occur together.
    pub fn new(space: &TypeSpace, weights: &[Rational]) -> Result<Prior, PriorError> {
        if weights.len() != space.size() {
            return Err(PriorError::WrongLength { found: weights.len(), expected: space.size() });
        }
        let zero = Rational::ZERO;
        if let Some(place) = weights.iter().position(|weight| *weight < zero) {
            return Err(PriorError::Negative(ProfileId(place), weights[place].clone()));
        }
        let denominator = common_denominator(weights);
        let naturals = weights.iter().map(|weight| scaled_to(weight, &denominator).unsigned_abs()).collect();
        Prior::from_naturals(space, naturals)
    }

    /// The prior proportional to these small integer weights.
    ///
    /// # Errors
    /// As [`Prior::new`].
    pub fn from_integers(space: &TypeSpace, weights: Vec<u64>) -> Result<Prior, PriorError> {
        if weights.len() != space.size() {
            return Err(PriorError::WrongLength { found: weights.len(), expected: space.size() });
        }
        let total = weights.iter().try_fold(0u64, |sum, weight| sum.checked_add(*weight));
        match total {
            Some(total) if total < SMALL_TOTAL => Prior::from_small(space, weights, total),
            _ => Prior::from_naturals(space, weights.into_iter().map(Natural::from).collect()),
        }
    }

    /// The prior proportional to these integer weights of any size.
    ///
    /// # Errors
    /// As [`Prior::new`].
    pub fn from_weights(space: &TypeSpace, weights: Vec<Natural>) -> Result<Prior, PriorError> {
        if weights.len() != space.size() {
            return Err(PriorError::WrongLength { found: weights.len(), expected: space.size() });
        }
        Prior::from_naturals(space, weights)
    }

    fn from_naturals(space: &TypeSpace, mut weights: Vec<Natural>) -> Result<Prior, PriorError> {
        let divisor = weights.iter().fold(Natural::ZERO, |known, w| greatest_common_divisor(&known, w));
        if divisor.is_zero() {
            return Err(PriorError::ZeroTotal);
        }
        if !divisor.is_one() {
            for weight in &mut weights {
                *weight /= &divisor;
            }
        }
        let total: Natural = weights.iter().sum();
        if total < Natural::from(SMALL_TOTAL) {
            let small = weights.iter().map(|weight| u64::try_from(weight).unwrap_or(0)).collect();
            return Prior::from_small(space, small, u64::try_from(&total).unwrap_or(0));
        }
        let zeros = weights.iter().filter(|weight| weight.is_zero()).count();
        Prior::of_parts(space, Weights::Large(weights), total, zeros)
    }

    fn from_small(space: &TypeSpace, mut weights: Vec<u64>, mut total: u64) -> Result<Prior, PriorError> {
        if total == 0 {
            return Err(PriorError::ZeroTotal);
        }
        let mut divisor = 0u64;
        for weight in &weights {
            if divisor == 1 {
                break;
            }
            divisor = small_gcd(divisor, *weight);
        }
        if divisor > 1 {
            weights.iter_mut().for_each(|weight| *weight /= divisor);
            total /= divisor;
        }
        let zeros = weights.iter().filter(|weight| **weight == 0).count();
        Prior::of_parts(space, Weights::Small(weights), Natural::from(total), zeros)
    }

    fn of_parts(space: &TypeSpace, weights: Weights, total: Natural, zeros: usize) -> Result<Prior, PriorError> {
        let counts = space.agents().map(|agent| space.type_count(agent)).collect();
        Prior { counts, weights, total, zeros }.with_possible_pairs(space)
    }

    /// The beliefs of one agent: non-negative weights, one per profile in profile order, of which only the proportions within
    /// each of its types matter.
    ///
    /// # Errors
    /// Negative weights, a wrong number of weights, a type whose weights are all zero, or a type that excludes a type of another
    /// agent.
    pub fn of_agent(space: &TypeSpace, agent: AgentId, weights: &[Rational]) -> Result<Prior, PriorError> {
        if weights.len() != space.size() {
            return Err(PriorError::WrongLength { found: weights.len(), expected: space.size() });
        }
        if let Some(place) = weights.iter().position(|weight| *weight < Rational::ZERO) {
            return Err(PriorError::Negative(ProfileId(place), weights[place].clone()));
        }
        // One denominator for each type alone: another type's digits do not lengthen its numbers.
        let split = space.split(Coalition::single(agent));
        let mut naturals = vec![Natural::ZERO; weights.len()];
        for own in split.own() {
            let profiles: Vec<ProfileId> = split.rest().map(|x| split.profile(own, x)).collect();
            let denominator = common_denominator(profiles.iter().map(|profile| &weights[profile.0]));
            for profile in profiles {
                naturals[profile.0] = scaled_to(&weights[profile.0], &denominator).unsigned_abs();
            }
        }
        Prior::of_agent_naturals(space, agent, naturals)
    }

    /// The beliefs that these weights give one agent, in the form of [`Prior::of_agent`].
    ///
    /// # Errors
    /// As [`Prior::of_agent`].
    pub fn conditioned(&self, space: &TypeSpace, agent: AgentId) -> Result<Prior, PriorError> {
        Prior::of_agent_naturals(space, agent, space.profiles().map(|profile| self.weight(profile)).collect())
    }

    fn of_agent_naturals(
        space: &TypeSpace,
        agent: AgentId,
        mut weights: Vec<Natural>,
    ) -> Result<Prior, PriorError> {
        let split = space.split(Coalition::single(agent));
        // Smallest integers type by type, then the least common multiple of their totals as the total of every type.
        let mut totals = Vec::with_capacity(split.own_count());
        let mut level = Natural::ONE;
        for own in split.own() {
            let places = || split.rest().map(|x| split.profile(own, x).0);
            let divisor =
                places().fold(Natural::ZERO, |known, place| greatest_common_divisor(&known, &weights[place]));
            if divisor.is_zero() {
                return Err(PriorError::NoBelief(agent, TypeId(own.0)));
            }
            let mut total = Natural::ZERO;
            for place in places() {
                weights[place] /= &divisor;
                total += &weights[place];
            }
            level = least_common_multiple(&level, &total);
            totals.push(total);
        }
        for (own, total) in split.own().zip(&totals) {
            let factor = &level / total;
            if !factor.is_one() {
                split.rest().for_each(|x| weights[split.profile(own, x).0] *= &factor);
            }
        }
        let zeros = weights.iter().filter(|weight| weight.is_zero()).count();
        let total: Natural = weights.iter().sum();
        let kept = if total < Natural::from(SMALL_TOTAL) {
            Weights::Small(weights.iter().map(|weight| u64::try_from(weight).unwrap_or(0)).collect())
        } else {
            Weights::Large(weights)
        };
        let counts = space.agents().map(|agent| space.type_count(agent)).collect();
        let beliefs = Prior { counts, weights: kept, total, zeros };
        beliefs.with_possible_pairs_of(space, std::iter::once(agent))
    }

    /// Assumption 2.1 of MDAT; nothing to look at under full support.
    fn with_possible_pairs(self, space: &TypeSpace) -> Result<Prior, PriorError> {
        self.with_possible_pairs_of(space, space.agents())
    }

    /// That every type of these agents occurs together with every type of every other agent.
    fn with_possible_pairs_of(
        self,
        space: &TypeSpace,
        agents: impl Iterator<Item = AgentId>,
    ) -> Result<Prior, PriorError> {
        if self.zeros == 0 {
            return Ok(self);
        }
        for first in agents {
            for second in space.agents().filter(|second| *second != first) {
                let columns = space.type_count(second);
                let mut seen = vec![false; space.type_count(first) * columns];
                for profile in space.profiles().filter(|profile| self.is_possible(*profile)) {
                    seen[space.type_of(profile, first).0 * columns + space.type_of(profile, second).0] = true;
                }
                if let Some(place) = seen.iter().position(|possible| !possible) {
                    return Err(PriorError::ImpossiblePair {
                        first: (first, TypeId(place / columns)),
                        second: (second, TypeId(place % columns)),
                    });
                }
            }
        }
        Ok(self)
    }

    /// Whether the prior was made for a space with these numbers of types.
    pub fn fits(&self, space: &TypeSpace) -> bool {
        self.counts.iter().copied().eq(space.agents().map(|agent| space.type_count(agent)))
    }

    /// The integer weights, without a common divisor.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The integer weight of a profile.
    pub fn weight(&self, profile: ProfileId) -> Natural {
        match &self.weights {
            Weights::Small(weights) => Natural::from(weights[profile.0]),
            Weights::Large(weights) => weights[profile.0].clone(),
        }
    }

    /// The sum of all weights.
    pub fn total(&self) -> &Natural {
        &self.total
    }

    /// The probability p(θ).
    pub fn probability(&self, profile: ProfileId) -> Rational {
        Rational::from_parts(self.weight(profile).into(), self.total.clone())
    }

    /// Whether p(θ) > 0.
    pub fn is_possible(&self, profile: ProfileId) -> bool {
        match &self.weights {
            Weights::Small(weights) => weights[profile.0] != 0,
            Weights::Large(weights) => !weights[profile.0].is_zero(),
        }
    }

    /// Whether no profile is less probable.
    pub fn is_least(&self, profile: ProfileId) -> bool {
        match &self.weights {
            Weights::Small(weights) => weights.iter().all(|weight| *weight >= weights[profile.0]),
            Weights::Large(weights) => weights.iter().all(|weight| *weight >= weights[profile.0]),
        }
    }

    /// Number of profiles with probability 0.
    pub fn zero_count(&self) -> usize {
        self.zeros
    }

    /// Whether every profile has positive probability (CPAM's assumption).
    pub fn has_full_support(&self) -> bool {
        self.zeros == 0
    }

    /// The weight of every joint type of a coalition: p(θ_S) times the total, in joint type order.
    pub fn joint_weights(&self, space: &TypeSpace, coalition: Coalition) -> Vec<Natural> {
        let split = space.split(coalition);
        split
            .own()
            .map(|own| match &self.weights {
                Weights::Small(weights) => {
                    Natural::from(split.rest().map(|rest| weights[split.profile(own, rest).0]).sum::<u64>())
                }
                Weights::Large(weights) => {
                    split.rest().map(|rest| &weights[split.profile(own, rest).0]).sum::<Natural>()
                }
            })
            .collect()
    }
}

/// Greatest common divisor of machine words by Euclid's algorithm; `gcd(0, b) = b`.
pub(crate) fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse_number;

    fn prior(counts: &[usize], weights: &[&str]) -> Result<Prior, PriorError> {
        let space = TypeSpace::new(counts.to_vec()).unwrap();
        let weights: Vec<Rational> = weights.iter().map(|text| parse_number(text).unwrap()).collect();
        Prior::new(&space, &weights)
    }

    #[test]
    fn weights_are_normalised_exactly() {
        let prior = prior(&[2, 2], &["0.2", "0.3", "1/10", "0.4"]).unwrap();
        assert_eq!(prior.weights(), &Weights::Small(vec![2, 3, 1, 4]));
        assert_eq!(prior.probability(ProfileId(1)), parse_number("3/10").unwrap());
    }

    #[test]
    fn bad_weights_are_refused() {
        assert!(matches!(prior(&[2, 2], &["0", "0", "0", "0"]), Err(PriorError::ZeroTotal)));
        assert!(matches!(prior(&[2, 2], &["1", "-1", "1", "1"]), Err(PriorError::Negative(ProfileId(1), _))));
        assert!(matches!(prior(&[2, 2], &["1", "0", "1", "1"]), Err(PriorError::ImpossiblePair { .. })));
        assert!(matches!(prior(&[2, 2], &["1"]), Err(PriorError::WrongLength { .. })));
    }

    #[test]
    fn large_weights_keep_their_precision() {
        let prior =
            prior(&[2, 2], &["1e40", "1e40", "1e40", "10000000000000000000000000000000000000001"]).unwrap();
        assert!(matches!(prior.weights(), Weights::Large(_)));
        assert!(prior.has_full_support());
    }

    /// Multiplying the weights of one type by anything changes nothing; the common total is the smallest possible.
    #[test]
    fn beliefs_have_one_form() {
        let space = TypeSpace::new(vec![2, 2]).unwrap();
        let of = |agent, weights: &[&str]| {
            let weights: Vec<Rational> = weights.iter().map(|text| parse_number(text).unwrap()).collect();
            Prior::of_agent(&space, AgentId(agent), &weights)
        };
        let beliefs = of(0, &["0.3", "0.7", "1/4", "3/4"]).unwrap();
        assert_eq!(beliefs.weights(), &Weights::Small(vec![6, 14, 5, 15]));
        assert_eq!(of(0, &["3", "7", "1e30", "3e30"]), Ok(beliefs.clone()));
        assert_eq!(beliefs.conditioned(&space, AgentId(0)), Ok(beliefs.clone()));
        let columns = of(1, &["1", "1", "1", "3"]).unwrap();
        assert_eq!(columns.weights(), &Weights::Small(vec![2, 1, 2, 3]));
        assert_eq!(of(0, &["1", "1", "0", "0"]), Err(PriorError::NoBelief(AgentId(0), TypeId(1))));
        assert!(matches!(of(0, &["1", "1", "-1", "2"]), Err(PriorError::Negative(ProfileId(2), _))));
        assert!(matches!(of(0, &["1", "1", "1"]), Err(PriorError::WrongLength { found: 3, expected: 4 })));
        let excluded = (AgentId(0), TypeId(1));
        assert!(
            matches!(of(0, &["1", "1", "0", "2"]), Err(PriorError::ImpossiblePair { first, .. }) if first == excluded)
        );
    }

    /// An agent may exclude that two others have certain types at once, but not a type of another.
    #[test]
    fn only_pairs_with_the_agent_itself_must_be_possible() {
        let space = TypeSpace::new(vec![1, 2, 2]).unwrap();
        let weights: Vec<Rational> = [1, 0, 0, 1].into_iter().map(Rational::from).collect();
        assert!(Prior::of_agent(&space, AgentId(0), &weights).is_ok());
        assert!(matches!(Prior::of_agent(&space, AgentId(1), &weights), Err(PriorError::ImpossiblePair { .. })));
        assert!(Prior::new(&space, &weights).is_err());
    }

    #[test]
    fn zeros_are_allowed_when_every_pair_is_possible() {
        let prior = prior(&[2, 2, 2], &["0", "1", "1", "1", "1", "1", "1", "1"]).unwrap();
        assert_eq!(prior.zero_count(), 1);
        assert!(!prior.has_full_support());
    }
}
