//! Mechanisms for all values of a parameter beyond one: payments that move along straight lines with the parameter.

use crate::mechanism::NamedRule;
use crate::number::Rational;
use crate::property::{Goal, Reports};
use crate::transfer::TransferTable;

/// Which values of a parameter, seen from one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Towards {
    /// That one and all smaller ones.
    Smaller,
    /// That one and all larger ones.
    Larger,
}

impl Towards {
    /// Both, in order.
    pub const ALL: [Towards; 2] = [Towards::Smaller, Towards::Larger];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Towards::Smaller => "smaller",
            Towards::Larger => "larger",
        }
    }

    /// 1 or −1: the way the parameter goes.
    pub fn sign(self) -> Rational {
        match self {
            Towards::Smaller => Rational::NEG_ONE,
            Towards::Larger => Rational::ONE,
        }
    }
}

/// Proof that a goal is attainable at a value B₀ of the parameter and at all values on one side of it.
///
/// At B = B₀ ± λ, λ ≥ 0, the mechanism has the rules t_k + λ d_k: `start` holds the t_k, `change` the d_k.
/// [`crate::check::check_direction`] says what they must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direction {
    /// B₀.
    pub from: Rational,
    /// On which side.
    pub towards: Towards,
    /// What is attainable there.
    pub goal: Goal,
    /// The misreports that are harmless.
    pub reports: Reports,
    /// The rules at B₀; at least one.
    pub start: Vec<NamedRule>,
    /// What is added to each rule for every 1 that the parameter goes.
    pub change: Vec<TransferTable>,
}
