//! Answers of a design: a certified mechanism, a proof that there is none, or what stands in the way of the closed forms.

use crate::benchmark::Benchmark;
use crate::certificate::{ConditionCertificate, ImpossibilityCertificate, MechanismCertificate};
use crate::coalition::Coalition;
use crate::condition::{Condition, UndecidedReason};
use crate::index::{AgentId, JointTypeId, ProfileId, RuleId};
use crate::mechanism::Mechanism;
use crate::number::Rational;
use crate::property::Goal;
use crate::scale::NoScale;
use crate::transfer::base::Base;
use crate::verification::PropertyAnswer;

/// The construction behind a mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construction {
    /// The base rule alone: nobody gains from any misreport, no ambiguity is needed.
    BaseAlone,
    /// Two rules η ± cψ, against pure reports (MDAT Theorems 5.1, 5.2).
    TwoRules,
    /// One side bet against every type of every agent, safe against mixtures (MDAT with theory 9.2).
    AgentSideBets,
    /// One agent who cannot be kept honest by bets receives the surplus (MDAT Theorem 6.1).
    ResidualClaimant,
    /// One side bet against every joint type of every coalition (CPAM Theorem 1, Proposition 3).
    CoalitionSideBets,
    /// As that, on the profiles that occur, with payments at profiles of probability 0: the base rule, and one rule for
    /// every joint type that is tempted (theory 9.4 for coalitions).
    SupportedSideBets,
    /// One rule for every type that is tempted, each from a linear program with every agent's own beliefs (MDAT Theorems 6.2 and
    /// 6.3).
    OwnBeliefs,
    /// As few rules as were found: a base rule with one bet for every rule, or for every two, chosen by a search (theory 9.8).
    FewRules,
    /// Few rules whose payments, base rule included, are those of a linear program that makes a measure of the stakes small.
    SmallStakes,
    /// Rules in pairs η ± Mφ, for coalitions that do not only look at the worst case (CPAM Corollary 1, MDAT 6.3).
    Pairs(PairScale),
    /// A solution of the exact linear program for this allocation rule, with side bets where types are still tempted
    /// (theory 9.5).
    ExactProgram,
    /// A mechanism of the literature.
    Benchmark(Benchmark),
}

/// What is known about the scale of a family of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairScale {
    /// It is the smallest that is enough for these bets.
    Smallest,
    /// It is enough, and at most a thousandth above the smallest where comparisons of smooth attitudes could be settled.
    Enclosed,
}

/// A mechanism that the checker has accepted, and how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The goal it reaches.
    pub goal: Goal,
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Its certificate.
    pub certificate: MechanismCertificate,
    /// The construction.
    pub construction: Construction,
    /// The base rule η; `None` when the rules come from a program.
    pub base: Option<Base>,
    /// The scale: of two rules the smallest sufficient c; of one rule for every type the smallest M with which each rule holds
    /// its own type down by itself (a smaller one may do, since other rules may help). `None` without side bets.
    pub scale: Option<Rational>,
    /// What is at stake.
    pub stakes: Stakes,
}

impl Design {
    /// What anybody ever pays at most.
    pub fn largest_payment(&self) -> &Rational {
        &self.stakes.largest_payment.3
    }
}

/// How large the payments are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stakes {
    /// The largest amount that anybody ever pays: rule, profile, agent, amount (0 when nobody pays).
    pub largest_payment: (RuleId, ProfileId, AgentId, Rational),
    /// The largest amount that anybody ever receives.
    pub largest_receipt: (RuleId, ProfileId, AgentId, Rational),
    /// The largest expected total Σ_θ p(θ) Σ_i |t_i(θ)| of money that changes hands, over the rules; `None` without a common
    /// prior.
    pub expected_turnover: Option<(RuleId, Rational)>,
}

/// Two joint types whose posteriors are equal, of which one is tempted to report the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temptation {
    /// The coalition.
    pub coalition: Coalition,
    /// The tempted joint type.
    pub truth: JointTypeId,
    /// What it wants to report.
    pub report: JointTypeId,
    /// Its gain under the base rule, which no side bet can take away.
    pub gain: Rational,
}

/// What stands in the way of the closed forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// These joint types share a posterior with one they are tempted to report.
    SharedPosteriors(Vec<Temptation>),
    /// Profiles of probability 0: side bets against coalitions of several agents need full support (CPAM section 2).
    ZeroProbability(ProfileId),
    /// Under the base rule this agent or coalition would rather stay out.
    Participation {
        /// The coalition.
        coalition: Coalition,
        /// Its types.
        types: JointTypeId,
        /// Its value under the base rule.
        value: Rational,
    },
    /// The goal is about coalitions or about the designer's revenue, and there is no common prior.
    NeedsCommonPrior,
    /// No balanced rule that leaves everybody at least what it must expect stops this type from this mixture of misreports: the
    /// beliefs of the others and those of the agent have an explanation in common (MDAT Lemma A.4; not NCP*).
    Unstopped {
        /// The agent.
        agent: AgentId,
        /// Its true type.
        truth: JointTypeId,
        /// Misreports with their probabilities, positive and adding up to 1.
        mixture: Vec<(JointTypeId, Rational)>,
    },
    /// A construction needs this condition, and it fails: the checked proof.
    ConditionFails(Box<ConditionCertificate>),
    /// A construction needs this condition, and it is not settled.
    ConditionUndecided(Condition, UndecidedReason),
    /// A construction needs independent types, and at this profile they are not.
    DependentTypes {
        /// The profile.
        profile: ProfileId,
        /// p(θ).
        probability: Rational,
        /// Π_i p(θ_i).
        product: Rational,
    },
    /// The mechanism was made, and does not have a property that is asked for.
    Lacks {
        /// The mechanism.
        mechanism: Box<Mechanism>,
        /// The property with its worst case.
        answer: Box<PropertyAnswer>,
    },
    /// A closed form would take about this many elementary steps, more than allowed.
    TooManySteps(u128),
    /// With rules in pairs, whatever their scale, this misreport gains.
    NoScale(Box<NoScale>),
    /// Comparisons of smooth attitudes could not be settled closely enough to find a scale.
    ScaleUnsettled,
    /// WCIC is the same as CIC against mixed reports, and this is asked of CIC only; or somebody does not look at the worst case, and
    /// nothing is known about WCIC.
    AskForCic,
    /// This coalition does not look at the worst case alone; the constructions and proofs that apply here need that.
    OtherAttitude(Coalition),
    /// The combination of properties has no closed-form construction.
    NoConstruction,
    /// The mechanism would have more rules than can be counted or checked here.
    TooManyRules,
    /// The exact program for this allocation rule is beyond what is solved here.
    ProgramTooLarge {
        /// Number of its unknown payments.
        unknowns: usize,
    },
    /// The exact program for this allocation rule was given up after all the work that it was worth.
    ProgramTooLong {
        /// Number of its unknown payments.
        unknowns: usize,
        /// Floating point proposals that were made for it and its parts.
        proposals: u64,
        /// Exact pivots that were made.
        pivots: u64,
    },
    /// An answer was found, but the checker did not accept it: a defect of the program, never believed.
    CertificateRefused,
}

/// The answer to a design question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesignAnswer {
    /// Here is one.
    Done(Box<Design>),
    /// There is none, and here is the proof.
    Infeasible(ImpossibilityCertificate),
    /// The closed forms do not settle it.
    Undecided {
        /// The goal.
        goal: Goal,
        /// Why not.
        obstacles: Vec<Obstacle>,
        /// Weaker goals that do have a closed-form design here.
        reachable: Vec<Goal>,
    },
}
