//! How much is at stake under a mechanism, measured in one of three ways, and the smallest stakes that were found.
//!
//! # Definition
//! Let t_i(θ) be money *to* agent i, T the announced rules, p the common prior and 𝒮 the coalition pattern.
//! * *largest payment*: max over t ∈ T, θ and i of max(0, −t_i(θ)): what anybody ever pays;
//! * *expected payment*: max over t ∈ T of Σ_θ p(θ) Σ_i |t_i(θ)|: the money that changes hands, in expectation;
//! * *exposure*: max over t ∈ T, θ and S ∈ 𝒮 of max(0, −Σ_{i∈S} t_i(θ)): what the members of a coalition that can form ever pay
//!   together. With single agents only it is the largest payment; otherwise it is at least that.
//!
//! Every profile counts in the first and the third, those of probability 0 included. All three are convex in the rule, so that a
//! mixture of rules is never worse than the worst of them: mixtures, by which the rules that hold a type down are found (theory 9.5),
//! do not raise the stakes.

use crate::coalition::Coalition;
use crate::design::{Design, DesignAnswer};
use crate::environment::Environment;
use crate::few_rules::{FewRulesAnswer, LeastRules};
use crate::index::{ProfileId, RuleId};
use crate::mechanism::Mechanism;
use crate::number::Rational;
use crate::property::Goal;
use crate::transfer::TransferTable;
use std::fmt;
use std::str::FromStr;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StakesMeasure {
    /// What anybody ever pays.
    LargestPayment,
    /// The money that changes hands in expectation; needs a common prior.
    ExpectedPayment,
    /// What a coalition's members ever pay together.
    Exposure,
}

impl StakesMeasure {
    /// All of them.
    pub const ALL: [StakesMeasure; 3] =
        [StakesMeasure::LargestPayment, StakesMeasure::ExpectedPayment, StakesMeasure::Exposure];

    /// `largest-payment`, `expected-payment` or `exposure`.
    pub fn name(self) -> &'static str {
        match self {
            StakesMeasure::LargestPayment => "largest-payment",
            StakesMeasure::ExpectedPayment => "expected-payment",
            StakesMeasure::Exposure => "exposure",
        }
    }

    /// The measure of one rule; `None` for an expectation without a common prior, and for a table of another environment.
    pub fn of_rule(self, environment: &Environment, rule: &TransferTable) -> Option<Rational> {
        if !rule.fits(environment.space()) {
            return None;
        }
        let agents = environment.agent_count();
        Some(match self {
            StakesMeasure::LargestPayment => {
                rule.payments().iter().fold(Rational::ZERO, |largest, payment| largest.max(-payment))
            }
            StakesMeasure::ExpectedPayment => {
                let prior = environment.common_prior()?;
                environment.space().profiles().fold(Rational::ZERO, |total, profile| {
                    let moved = rule.at(profile).iter().fold(Rational::ZERO, |moved, payment| {
                        if *payment < Rational::ZERO { moved - payment } else { moved + payment }
                    });
                    total + moved * prior.probability(profile)
                })
            }
            StakesMeasure::Exposure => {
                let mut largest = Rational::ZERO;
                for coalition in environment.pattern().coalitions(agents) {
                    for profile in environment.space().profiles() {
                        largest = largest.max(-received(rule, coalition, profile));
                    }
                }
                largest
            }
        })
    }

    /// The measure of a mechanism; `None` as for [`StakesMeasure::of_rule`], and when a rule cannot be evaluated.
    pub fn of(self, environment: &Environment, mechanism: &Mechanism) -> Option<Rational> {
        (0..mechanism.rule_count(environment)?).try_fold(Rational::ZERO, |largest, rule| {
            let table = mechanism.table(environment, RuleId(rule))?;
            Some(largest.max(self.of_rule(environment, &table)?))
        })
    }
}

/// Σ_{i∈S} t_i(θ).
fn received(rule: &TransferTable, coalition: Coalition, profile: ProfileId) -> Rational {
    coalition.members().fold(Rational::ZERO, |sum, agent| sum + &rule.at(profile)[agent.0])
}

impl fmt::Display for StakesMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is no measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMeasure;

impl fmt::Display for UnknownMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected largest-payment, expected-payment or exposure")
    }
}

impl std::error::Error for UnknownMeasure {}

impl FromStr for StakesMeasure {
    type Err = UnknownMeasure;

