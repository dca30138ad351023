//! Certificates: what a verdict must show before it is believed.
//!
//! A certificate never restates the environment; the checker rebuilds everything it needs from the environment itself.

use crate::coalition::Coalition;
use crate::combination::Combination;
use crate::condition::Condition;
use crate::index::{AgentId, JointTypeId, OutcomeId, ProfileId, RuleId, TypeId};
use crate::number::Rational;
use crate::one_bet::OneBet;
use crate::payment_limits::PaymentLimits;
use crate::property::{Claim, Goal, MechanismKind, Reports};

/// Proof that a mechanism has the properties claimed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MechanismCertificate {
    /// What is claimed.
    pub claims: Vec<Claim>,
    /// Limits on payments that every rule is claimed to keep; none as a rule.
    pub limits: PaymentLimits,
    /// Why mixed misreports are harmless.
    pub weights: HoldingWeights,
}

/// Weights λ over the rules that hold each coalition's mixed misreports down (theory 9.7): for (S, θ̄_S),
/// Σ_t λ_t V_S\[θ̂_S\](t, θ̄_S) ≤ min_t V_S(t, θ̄_S) for every report θ̂_S, the truth included.
///
/// Of a coalition with an α-maxmin attitude over Π^ε the mixture δ is worth the largest, over the rules t*, of
/// (1−ε)·mean_t V\[δ\](t) + εα·min_t V\[δ\](t) + ε(1−α)·V\[δ\](t*). So for every t* there must be weights λ with
/// (1−ε)·mean_t V\[θ̂\](t) + εα·Σ_t λ_t V\[θ̂\](t) + ε(1−α)·V\[θ̂\](t*) at most the on-path value, for every report θ̂: the
/// left side is linear in δ and no less than what it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldingWeights {
    /// Every (S, θ̄_S) is held down by its own rule in a family of every side bet.
    OwnRule,
    /// One entry per (S, θ̄_S); with α < 1 one per (S, θ̄_S, t*), those for all remaining t* in one.
    Listed(Vec<RuleWeights>),
    /// The rules are a family of pairs: rules 2k and 2k+1 have the same mean, rule by rule, for every k, and where the number of
    /// rules is odd the last one is that mean itself. At most one entry λ per (S, θ̄_S); with the pair weight κ of the coalition's
    /// attitude, (1−κ)·mean V\[θ̂\] + κ·Σ_t λ_t V\[θ̂\](t) is at most what the truth is worth ([`crate::preference`]). Without an entry κ = 0: the
    /// mean alone holds the type down. An entry names no best rule.
    Pairs(Vec<RuleWeights>),
}

