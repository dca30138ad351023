//! Why a condition holds or fails, one sentence per piece of evidence.

use super::belief_condition;
use crate::render::belief::posterior;
use crate::render::name;
use crate::render::number::with_decimal;
use ambimech_model::certificate::{ConditionCertificate, Evidence};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::environment::Environment;
use ambimech_model::index::JointTypeId;
use ambimech_model::prior::Prior;

/// Beliefs over at most this many type profiles are written out.
const SHOWN_BELIEF: usize = 8;
/// At most this many coalitions are listed.
const SHOWN_COALITIONS: usize = 8;

/// The reasons of a verdict about a condition; at least one.
pub fn reasons(
    environment: &Environment,
    condition: Condition,
    verdict: &Verdict<ConditionCertificate>,
) -> Vec<String> {
    match verdict {
        Verdict::Undecided(reason) => vec![undecided(reason)],
        Verdict::Holds(certificate) if matches!(condition, Condition::Bdp | Condition::Cbdp) => {
            vec![all_distinct(environment, condition, certificate)]
        }
        Verdict::Holds(certificate) if condition == Condition::PrivateValues && certificate.evidence.len() > 1 => {
            vec!["every agent's payoffs depend on its own type only".to_string()]
        }
        Verdict::Holds(certificate) | Verdict::Fails(certificate) => {
            if let Some(reasons) = belief_condition::reasons(environment, certificate) {
                return reasons;
            }
            let told = certificate.evidence.iter().filter(|piece| {
                // What is fine with other agents is no reason for a failure.
                certificate.holds
                    || !matches!(piece, Evidence::DistinctPosteriors { .. } | Evidence::OwnTypeOnly { .. })
                        && !belief_condition::is_harmless(piece)
            });
            told.map(|piece| evidence(environment, piece)).collect()
        }
    }
}

/// Why a question is not settled.
pub fn undecided(reason: &UndecidedReason) -> String {
    match reason {
        UndecidedReason::NoMethod => "this version has no method to decide it".to_string(),
        UndecidedReason::NeedsCommonPrior => {
            "it needs a common prior, and the agents here have beliefs of their own".to_string()
        }
        UndecidedReason::NoCommonPrior => {
            "it is about a common prior, and no prior has all beliefs of the agents (`common-prior` shows it)"
                .to_string()
        }
        UndecidedReason::NotWorstCase => {
            "collusion is about coalitions that look at the worst case, and here somebody does not".to_string()
        }
        UndecidedReason::NoMethodForAttitude(_) => {
            "it depends on the attitude to ambiguity of a coalition, for which this version has no method"
                .to_string()
        }
        UndecidedReason::TooNear(_) => {
            "amounts compared by a smooth attitude to ambiguity are equal or too near each other to be told apart"
                .to_string()
        }
        UndecidedReason::OutsideUtility(_) => {
            "under some rule a coalition has less on path than the utility of its attitude is defined for"
                .to_string()
        }
        UndecidedReason::BeyondClosedForms => {
            "the closed forms do not reach this case, and this version has no exact program for it".to_string()
        }
        UndecidedReason::CertificateRefused => {
            "the checker did not accept what was found: please report this as a defect".to_string()
        }
        UndecidedReason::TooLarge { steps } => {
            format!("deciding it would take about {steps} elementary steps, more than allowed")
        }
        _ => "not settled".to_string(),
    }
}

fn all_distinct(environment: &Environment, condition: Condition, certificate: &ConditionCertificate) -> String {
    if condition == Condition::Bdp {
        let lone: Vec<String> = environment
            .agents()
            .iter()
            .filter(|agent| agent.types.len() == 1)
            .map(|agent| agent.name.clone())
            .collect();
        let rest = match lone.len() {
            0 => String::new(),
            1 => format!("; agent {} has one type only", lone[0]),
            _ => format!("; agents {} have one type each", name::and_list(&lone)),
        };
        return format!("no two types of an agent have the same belief about the others{rest}");
    }
    let coalitions: Vec<String> = certificate
        .evidence
        .iter()
        .filter_map(|piece| match piece {
            Evidence::DistinctPosteriors { coalition } => Some(name::coalition(environment, *coalition)),
            _ => None,
        })
        .collect();
    let listed = if coalitions.len() > SHOWN_COALITIONS {
        format!("{} and {} more", coalitions[..SHOWN_COALITIONS].join(", "), coalitions.len() - SHOWN_COALITIONS)
    } else {
        name::and_list(&coalitions)
    };
    format!(
        "in each largest coalition below the grand one, {listed}, no two type profiles have the same belief about the \
         others, and so in every smaller one"
    )
}

