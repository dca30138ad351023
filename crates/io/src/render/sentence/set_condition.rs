//! Conditions under sets of beliefs, in words.

use super::condition;
use super::scenario::{belief, state_label};
use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Condition;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use ambimech_model::set_condition::{
    OpenSetCondition, SetConditionAnswer, SetConditionCertificate, WorstCase, own_probabilities,
};

/// The reasons of an answer about a condition; at least one.
pub fn reasons(
    environment: &AmbiguousEnvironment,
    condition: Condition,
    answer: &SetConditionAnswer,
) -> Vec<String> {
    match answer {
        SetConditionAnswer::WithoutBeliefs(verdict) => {
            condition::reasons(environment.without_beliefs(), condition, verdict)
        }
        SetConditionAnswer::Beliefs(Ok(certificate)) => vec![worst_cases(environment, certificate)],
        SetConditionAnswer::Beliefs(Err(OpenSetCondition::NoPrior)) => vec![
            "some types expect a loss of surplus in the worst case, and before types are known they need probabilities: the file has no [prior]"
                .to_string(),
        ],
        SetConditionAnswer::Beliefs(Err(OpenSetCondition::Unsolved)) => {
            vec!["a smallest expectation was not found".to_string()]
        }
    }
}

fn worst_cases(environment: &AmbiguousEnvironment, certificate: &SetConditionCertificate) -> String {
    let frame = environment.without_beliefs();
    let who = |case: &WorstCase| name::who_of_type(frame, Coalition::single(case.agent), JointTypeId(case.own.0));
    let under = |case: &WorstCase| belief(frame, case.agent, &case.belief);
    let least = certificate.evidence.iter().min_by(|one, other| one.value.cmp(&other.value));
    let Some(least) = least else { return "nobody believes anything".to_string() };
    if let Some(state) = least.state {
        let others = state_label(frame, least.agent, state);
        return match certificate.holds {
            true => format!(
                "no belief of any type gives anything a probability below {}, which {} gives {others} under the belief {}",
                with_decimal(&least.value),
                who(least),
                under(least)
            ),
            false => {
                format!("{} has a belief that gives {others} the probability 0: {}", who(least), under(least))
            }
        };
    }
    if certificate.holds && least.value >= Rational::ZERO {
        return format!(
            "every type expects a surplus of at least 0 under all its beliefs; the least is {}, of {} under the belief {}",
            with_decimal(&least.value),
            who(least),
            under(least)
        );
    }
    let sums =
        frame.space().agents().filter_map(|agent| Some((expected(environment, agent, certificate)?, agent)));
    match sums.min() {
        Some((sum, agent)) => format!(
            "before it knows its type {} expects a surplus of {} in the worst case of every type{}",
            name::who(frame, Coalition::single(agent)),
            with_decimal(&sum),
            if certificate.holds { ", and no agent less" } else { "" }
        ),
        None => "the surplus is at least 0".to_string(),
    }
}

/// Σ p(θ_i) times the worst case of θ_i, if the evidence has them.
fn expected(
    environment: &AmbiguousEnvironment,
    agent: AgentId,
    certificate: &SetConditionCertificate,
) -> Option<Rational> {
    let shares = own_probabilities(environment, agent)?;
    let cases: Vec<&WorstCase> = certificate.evidence.iter().filter(|case| case.agent == agent).collect();
    let sum = || shares.iter().zip(&cases).fold(Rational::ZERO, |sum, (share, case)| sum + share * &case.value);
    (cases.len() == shares.len()).then(sum)
}

/// Why a condition is not decided under sets of beliefs.
pub fn not_for_sets(condition: Condition) -> &'static str {
    match condition {
        Condition::Bdp | Condition::Cbdp => "it compares the beliefs of two types, one belief each",
        Condition::ConvexIndependence => "it asks whether the belief of a type is a mixture of those of others",
        Condition::Identifiability | Condition::CoalitionalIdentifiability => {
            "it is about distributions of reports that one prior allows"
        }
        Condition::NcpStar | Condition::NcpStarStar => "it weighs the beliefs of two agents, one belief each",
        Condition::CommonPrior => "it asks for one prior from which the single beliefs of all types come",
        _ => "it is about one belief of every type",
    }
}
