//! The check of conditions under sets of beliefs: every worst case is recomputed.

use super::check_condition;
use crate::ambiguous_environment::AmbiguousEnvironment;
use crate::condition::Condition;
use crate::index::{AgentId, JointTypeId, TypeId};
use crate::number::Rational;
use crate::refusal::Refusal;
use crate::set_condition::{
    SetConditionCertificate, SetConditionProof, WorstCase, own_probabilities, surplus_of_type,
};

/// Why a verdict about a condition under sets of beliefs is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetConditionRefusal {
    /// The condition has no meaning for sets, or the worst cases are not those it needs, in order.
    Misshapen,
    /// This worst case is not what is said: the belief is not seen to be in the set, or does not attain the value, or the value is not proved.
    False(AgentId, TypeId),
    /// The worst cases do not say what is concluded.
    Concluded,
    /// What is said about payoffs and the allocation rule is not so.
    WithoutBeliefs(Refusal),
}

/// Accepts the proof of a verdict: of one about beliefs as [`check_set_condition`], of one about payoffs and the allocation rule as
/// [`check_condition`].
///
/// # Errors
/// See [`SetConditionRefusal`].
pub fn check_set_condition_proof(
    environment: &AmbiguousEnvironment,
    proof: &SetConditionProof,
) -> Result<(), SetConditionRefusal> {
    match proof {
        SetConditionProof::Beliefs(certificate) => check_set_condition(environment, certificate),
        SetConditionProof::WithoutBeliefs(certificate) => match certificate.condition {
            Condition::Efficient | Condition::PrivateValues => {
                check_condition(environment.without_beliefs(), certificate)
                    .map_err(SetConditionRefusal::WithoutBeliefs)
            }
            _ => Err(SetConditionRefusal::Misshapen),
        },
    }
}

/// Accepts a verdict whose worst cases are true, complete and say what is concluded.
///
/// # Errors
/// See [`SetConditionRefusal`].
pub fn check_set_condition(
    environment: &AmbiguousEnvironment,
    certificate: &SetConditionCertificate,
) -> Result<(), SetConditionRefusal> {
    let space = environment.space();
    let exists = |case: &WorstCase| {
        case.agent.0 < space.agent_count()
            && case.own.0 < space.type_count(case.agent)
            && case.state.is_none_or(|state| state.0 < environment.set(case.agent, case.own).states())
    };
    if !certificate.evidence.iter().all(exists) {
        return Err(SetConditionRefusal::Misshapen);
    }
    if let Some(case) = certificate.evidence.iter().find(|case| !is_true(environment, case)) {
        return Err(SetConditionRefusal::False(case.agent, case.own));
    }
    let found: Vec<_> = certificate.evidence.iter().map(|case| (case.agent, case.own, case.state)).collect();
    let types = |agent: AgentId| space.types(agent).map(move |own| (agent, own));
    let all = space.agents().flat_map(types);
    let (is_complete, is_so) = match (certificate.condition, certificate.holds) {
        (Condition::FullSupport, true) => {
            let states = |(agent, own)| {
                (0..environment.set(agent, own).states()).map(move |state| (agent, own, Some(JointTypeId(state))))
            };
            let is_so = certificate.evidence.iter().all(|case| case.value > Rational::ZERO);
            (found == all.flat_map(states).collect::<Vec<_>>(), is_so)
        }
        (Condition::FullSupport, false) => match certificate.evidence.as_slice() {
            [case] => (case.state.is_some(), case.value.is_zero()),
            _ => (false, false),
        },
        (Condition::SociallyRational, true) => {
            let is_so = space.agents().all(|agent| {
                let cases = certificate.evidence.iter().filter(|case| case.agent == agent);
                expected(environment, agent, cases).is_none_or(|sum| sum >= Rational::ZERO)
            });
            let none_is_negative = certificate.evidence.iter().all(|case| case.value >= Rational::ZERO);
            let is_complete = found == all.map(|(agent, own)| (agent, own, None)).collect::<Vec<_>>();
            (is_complete, is_so && (environment.prior().is_some() || none_is_negative))
        }
        (Condition::SociallyRational, false) => {
            let agent = certificate.evidence.first().map_or(AgentId(0), |case| case.agent);
            let is_complete = found == types(agent).map(|(agent, own)| (agent, own, None)).collect::<Vec<_>>();
            let sum = expected(environment, agent, certificate.evidence.iter());
            (is_complete, sum.is_some_and(|sum| sum < Rational::ZERO))
        }
        _ => (false, false),
    };
    match (is_complete, is_so) {
        (false, _) => Err(SetConditionRefusal::Misshapen),
        (true, false) => Err(SetConditionRefusal::Concluded),
        (true, true) => Ok(()),
    }
}

/// Σ p(θ_i) times the worst case of θ_i, for the worst cases of one agent in order; `None` without a prior.
fn expected<'a>(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    cases: impl Iterator<Item = &'a WorstCase>,
) -> Option<Rational> {
    let shares = own_probabilities(environment, agent)?;
    Some(shares.iter().zip(cases).fold(Rational::ZERO, |sum, (share, case)| sum + share * &case.value))
}

/// Whether the belief is in the set and attains the value, and no belief of the set values less.
fn is_true(environment: &AmbiguousEnvironment, case: &WorstCase) -> bool {
    let set = environment.set(case.agent, case.own);
    let values = match case.state {
        None => surplus_of_type(environment, case.agent, case.own),
        Some(state) => (0..set.states()).map(|x| Rational::from(i64::from(x == state.0))).collect(),
    };
    case.belief.states() == set.states()
        && set.contains(&case.belief) == Some(true)
        && case.belief.expectation(&values) == case.value
        && set.lower_bound(&values, case.multipliers.as_ref()).as_ref() == Some(&case.value)
}
