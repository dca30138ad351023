//! What is answered about the fragility of a condition.

use super::{Distance, Measure};
use crate::benchmark::Benchmark;
use crate::certificate::ConditionCertificate;
use crate::condition::{Condition, Verdict};
use crate::design::DesignAnswer;
use crate::index::ProfileId;
use crate::number::Rational;
use crate::prior::Prior;
use crate::property::{Goal, Reports};

/// How fragile a condition is in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragility {
    /// The condition.
    pub condition: Condition,
    /// Whether it holds at the prior of the environment.
    pub verdict: Verdict<ConditionCertificate>,
    /// How far the prior is from failing it, in the order of [`Measure::ALL`]; empty where it does not hold.
    pub distances: Vec<(Measure, Distance)>,
    /// Mechanisms on the way to a failing prior.
    pub way: Option<Way>,
    /// Verdicts at perturbed priors.
    pub grids: Vec<Grid>,
}

/// Mechanisms at priors on the straight line to a prior that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The goal.
    pub goal: Goal,
    /// The misreports that the mechanisms are safe against.
    pub reports: Reports,
    /// The mechanism of the literature that is made; `None` for the design in closed form.
    pub benchmark: Option<Benchmark>,
    /// In which measure the prior at the end is a nearest one.
    pub measure: Measure,
    /// The prior at the end.
    pub end: Prior,
    /// Where mechanisms were made, from the prior itself on.
    pub stations: Vec<Station>,
}

/// A prior (1 − s) p + s p* on the way, and what is designed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// 1 − s: how much of the way remains; 1 at the prior itself.
    pub remaining: Rational,
    /// The mechanism, or why there is none.
    pub answer: DesignAnswer,
    /// In every mechanism whatever that keeps everybody honest whom the goal keeps honest, somebody pays or receives at least so much at
    /// some profile; `None` where nothing of the kind is known.
    pub least: Option<Rational>,
}

/// Which perturbed priors are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grid {
    /// Mixtures (1 − w) p + w q with another prior q.
    Mixtures {
        /// What q is.
        towards: Towards,
        /// The conditions, in the order of the verdicts.
        conditions: Vec<Condition>,
        /// For each weight w, in order, the verdicts; `None` where the mixture is no prior of the environment's kind.
        lines: Vec<(Rational, Option<Vec<Verdict<ConditionCertificate>>>)>,
    },
    /// The probability of one profile moved up or down, those of the others scaled so that the sum is 1.
    Moves {
        /// The conditions, in the order of the tallies.
        conditions: Vec<Condition>,
        /// For each size of the move, in order.
        lines: Vec<Moves>,
    },
}

/// The other end of a mixture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Towards {
    /// All profiles equally likely.
    Uniform,
    /// The independent prior with the same probability of every type.
    Independent,
    /// The prior of another environment, called like this.
    Other(String),
}

/// What becomes of the conditions when one probability is moved by so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    /// By how much.
    pub size: Rational,
    /// Moves that leave a prior of the environment's kind.
    pub possible: usize,
    /// Moves that do not: a probability would be negative, or two types never occur together.
    pub impossible: usize,
    /// By condition.
    pub tallies: Vec<Tally>,
}

/// How often a condition holds and fails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Moves at which it holds.
    pub holds: usize,
    /// Moves at which it fails.
    pub fails: usize,
    /// Moves at which it is not settled.
    pub undecided: usize,
    /// The first move whose verdict is another than that at the prior itself: the profile, and whether its probability rises.
    pub first_change: Option<(ProfileId, bool)>,
}
