//! Sets of beliefs given by their vertices.

use super::{BeliefSetError, Distribution, Extreme};
use crate::number::Rational;

/// The convex hull of finitely many distributions, at least one, over the same states. An expectation is linear in the belief, so
/// that the smallest one is that of a vertex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hull(Vec<Distribution>);

impl Hull {
    /// The hull of these distributions.
    ///
    /// # Errors
    /// No distribution, or two over different numbers of states.
    pub fn new(vertices: Vec<Distribution>) -> Result<Hull, BeliefSetError> {
        let states = vertices.first().ok_or(BeliefSetError::Empty)?.states();
        if vertices.iter().any(|vertex| vertex.states() != states) {
            return Err(BeliefSetError::WrongLength);
        }
        Ok(Hull(vertices))
    }

    /// The hull of one distribution.
    pub(super) fn of(prior: Distribution) -> Hull {
        Hull(vec![prior])
    }

    /// The distributions, of which some may be no vertices.
    pub fn vertices(&self) -> &[Distribution] {
        &self.0
    }

    pub(super) fn states(&self) -> usize {
        self.0.first().map_or(0, Distribution::states)
    }

    pub(super) fn contains(&self, prior: &Distribution) -> Option<bool> {
        let is_vertex = self.0.contains(prior);
        (is_vertex || self.0.len() == 1 || prior.states() != self.states()).then_some(is_vertex)
    }

    pub(super) fn lower(&self, values: &[Rational]) -> Option<Extreme> {
        let mut extremes = self.0.iter().map(|vertex| (vertex, vertex.expectation(values)));
        let first = extremes.next()?;
        let (prior, value) = extremes.fold(first, |best, next| if next.1 < best.1 { next } else { best });
        Some(Extreme { value, prior: prior.clone() })
    }
}
