//! Beliefs, scenarios and worst cases under sets of beliefs, in words.

use crate::render::name;
use crate::render::number::{exact, magnitude, with_decimal};
use ambimech_model::belief_set::Distribution;
use ambimech_model::belief_verdict::{Criterion, NoVerdict, SetAnswer, SetClaim, SetProperty, Stage, TypeStudy};
use ambimech_model::check::SetRefusal;
use ambimech_model::coalition::Coalition;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::verification::Report;

/// At most this many type profiles of a belief are named in a sentence.
const NAMED: usize = 6;

/// The others' types in a state of an agent's beliefs, as in files: `H L`.
pub fn state_label(environment: &Environment, agent: AgentId, state: JointTypeId) -> String {
    let others = Coalition::single(agent).complement(environment.agent_count());
    name::type_labels(environment, others, state).join(" ")
}

/// `H: 1/2, L: 1/2`; type profiles of probability 0 are left out.
pub fn belief(environment: &Environment, agent: AgentId, prior: &Distribution) -> String {
    let possible = prior.probabilities().iter().enumerate().filter(|(_, p)| !p.is_zero());
    let words: Vec<String> = possible
        .map(|(state, p)| format!("{}: {}", state_label(environment, agent, JointTypeId(state)), exact(p)))
        .collect();
    if words.len() <= NAMED {
        return words.join(", ");
    }
    format!("{} and {} more", words[..NAMED - 1].join(", "), words.len() + 1 - NAMED)
}

/// `ic by maxmin against mixed reports`.
pub fn set_claim(claim: SetClaim) -> String {
    let reports = claim.property.reports().map_or(String::new(), |reports| format!(" ({})", reports.name()));
    match claim.property {
        property if property.is_free_of_beliefs() => property.name().to_string(),
        property => format!("{}{reports}, {}", property.name(), claim.criterion.name()),
    }
}

/// The narrowest case of an answer, with the place where it is found.
pub fn narrowest(environment: &Environment, mechanism: &Mechanism, answer: &SetAnswer) -> String {
    let claim = answer.verdict.claim;
    if claim.property == SetProperty::Bb {
        return match answer.unbalanced {
            None => "payments add up to 0 at every profile under every rule".to_string(),
            Some((rule, profile)) => format!(
                "at {} the payments of rule {} do not add up to 0",
                name::profile(environment, profile),
                name::rule(environment, mechanism, rule)
            ),
        };
    }
    if let SetProperty::Efficient(stage) = claim.property {
        return efficiency(environment, answer, stage);
    }
    let Some(study) = answer.narrowest() else {
        return "nothing can go wrong".to_string();
    };
    let who = name::who_of_type(environment, Coalition::single(study.agent), JointTypeId(study.own.0));
    let scenario = format!(
        "rule {} and belief {}",
        name::rule(environment, mechanism, study.scenario.0),
        belief(environment, study.agent, &study.scenario.1)
    );
    let words = match claim.property {
        SetProperty::Ir => participation(claim.criterion, study, &scenario),
        _ => match &study.report {
            None => return "nothing can go wrong: nobody has two types".to_string(),
            Some(report) => {
                misreport(claim.criterion, study, &report_words(environment, study.agent, report), &scenario)
            }
        },
    };
    format!("{who}: {words}")
}

fn efficiency(environment: &Environment, answer: &SetAnswer, stage: Stage) -> String {
    match (stage, &answer.better) {
        (Stage::ExPost, Some((profile, outcome, gain))) => format!(
            "at {} the outcome {} has {} more",
            name::profile(environment, *profile),
            name::outcome(environment, *outcome),
            with_decimal(gain)
        ),
        (Stage::ExPost, None) => "no outcome has a larger surplus at any profile".to_string(),
        _ if answer.verdict.holds => "worst-case beliefs that are shared support it".to_string(),
        _ => {
            let first = answer.verdict.payments.first();
            first.map_or(String::new(), |(profile, payments)| {
                let list: Vec<String> = payments.iter().map(exact).collect();
                let more = answer.verdict.payments.len() - 1;
                format!(
                    "payments improve on it: ({}) at {}{}",
                    list.join(", "),
                    name::profile(environment, *profile),
                    if more == 0 {
                        String::new()
                    } else {
                        format!(", and others at {}", name::count(more, "more profile", "more profiles"))
                    }
                )
            })
        }
    }
}

