//! Families of rules in pairs, and what they cost a misreport under each attitude.
//!
//! # Definition
//! T = {η + Mφ^1, η − Mφ^1, …, η + Mφ^K, η − Mφ^K} with side bets φ^k that are worth 0 to everybody who is truthful and a scale
//! M > 0: a *family of pairs* around the base η (CPAM, proof of Corollary 1). For a coalition S with true types θ̄_S let g(δ) be what
//! a misreport δ, pure or mixed, gains over the truth under η, x_k(δ) the value of φ^k to it, and s(δ) = max_k |x_k(δ)|.
//!
//! # Linear attitudes
//! The mean of the values is that under η, and the best case is as far above it as the worst case is below: M s(δ). The attitude
//! (1−ε)·mean + ε·(α·min + (1−α)·max) therefore makes the misreport worth the truth plus
//!
//! g(δ) − κ M s(δ), with κ = ε (2α − 1), the *pair weight* of the attitude.
//!
//! So no misreport gains if and only if κ M s(δ) ≥ g(δ) for every δ. When some δ has g(δ) > 0: for κ ≤ 0 (α ≤ ½) no scale is enough; for
//! κ > 0 the smallest sufficient scale is M(1)/κ, where M(1) = sup { g(δ)/s(δ) : g(δ) > 0 } is that of the worst case, α = ε = 1. It is
//! infinite exactly when a misreport with g > 0 has s = 0. With several coalitions, each with an attitude of its own, the
//! smallest sufficient scale is the largest of M_S(1)/κ_S over the coalitions that are tempted.
//!
//! # Weights that prove it
//! Let λ be weights over the rules and κ ≥ 0. If (1−κ)·(V_S\[r\](η) − V_S(η)) + κ·(Σ_t λ_t V_S\[r\](t) − V_S(η)) ≤ 0 for every pure report r, where
//! V_S is short for the values of θ̄_S, then no mixed misreport gains. Proof: the inequality is linear in the report, so that it holds for
//! every mixture δ; and Σ_t λ_t V_S\[δ\](t) ≥ min_t V_S\[δ\](t) = V_S(η) + g(δ) − M s(δ). Hence 0 ≥ (1−κ) g(δ) + κ (g(δ) − M s(δ)) = g(δ) − κ M s(δ).
//! By the duality of linear programs such weights exist whenever M is at least the smallest scale: one list for every joint type,
//! as for the worst case, and not one for every rule that could be the best case.
//!
//! # Smooth attitudes
//! The expectation of ψ over the second-order belief of a value that has mean V_S(η) + g(δ) is at most ψ(V_S(η) + g(δ)) (Jensen). So a
//! joint type that nobody tempts under η is not tempted under any family of pairs, whatever its attitude, and the weights above with
//! κ = 0 prove it. Of a pure misreport with g > 0 and s > 0, E ψ(V_S(η) + g + ε M Σ_k (π_{k+} − π_{k−}) x_k) is strictly concave in M with
//! derivative 0 at M = 0, so strictly decreasing and without lower bound: one number M separates the scales that are enough from
//! those that are not. With *mixed* reports drawn after the rule there is none: at the truth the derivative of E ψ in the direction of
//! a misreport is ψ'(V_S(η)) times the mean of its values minus V_S(η), which is ψ'·g whatever M is. A small enough probability of
//! lying gains. (The proof of CPAM Corollary 1 takes the largest of the scales for every δ; near the truth they have no bound.)
//!
//! # Source
//! CPAM 5.2 and Corollary 1; MDAT 6.3. The exact scales, the weights and the last remark are this program's.

use super::Attitude;
use crate::number::Rational;

/// κ = ε (2α − 1): how much of the distance from the mean to the worst case a linear attitude takes to heart when the best case
/// is as far above the mean. At most 1, and 1 only for the worst case; `None` for smooth attitudes, which have no such number.
///
/// # Examples
/// ```
/// use ambimech_model::number::parse_number;
/// use ambimech_model::preference::{Attitude, pair_weight};
/// let attitude = Attitude::Maxmin { alpha: parse_number("0.75").unwrap(), epsilon: parse_number("0.5").unwrap() };
/// assert_eq!(pair_weight(&attitude), Some(parse_number("1/4").unwrap()));
/// ```
pub fn pair_weight(attitude: &Attitude) -> Option<Rational> {
    match attitude {
        Attitude::Maxmin { alpha, epsilon } => Some(epsilon * (Rational::from(2) * alpha - Rational::ONE)),
        Attitude::Smooth { .. } => None,
    }
}
