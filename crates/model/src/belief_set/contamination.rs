//! ε-contamination: {(1 − ε) F + ε H}, H in another set.

use super::{BeliefSet, BeliefSetError, Distribution};
use crate::number::Rational;

/// {(1 − ε) F + ε H : H in a set of beliefs}: confidence 1 − ε in F (SONG section 2). With all of Δ as the set it is the model of
/// contamination in the narrow sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contamination {
    epsilon: Rational,
    centre: Distribution,
    with: Box<BeliefSet>,
}

impl Contamination {
    /// The contamination of `centre` with weight ε by a set of beliefs.
    ///
    /// # Errors
    /// ε outside \[0, 1\], or a set over another number of states.
    pub fn new(epsilon: Rational, centre: Distribution, with: BeliefSet) -> Result<Contamination, BeliefSetError> {
        if epsilon < Rational::ZERO || epsilon > Rational::ONE {
            return Err(BeliefSetError::Share(epsilon));
        }
        if with.states() != centre.states() {
            return Err(BeliefSetError::WrongLength);
        }
        Ok(Contamination { epsilon, centre, with: Box::new(with) })
    }

    /// ε.
    pub fn epsilon(&self) -> &Rational {
        &self.epsilon
    }

    /// F.
    pub fn centre(&self) -> &Distribution {
        &self.centre
    }

    /// The set of the H.
    pub fn with(&self) -> &BeliefSet {
        &self.with
    }

    /// (1 − ε) F + ε H.
    pub fn mix(&self, other: &Distribution) -> Distribution {
        let rest = Rational::ONE - &self.epsilon;
        let mixed = self.centre.probabilities().iter().zip(other.probabilities());
        Distribution::known(mixed.map(|(f, h)| &rest * f + &self.epsilon * h).collect())
    }

    /// (1 − ε) · what F expects + ε · a number.
    pub(super) fn mixed_value(&self, values: &[Rational], other: &Rational) -> Rational {
        (Rational::ONE - &self.epsilon) * self.centre.expectation(values) + &self.epsilon * other
    }

    pub(super) fn contains(&self, prior: &Distribution) -> Option<bool> {
        if prior.states() != self.centre.states() {
            return Some(false);
        }
        if self.epsilon.is_zero() {
            return Some(*prior == self.centre);
        }
        let rest = Rational::ONE - &self.epsilon;
        let shares = prior.probabilities().iter().zip(self.centre.probabilities());
        let other = shares.map(|(g, f)| (g - &rest * f) / &self.epsilon).collect();
        match Distribution::new(other) {
            Ok(other) => self.with.contains(&other),
            Err(_) => Some(false),
        }
    }
}
