//! Sets of beliefs given by linear inequalities.

use super::{BeliefSetError, Distribution};
use crate::number::Rational;

/// One inequality Σ_x a(x) p(x) ≥ b about a distribution p.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inequality {
    /// a(x), one number per state.
    pub coefficients: Vec<Rational>,
    /// b.
    pub least: Rational,
}

impl Inequality {
    fn holds(&self, prior: &Distribution) -> bool {
        prior.expectation(&self.coefficients) >= self.least
    }
}

/// All distributions that satisfy finitely many inequalities. The set may be empty, which is for an exact program to find out; no
/// expectation over an empty set is ever proved, since a program without points has no smallest value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearBeliefs {
    states: usize,
    rows: Vec<Inequality>,
}

/// Multipliers that prove a smallest expectation over [`LinearBeliefs`]: y_k ≥ 0 for every inequality, z for the total of 1.
///
/// When Σ_k y_k a_k(x) + z ≤ f(x) in every state x, then every p of the set has Σ p f ≥ Σ_k y_k b_k + z.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipliers {
    /// y_k, in the order of the inequalities.
    pub rows: Vec<Rational>,
    /// z.
    pub total: Rational,
}

impl LinearBeliefs {
    /// The distributions over so many states that satisfy these inequalities.
    ///
    /// # Errors
    /// No state, or an inequality with another number of coefficients.
    pub fn new(states: usize, rows: Vec<Inequality>) -> Result<LinearBeliefs, BeliefSetError> {
        if states == 0 {
            return Err(BeliefSetError::Empty);
        }
        if rows.iter().any(|row| row.coefficients.len() != states) {
            return Err(BeliefSetError::WrongLength);
        }
        Ok(LinearBeliefs { states, rows })
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.states
    }

    /// The inequalities.
    pub fn rows(&self) -> &[Inequality] {
        &self.rows
    }

    pub(super) fn contains(&self, prior: &Distribution) -> bool {
        prior.states() == self.states && self.rows.iter().all(|row| row.holds(prior))
    }

    /// The bound that the multipliers prove for the expectation of these values, one per state; `None` when they prove nothing.
    pub(super) fn bound(&self, values: &[Rational], multipliers: &Multipliers) -> Option<Rational> {
        let fits = multipliers.rows.len() == self.rows.len() && values.len() == self.states;
        if !fits || multipliers.rows.iter().any(|y| *y < Rational::ZERO) {
            return None;
        }
        let used = || self.rows.iter().zip(&multipliers.rows).filter(|(_, y)| !y.is_zero());
        let covers = |state: usize| {
            let start = multipliers.total.clone();
            used().fold(start, |total, (row, y)| total + y * &row.coefficients[state]) <= values[state]
        };
        (0..self.states)
            .all(covers)
            .then(|| used().fold(multipliers.total.clone(), |total, (row, y)| total + y * &row.least))
    }
}
