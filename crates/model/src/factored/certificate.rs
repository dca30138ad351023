//! Proofs of verdicts about priors in factored form. The checker recomputes everything from the factors.

use super::Types;
use crate::certificate::{Mixture, TypeWeights};
use crate::coalition::Coalition;
use crate::condition::Condition;
use crate::index::{AgentId, TypeId};
use crate::number::Rational;

/// The conditions that are decided from the factors.
pub const FACTORED_CONDITIONS: [Condition; 5] = [
    Condition::Bdp,
    Condition::Cbdp,
    Condition::FullSupport,
    Condition::ConvexIndependence,
    Condition::Identifiability,
];

/// Amounts at some profiles of the agents other than one; 0 at all others.
pub type Bet = Vec<(Types, Rational)>;

/// Money to every agent, in agent order, at some profiles; at the others nothing is paid.
pub type ProfilePayments = Vec<(Types, Vec<Rational>)>;

/// One piece of evidence about a prior in factored form. Types of a coalition are in agent order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactoredEvidence {
    /// These two joint types of the coalition occur and share a posterior.
    EqualPosteriors {
        /// The coalition.
        coalition: Coalition,
        /// One joint type.
        first: Types,
        /// The other.
        second: Types,
    },
    /// All joint types of the coalition that occur have different posteriors; the checker looks for itself.
    DistinctPosteriors {
        /// The coalition.
        coalition: Coalition,
    },
    /// This profile has probability 0.
    ImpossibleProfile {
        /// The type of every agent.
        types: Types,
    },
    /// Every profile has positive probability; the checker looks for itself.
    PositiveEverywhere,
    /// The belief of one type is a mixture of the beliefs of other types of the agent.
    MixedBelief {
        /// The agent.
        agent: AgentId,
        /// The type.
        own: TypeId,
        /// Positive weights of other types, in order; they add up to 1.
        weights: TypeWeights,
    },
    /// The beliefs of the agent's types are linearly independent; the checker looks for itself.
    IndependentBeliefs {
        /// The agent.
        agent: AgentId,
    },
    /// For every type of the agent, in order, a bet on the others' types that this type expects to lose and no other type does.
    SeparatedBeliefs {
        /// The agent.
        agent: AgentId,
        /// The types and bets.
        bets: Vec<(TypeId, Bet)>,
    },
    /// Another distribution than the prior whose every belief is a combination of the same agent's beliefs.
    ImitatedDistribution {
        /// What it is made of, for every type of every agent that it gives positive probability, in order.
        mixtures: Vec<Mixture>,
    },
    /// Balanced payments worth 0 to everybody who is truthful and at most 0 to everybody who is not; the misreports worth 0 leave no
    /// distribution but the prior.
    IdentifyingTransfers {
        /// What is paid to whom.
        payments: ProfilePayments,
    },
}

impl FactoredEvidence {
    /// Whether it speaks against its condition.
    pub fn is_against(&self) -> bool {
        match self {
            FactoredEvidence::EqualPosteriors { .. }
            | FactoredEvidence::ImpossibleProfile { .. }
            | FactoredEvidence::MixedBelief { .. }
            | FactoredEvidence::ImitatedDistribution { .. } => true,
            FactoredEvidence::DistinctPosteriors { .. }
            | FactoredEvidence::PositiveEverywhere
            | FactoredEvidence::IndependentBeliefs { .. }
            | FactoredEvidence::SeparatedBeliefs { .. }
            | FactoredEvidence::IdentifyingTransfers { .. } => false,
        }
    }
}

/// Proof of a verdict about a condition.
///
/// | condition | it holds | it fails: at least one piece against it, none for the same coalition or agent twice |
/// |---|---|---|
/// | `bdp` | distinct posteriors of every agent, in order | two types that share a posterior |
/// | `cbdp` | distinct posteriors of every largest coalition, in order | two joint types of one that share a posterior |
/// | `full-support` | positive everywhere | an impossible profile |
/// | `convex-independence` | independent or separated beliefs of every agent, in order | a mixed belief |
/// | `identifiability` | identifying transfers | an imitated distribution |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactoredCertificate {
    /// The condition.
    pub condition: Condition,
    /// Whether it holds.
    pub holds: bool,
    /// Why.
    pub evidence: Vec<FactoredEvidence>,
}

/// Why a certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactoredRefusal {
    /// The condition is not decided from factors.
    NotFromFactors(Condition),
    /// Evidence is missing, repeated, or of another kind than the condition asks for.
    Incomplete,
    /// Evidence names something that does not exist.
    OutOfRange,
    /// The evidence proves the opposite.
    VerdictDiffers,
    /// These joint types are equal, never occur, or have different posteriors.
    PosteriorsDiffer {
        /// The coalition.
        coalition: Coalition,
        /// One joint type.
        first: Types,
        /// The other.
        second: Types,
    },
    /// These joint types share a posterior.
    PosteriorsEqual {
        /// The coalition.
        coalition: Coalition,
        /// One joint type.
        first: Types,
        /// The other.
        second: Types,
    },
    /// This profile has positive probability.
    Possible {
        /// The profile.
        types: Types,
        /// Its probability.
        probability: Rational,
    },
    /// This profile has probability 0.
    Impossible {
        /// The profile.
        types: Types,
    },
    /// The beliefs of this agent's types are linearly dependent.
    BeliefsDependent(AgentId),
    /// The belief of this type is not the mixture that is stated.
    BeliefNotMixed(AgentId, TypeId),
    /// What a type expects from a bet is on the wrong side of 0.
    Expectation {
        /// The agent.
        agent: AgentId,
        /// The type that the bet is against.
        against: TypeId,
        /// The type that expects this.
        own: TypeId,
        /// What it expects.
        value: Rational,
    },
    /// The mixtures of the first agent and of this one give this profile different probabilities.
    ViewsDiffer(AgentId, Types),
    /// The distribution is the prior.
    IsPrior,
    /// The payments at this profile do not add up to 0.
    Unbalanced(Types),
    /// This type expects more than 0 from this report, or something else than 0 from the truth.
    Tempted {
        /// The agent.
        agent: AgentId,
        /// Its type.
        truth: TypeId,
        /// Its report.
        report: TypeId,
    },
    /// The payments leave other distributions than the prior.
    NotIdentified,
    /// Checking would take too long.
    TooManySteps,
}
