//! How much ambiguity is enough: the least parameter of a family of sets of beliefs with Minimal Ambiguity, with evidence.

use super::condition::{SlackCell, Tightest};
use super::family::{Family, NoFamily};
use super::informational_size::InformationalSize;
use crate::index::AgentId;
use crate::number::Rational;

/// A parameter at which Minimal Ambiguity fails, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLittle {
    /// The parameter; every smaller one is too little as well.
    pub parameter: Rational,
    /// Where the slack is negative.
    pub tightest: Tightest,
}

/// A parameter at which Minimal Ambiguity holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enough {
    /// The parameter; every larger one is enough as well.
    pub parameter: Rational,
    /// The proof that the slack is at least 0 on every piece.
    pub cover: Vec<Vec<SlackCell>>,
    /// A piece and one of its ends, or an own index inside, at which every smaller parameter has negative slack: the parameter is the least.
    pub sharp: Option<(usize, Rational)>,
}

/// The least parameter for one bidder, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastParameter {
    /// The family.
    pub family: Family,
    /// The bidder.
    pub bidder: AgentId,
    /// Only own indices below this number were asked about.
    pub below: Option<Rational>,
    /// The largest parameter known to be too little; `None` when 0 is enough.
    pub too_little: Option<TooLittle>,
    /// The smallest parameter known to be enough; `None` when not even 1 is known to be.
    pub enough: Option<Enough>,
}

impl LeastParameter {
    /// The least parameter, where it is known exactly.
    pub fn exact(&self) -> Option<&Rational> {
        let enough = self.enough.as_ref()?;
        (self.too_little.is_none() || enough.sharp.is_some()).then_some(&enough.parameter)
    }
}

/// One auction of a curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastRow {
    /// How many bidders.
    pub bidders: usize,
    /// The value of the parameter that is varied.
    pub varied: Option<Rational>,
    /// The bidder's name; `None` when all are alike.
    pub name: Option<String>,
    /// The least parameter, or why it is not known.
    pub least: Result<LeastParameter, NoFamily>,
    /// Whether the slack is negative just above (`true`) or just below an end of a piece, for a place at an end.
    pub side: Option<bool>,
    /// The informational size.
    pub size: Option<InformationalSize>,
    /// Values increase, and Monotonicity and Linearity hold: with them Minimal Ambiguity is enough (Theorem 4.1).
    pub is_sufficient: bool,
}

impl LeastRow {
    /// Whether the least parameter is exact, enclosed, or known not to exist.
    pub fn is_settled(&self) -> bool {
        self.least.as_ref().is_ok_and(|least| {
            least.enough.is_some() || least.too_little.as_ref().is_some_and(|less| less.parameter.is_one())
        })
    }
}

/// The least parameter over numbers of bidders or values of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastCurve {
    /// The family.
    pub family: Family,
    /// Only own indices below this number are asked about.
    pub below: Option<Rational>,
    /// The name of the parameter that is varied.
    pub varied: Option<String>,
    /// One row for each auction and bidder.
    pub rows: Vec<LeastRow>,
}
