//! Worlds that break a condition: an environment with the beliefs asked about, whose efficient allocation rule cannot be
//! implemented.
//!
//! The theorems of the field are equivalences: a condition on beliefs holds if and only if *every* efficient allocation rule can
//! be implemented. For beliefs that fail the condition, the papers' necessity proofs construct payoffs and an efficient
//! allocation rule for which no mechanism of the class in question exists. A [`Counterexample`] is that construction, carried out.

use crate::certificate::ImpossibilityCertificate;
use crate::environment::Environment;
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
    /// The numbers chosen in the proof, by the name they have there: ε, a, B.
    pub numbers: Vec<(&'static str, Rational)>,
    /// Why; accepted by the checker for this environment.
    pub certificate: ImpossibilityCertificate,
}