    fn from_str(text: &str) -> Result<StakesMeasure, UnknownMeasure> {
        StakesMeasure::ALL.into_iter().find(|measure| measure.name() == text).ok_or(UnknownMeasure)
    }
}

/// The mechanism with the smallest stakes that was found with at most so many rules.
#[derive(Debug, Clone)]
pub struct SmallStakes {
    /// The mechanism, accepted by the checker; its `scale` and `base` are `None`.
    pub design: Box<Design>,
    /// Number of its rules, at most the number asked for.
    pub rules: usize,
    /// What was made small.
    pub measure: StakesMeasure,
    /// The measure of the mechanism, exact.
    pub reached: Rational,
    /// What no mechanism goes below, whatever its number of rules; `None` when the exact program for it is too large.
    pub bound: Option<StakesBound>,
    /// What no mechanism with one rule goes below, where this one has one: the optimum of an exact linear program in its payments, of which both
    /// sides were verified exactly.
    pub one_rule: Option<Rational>,
    /// The price of neat numbers, where these were asked for.
    pub neat: Option<Neatness>,
    /// What became of treating alike agents alike, where this was asked for.
    pub symmetry: Option<SymmetryPrice>,
    /// Whether the search was over before all of it was done, because the work that an answer is worth was spent.
    pub is_stopped: bool,
    /// One rule more than was searched for, and the measure that a short search reached with it: where no number of rules was asked for, the
    /// measure is far above the bound, and this is smaller.
    pub one_more: Option<(usize, Rational)>,
}

/// A number that no mechanism for the question goes below, with any number of rules: the optimum of an exact linear program, of which
/// both sides were verified exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StakesBound {
    /// The number.
    pub value: Rational,
    /// How many types (against pure reports: misreports) have a rule of their own in the program.
    pub stopped: usize,
    /// How many there are. With all of them in the program the bound is reached, with as many rules.
    pub all: usize,
    /// Whether the mean of all rules is one more rule of the program, as some attitudes count it; then it may be reached only nearly.
    pub with_mean: bool,
}

/// The price of neat numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Neatness {
    /// All payments are multiples of this unit.
    Reached {
        /// The unit: 1, or a short decimal; where the equations of the payments have no solutions in any, a short fraction.
        unit: Rational,
        /// The measure before.
        before: Rational,
    },
    /// Nothing neat was found within the price.
    NotFound,
}

/// The price of treating alike agents alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SymmetryPrice {
    /// No permutation of agents and types other than none leaves the environment as it is.
    NoSymmetry,
    /// Every rule is left as it is by so many permutations of agents and types, the identity included.
    Imposed {
        /// Number of the permutations.
        permutations: usize,
        /// The measure that was reached without.
        before: Rational,
    },
    /// The set of rules is left as it is by so many permutations, the identity included, but not every rule: under those that are not
    /// `kept` the rules of a pair change places.
    InPairs {
        /// Number of the permutations.
        permutations: usize,
        /// Number of those that leave every rule as it is.
        kept: usize,
        /// The measure that was reached without.
        before: Rational,
        /// The measure that was reached with every rule left as it is by all of them; `None` when nothing was found.
        each: Option<Rational>,
    },
    /// None whose set of rules keeps the symmetry was found.
    NotFound {
        /// Number of the permutations.
        permutations: usize,
    },
}

/// The answer to the question for the smallest stakes.
#[derive(Debug, Clone)]
pub enum SmallStakesAnswer {
    /// Here is the best that was found.
    Found {
        /// The mechanism.
        found: Box<SmallStakes>,
        /// How few rules any mechanism has.
        least: LeastRules,
    },
    /// Everything else: as the search for few rules says.
    Other(Box<FewRulesAnswer>),
    /// Mechanisms there are, but the payments cannot be optimised here, or the limits leave none that was found.
    NotFound {
        /// The goal.
        goal: Goal,
        /// The measure.
        measure: StakesMeasure,
        /// The number of rules asked for, if any.
        asked: Option<usize>,
    },
}

impl SmallStakesAnswer {
    /// The same as the answer to a design; `None` where only the number of rules, limits or the attitude are in the way.
    pub fn design_answer(&self) -> Option<DesignAnswer> {
        match self {
            SmallStakesAnswer::Found { found, .. } => Some(DesignAnswer::Done(found.design.clone())),
            SmallStakesAnswer::Other(answer) => answer.design_answer(),
            SmallStakesAnswer::NotFound { .. } => None,
        }
    }
}
