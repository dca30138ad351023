//! The smallest limit on payments, in words.

use super::limits::limit_noun;
use crate::render::number::exact;
use ambimech_model::environment::Environment;
use ambimech_model::least_limit::{Below, LeastLimit};
use ambimech_model::number::Rational;
use ambimech_model::payment_limits::{PaymentLimit, PaymentLimits};
use ambimech_model::property::{Goal, MechanismKind, Reports};

/// A question about the smallest limit of a kind.
#[derive(Debug, Clone, Copy)]
pub struct LeastLimitQuestion<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// The goal.
    pub goal: &'a Goal,
    /// One rule or several.
    pub mechanism: MechanismKind,
    /// The misreports to be safe against.
    pub reports: Reports,
    /// The limits that are given.
    pub limits: &'a PaymentLimits,
    /// The kind whose smallest amount is asked for.
    pub least: PaymentLimit,
}

/// `attainable`, `never` or `undecided`.
pub fn least_limit_word(found: &LeastLimit) -> &'static str {
    match found {
        LeastLimit::At { .. } => "attainable",
        LeastLimit::Never(_) => "never",
        LeastLimit::Undecided(_) => "undecided",
    }
}

/// Why a proof at one limit proves the same for all smaller ones.
pub fn at_smaller_limits(least: PaymentLimit, value: &Rational, below: &Below) -> String {
    let distance = format!("({} - {})", exact(value), letter(least));
    let gain = if below.slope.is_one() { distance } else { format!("{} {distance}", exact(&below.slope)) };
    format!(
        "With {letter}, the limit of {}, left open the same steps end in 0 >= {gain}, which is true at {letter} = {value} and a \
         contradiction at every {letter} < {value}.",
        limit_noun(least),
        letter = letter(least),
        value = exact(value),
    )
}

/// Why there is no smallest limit to name.
pub fn never(least: PaymentLimit) -> String {
    format!(
        "No limit of {} is large enough: the proof uses none, so it is one for every amount and for none at all.",
        limit_noun(least)
    )
}

/// The sign of the unknown limit: L or R.
pub fn letter(least: PaymentLimit) -> &'static str {
    if least == PaymentLimit::Receipt { "R" } else { "L" }
}
