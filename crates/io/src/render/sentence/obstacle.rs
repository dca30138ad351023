//! What stands in the way of a design, in words.

use crate::render::name;
use crate::render::number::with_decimal;
use crate::render::sentence::condition::{belief_in_words, reasons, undecided};
use crate::render::sentence::scale::no_scale;
use crate::render::sentence::worst::worst_case;
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Verdict;
use ambimech_model::design::{Obstacle, Temptation};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;

/// At most this many temptations are told one by one.
const SHOWN: usize = 10;

/// One sentence for each obstacle, or for each temptation of one.
pub fn obstacle(environment: &Environment, obstacle: &Obstacle) -> Vec<String> {
    match obstacle {
        Obstacle::SharedPosteriors(temptations) => {
            let mut sentences: Vec<String> =
                temptations.iter().take(SHOWN).map(|found| temptation(environment, found)).collect();
            if temptations.len() > SHOWN {
                sentences.push(format!("and {} more temptations of this kind", temptations.len() - SHOWN));
            }
            sentences
        }
        Obstacle::ZeroProbability(profile) => vec![format!(
            "profile {} has probability 0, and side bets against coalitions of several agents need full support",
            name::profile(environment, *profile)
        )],
        Obstacle::Participation { coalition, types, value } => vec![format!(
            "{} would rather stay out: its value under the base rule is {}",
            name::who_of_type(environment, *coalition, *types),
            with_decimal(value)
        )],
        Obstacle::Unstopped { agent, truth, mixture } => vec![unstopped(environment, *agent, *truth, mixture)],
        Obstacle::NeedsCommonPrior => vec![
            "coalitions and the designer take expectations under a common prior, and this environment has none: its agents \
             have beliefs of their own"
                .to_string(),
        ],
        Obstacle::ConditionFails(certificate) => {
            let condition = certificate.condition;
            let why = reasons(environment, condition, &Verdict::Fails(certificate.as_ref().clone()));
            vec![format!("it needs {condition}, which fails: {}", why.join("; "))]
        }
        Obstacle::ConditionUndecided(condition, reason) => {
            vec![format!("it needs {condition}, which is not settled: {}", undecided(reason))]
        }
        Obstacle::DependentTypes { profile, probability, product } => vec![format!(
            "it needs independent types: profile {} has probability {}, and the product of the probabilities of its types \
             is {}",
            name::profile(environment, *profile),
            with_decimal(probability),
            with_decimal(product)
        )],
        Obstacle::Lacks { mechanism, answer } => vec![format!(
            "the mechanism does not have {}: {}",
            answer.claim,
            worst_case(environment, mechanism, answer)
        )],
        Obstacle::TooManySteps(steps) => {
            vec![format!("making or verifying it would take about {steps} elementary steps, more than allowed")]
        }
        Obstacle::NoScale(found) => vec![no_scale(environment, found)],
        Obstacle::ScaleUnsettled => vec![
            "comparisons with a smooth attitude could not be settled closely enough to find a scale that is proved to be enough"
                .to_string(),
        ],
        Obstacle::AskForCic => vec![
            "this is answered for cic only: wcic is the same as cic against mixed reports as long as everybody looks at the worst case"
                .to_string(),
        ],
        Obstacle::OtherAttitude(coalition) => vec![format!(
            "{} has another attitude to ambiguity than to look at the worst case, and what was found for worst cases does not carry \
             over to it",
            name::who(environment, *coalition)
        )],
        Obstacle::NoConstruction => {
            vec!["no closed-form construction gives this combination of properties".to_string()]
        }
        Obstacle::TooManyRules => {
            vec!["the mechanism would have more rules than can be counted or checked here".to_string()]
        }
        Obstacle::ProgramTooLarge { unknowns } => vec![format!(
            "the exact program for this allocation rule has {} unknown payments, more than are solved for here",
            unknowns
        )],
        Obstacle::ProgramTooLong { unknowns, proposals, pivots } => vec![format!(
            "the exact program for this allocation rule, with {unknowns} unknown payments, was given up: {} and {} did not settle \
             it, and more work is not spent on one question among several; asked alone, by decide, it is tried without end",
            tried(*proposals, "floating-point proposal", "floating-point proposals"),
            tried(*pivots, "exact pivot", "exact pivots"),
        )],
        Obstacle::CertificateRefused => vec![
            "an answer was found, but the checker did not accept its certificate: a defect of this program, which is never \
             believed; please report it"
                .to_string(),
        ],
    }
}

fn unstopped(
    environment: &Environment,
    agent: AgentId,
    truth: JointTypeId,
    mixture: &[(JointTypeId, Rational)],
) -> String {
    let own = Coalition::single(agent);
    let who = name::who_of_type(environment, own, truth);
    let reports = match mixture {
        [(only, _)] => format!("reporting {}", name::types(environment, own, *only)),
        several => {
            let share = |(report, share): &(JointTypeId, Rational)| {
                format!("{} with probability {}", name::types(environment, own, *report), with_decimal(share))
            };
            format!("reporting {}", name::and_list(&several.iter().map(share).collect::<Vec<String>>()))
        }
    };
    let condition = if mixture.len() == 1 { " (ncp-star)" } else { "" };
    format!(
        "no balanced rule that leaves every type what it is to expect stops {who} from {reports}: the others' beliefs and \
         those of this agent have an explanation in common{condition}"
    )
}

fn tried(number: u64, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// That a goal is not settled: what stands before and after the goal's name.
pub fn unsettled(obstacles: &[Obstacle]) -> [&'static str; 2] {
    let by_program = |found: &Obstacle| {
        matches!(
            found,
            Obstacle::ProgramTooLarge { .. } | Obstacle::ProgramTooLong { .. } | Obstacle::CertificateRefused
        )
    };
    let about_assumptions = |found: &Obstacle| {
        matches!(
            found,
            Obstacle::ConditionFails(_) | Obstacle::ConditionUndecided(..) | Obstacle::DependentTypes { .. }
        )
    };
    let is_made = |found: &Obstacle| matches!(found, Obstacle::Lacks { .. } | Obstacle::TooManySteps(_));
    if obstacles.iter().any(about_assumptions) {
        [
            "This mechanism is not to be had for goal ",
            " here, because an assumption of it is not met; another may be.",
        ]
    } else if obstacles.iter().any(is_made) {
        ["This mechanism is not known to reach goal ", " here; another may."]
    } else if obstacles.iter().any(by_program) {
        ["Neither a mechanism that reaches goal ", " here nor a proof that there is none was found."]
    } else {
        ["The closed forms neither reach goal ", " here nor prove that it is out of reach."]
    }
}

fn temptation(environment: &Environment, found: &Temptation) -> String {
    let Temptation { coalition, truth, report, gain } = found;
    let belief = belief_in_words(environment, *coalition, *truth);
    let belief = belief.map_or_else(String::new, |belief| format!(" ({belief})"));
    format!(
        "{} has the same belief about the others as type {}{belief} and gains {} under the base rule by reporting it; no \
         side bet can tell the two apart",
        name::who_of_type(environment, *coalition, *truth),
        name::types(environment, *coalition, *report),
        with_decimal(gain),
    )
}