/// The weights λ for one coalition and one of its joint types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWeights {
    /// The coalition S.
    pub coalition: Coalition,
    /// Its true types θ̄_S.
    pub types: JointTypeId,
    /// The rule t* that the entry is about, where the best case counts; `None`: every rule that no other entry for (S, θ̄_S)
    /// names.
    pub best: Option<RuleId>,
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
    /// Why; for `bdp` one entry per agent, for `cbdp` one per maximal coalition, for `ncp-star` one per agent and pair of
    /// its types.
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
    /// The belief of one type is a non-negative combination of the beliefs of other types of the agent.
    MixedBelief {
        /// The agent.
        agent: AgentId,
        /// The type θ_i.
        own: TypeId,
        /// Positive weights of other types; they add up to 1, as beliefs do.
        weights: TypeWeights,
    },
    /// The beliefs of the agent's types are linearly independent; the checker looks for itself.
    IndependentBeliefs {
        /// The agent.
        agent: AgentId,
    },
    /// For every type of the agent that occurs, in order, a bet on the others' types that this type expects to lose and no
    /// other type does.
    SeparatedBeliefs {
        /// The agent.
        agent: AgentId,
        /// The type, and what the bet pays at every type profile of the others, in order.
        bets: Vec<(TypeId, Vec<Rational>)>,
    },
    /// With these probabilities of the first agent's types, its beliefs make up a prior that everybody's beliefs are taken
    /// from.
    CommonPrior {
        /// A positive probability for every type of the first agent; they add up to 1.
        marginal: TypeWeights,
    },
    /// A bet among the agents that nobody expects to lose and somebody expects to win.
    AgreedBet {
        /// What is paid to whom; 0 in all at every profile.
        payments: Payments,
    },
    /// Another distribution than the prior whose every belief is a combination of the same agent's beliefs.
    ImitatedDistribution {
        /// What the distribution is made of, for every type of every agent that it gives positive probability, in order.
        mixtures: Vec<Mixture>,
    },
    /// Balanced payments worth 0 to everybody who is truthful and at most 0 to everybody who is not; the misreports worth 0
    /// leave no distribution but the prior.
    IdentifyingTransfers {
        /// What is paid to whom.
        payments: Payments,
    },
    /// This coalition and the agents outside it can both form, and one of the two has private information.
    ComplementaryCoalitions {
        /// The coalition.
        coalition: Coalition,
    },
    /// Strategies, not all truthful, that look the same to whomever one suspects.
    ImitatingStrategies {
        /// ξ(S) > 0 of coalitions that are neither single nor grand, in order.
        emergence: Vec<(Coalition, Rational)>,
        /// δ_S of the coalitions and single agents that are not always truthful, in order.
        strategies: Vec<Strategy>,
    },
    /// Balanced payments under which every misreport of every coalition costs it something.
    TruthfulTransfers {
        /// What is paid to whom.
        payments: Payments,
    },
    /// No constants C̄ > 0 and Ĉ > 1 solve the equations of NCP∗ for these two types; the checker looks for itself.
    NoConstants {
        /// The agent i.
        agent: AgentId,
        /// Its type θ̄_i.
        truth: TypeId,
        /// Its type θ̂_i.
        report: TypeId,
    },
    /// A bet that pays the agent nothing when it is of type θ̂_i, and that of all other types none expects to lose and one
    /// expects to win: their beliefs come from no prior μ.
    AgreedBetWithout {
        /// The agent i.
        agent: AgentId,
        /// Its type θ̄_i.
        truth: TypeId,
        /// Its type θ̂_i.
        report: TypeId,
        /// What is paid to whom; 0 in all at every profile.
        payments: Payments,
    },
    /// A prior μ and constants as in the definition of NCP∗: θ̂_i believes a mixture of what θ̄_i believes and what μ says.
    BeliefsMixed {
        /// The agent i.
        agent: AgentId,
        /// Its type θ̄_i.
        truth: TypeId,
        /// Its type θ̂_i.
        report: TypeId,
        /// The probabilities μ(θ_j) of the types of the first agent other than i; they add up to 1.
        marginal: TypeWeights,
        /// C̄. Above 1 whenever some C̄ above 1 would do.
        truth_constant: Rational,
        /// Ĉ.
        report_constant: Rational,
    },
    /// The two members' beliefs about the remaining agents differ at two pairs of their types with no type in common.
    Disagreement {
        /// Two agents.
        coalition: Coalition,
        /// One pair of types.
        first: JointTypeId,
        /// The other.
        second: JointTypeId,
    },
    /// There are no two agents as in [`Evidence::Disagreement`]; the checker looks for itself.
    NoDisagreement,
}

/// Numbers for some types of one agent, in type order, each type once.
pub type TypeWeights = Vec<(TypeId, Rational)>;

/// Money to every agent, in agent order, at some profiles, in profile order; at the others nothing is paid.
pub type Payments = Vec<(ProfileId, Vec<Rational>)>;

/// The part of a distribution p̃ at one type of one agent: p̃(θ_i, x) = Σ_θ'_i w(θ'_i) p_i(x|θ'_i) for every x.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixture {
    /// The agent i.
    pub agent: AgentId,
    /// Its type θ_i.
    pub own: TypeId,
    /// The positive weights w(θ'_i); they add up to p̃(θ_i).
    pub weights: TypeWeights,
}

/// How a coalition reports, δ_S: each of its joint types reports these others with these probabilities, and the truth
/// otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// The coalition S.
    pub coalition: Coalition,
    /// The lies.
    pub lies: Vec<Lie>,
}

/// A misreport and its probability given the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lie {
    /// The true joint type θ̄_S.
    pub truth: JointTypeId,
    /// The report θ̂_S.
    pub report: JointTypeId,
    /// δ_S(θ̂_S|θ̄_S), positive.
    pub probability: Rational,
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
    /// One bet around a base rule is not enough against mixed reports, however many rules are made of it. It excludes those mechanisms
    /// only: see [`crate::one_bet`].
    OneBet(OneBet),
}

impl ImpossibilityCertificate {
    /// The limits on payments of the mechanisms that are excluded; `None` when no limit is part of the proof.
    pub fn limits(&self) -> Option<&PaymentLimits> {
        match &self.reason {
            Impossibility::Combination(combination) => {
                Some(&combination.limits).filter(|limits| !limits.is_none())
            }
            _ => None,
        }
    }

    /// Whether mechanisms of this kind, asked to be safe against these reports, are excluded. A proof about mechanisms whose
    /// payments are limited excludes none as such.
    pub fn excludes(&self, mechanism: MechanismKind, reports: Reports) -> bool {
        self.limits().is_none() && self.excludes_within_limits(mechanism, reports)
    }

    /// Whether mechanisms of this kind that keep [`ImpossibilityCertificate::limits`], asked to be safe against these reports, are
    /// excluded. A simple mechanism is an ambiguous one with one rule, and safety against mixtures includes safety against pure
    /// misreports.
    pub fn excludes_within_limits(&self, mechanism: MechanismKind, reports: Reports) -> bool {
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
            Impossibility::OneBet(_) => false,
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
