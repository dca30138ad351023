//! A probability distribution over finitely many states.

use crate::index::JointTypeId;
use crate::number::{Rational, sum};

/// Probabilities of the states 0, 1, …, none negative, adding up to exactly 1.
///
/// As a belief of agent i the states are the type profiles θ_−i of the others, numbered as in [`crate::type_space::Split::rest`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution(Vec<Rational>);

/// Why numbers are not a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistributionError {
    /// The number of this state is negative.
    Negative(JointTypeId),
    /// The numbers add up to this, not to 1.
    Total(Rational),
}

impl Distribution {
    /// The distribution with these probabilities, one per state.
    ///
    /// # Errors
    /// A negative probability, or a total other than 1.
    pub fn new(probabilities: Vec<Rational>) -> Result<Distribution, DistributionError> {
        if let Some(state) = probabilities.iter().position(|p| *p < Rational::ZERO) {
            return Err(DistributionError::Negative(JointTypeId(state)));
        }
        let total = sum(&probabilities);
        if total.is_one() { Ok(Distribution(probabilities)) } else { Err(DistributionError::Total(total)) }
    }

    /// The distribution proportional to these weights.
    ///
    /// # Errors
    /// A negative weight, or weights that are all 0.
    pub fn from_weights(weights: Vec<Rational>) -> Result<Distribution, DistributionError> {
        let total = sum(&weights);
        if let Some(state) = weights.iter().position(|weight| *weight < Rational::ZERO) {
            return Err(DistributionError::Negative(JointTypeId(state)));
        }
        if total.is_zero() {
            return Err(DistributionError::Total(total));
        }
        Ok(Distribution(weights.into_iter().map(|weight| weight / &total).collect()))
    }

    /// All mass on one state; every state has probability 0 when there is no such state, which no caller asks for.
    pub(crate) fn point(states: usize, at: usize) -> Distribution {
        let mass = |state| if state == at { Rational::ONE } else { Rational::ZERO };
        Distribution((0..states).map(mass).collect())
    }

    /// Probabilities of which the caller knows that they are some.
    pub(crate) fn known(probabilities: Vec<Rational>) -> Distribution {
        Distribution(probabilities)
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.0.len()
    }

    /// The probabilities in the order of the states.
    pub fn probabilities(&self) -> &[Rational] {
        &self.0
    }

    /// Σ_x p(x) f(x), for one value per state.
    pub fn expectation(&self, values: &[Rational]) -> Rational {
        self.0
            .iter()
            .zip(values)
            .filter(|(p, value)| !p.is_zero() && !value.is_zero())
            .fold(Rational::ZERO, |total, (p, value)| total + p * value)
    }
}
