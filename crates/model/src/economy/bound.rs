//! What a coalition cannot exceed, and the prices that prove it.

use crate::number::Rational;

/// Weights, prices and multipliers that bound Σ_S λ_i u_i(z_i, t_i) over everything that a coalition can do; see [`super`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// λ_i ≥ 0, one for each member in agent order.
    pub weights: Vec<Rational>,
    /// p ≥ 0, one for each good.
    pub prices: Vec<Rational>,
    /// μ_ik ≥ 0, for each member one for each affine piece of its utility.
    pub pieces: Vec<Vec<Rational>>,
}
