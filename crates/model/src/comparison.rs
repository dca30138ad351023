//! Mechanisms side by side in one environment: those of the literature, and those designed for it.

use crate::benchmark::Benchmark;
use crate::condition::UndecidedReason;
use crate::design::DesignAnswer;
use crate::number::Rational;
use crate::property::{Goal, MechanismKind, Reports};
use crate::verification::Verification;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// A mechanism of the literature.
    Benchmark(Benchmark),
    /// The mechanism that is found for a goal.
    Designed {
        /// The goal.
        goal: Goal,
        /// One rule or several.
        mechanism: MechanismKind,
    },
}

/// One mechanism of a comparison, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub candidate: Candidate,
    /// The mechanism, or why it is not to be had in this environment.
    pub answer: DesignAnswer,
    /// Every property of the mechanism; `None` where there is no mechanism.
    pub verification: Option<Result<Verification, UndecidedReason>>,
    /// The smallest and the largest expected revenue −Σ_θ p(θ) Σ_i t_i(θ) over the rules; `None` where there is no mechanism or
    /// no common prior.
    pub revenue: Option<(Rational, Rational)>,
}

/// All of them, in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The misreports that designed mechanisms are to be safe against, and against which `ic` and `cic` are shown; for one rule
    /// it makes no difference.
    pub reports: Reports,
    /// The mechanisms of the literature, then the designed ones.
    pub entries: Vec<Compared>,
}
