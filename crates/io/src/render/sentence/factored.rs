//! What the factors of a prior say about a condition, in sentences.

use crate::environment::profile_count;
use crate::factored::FactoredCheckError;
use crate::render::name::{and_list, count};
use crate::render::number::with_decimal;
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::condition::{Condition, UndecidedReason, Verdict};
use ambimech_model::factored::{
    FactoredCertificate, FactoredEnvironment, FactoredEvidence, FactoredRefusal, Factors, Types,
};
use ambimech_model::index::AgentId;

/// Members of at most this many agents are listed.
const LISTED: usize = 8;

/// The reasons of a verdict about a condition; at least one.
pub fn reasons(
    environment: &FactoredEnvironment,
    condition: Condition,
    verdict: &Verdict<FactoredCertificate>,
) -> Vec<String> {
    match verdict {
        Verdict::Undecided(reason) => vec![undecided(environment, condition, reason)],
        Verdict::Holds(certificate) => vec![why_holds(environment, certificate)],
        Verdict::Fails(certificate) => certificate
            .evidence
            .iter()
            .filter(|piece| piece.is_against())
            .map(|piece| evidence(environment, piece))
            .collect(),
    }
}

fn undecided(environment: &FactoredEnvironment, condition: Condition, reason: &UndecidedReason) -> String {
    match reason {
        UndecidedReason::TooLarge { .. } if condition == Condition::Cbdp => format!(
            "some coalition has too many joint types to compare all, and among those that differ in a few members' types none share a \
             belief; there are {} profiles",
            profiles(environment)
        ),
        UndecidedReason::TooLarge { .. } => {
            format!("the factors have too many states to decide it; there are {} profiles", profiles(environment))
        }
        other => super::condition::undecided(other),
    }
}

/// How many profiles there are, as `2^40` where that is shorter.
pub fn profiles(environment: &FactoredEnvironment) -> String {
    profile_count(environment.prior().counts())
}

fn why_holds(environment: &FactoredEnvironment, certificate: &FactoredCertificate) -> String {
    match certificate.condition {
        Condition::Bdp => "no two types of an agent have the same belief about the others".to_string(),
        Condition::Cbdp if *environment.pattern() == Pattern::Singletons => {
            "nobody can collude, and no two types of an agent have the same belief about the others".to_string()
        }
        Condition::Cbdp => {
            let number = count(certificate.evidence.len(), "largest coalition", "largest coalitions");
            format!("in each of the {number} no two type profiles have the same belief about the others")
        }
        Condition::FullSupport => "every profile has positive probability".to_string(),
        Condition::Identifiability => {
            "balanced payments, worth 0 to everyone truthful and nothing more to anyone untruthful, tell the prior from every other \
             distribution"
                .to_string()
        }
        _ => "no belief of a type is a mixture of the beliefs of the agent's other types".to_string(),
    }
}

/// One piece of evidence as a sentence.
pub fn evidence(environment: &FactoredEnvironment, piece: &FactoredEvidence) -> String {
    match piece {
        FactoredEvidence::EqualPosteriors { coalition, first, second } => {
            same_belief(environment, *coalition, first, second)
        }
        FactoredEvidence::DistinctPosteriors { coalition } => {
            format!("no two types of {} have the same belief about the others", who(environment, *coalition))
        }
        FactoredEvidence::ImpossibleProfile { types } => {
            format!("profile {} has probability 0", joint(environment, grand(environment), types))
        }
        FactoredEvidence::PositiveEverywhere => "every profile has positive probability".to_string(),
        FactoredEvidence::MixedBelief { agent, own, weights } => {
            let part = |(other, weight): &(ambimech_model::index::TypeId, _)| {
                format!("{} of {}", with_decimal(weight), environment.type_name(*agent, *other))
            };
            let parts: Vec<String> = weights.iter().map(part).collect();
            format!(
                "the belief of type {} of agent {} is a mixture of the beliefs of its other types: {}",
                environment.type_name(*agent, *own),
                environment.agent_name(*agent),
                and_list(&parts)
            )
        }
        FactoredEvidence::IndependentBeliefs { agent } => {
            format!("the beliefs of agent {}'s types are linearly independent", environment.agent_name(*agent))
        }
        FactoredEvidence::ImitatedDistribution { mixtures } => format!(
            "another distribution than the prior looks to every agent like a mixture of what its types believe; it is made of {}",
            count(mixtures.len(), "mixture", "mixtures")
        ),
        FactoredEvidence::IdentifyingTransfers { payments } => format!(
            "balanced payments at {}, worth 0 to everyone truthful and nothing more to anyone untruthful",
            count(payments.len(), "profile", "profiles")
        ),
        FactoredEvidence::SeparatedBeliefs { agent, .. } => format!(
            "for every type of agent {} there is a bet that it expects to lose and no other type of it does",
            environment.agent_name(*agent)
        ),
    }
}

fn grand(environment: &FactoredEnvironment) -> Coalition {
    Coalition::grand(environment.agent_count())
}

fn names(environment: &FactoredEnvironment, coalition: Coalition) -> String {
    and_list(&coalition.members().map(|member| environment.agent_name(member).to_string()).collect::<Vec<_>>())
}

/// `agent 1`, `agents 1 and 2`, `all agents but 3`.
fn who(environment: &FactoredEnvironment, coalition: Coalition) -> String {
    let rest = coalition.complement(environment.agent_count());
    if coalition.len() > LISTED && rest.len() <= LISTED {
        return format!("all agents but {}", names(environment, rest));
    }
    let word = if coalition.len() == 1 { "agent" } else { "agents" };
    format!("{word} {}", names(environment, coalition))
}

fn joint(environment: &FactoredEnvironment, coalition: Coalition, types: &Types) -> String {
    environment.joint_labels(coalition, types).join(" ")
}

