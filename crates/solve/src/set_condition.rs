//! Conditions under sets of beliefs; what they mean is in [`ambimech_model::set_condition`].
//!
//! # Method
//! Smallest expectations, one for each type, or one for each type and state: closed forms, or a linear program for inequalities.

use crate::belief_set::lower;
use crate::condition::decide_condition;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::check::check_set_condition;
use ambimech_model::condition::Condition;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::set_condition::{
    OpenSetCondition, SetConditionAnswer, SetConditionCertificate, WorstCase, own_probabilities, surplus_of_type,
};

/// Decides a condition under sets of beliefs; the checker has accepted the certificate. `None` for those that have no meaning there.
pub fn decide_set_condition(
    environment: &AmbiguousEnvironment,
    condition: Condition,
) -> Option<SetConditionAnswer> {
    match condition {
        Condition::Efficient | Condition::PrivateValues => {
            let verdict = decide_condition(environment.without_beliefs(), condition);
            Some(SetConditionAnswer::WithoutBeliefs(verdict))
        }
        Condition::FullSupport | Condition::SociallyRational => {
            Some(SetConditionAnswer::Beliefs(about_beliefs(environment, condition)))
        }
        _ => None,
    }
}

fn about_beliefs(
    environment: &AmbiguousEnvironment,
    condition: Condition,
) -> Result<SetConditionCertificate, OpenSetCondition> {
    let (holds, evidence) = match condition {
        Condition::FullSupport => full_support(environment)?,
        _ => socially_rational(environment)?,
    };
    let certificate = SetConditionCertificate { condition, holds, evidence };
    check_set_condition(environment, &certificate).map_err(|_| OpenSetCondition::Unsolved)?;
    Ok(certificate)
}

fn full_support(environment: &AmbiguousEnvironment) -> Result<(bool, Vec<WorstCase>), OpenSetCondition> {
    let mut all = Vec::new();
    for (agent, own) in types(environment) {
        let states = environment.set(agent, own).states();
        for state in 0..states {
            let values: Vec<Rational> = (0..states).map(|x| Rational::from(i64::from(x == state))).collect();
            let case = worst_case(environment, (agent, own), Some(JointTypeId(state)), &values)?;
            if case.value.is_zero() {
                return Ok((false, vec![case]));
            }
            all.push(case);
        }
    }
    Ok((true, all))
}

fn socially_rational(environment: &AmbiguousEnvironment) -> Result<(bool, Vec<WorstCase>), OpenSetCondition> {
    let mut all = Vec::new();
    for (agent, own) in types(environment) {
        let values = surplus_of_type(environment, agent, own);
        all.push(worst_case(environment, (agent, own), None, &values)?);
    }
    if all.iter().all(|case| case.value >= Rational::ZERO) {
        return Ok((true, all));
    }
    for agent in environment.space().agents() {
        let shares = own_probabilities(environment, agent).ok_or(OpenSetCondition::NoPrior)?;
        let of_agent: Vec<&WorstCase> = all.iter().filter(|case| case.agent == agent).collect();
        let sum =
            shares.iter().zip(&of_agent).fold(Rational::ZERO, |sum, (share, case)| sum + share * &case.value);
        if sum < Rational::ZERO {
            return Ok((false, of_agent.into_iter().cloned().collect()));
        }
    }
    Ok((true, all))
}

fn types(environment: &AmbiguousEnvironment) -> impl Iterator<Item = (AgentId, TypeId)> + '_ {
    let space = environment.space();
    space.agents().flat_map(|agent| space.types(agent).map(move |own| (agent, own)))
}

fn worst_case(
    environment: &AmbiguousEnvironment,
    (agent, own): (AgentId, TypeId),
    state: Option<JointTypeId>,
    values: &[Rational],
) -> Result<WorstCase, OpenSetCondition> {
    let found = lower(environment.set(agent, own), values).map_err(|_| OpenSetCondition::Unsolved)?;
    let (value, belief) = (found.extreme.value, found.extreme.prior);
    Ok(WorstCase { agent, own, state, value, belief, multipliers: found.multipliers })
}
