//! The weights of a prior as a matrix with a row for every joint type of a coalition.

use ambimech_model::coalition::Coalition;
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Rational, sum};
use ambimech_model::prior::Prior;
use ambimech_model::type_space::TypeSpace;

/// The rows.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    coalition: Coalition,
    rows: Vec<Vec<Rational>>,
    total: Rational,
}

impl Rows {
    /// The weights of a prior, whole numbers that add up to its total.
    pub(super) fn new(space: &TypeSpace, prior: &Prior, coalition: Coalition) -> Rows {
        let split = space.split(coalition);
        let weight = |own, x| Rational::from(prior.weight(split.profile(own, x)));
        let rows = split.own().map(|own| split.rest().map(|x| weight(own, x)).collect()).collect();
        Rows { coalition, rows, total: Rational::from(prior.total().clone()) }
    }

    /// Whose joint types have rows.
    pub(super) fn coalition(&self) -> Coalition {
        self.coalition
    }

    /// All rows in order.
    pub(super) fn list(&self) -> impl Iterator<Item = (JointTypeId, &[Rational])> {
        self.rows.iter().enumerate().map(|(own, row)| (JointTypeId(own), row.as_slice()))
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }

    /// One row.
    pub(super) fn row(&self, own: JointTypeId) -> &[Rational] {
        &self.rows[own.0]
    }

    /// What all weights add up to.
    pub(super) fn total(&self) -> &Rational {
        &self.total
    }

    /// A ratio that is small.
    pub(super) fn small(&self) -> Rational {
        Rational::ONE / &self.total
    }

    /// The weights with some rows replaced, in profile order.
    pub(super) fn with(
        &self,
        space: &TypeSpace,
        prior: &Prior,
        rows: &[(JointTypeId, Vec<Rational>)],
    ) -> Vec<Rational> {
        let weights = space.profiles().map(|profile| Rational::from(prior.weight(profile))).collect();
        self.replaced(space, weights, rows)
    }

    /// Equal weights with some rows replaced.
    pub(super) fn with_all(&self, space: &TypeSpace, rows: &[(JointTypeId, Vec<Rational>)]) -> Vec<Rational> {
        self.replaced(space, vec![Rational::ONE; space.size()], rows)
    }

    /// No weights but some rows.
    pub(super) fn with_none(&self, space: &TypeSpace, rows: &[(JointTypeId, Vec<Rational>)]) -> Vec<Rational> {
        self.replaced(space, vec![Rational::ZERO; space.size()], rows)
    }

    fn replaced(
        &self,
        space: &TypeSpace,
        mut weights: Vec<Rational>,
        rows: &[(JointTypeId, Vec<Rational>)],
    ) -> Vec<Rational> {
        let split = space.split(self.coalition);
        for (own, row) in rows {
            for (x, weight) in split.rest().zip(row) {
                weights[split.profile(*own, x).0] = weight.clone();
            }
        }
        weights
    }
}

/// (1 − share) of the first distribution and the share of the second, each from weights that need not add up to 1.
pub(super) fn mixed(first: &[Rational], second: &[Rational], share: &Rational) -> Vec<Rational> {
    let keep = (Rational::ONE - share) / sum(first);
    let add = share / sum(second);
    first.iter().zip(second).map(|(a, b)| a * &keep + b * &add).collect()
}
