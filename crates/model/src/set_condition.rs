//! Conditions on environments with sets of beliefs, and what proves them; [`crate::check::check_set_condition`] and
//! [`crate::check::check_set_condition_proof`] check the proofs.
//!
//! Conditions about payoffs and the allocation rule alone, `efficient` and `private-values`, are those of the environment without its beliefs. Two
//! conditions about beliefs have a meaning for sets, L being the least expectation over the set Π_i(θ_i):
//!
//! * `full-support`: every belief of every type gives every type profile x of the others a positive probability, L 1_x > 0. For sets of one belief from
//!   a common prior that gives every type a positive probability this is full support of the prior.
//! * `socially-rational`: every agent expects, before it knows its type and in the worst case of every type, a surplus of at least 0:
//!   Σ_θi p(θ_i) L Σ_j u_j(q(θ), θ) ≥ 0, p(θ_i) being what the common prior beside the sets says of its own types. Without such a prior it is
//!   known to hold where no type expects less than 0. For sets of one belief from the prior every agent's sum is the expected surplus.
//!
//! The others compare single beliefs of types, and are not defined here.

use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::belief_set::{Distribution, Multipliers};
use crate::certificate::ConditionCertificate;
use crate::condition::{Condition, Verdict};
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Rational;

/// What is expected in the worst case: a belief of the set that values something at `value`, and why none values it at less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorstCase {
    /// The agent.
    pub agent: AgentId,
    /// Its type.
    pub own: TypeId,
    /// The type profile of the others whose probability is looked at; `None` for the surplus.
    pub state: Option<JointTypeId>,
    /// The smallest expectation.
    pub value: Rational,
    /// A belief that attains it.
    pub belief: Distribution,
    /// Multipliers for sets with inequalities; `None` where the closed form of the set proves the value.
    pub multipliers: Option<Multipliers>,
}

/// A verdict about a condition under sets of beliefs.
///
/// | condition | it holds | it fails |
/// |---|---|---|
/// | `full-support` | the least probability of every state, for every type of every agent in order | one that is 0 |
/// | `socially-rational` | the surplus of every type of every agent in order | that of every type of one agent, in order |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetConditionCertificate {
    /// [`Condition::FullSupport`] or [`Condition::SociallyRational`].
    pub condition: Condition,
    /// Whether it holds.
    pub holds: bool,
    /// Worst cases.
    pub evidence: Vec<WorstCase>,
}

/// What proves a verdict about a condition of an environment with sets of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetConditionProof {
    /// About payoffs and the allocation rule: [`Condition::Efficient`] or [`Condition::PrivateValues`].
    WithoutBeliefs(ConditionCertificate),
    /// About beliefs.
    Beliefs(SetConditionCertificate),
}

impl SetConditionProof {
    /// The condition.
    pub fn condition(&self) -> Condition {
        match self {
            SetConditionProof::WithoutBeliefs(certificate) => certificate.condition,
            SetConditionProof::Beliefs(certificate) => certificate.condition,
        }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        match self {
            SetConditionProof::WithoutBeliefs(certificate) => certificate.holds,
            SetConditionProof::Beliefs(certificate) => certificate.holds,
        }
    }

    /// The answer that it proves.
    pub fn answer(&self) -> SetConditionAnswer {
        match self {
            SetConditionProof::WithoutBeliefs(certificate) if certificate.holds => {
                SetConditionAnswer::WithoutBeliefs(Verdict::Holds(certificate.clone()))
            }
            SetConditionProof::WithoutBeliefs(certificate) => {
                SetConditionAnswer::WithoutBeliefs(Verdict::Fails(certificate.clone()))
            }
            SetConditionProof::Beliefs(certificate) => SetConditionAnswer::Beliefs(Ok(certificate.clone())),
        }
    }
}

/// What a type's payoffs would be if it received the surplus Σ_j u_j(q(θ_i, x), (θ_i, x)), in every state x.
pub fn surplus_of_type(environment: &AmbiguousEnvironment, agent: AgentId, own: TypeId) -> Vec<Rational> {
    let split = environment.split(agent);
    split.rest().map(|x| environment.without_beliefs().surplus(split.profile(JointTypeId(own.0), x))).collect()
}

/// p(θ_i) for every type of an agent; `None` without a common prior beside the sets.
pub fn own_probabilities(environment: &AmbiguousEnvironment, agent: AgentId) -> Option<Vec<Rational>> {
    let (prior, split) = (environment.prior()?, environment.split(agent));
    let of = |own: JointTypeId| {
        split.rest().fold(Rational::ZERO, |total, x| total + prior.probability(split.profile(own, x)))
    };
    Some(split.own().map(of).collect())
}

/// Why there is no verdict about a condition under sets of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenSetCondition {
    /// Some type expects less than 0, and there is no common prior that says how probable it is.
    NoPrior,
    /// A smallest expectation was not found, or its proof was not accepted.
    Unsolved,
}

/// The answer about a condition under sets of beliefs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetConditionAnswer {
    /// About payoffs and the allocation rule, which no belief enters.
    WithoutBeliefs(Verdict<ConditionCertificate>),
    /// About beliefs.
    Beliefs(Result<SetConditionCertificate, OpenSetCondition>),
}

impl SetConditionAnswer {
    /// `holds`, `fails` or `undecided`.
    pub fn word(&self) -> &'static str {
        match self {
            SetConditionAnswer::WithoutBeliefs(verdict) => verdict.word(),
            SetConditionAnswer::Beliefs(Ok(certificate)) if certificate.holds => "holds",
            SetConditionAnswer::Beliefs(Ok(_)) => "fails",
            SetConditionAnswer::Beliefs(Err(_)) => "undecided",
        }
    }

    /// What proves it; `None` while the condition is undecided.
    pub fn proof(&self) -> Option<SetConditionProof> {
        match self {
            SetConditionAnswer::WithoutBeliefs(verdict) => {
                verdict.certificate().cloned().map(SetConditionProof::WithoutBeliefs)
            }
            SetConditionAnswer::Beliefs(found) => found.clone().ok().map(SetConditionProof::Beliefs),
        }
    }
}

/// The conditions that have a meaning under sets of beliefs.
pub const SET_CONDITIONS: [Condition; 4] =
    [Condition::FullSupport, Condition::Efficient, Condition::SociallyRational, Condition::PrivateValues];