/// One piece of evidence as a sentence.
pub fn evidence(environment: &Environment, piece: &Evidence) -> String {
    match piece {
        Evidence::EqualPosteriors { coalition, first, second } => {
            same_belief(environment, *coalition, *first, *second)
        }
        Evidence::DistinctPosteriors { coalition } => {
            let who = name::who(environment, *coalition);
            format!("no two types of {who} have the same belief about the others")
        }
        Evidence::LeastProbability { profile, probability } if probability.is_zero() => {
            let zeros = environment.common_prior().map_or(1, Prior::zero_count);
            let more = if zeros > 1 { format!(", one of {zeros} such profiles") } else { String::new() };
            format!("profile {} has probability 0{more}", name::profile(environment, *profile))
        }
        Evidence::LeastProbability { profile, probability } => {
            format!(
                "the least probability is {}, at {}",
                with_decimal(probability),
                name::profile(environment, *profile)
            )
        }
        Evidence::BetterOutcome { profile, outcome, gain } => {
            let allocated = environment.allocation(*profile);
            format!(
                "at {} the allocated outcome {} has surplus {}; outcome {} has {} more",
                name::profile(environment, *profile),
                name::outcome(environment, allocated),
                with_decimal(&environment.surplus(*profile)),
                name::outcome(environment, *outcome),
                with_decimal(gain),
            )
        }
        Evidence::NoBetterOutcome => {
            "at no profile has another outcome a larger surplus than the allocated one".to_string()
        }
        Evidence::ExpectedSurplus { value } => format!("the expected surplus is {}", with_decimal(value)),
        Evidence::InterdependentPayoff { agent, outcome, first, second } => format!(
            "agent {}'s payoff from outcome {} depends on others' types: {} at {}, but {} at {}",
            name::agent(environment, *agent),
            name::outcome(environment, *outcome),
            with_decimal(&first.1),
            name::profile(environment, first.0),
            with_decimal(&second.1),
            name::profile(environment, second.0),
        ),
        Evidence::OwnTypeOnly { agent } => {
            format!("agent {}'s payoffs depend on its own type only", name::agent(environment, *agent))
        }
        other => belief_condition::evidence(environment, other).unwrap_or_default(),
    }
}

/// That two joint types share a belief, with the belief when it is short.
pub fn same_belief(
    environment: &Environment,
    coalition: Coalition,
    first: JointTypeId,
    second: JointTypeId,
) -> String {
    let mut text = format!(
        "types {} and {} of {} have the same belief about the others",
        name::types(environment, coalition, first),
        name::types(environment, coalition, second),
        name::who(environment, coalition),
    );
    if let Some(belief) = belief_in_words(environment, coalition, first) {
        text.push_str(": ");
        text.push_str(&belief);
    }
    text
}

/// `H H: 2/5 (0.4), H L: 3/10 (0.3), …`; `None` when it is long, or the joint type never occurs.
pub fn belief_in_words(environment: &Environment, coalition: Coalition, own: JointTypeId) -> Option<String> {
    let others = coalition.complement(environment.agent_count());
    if environment.space().joint_count(others) > SHOWN_BELIEF {
        return None;
    }
    let entries: Vec<String> = posterior(environment, coalition, own)?
        .iter()
        .enumerate()
        .map(|(x, probability)| {
            format!("{} {}", name::types(environment, others, JointTypeId(x)), with_decimal(probability))
        })
        .collect();
    Some(entries.join(", "))
}
