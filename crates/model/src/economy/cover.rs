//! Proofs about all maximin values at a type profile.
//!
//! Weights of a value of a strict economy are positive and count up to a factor, so they lie in the simplex Σ λ_i = 1. A cover cuts it into parts whose
//! corners are known games V_λ. V_λ(S) is convex in λ: within a part it is at most what lies between the corners, and at least what bundles
//! of one corner are worth. So λ_i v_i = Sh_i(V_λ) has bounds in every part, and so has v_i.

use super::{Bound, Worth};
use crate::index::ProfileId;
use crate::number::Rational;

/// The game V_λ,t at weights λ ≥ 0 that add up to 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightCorner {
    /// λ_i, one for each agent.
    pub weights: Vec<Rational>,
    /// The worth of each coalition, in the order of [`super::Economy::coalitions`].
    pub worths: Vec<Worth>,
}

/// What is said about a part of the simplex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeightTree {
    /// Two halves, cut in the middle between two corners of the part, given by their places among its corners: the first half keeps the first of the two,
    /// the second the other, and the middle takes the place of the one that is not kept.
    Halves {
        /// Places, in order.
        between: [usize; 2],
        /// The half with the first.
        first: Box<WeightTree>,
        /// The half with the second.
        second: Box<WeightTree>,
    },
    /// No value has weights in this part: all together cannot have the least that everybody would receive.
    OutOfReach(Bound),
    /// There may be values with weights in this part.
    Open,
}

/// A division of all weights at a profile. It begins with the whole simplex, whose corners are the agents' unit weights in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightCover {
    /// The profile t.
    pub profile: ProfileId,
    /// The corners that the parts have, each once, in the order of their weights.
    pub corners: Vec<WeightCorner>,
    /// The parts.
    pub tree: WeightTree,
}
