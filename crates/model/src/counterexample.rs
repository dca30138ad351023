//! Worlds that break a condition: an environment with the beliefs asked about, whose efficient allocation rule cannot be
//! implemented.
//!
//! The theorems of the field are equivalences: a condition on beliefs holds if and only if *every* efficient allocation rule can
//! be implemented. For beliefs that fail the condition, the papers' necessity proofs construct payoffs and an efficient
//! allocation rule for which no mechanism of the class in question exists. A [`Counterexample`] is that construction, carried out.

use crate::certificate::{ConditionCertificate, Evidence, ImpossibilityCertificate};
use crate::coalition::Coalition;
use crate::condition::{Condition, UndecidedReason};
use crate::environment::Environment;
use crate::index::ProfileId;
use crate::number::Rational;
use crate::property::{Goal, MechanismKind, Reports};

/// The proof that a counterexample follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NecessityProof {
    /// MDAT Theorem 5.1: without BDP the full surplus cannot always be extracted, with any mechanism.
    Extraction,
    /// MDAT Theorem 5.2: without BDP participation and a balanced budget exclude some efficient rule.
    Implementation,
    /// MDAT Theorem 6.1: with private values, when BDP fails for two agents.
    PrivateValues,
    /// MDAT Proposition 6.1: ordinary mechanisms with private values, when Convex Independence fails for two agents.
    PrivateValuesSimple,
    /// Crémer and McLean (1988): ordinary mechanisms and the full surplus, without Convex Independence.
    SimpleExtraction,
    /// Kosenok and Severinov (2008): ordinary mechanisms, participation and a balanced budget, without Convex Independence or
    /// without identifiability.
    SimpleImplementation,
    /// CPAM Proposition 2 with Lemma 2: under every prior some efficient rule has no coalition-proof ordinary mechanism.
    SimpleCoalitions,
    /// CPAM Lemma 3: coalitions and any mechanism, without CBDP.
    Coalitions,
    /// CI-SLIDES Theorem 1: coalitions, ordinary mechanisms and a balanced budget, without coalitional identifiability.
    SimpleBalancedCoalitions,
}

impl NecessityProof {
    /// All of them, in the order in which they are listed.
    pub const ALL: [NecessityProof; 9] = [
        NecessityProof::Extraction,
        NecessityProof::Implementation,
        NecessityProof::PrivateValues,
        NecessityProof::PrivateValuesSimple,
        NecessityProof::SimpleExtraction,
        NecessityProof::SimpleImplementation,
        NecessityProof::SimpleCoalitions,
        NecessityProof::Coalitions,
        NecessityProof::SimpleBalancedCoalitions,
    ];

    /// The name in JSON and in the glossary.
    pub fn name(self) -> &'static str {
        match self {
            NecessityProof::Extraction => "extract-without-bdp",
            NecessityProof::Implementation => "implement-without-bdp",
            NecessityProof::PrivateValues => "private-values-without-bdp",
            NecessityProof::PrivateValuesSimple => "private-values-without-convex-independence",
            NecessityProof::SimpleExtraction => "extract-without-convex-independence",
            NecessityProof::SimpleImplementation => "implement-without-identifiability",
            NecessityProof::SimpleCoalitions => "coalitions-without-ambiguity",
            NecessityProof::Coalitions => "coalitions-without-cbdp",
            NecessityProof::SimpleBalancedCoalitions => "coalitions-without-coalitional-identifiability",
        }
    }

    /// Where the proof is published.
    pub fn citation(self) -> &'static str {
        match self {
            NecessityProof::Extraction => "Guo (2017), Mechanism Design with Ambiguous Transfers, Theorem 5.1",
            NecessityProof::Implementation => "Guo (2017), Mechanism Design with Ambiguous Transfers, Theorem 5.2",
            NecessityProof::PrivateValues => "Guo (2017), Mechanism Design with Ambiguous Transfers, Theorem 6.1",
            NecessityProof::PrivateValuesSimple => {
                "Guo (2017), Mechanism Design with Ambiguous Transfers, Proposition 6.1"
            }
            NecessityProof::SimpleExtraction => {
                "Crémer and McLean (1988), Full extraction of the surplus in Bayesian and dominant strategy auctions"
            }
            NecessityProof::SimpleImplementation => {
                "Kosenok and Severinov (2008), Individually rational, budget-balanced mechanisms and allocation of surplus"
            }
            NecessityProof::SimpleCoalitions => "Guo (2021), Coalition-proof Ambiguous Mechanism, Lemma 2",
            NecessityProof::Coalitions => "Guo (2021), Coalition-proof Ambiguous Mechanism, Lemma 3",
            NecessityProof::SimpleBalancedCoalitions => {
                "Guo, Coalitional Incentive Compatibility (slides on simple and ambiguous mechanisms), Theorem 1"
            }
        }
    }
}

/// What a counterexample is wanted for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The condition that the beliefs are to fail; `None`: ordinary mechanisms and coalitions, under any beliefs.
    pub condition: Option<Condition>,
    /// Whether payoffs may depend on the agent's own type only.
    pub private_values: bool,
    /// What is not to be reached; `None`: what the condition's theorem is about.
    pub goal: Option<Goal>,
}

/// An environment with the given agents, types and beliefs whose efficient allocation rule no mechanism of a class implements.
#[derive(Debug, Clone)]
pub struct Counterexample {
    /// The proof followed.
    pub proof: NecessityProof,
    /// The environment: agents, types, beliefs and coalitions as given, with outcomes, payoffs and an efficient allocation rule
    /// of the proof.
    pub environment: Environment,
    /// What cannot be reached.
    pub goal: Goal,
    /// With which mechanisms.
    pub mechanism: MechanismKind,
    /// Against which reports.
    pub reports: Reports,
    /// The pieces of evidence against the condition that the proof starts from; none where it needs none.
    pub failure: Vec<Evidence>,
    /// The numbers chosen in the proof, by the name they have there: ε, a, B.
    pub numbers: Vec<(&'static str, Rational)>,
    /// Why; accepted by the checker for this environment.
    pub certificate: ImpossibilityCertificate,
}

/// Why there is no counterexample to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCounterexample {
    /// There is none: under these beliefs every efficient allocation rule reaches the goal.
    Reached {
        /// The theorem whose other direction says so.
        proof: NecessityProof,
        /// The goal.
        goal: Goal,
        /// The verdicts about the beliefs that it starts from, accepted by the checker.
        certificates: Vec<ConditionCertificate>,
    },
    /// The condition is not decided.
    Undecided {
        /// The condition.
        condition: Condition,
        /// Why not.
        reason: UndecidedReason,
    },
    /// No proof that this version carries out reaches the case.
    Beyond(Beyond),
    /// What was made is not what it should be, or the checker did not accept its certificate: a defect of the program, never
    /// believed.
    CertificateRefused,
}

/// What a necessity proof would need.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Beyond {
    /// A theorem by which this condition is necessary for something.
    Theorem(Condition),
    /// A theorem by which this condition, or none, decides about this goal.
    Goal(Option<Condition>, Goal),
    /// A theorem about private values and this condition, or none.
    PrivateValues(Option<Condition>),
    /// That this condition fails for two agents.
    TwoAgents(Condition),
    /// A common prior.
    CommonPrior,
    /// That these coalitions can form.
    Coalitions(Vec<Coalition>),
    /// That this profile can occur.
    ZeroProbability(ProfileId),
    /// An agent with two types.
    PrivateInformation,
    /// Fewer rows than this proof's.
    Rows(u128),
}
