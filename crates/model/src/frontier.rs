//! How few rules against how small stakes against what agents keep: the frontier of a goal.
//!
//! # Definitions
//! The *rents* of a mechanism (q, T) are what all agents together keep in expectation when everybody tells the truth, under the rule that
//! leaves them most:
//!
//! R(T) = max over t ∈ T of Σ_θ p(θ) Σ_i (u_i(q(θ), θ) + t_i(θ)) = W + max over t ∈ T of E\[Σ_i t_i\], with W the expected surplus.
//!
//! What is left of W is the designer's revenue, W − R(T) at least, whichever rule it has drawn. Where every rule balances the budget
//! R(T) = W for every mechanism; where every rule extracts the full surplus R(T) = 0. Otherwise rents are a choice: a designer who
//! leaves more to the agents can do with smaller stakes.
//!
//! For a measure of stakes m ([`StakesMeasure`]) and a cap ρ on rents the *frontier* is k ↦ inf { m(T) : (q, T) reaches the goal, |T| ≤ k,
//! R(T) ≤ ρ }. It falls in k and in ρ. What is listed are points above it, each with its mechanism, and numbers below it: what no number of
//! rules goes below, and that one rule is not enough.

use crate::certificate::ImpossibilityCertificate;
use crate::coalition::Coalition;
use crate::design::{Design, Obstacle};
use crate::environment::Environment;
use crate::few_rules::LeastRules;
use crate::index::RuleId;
use crate::interim::Interim;
use crate::mechanism::Mechanism;
use crate::number::Rational;
use crate::property::{Goal, Reports};
use crate::stakes::{StakesBound, StakesMeasure};
use crate::transfer::base::expected_surplus;

/// A cap on rents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RentCap {
    /// The goal itself says what rents are: the budget balances, or the full surplus is extracted.
    Fixed,
    /// Any rents.
    Any,
    /// At most so much under every rule.
    AtMost(Rational),
}

/// A mechanism on the way down: none with fewer rules that was found has stakes as small.
#[derive(Debug, Clone)]
pub struct FrontierPoint {
    /// Number of its rules.
    pub rules: usize,
    /// The measure of its stakes.
    pub stakes: Rational,
    /// Its rents; `None` without a common prior.
    pub rents: Option<Rational>,
    /// What each agent expects on path at least, Σ p(θ_i) min over rules of its value; empty without a common prior.
    pub kept: Vec<Rational>,
    /// The mechanism, accepted by the checker.
    pub design: Box<Design>,
}

impl FrontierPoint {
    /// The point of a design; `None` where its stakes cannot be measured.
    pub fn new(environment: &Environment, design: Box<Design>, measure: StakesMeasure) -> Option<FrontierPoint> {
        let mechanism = &design.mechanism;
        Some(FrontierPoint {
            rules: mechanism.rule_count(environment)?,
            stakes: measure.of(environment, mechanism)?,
            rents: rents_of(environment, mechanism),
            kept: kept_by_agents(environment, mechanism).unwrap_or_default(),
            design,
        })
    }
}

impl RentCap {
    /// Whether a mechanism with these rents keeps the cap.
    pub fn admits(&self, rents: Option<&Rational>) -> bool {
        match self {
            RentCap::Fixed | RentCap::Any => true,
            RentCap::AtMost(most) => rents.is_some_and(|rents| rents <= most),
        }
    }
}

/// The points under one cap on rents.
#[derive(Debug, Clone)]
pub struct RentLevel {
    /// The cap.
    pub cap: RentCap,
    /// From few rules and large stakes to more rules and smaller ones.
    pub points: Vec<FrontierPoint>,
    /// What no mechanism goes below under this cap, whatever its number of rules.
    pub bound: Option<StakesBound>,
    /// Numbers of rules up to this one were tried; none beyond a point that reaches the bound.
    pub tried: usize,
    /// So many rules reach the bound before their payments are made neat.
    pub reached_before: Option<usize>,
}

/// The frontier.
#[derive(Debug, Clone)]
pub struct Frontier {
    /// The goal.
    pub goal: Goal,
    /// The misreports that every mechanism is safe against.
    pub reports: Reports,
    /// What is measured.
    pub measure: StakesMeasure,
    /// Whether payments were to be multiples of 1 or of a short decimal, where that costs at most a quarter more.
    pub neat: bool,
    /// One cap on rents after another, the tightest first.
    pub levels: Vec<RentLevel>,
    /// How few rules any mechanism has.
    pub least: LeastRules,
    /// What agents keep at least in any mechanism for the goal; `None` where the goal says what they keep, and where it is not known.
    pub least_rents: Option<Rational>,
    /// The design without a search, beside which the points stand.
    pub usual: FrontierPoint,
}

/// The answer to the question for a frontier.
#[derive(Debug, Clone)]
pub enum FrontierAnswer {
    /// Here it is.
    Found(Box<Frontier>),
    /// No mechanism reaches the goal, and here is the proof.
    Infeasible(ImpossibilityCertificate),
    /// Neither a mechanism nor a proof that there is none was found.
    Undecided {
        /// The goal.
        goal: Goal,
        /// Why not.
        obstacles: Vec<Obstacle>,
    },
    /// This coalition does not look at the worst case alone, and the search is about worst cases.
    OtherAttitude {
        /// The goal.
        goal: Goal,
        /// The coalition.
        coalition: Coalition,
    },
    /// There are mechanisms, but this measure of stakes is about a common prior, and there is none.
    NoPrior {
        /// The goal.
        goal: Goal,
        /// The measure.
        measure: StakesMeasure,
    },
}

/// The expected surplus plus the largest expected total of payments to the agents over all rules; `None` without a common prior, and where
/// a rule cannot be evaluated.
pub fn rents_of(environment: &Environment, mechanism: &Mechanism) -> Option<Rational> {
    let prior = environment.common_prior()?;
    let surplus = expected_surplus(environment)?;
    let mut largest: Option<Rational> = None;
    for rule in (0..mechanism.rule_count(environment)?).map(RuleId) {
        let table = mechanism.table(environment, rule)?;
        let paid = environment.space().profiles().fold(Rational::ZERO, |sum, profile| {
            let total = table.at(profile).iter().fold(Rational::ZERO, |total, payment| total + payment);
            if total.is_zero() { sum } else { sum + total * prior.probability(profile) }
        });
        if largest.as_ref().is_none_or(|known| paid > *known) {
            largest = Some(paid);
        }
    }
    largest.map(|paid| surplus + paid)
}

/// For every agent the expectation, over its types, of its worst case on path; `None` as for [`rents_of`].
fn kept_by_agents(environment: &Environment, mechanism: &Mechanism) -> Option<Vec<Rational>> {
    environment.common_prior()?;
    let tables: Option<Vec<_>> =
        (0..mechanism.rule_count(environment)?).map(|rule| mechanism.table(environment, RuleId(rule))).collect();
    let tables = tables?;
    let kept = environment.space().agents().map(|agent| {
        let view = Interim::new(environment, Coalition::single(agent))?;
        let totals: Vec<_> = tables.iter().map(|table| view.totals(&table.scaled())).collect();
        let mut all = Rational::ZERO;
        let mut sum = Rational::ZERO;
        for types in view.split().own().filter(|types| view.occurs(*types)) {
            let weight = Rational::from(view.total_weight(types).clone());
            let worst = totals.iter().map(|totals| view.transfer(totals, types, types)).min()?;
            sum += (view.payoff(types, types) + worst) * &weight;
            all += weight;
        }
        Some(sum / all)
    });
    kept.collect()
}
