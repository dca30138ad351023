//! Why no side contract is profitable for a coalition of given types.
//!
//! # Rows that every contract keeps
//! Let two types a, b of a member i share a posterior. Whatever side contract has S-IC, with U_i the on-path worst cases of the
//! member's types,
//!
//! U_i(a) − U_i(b) ≥ D_i\[δ_S\](a, b) = E\[u_i(outcome, (a, θ_−i)) − u_i(outcome, (b, θ_−i))\],
//!
//! the expectation over the others' types, in which a and b agree, and over the outcome when the coalition reports by
//! δ_S\[b, θ_S∖i\].
//!
//! *Proof.* Reporting b, type a expects from (t, τ) the same money as a truthful b, and other payoffs from the same outcomes:
//! W_i(t, τ; a, b) = W_i(t, τ; b, b) + D_i\[δ_S\](a, b), and the difference does not depend on (t, τ). Its worst case is U_i(b) + D_i(a, b),
//! which S-IC bounds by U_i(a). ∎
//!
//! With S-BB, moreover, for every rule t: Σ_i E\[U_i\] ≤ E\[V_S\[δ_S\](t, θ_S)\], since U_i is at most what i expects from (t, τ), and the
//! members' payments add up to 0. And S-IR says that U_i(θ_i) ≥ r_i(θ_i) = min_t V_i(t, θ_i).
//!
//! # Proof by multipliers
//! Let λ be weights over the rules, μ_i(a, b) ≥ 0 and κ_t ≥ 0 with Σ_t κ_t = K, such that
//! ρ_i(a) = K p(a) − Σ_b μ_i(a, b) + Σ_b μ_i(b, a) ≥ 0 for every type of every member. Adding up the three kinds of rows with μ, κ and ρ, the U_i
//! cancel, and
//!
//! min_t V_S\[δ_S\](t, θ*_S) ≤ Σ_{θ_S} max_θ' c(θ_S, θ') − Σ ρ_i(a) r_i(a),
//!
//! where c(θ_S, θ') collects what stands with δ_S\[θ_S\](θ'): 1\[θ_S = θ*_S\] Σ_t λ_t V_S\[θ'\](t, θ*_S), plus p(θ_S) Σ_t κ_t V_S\[θ'\](t, θ_S), minus the
//! μ-weighted d_i(a, b; θ_S, θ') of [`imitation_gain`]. When the right side is at most min_t V_S(t, θ*_S), no contract with S-IC, S-BB and
//! S-IR is profitable at θ*_S. With κ = 0 (then ρ = 0, since the ρ add up to K) S-BB and S-IR are not used, and no contract at all is;
//! with μ = 0 too this is the proof that S does not gain from any deviation at θ*_S (theory 9.7), as CIC asks.

use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, RuleId, TypeId};
use crate::number::Rational;
use crate::type_space::Split;

/// How much weight the argument gives to one type of a member that could pass for another of the same beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imitation {
    /// The member i.
    pub agent: AgentId,
    /// The type a.
    pub truth: TypeId,
    /// The type b, with the beliefs of a.
    pub report: TypeId,
    /// μ_i(a, b) > 0.
    pub multiplier: Rational,
}

/// Proof that no side contract with S-IC, S-BB and S-IR is profitable for a coalition of these types; with no budget multipliers,
/// that no side contract is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractExclusion {
    /// The coalition S.
    pub coalition: Coalition,
    /// θ*_S.
    pub types: JointTypeId,
    /// λ: positive weights that add up to 1; rules not named have weight 0.
    pub weights: Vec<(RuleId, Rational)>,
    /// μ, those that are not 0.
    pub imitations: Vec<Imitation>,
    /// κ, those that are not 0.
    pub budget: Vec<(RuleId, Rational)>,
}

/// d_i(a, b; θ_S, θ') = Σ_x P(θ_S∖i, x | b)·(u_i(q(θ', x), (a, θ_S∖i, x)) − u_i(q(θ', x), (b, θ_S∖i, x))) for the joint type θ_S in which
/// i is of type b: what stands with δ_S\[θ_S\](θ') in D_i\[δ_S\](a, b). 0 when b never occurs.
pub fn imitation_gain(
    environment: &Environment,
    split: &Split,
    (agent, truth): (AgentId, TypeId),
    own: JointTypeId,
    reported: JointTypeId,
) -> Rational {
    let space = environment.space();
    let belief = environment.belief(agent);
    let b = space.type_of(split.profile(own, JointTypeId(0)), agent);
    let total = &belief.joint_weights(space, Coalition::single(agent))[b.0];
    if total.is_zero() {
        return Rational::ZERO;
    }
    let mut gain = Rational::ZERO;
    for x in split.rest() {
        let profile = split.profile(own, x);
        if !belief.is_possible(profile) {
            continue;
        }
        let outcome = environment.allocation(split.profile(reported, x));
        let as_truth = space.with_type(profile, agent, truth);
        let difference =
            environment.payoff(agent, outcome, as_truth) - environment.payoff(agent, outcome, profile);
        if !difference.is_zero() {
            gain += difference * Rational::from(belief.weight(profile));
        }
    }
    gain / Rational::from(total.clone())
}
