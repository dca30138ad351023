//! `ambimech implementable --format json`.

use super::{members, number, profile};
use crate::render::name;
use crate::render::sentence::full_implementation::{conclusion, function, gap, reason, theorem, undecided};
use ambimech_model::environment::Environment;
use ambimech_model::lottery::Lottery;
use ambimech_model::maxmin::{
    ChoiceProblem, Conclusion, Deception, Finding, MaxminAnswer, MaxminCondition, Proof, Theorem,
};
use serde_json::{Map, Value, json};

/// `{"verdict","coalitions","theorem","message","gaps","work","possible","cells","conditions":[{"name","verdict","reason","witness"}]}`:
/// `verdict` is `holds`, `fails` or `undecided`, about implementability; `theorem` is `null` when no theorem applies; `witness` is what shows
/// a failure, or the bad outcome, or how many rewards there are.
pub fn full_implementation_value(problem: &ChoiceProblem, answer: &MaxminAnswer) -> Value {
    let frame = problem.environment().without_beliefs();
    let (word, by, gaps): (&str, Option<Theorem>, Vec<String>) = match &answer.conclusion {
        Conclusion::Implementable(by) => ("holds", Some(*by), Vec::new()),
        Conclusion::NotImplementable(by) => ("fails", Some(*by), Vec::new()),
        Conclusion::Open(gaps) => ("undecided", None, gaps.iter().map(|open| gap(*open, answer.scope)).collect()),
    };
    let information = problem.information();
    let cells: Vec<Vec<Value>> =
        information.cells().iter().map(|cell| cell.iter().map(|t| profile(frame, *t)).collect()).collect();
    let possible: Vec<Value> = information.possible().map(|t| profile(frame, t)).collect();
    let conditions: Vec<Value> =
        MaxminCondition::ALL.iter().filter_map(|condition| condition_value(problem, answer, *condition)).collect();
    json!({
        "verdict": word,
        "coalitions": answer.scope.name(),
        "theorem": by.map(|by| theorem(by, answer.scope)),
        "message": conclusion(answer),
        "gaps": gaps,
        "work": answer.work.to_string(),
        "functions": problem.choice_ids().map(|choice| function(problem, choice)).collect::<Vec<_>>(),
        "possible": possible,
        "cells": cells,
        "conditions": conditions,
    })
}

fn condition_value(problem: &ChoiceProblem, answer: &MaxminAnswer, condition: MaxminCondition) -> Option<Value> {
    if let Some(finding) = answer.findings.iter().find(|finding| finding.condition == condition) {
        return Some(json!({
            "name": condition.name(),
            "verdict": if finding.holds { "holds" } else { "fails" },
            "reason": reason(problem, finding),
            "witness": witness(problem, finding),
        }));
    }
    let (_, why) = answer.undecided.iter().find(|(open, _)| *open == condition)?;
    Some(json!({
        "name": condition.name(),
        "verdict": "undecided",
        "reason": undecided(problem, why),
        "witness": Value::Null,
    }))
}

fn lottery(environment: &Environment, lottery: &Lottery) -> Value {
    let mut parts = Map::new();
    for (outcome, probability) in lottery.parts() {
        parts.insert(name::outcome(environment, *outcome), number(probability));
    }
    Value::Object(parts)
}

fn lotteries(environment: &Environment, all: &[Lottery]) -> Value {
    let mut rows = Map::new();
    for (at, drawn) in environment.space().profiles().zip(all) {
        rows.insert(environment.profile_label(at), lottery(environment, drawn));
    }
    Value::Object(rows)
}

/// By agent, then by type: what it says.
fn deception(environment: &Environment, deception: &Deception) -> Value {
    let mut agents = Map::new();
    for (agent, own) in environment.space().agents().zip(&deception.0) {
        let mut types = Map::new();
        for (t, report) in environment.space().types(agent).zip(own) {
            let says = environment.type_name(agent, *report);
            types.insert(environment.type_name(agent, t).to_string(), json!(says));
        }
        agents.insert(name::agent(environment, agent), Value::Object(types));
    }
    Value::Object(agents)
}

fn witness(problem: &ChoiceProblem, finding: &Finding) -> Value {
    let frame = problem.environment().without_beliefs();
    match &finding.proof {
        Proof::AllCases | Proof::Weights(_) | Proof::Safe(..) => Value::Null,
        Proof::Deviation(deviation) => json!({
            "function": function(problem, deviation.choice),
            "used": function(problem, deviation.used),
            "coalition": members(frame, deviation.coalition),
            "deception": deception(frame, &deviation.deception),
            "profile": profile(frame, deviation.at),
        }),
        Proof::Pieces(pieces) => {
            json!({ "functions": pieces.iter().map(|piece| function(problem, *piece)).collect::<Vec<_>>() })
        }
        Proof::Unsupported(at) => json!({ "profile": profile(frame, *at) }),
        Proof::Rewards(rewards, _) => {
            let of = |reward: &ambimech_model::maxmin::Reward| {
                json!({
                    "function": function(problem, reward.choice),
                    "coalition": members(frame, reward.coalition),
                    "lotteries": lotteries(frame, &reward.lotteries),
                })
            };
            json!({ "rewards": rewards.iter().map(of).collect::<Vec<_>>() })
        }
        Proof::NoReward(missing) => json!({
            "function": function(problem, missing.choice),
            "deception": deception(frame, &missing.deception),
            "wishes": missing.excluded.len(),
        }),
        Proof::Bad(bad) => json!({ "outcome": lottery(frame, bad) }),
        Proof::NoBad(weights) => {
            let of = |(agent, at, weight): &(_, _, _)| json!({ "agent": name::agent(frame, *agent), "profile": profile(frame, *at), "weight": number(weight) });
            json!({ "weights": weights.iter().map(of).collect::<Vec<_>>() })
        }
        Proof::Dominated(choice, at, all) => json!({
            "function": function(problem, *choice),
            "profile": profile(frame, *at),
            "lotteries": lotteries(frame, all),
        }),
    }
}

/// `{"verdict":"accepted","coalitions","findings":[{"condition","verdict"}]}`.
pub fn accepted_full_implementation_value(findings: &[Finding]) -> Value {
    let of = |finding: &Finding| json!({ "condition": finding.condition.name(), "verdict": if finding.holds { "holds" } else { "fails" } });
    json!({
        "verdict": "accepted",
        "coalitions": findings.first().map(|finding| finding.scope.name()),
        "findings": findings.iter().map(of).collect::<Vec<_>>(),
    })
}
