//! How far a prior is from failing a condition: two distances between priors, the nearest prior that fails, and why none is nearer.
//!
//! # Definitions
//! For priors p and p' on Θ:
//! * *total variation* ½ Σ_θ |p'(θ) − p(θ)|: the probability that must be moved;
//! * *change of odds* max_θ p'(θ)/p(θ) divided by min_θ p'(θ)/p(θ), for priors with the same profiles of probability 0: the odds
//!   between two profiles change by no larger factor. It is at least 1, and 1 for equal priors only. Its logarithm is Hilbert's
//!   projective metric; it does not change when weights are multiplied by a constant.
//!
//! The distance of a prior from failing is the infimum over all priors of the environment's kind (every two types of two agents
//! can occur together) at which the condition fails; under the change of odds over those with the same support.

mod answer;
mod root;

pub use answer::{Fragility, Grid, Moves, Station, Tally, Towards, Way};
pub use root::Root;

use crate::certificate::ConditionCertificate;
use crate::condition::UndecidedReason;
use crate::index::{AgentId, ProfileId, TypeId};
use crate::number::{Integer, Rational};
use crate::prior::Prior;
use crate::type_space::TypeSpace;

/// How the distance between two priors is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// ½ Σ |p' − p|.
    TotalVariation,
    /// The largest factor by which the odds between two profiles change.
    Odds,
}

impl Measure {
    /// All, in the order they are listed.
    pub const ALL: [Measure; 2] = [Measure::TotalVariation, Measure::Odds];

    /// The name in files and answers.
    pub fn name(self) -> &'static str {
        match self {
            Measure::TotalVariation => "total-variation",
            Measure::Odds => "odds",
        }
    }

    /// The distance between two priors on the same space; `None` where it is infinite.
    pub fn between(self, space: &TypeSpace, first: &Prior, second: &Prior) -> Option<Rational> {
        match self {
            Measure::TotalVariation => Some(total_variation(space, first, second)),
            Measure::Odds => odds_change(space, first, second),
        }
    }
}

/// ½ Σ_θ |q(θ) − p(θ)|.
pub fn total_variation(space: &TypeSpace, p: &Prior, q: &Prior) -> Rational {
    let (p_total, q_total) = (Integer::from(p.total().clone()), Integer::from(q.total().clone()));
    let gained = space.profiles().fold(Integer::ZERO, |sum, profile| {
        let more = Integer::from(q.weight(profile)) * &p_total - Integer::from(p.weight(profile)) * &q_total;
        if more > Integer::ZERO { sum + more } else { sum }
    });
    Rational::from_parts(gained, p.total() * q.total())
}

/// max q/p divided by min q/p; `None` where one of them excludes a profile that the other does not.
pub fn odds_change(space: &TypeSpace, p: &Prior, q: &Prior) -> Option<Rational> {
    let ratio = |profile: ProfileId| Rational::from_parts(q.weight(profile).into(), p.weight(profile));
    if space.profiles().any(|profile| p.is_possible(profile) != q.is_possible(profile)) {
        return None;
    }
    let ratios = || space.profiles().filter(|profile| p.is_possible(*profile)).map(ratio);
    Some(ratios().max()? / ratios().min()?)
}

/// A prior at which the condition fails, and how near another one can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// No prior that fails is nearer than this.
    pub low: Rational,
    /// How far `prior` is. Equal to `low` where `prior` is a nearest one.
    pub high: Rational,
    /// The distance in closed form, from `low` to `high`; `None` where only these bounds are known.
    pub exact: Option<Root>,
    /// A prior at which the condition fails.
    pub prior: Prior,
    /// The proof that it fails there.
    pub certificate: ConditionCertificate,
    /// Why no prior nearer than `low` fails.
    pub proof: NoNearer,
}

/// How far the condition is from failing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distance {
    /// As far as that.
    Nearest(Box<Nearest>),
    /// It fails at no prior whatever, or, under the change of odds, at none with the same support.
    Never(NoNearer),
    /// Not settled.
    Undecided(UndecidedReason),
}

/// Why no prior nearer than some distance fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoNearer {
    /// The checker goes through all pairs of types by itself: for `bdp` and `cbdp`, and for `convex-independence` where no agent
    /// has more than two types.
    Pairs,
    /// For `convex-independence` under total variation: as [`NoNearer::Pairs`] for agents with two types, and bets for every type of
    /// every other agent, in order.
    Bets(Vec<(AgentId, TypeId, Bets)>),
    /// For `convex-independence` under the change of odds: prices for every type of every agent with two or more, in order.
    Prices(Vec<(AgentId, TypeId, Prices)>),
}

/// Bets that keep the belief of a type θ apart from mixtures of the other types' beliefs.
///
/// A prior p' at which θ is a mixture has c_θ p'(θ, x) = Σ_j c_j p'(j, x) for all x, with c in the simplex over the agent's types.
/// The simplex is cut in two again and again; in each part one bet rules out all its c.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bets {
    /// One bet, on the type profiles of the others in order, for this whole part.
    Bet(Vec<Rational>),
    /// The part is cut through the middle of the edge between two of its corners, which are numbered; the first half has the middle
    /// in place of corner `first`, the other in place of `second`.
    Cut {
        /// One end of the edge.
        first: usize,
        /// The other.
        second: usize,
        /// Bets for each half.
        halves: Box<[Bets; 2]>,
    },
}

/// Prices y and z ≥ 0 on the others' type profiles: no other type of the agent would pay more for y than for z, and this one values
/// y at least low² times as much as z.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// y.
    pub gains: Vec<Rational>,
    /// z.
    pub losses: Vec<Rational>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_priors() {
        let space = TypeSpace::new(vec![2, 2]).unwrap();
        let prior = |weights: [u64; 4]| Prior::from_integers(&space, weights.to_vec()).unwrap();
        let (p, q) = (prior([1, 4, 4, 1]), prior([1, 1, 1, 1]));
        let ratio = |top: i64, bottom: u64| Rational::from_parts(top.into(), bottom.into());
        for measure in Measure::ALL {
            assert_eq!(measure.between(&space, &p, &q), measure.between(&space, &q, &p));
            let itself = measure.between(&space, &p, &p).unwrap();
            assert_eq!(itself, if measure == Measure::Odds { Rational::ONE } else { Rational::ZERO });
        }
        assert_eq!(total_variation(&space, &p, &q), ratio(3, 10));
        assert_eq!(odds_change(&space, &p, &q), Some(ratio(4, 1)));
    }

    #[test]
    fn odds_do_not_reach_another_support() {
        let space = TypeSpace::new(vec![2, 2, 2]).unwrap();
        let prior = |weights: [u64; 8]| Prior::from_integers(&space, weights.to_vec()).unwrap();
        let (p, q) = (prior([0, 1, 1, 1, 1, 1, 1, 1]), prior([1, 1, 1, 1, 1, 1, 1, 1]));
        assert_eq!(odds_change(&space, &p, &q), None);
        assert_eq!(total_variation(&space, &p, &q), Rational::from_parts(1.into(), 8u8.into()));
    }
}