/// Who differs, and how; for long joint types only the members that differ are named.
fn same_belief(environment: &FactoredEnvironment, coalition: Coalition, first: &Types, second: &Types) -> String {
    if coalition.len() <= LISTED {
        return format!(
            "types {} and {} of {} have the same belief about the others",
            joint(environment, coalition, first),
            joint(environment, coalition, second),
            who(environment, coalition)
        );
    }
    let differ: Vec<(AgentId, usize)> = coalition
        .members()
        .enumerate()
        .filter(|(place, _)| first[*place] != second[*place])
        .map(|(p, m)| (m, p))
        .collect();
    let those: Coalition = differ.iter().map(|(member, _)| *member).collect();
    let of = |types: &Types| -> String {
        let words: Vec<&str> =
            differ.iter().map(|(member, place)| environment.type_name(*member, types[*place])).collect();
        words.join(" ")
    };
    format!(
        "together, {} have the same belief about the others whether {} have types {} or {}, the rest of them having one type profile",
        who(environment, coalition),
        who(environment, those),
        of(first),
        of(second)
    )
}

/// What kind of factors a prior has, in words.
pub fn kind(environment: &FactoredEnvironment) -> String {
    match environment.prior().factors() {
        Factors::Independent(_) => "independent types".to_string(),
        Factors::Conditional(states) => {
            format!("types independent given a state, {}", count(states.len(), "state", "states"))
        }
        Factors::Markov(_) => "a Markov chain along the agents".to_string(),
        Factors::Mixture(parts) => format!("a mixture of {}", count(parts.len(), "part", "parts")),
    }
}

/// Why a file of proofs was not accepted, in a sentence.
pub fn why_refused(environment: &FactoredEnvironment, error: &FactoredCheckError) -> String {
    let or_none = |stated: &Option<String>| stated.clone().unwrap_or_else(|| "none".to_string());
    match error {
        FactoredCheckError::Unreadable(diagnostic) | FactoredCheckError::Content(diagnostic) => {
            diagnostic.to_string()
        }
        FactoredCheckError::OtherEnvironment { stated, found } => {
            format!("the file is about another prior: it names {}, and this one is {found}", or_none(stated))
        }
        FactoredCheckError::Seal { stated, found } => format!(
            "the content is not the one that was sealed: the file states {}, its content has {found}",
            or_none(stated)
        ),
        FactoredCheckError::Empty => "the file proves nothing".to_string(),
        FactoredCheckError::Refused { condition, refusal: why } => {
            format!("the proof about {}: {}", condition.name(), refusal(environment, why))
        }
    }
}

/// What the checker found wrong.
pub fn refusal(environment: &FactoredEnvironment, refusal: &FactoredRefusal) -> String {
    match refusal {
        FactoredRefusal::NotFromFactors(condition) => format!("{} is not decided from factors", condition.name()),
        FactoredRefusal::Incomplete => "evidence is missing, repeated, or of another kind".to_string(),
        FactoredRefusal::OutOfRange => "evidence names something that does not exist".to_string(),
        FactoredRefusal::VerdictDiffers => "the evidence proves the opposite of the verdict".to_string(),
        FactoredRefusal::PosteriorsDiffer { coalition, first, second } => format!(
            "types {} and {} of {} do not share a belief",
            joint(environment, *coalition, first),
            joint(environment, *coalition, second),
            who(environment, *coalition)
        ),
        FactoredRefusal::PosteriorsEqual { coalition, first, second } => {
            same_belief(environment, *coalition, first, second)
        }
        FactoredRefusal::Possible { types, probability } => {
            let profile = joint(environment, grand(environment), types);
            format!("profile {profile} has probability {}", with_decimal(probability))
        }
        FactoredRefusal::Impossible { types } => {
            format!("profile {} has probability 0", joint(environment, grand(environment), types))
        }
        FactoredRefusal::BeliefsDependent(agent) => {
            format!("the beliefs of agent {}'s types are linearly dependent", environment.agent_name(*agent))
        }
        FactoredRefusal::BeliefNotMixed(agent, own) => format!(
            "the belief of type {} of agent {} is not the mixture that is stated",
            environment.type_name(*agent, *own),
            environment.agent_name(*agent)
        ),
        FactoredRefusal::Expectation { agent, against, own, value } => format!(
            "type {} of agent {} expects {} from the bet against type {}",
            environment.type_name(*agent, *own),
            environment.agent_name(*agent),
            with_decimal(value),
            environment.type_name(*agent, *against)
        ),
        FactoredRefusal::ViewsDiffer(agent, types) => format!(
            "the mixtures of agents {} and {} give profile {} different probabilities",
            environment.agents().first().map_or("", |agent| agent.name.as_str()),
            environment.agent_name(*agent),
            joint(environment, grand(environment), types)
        ),
        FactoredRefusal::IsPrior => "the distribution is the prior".to_string(),
        FactoredRefusal::Unbalanced(types) => {
            format!("the payments at profile {} do not add up to 0", joint(environment, grand(environment), types))
        }
        FactoredRefusal::Tempted { agent, truth, report } if truth == report => format!(
            "the truth is not worth 0 to type {} of agent {}",
            environment.type_name(*agent, *truth),
            environment.agent_name(*agent)
        ),
        FactoredRefusal::Tempted { agent, truth, report } => format!(
            "type {} of agent {} expects more than 0 from reporting {}",
            environment.type_name(*agent, *truth),
            environment.agent_name(*agent),
            environment.type_name(*agent, *report)
        ),
        FactoredRefusal::NotIdentified => "the payments leave other distributions than the prior".to_string(),
        FactoredRefusal::TooManySteps => "checking it would take too long".to_string(),
        _ => "it does not hold".to_string(),
    }
}