fn participation(criterion: Criterion, study: &TypeStudy, scenario: &str) -> String {
    let value = with_decimal(&study.margin);
    let below = if study.margin < Rational::ZERO { ", below 0" } else { "" };
    match criterion {
        Criterion::Maximal => format!("worth at most {value}{below}, with {scenario}"),
        Criterion::Maxmin | Criterion::Optimal => format!("worth at least {value}{below}, with {scenario}"),
    }
}

fn misreport(criterion: Criterion, study: &TypeStudy, report: &str, scenario: &str) -> String {
    let size = with_decimal(&magnitude(&study.margin));
    let truth = with_decimal(&study.truth);
    let fails = study.margin < Rational::ZERO;
    match (criterion, fails) {
        (Criterion::Maxmin, true) => {
            format!("{report} gains {size} in its worst case; the truth's, with {scenario}, is worth {truth}")
        }
        (Criterion::Maxmin, false) => {
            format!("{report} loses {size} in its worst case; the truth's, with {scenario}, is worth {truth}")
        }
        (Criterion::Optimal, true) => format!("{report} gains {size} with {scenario}"),
        (Criterion::Optimal, false) => format!("{report} loses at least {size}, with {scenario}"),
        (Criterion::Maximal, true) => format!("{report} gains at least {size} under every rule and belief"),
        (Criterion::Maximal, false) => format!("{report} loses {size} under some rule and belief"),
    }
}

fn report_words(environment: &Environment, agent: AgentId, report: &Report) -> String {
    let label = |joint: JointTypeId| name::types(environment, Coalition::single(agent), joint);
    match report {
        Report::Pure(joint) => format!("report {}", label(*joint)),
        Report::Mixed(parts) => {
            let parts: Vec<String> =
                parts.iter().map(|(joint, share)| format!("{} with {}", label(*joint), exact(share))).collect();
            format!("report {}", name::and_list(&parts))
        }
    }
}

/// Why a verdict is not proved.
pub fn set_refusal(environment: &Environment, refusal: &SetRefusal) -> String {
    let who = |agent: &AgentId, own: &TypeId| {
        name::who_of_type(environment, Coalition::single(*agent), JointTypeId(own.0))
    };
    match refusal {
        SetRefusal::NoSuchRule => "the mechanism has no rules for this environment".to_string(),
        SetRefusal::Misshapen { agent, own } => {
            format!("the evidence about {} is missing or incomplete", who(agent, own))
        }
        SetRefusal::NoFloor { agent, own } => format!("multipliers about {} prove nothing", who(agent, own)),
        SetRefusal::NoMixture { agent, own } => {
            format!("what stands for a mixture of beliefs of {} is none", who(agent, own))
        }
        SetRefusal::Unproved { agent, own, left, right } => {
            format!("for {}, {} against {} is on the wrong side", who(agent, own), exact(left), exact(right))
        }
        SetRefusal::Budget(None) => "the budget is balanced everywhere".to_string(),
        SetRefusal::Budget(Some((_, profile))) => {
            format!("the budget is not balanced at {}", name::profile(environment, *profile))
        }
        SetRefusal::Surplus(Some(profile)) => {
            format!("at {} another outcome has a larger surplus", name::profile(environment, *profile))
        }
        SetRefusal::Surplus(None) => "nothing is gained".to_string(),
        _ => "the proof is incomplete".to_string(),
    }
}

/// Why there is no verdict.
pub fn no_verdict(environment: &Environment, why: &NoVerdict) -> String {
    match why {
        NoVerdict::NoRules => "the mechanism has no rules for these agents and types".to_string(),
        NoVerdict::SeveralRules => "efficiency is decided for mechanisms with one transfer rule".to_string(),
        NoVerdict::NoPrior => {
            "before types are known they need probabilities: the file has no [prior]".to_string()
        }
        NoVerdict::EmptySet => "no belief satisfies the inequalities".to_string(),
        NoVerdict::Unsolved(why) => why.clone(),
        NoVerdict::Refused(refusal) => {
            format!("the proof that was found was not accepted: {}", set_refusal(environment, refusal))
        }
        _ => "the search did not end as it should".to_string(),
    }
}
