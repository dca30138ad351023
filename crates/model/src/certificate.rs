//! Certificates: what a verdict must show before it is believed.
//!
//! A certificate never restates the environment; the checker rebuilds everything it needs from the environment itself.

use crate::coalition::Coalition;
use crate::combination::Combination;
use crate::condition::Condition;
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId};
use crate::number::Rational;
use crate::property::{Claim, Goal, MechanismKind, Reports};

/// Proof that a mechanism has the properties claimed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MechanismCertificate {
    /// What is claimed.
    pub claims: Vec<Claim>,
    /// Why mixed misreports are harmless.
    pub weights: HoldingWeights,
}

/// Weights λ over the rules that hold each coalition's mixed misreports down (theory 9.7): for (S, θ̄_S),
/// Σ_t λ_t V_S\[θ̂_S\](t, θ̄_S) ≤ min_t V_S(t, θ̄_S) for every report θ̂_S, the truth included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldingWeights {
    /// Every (S, θ̄_S) is held down by its own rule in a family of every side bet.
    OwnRule,
    /// One entry per (S, θ̄_S).
    Listed(Vec<RuleWeights>),
}

/// The weights λ for one coalition and one of its joint types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWeights {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub types: JointTypeId,
    /// Positive weights that add up to 1; rules not named have weight 0.
    pub weights: Vec<(RuleId, Rational)>,
}

/// Proof of a verdict about a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionCertificate {
    /// The condition.
    pub condition: Condition,
    /// Whether it holds.
    pub holds: bool,
    /// Why; for `bdp` one entry per agent, for `cbdp` one per maximal coalition.
    pub evidence: Vec<Evidence>,
}

/// One piece of evidence about an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// These two joint types of the coalition share a posterior.
    EqualPosteriors {
        /// The coalition.
        coalition: Coalition,
        /// One joint type.
        first: JointTypeId,
        /// The other.
        second: JointTypeId,
    },
    /// All joint types of the coalition that occur have different posteriors; the checker looks for itself.
    DistinctPosteriors {
        /// The coalition.
        coalition: Coalition,
    },
    /// The smallest probability of a profile is this one.
    LeastProbability {
        /// The first profile that attains it.
        profile: ProfileId,
        /// p(θ).
        probability: Rational,
    },
    /// At this profile this outcome has a larger surplus than the allocated one.
    BetterOutcome {
        /// The profile.
        profile: ProfileId,
        /// The better outcome.
        outcome: OutcomeId,
        /// By how much.
        gain: Rational,
    },
    /// No outcome beats the allocated one at any profile; the checker looks for itself.
    NoBetterOutcome,
    /// Σ_θ p(θ) Σ_i u_i(q(θ), θ).
    ExpectedSurplus {
        /// Its value.
        value: Rational,
    },
    /// The agent's payoff from the outcome differs between two profiles at which its own type is the same.
    InterdependentPayoff {
        /// The agent.
        agent: AgentId,
        /// The outcome.
        outcome: OutcomeId,
        /// One profile and the payoff there.
        first: (ProfileId, Rational),
        /// The other.
        second: (ProfileId, Rational),
    },
    /// The agent's payoffs depend on its own type only; the checker looks for itself.
    OwnTypeOnly {
        /// The agent.
        agent: AgentId,
    },
}

/// Proof that no mechanism reaches a goal with this allocation rule; of which kind, see
/// [`ImpossibilityCertificate::excludes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpossibilityCertificate {
    /// The goal.
    pub goal: Goal,
    /// Why not.
    pub reason: Impossibility,
}

/// Why no mechanism reaches a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impossibility {
    /// Full surplus is about the largest surplus, and the allocation rule misses it at a profile that occurs.
    Inefficient {
        /// The profile.
        profile: ProfileId,
        /// A better outcome.
        outcome: OutcomeId,
        /// By how much.
        gain: Rational,
    },
    /// Participation and a balanced budget: multiply IR(θ_i) by p(θ_i) and add; the payments cancel and leave the
    /// expected surplus, which is negative.
    NegativeExpectedSurplus {
        /// The expected surplus.
        value: Rational,
    },
    /// The grand coalition can form and must gain by taking part, the budget balances, and at this profile that occurs
    /// the surplus is negative.
    NegativeSurplus {
        /// The profile.
        profile: ProfileId,
        /// The surplus there.
        value: Rational,
    },
    /// The grand coalition can form and the budget balances; at a profile that occurs, reporting another profile brings
    /// an outcome with a larger surplus.
    GrandCoalitionGains {
        /// The true profile.
        truth: ProfileId,
        /// The profile reported.
        report: ProfileId,
        /// The gain.
        gain: Rational,
    },
    /// Two joint types share a posterior, so that every rule's payments look the same to both: add the two constraints
    /// truth ≥ the other's report; the payments cancel and leave a positive gain.
    EqualPosteriorsTempted {
        /// The coalition.
        coalition: Coalition,
        /// One joint type.
        first: JointTypeId,
        /// The other.
        second: JointTypeId,
        /// The sum of what first gains from reporting second and second from reporting first, before payments.
        gain: Rational,
    },
    /// Participation and full surplus leave every type of every agent exactly 0 on path under every rule. Two types of an
    /// agent share a posterior, so that a rule that takes the report's whole payoff takes the same from a type that
    /// values it more: it gains the difference by that report.
    ExtractionTempted {
        /// The single agent.
        coalition: Coalition,
        /// Its type that gains.
        truth: JointTypeId,
        /// The type it reports, with the same posterior.
        report: JointTypeId,
        /// What the report's allocation is worth to the truth beyond what it is worth to the report, in expectation.
        gain: Rational,
    },
    /// Multiples of rows that the goal implies add up to a contradiction.
    Combination(Combination),
}

impl ImpossibilityCertificate {
    /// Whether mechanisms of this kind, asked to be safe against these reports, are excluded. A simple mechanism is an
    /// ambiguous one with one rule, and safety against mixtures includes safety against pure misreports.
    pub fn excludes(&self, mechanism: MechanismKind, reports: Reports) -> bool {
        match &self.reason {
            Impossibility::Combination(combination) => match combination.mechanism {
                MechanismKind::Simple => mechanism == MechanismKind::Simple,
                // Against one rule mixtures gain no more than pure misreports.
                MechanismKind::Ambiguous => {
                    mechanism == MechanismKind::Simple
                        || combination.reports == Reports::Pure
                        || reports == Reports::Mixed
                }
            },
            _ => true,
        }
    }
}

/// Any certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificate {
    /// About a condition.
    Condition(ConditionCertificate),
    /// That a goal is out of reach.
    Impossibility(ImpossibilityCertificate),
}
