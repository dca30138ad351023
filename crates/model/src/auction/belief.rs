//! Sets of beliefs about the others' signals.
//!
//! A density makes the components of all the others' signals independent; each has a piecewise polynomial density on its range. A set of
//! beliefs is the convex hull of finitely many densities, or what is near one of them.

use super::piecewise::Piecewise;
use crate::number::Rational;

/// A joint density of everybody's signals: independent components, for each bidder one density per component. A bidder's beliefs use
/// those of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Density {
    /// For every bidder the density of each component of its signal; each integrates to 1 over the component's range.
    pub marginals: Vec<Vec<Piecewise>>,
}

/// Which beliefs near the centre belong to a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members {
    /// All probability measures: some have atoms, and ties may have positive probability.
    All,
    /// Those with a density, as in SONG section 2: a tie of two different bidders' values has probability 0.
    Densities,
}

/// A bidder's set of beliefs, the same whatever its signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeliefSet {
    /// The mixtures of these densities, at least one.
    Hull(Vec<Density>),
    /// (1 − ε)·centre + ε·anything; with ε = 1 all beliefs.
    Contamination {
        /// The centre.
        center: Density,
        /// ε, between 0 and 1.
        epsilon: Rational,
        /// What "anything" may be.
        members: Members,
    },
    /// Everything at a distance of at most ε from the centre in the Prokhorov metric, where the distance of two signal profiles is the
    /// largest difference of a component.
    Prokhorov {
        /// The centre.
        center: Density,
        /// ε, between 0 and 1.
        radius: Rational,
        /// What belongs to the ball.
        members: Members,
    },
}

impl BeliefSet {
    /// The densities of the description: the hull's, or the centre alone.
    pub fn densities(&self) -> &[Density] {
        match self {
            BeliefSet::Hull(densities) => densities,
            BeliefSet::Contamination { center, .. } | BeliefSet::Prokhorov { center, .. } => {
                std::slice::from_ref(center)
            }
        }
    }
}
