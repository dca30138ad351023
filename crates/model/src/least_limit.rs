//! The smallest limit on payments under which a goal is attainable: a number, with a mechanism at it and a proof below it.

use crate::certificate::ImpossibilityCertificate;
use crate::design::{Design, Obstacle};
use crate::number::Rational;

/// The smallest limit of one kind, liability or receipt, that is not too tight: the same for every agent that has none of its own.
#[derive(Debug, Clone)]
pub enum LeastLimit {
    /// This one, at least 0: with it the goal is attainable, with anything less it is not.
    At {
        /// The limit.
        value: Rational,
        /// A mechanism that keeps it.
        mechanism: Box<Design>,
        /// Why nothing less will do; `None` where the limit is 0.
        below: Option<Below>,
    },
    /// No limit, however large, will do: this proof uses no row of it.
    Never(ImpossibilityCertificate),
    /// Not settled.
    Undecided(Obstacle),
}

/// A proof that no smaller limit will do.
#[derive(Debug, Clone)]
pub struct Below {
    /// A proof for the limit `checked_at`; the same rows and multipliers prove it for every smaller limit than the least.
    pub certificate: ImpossibilityCertificate,
    /// A limit between 0 and the least one, at which the checker accepted the certificate.
    pub checked_at: Rational,
    /// With the limit c the rows add up to the claim that slope · (c − the least limit) is at least 0.
    pub slope: Rational,
}
