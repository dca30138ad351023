//! Proofs that one bet around a base rule is not enough, however large its stakes and however many rules are made of it.
//!
//! # Definition
//! A mechanism is made of one bet around η when its rules are η + a_1 φ, …, η + a_m φ with numbers a_j of any sign and one bet φ that changes
//! nothing on path: E\[Σ_{i∈C} φ_i | θ_C\] = 0 for every single agent C, every coalition C that the goal is about, and every θ_C that occurs,
//! and Σ_i φ_i(θ) = 0 at every θ where the goal asks for a balanced budget. Two rules η ± Mφ are the usual case.
//!
//! # The argument
//! Let g_r be what the misreport r of the type T = (S, θ̄_S) gains under η, and x_r(φ) what it is worth under φ. No mixture of T's misreports
//! gains exactly when some number μ_T, a mean of the a_j, has g_r + μ_T x_r(φ) ≤ 0 for all r (minimax; the truth is worth the same
//! under all rules). If some g_r > 0, then μ_T ≠ 0: T is held on the *side* σ_T = ±1 of η, and with ν_T = 1/|μ_T| > 0
//!
//! σ_T x_r(φ) ≤ −ν_T g_r for all r.
//!
//! For given sides this is linear in φ and ν. Multipliers y_{T,r} ≥ 0 with Σ_T σ_T Σ_r y_{T,r} x_r(φ) = 0 for all φ that change nothing on path
//! and Σ_r y_{T,r} g_r ≥ 0 for every T, > 0 for one, contradict it: the left sides add up to 0, the right sides to less. That the sum of
//! the left sides is 0 for all φ is shown by multiples of the equations for φ. A list of cases that exhausts the sides of some types, with such
//! multipliers for each case, proves that one bet is not enough. Turning φ round turns all sides round, so the first type's side can be chosen.

use crate::coalition::Coalition;
use crate::index::JointTypeId;
use crate::number::Rational;
use crate::transfer::base::Base;

/// On which side of the base rule a type is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// By rules η + aφ with a > 0 on average.
    Plus,
    /// By rules η + aφ with a < 0 on average.
    Minus,
}

/// The side of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeSide {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub truth: JointTypeId,
    /// Its side.
    pub side: Side,
}

/// One multiplier of a row σ_T x_r(φ) ≤ −ν_T g_r.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideTerm {
    /// The place of the type T among the sides of the case.
    pub place: usize,
    /// The misreport r.
    pub report: JointTypeId,
    /// y_{T,r}, positive.
    pub multiplier: Rational,
}

/// One multiplier of an equation E\[Σ_{i∈C} φ_i | θ_C\] = 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeutralTerm {
    /// The coalition C.
    pub coalition: Coalition,
    /// θ_C.
    pub types: JointTypeId,
    /// Of any sign.
    pub multiplier: Rational,
}

/// A case: the sides of some types, and multipliers that contradict them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideCase {
    /// The sides, in the order in which they were distinguished.
    pub sides: Vec<TypeSide>,
    /// The rows of the types, each at most once.
    pub terms: Vec<SideTerm>,
    /// The equations, each at most once.
    pub equations: Vec<NeutralTerm>,
}

/// Proof that one bet around a base rule is not enough against mixed reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneBet {
    /// η.
    pub base: Base,
    /// The cases in order: the first has all types on the plus side; every next one takes the last type of the one before that is on the
    /// plus side, without those after it, to the minus side, and then goes on with types on the plus side; in the last one all but the first type are
    /// on the minus side. The first type is the same in all, on the plus side.
    pub cases: Vec<SideCase>,
}
