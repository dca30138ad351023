//! `ambimech robust --format json`.

use super::{members, number, profile, types};
use crate::render::name;
use crate::render::sentence::robust::{conditions, open, summary, word};
use ambimech_model::lottery::Lottery;
use ambimech_model::robust::{
    Concept, Deception, Monotonicity, NoReward, Objection, Pairwise, PayoffEnvironment, Refutation, RobustFinding,
    RobustStudy, SearchSize, Silence, conclusion,
};
use serde_json::{Map, Value, json};

/// `{"concept","verdict","summary","conditions":[{"name","verdict","reason"}],"size","asked","by-symmetry","monotonicity","pairwise"}`: `monotonicity` has the
/// `refutation` (steps with objections and their rewards by the others' reports) or the `deception` with `truth`, `report` and
/// `silences`, each with its proof.
pub fn robust_value(environment: &PayoffEnvironment, found: &RobustStudy) -> Value {
    let conditions: Vec<Value> = conditions(environment, found)
        .into_iter()
        .map(|(name, verdict, reason)| json!({ "name": name, "verdict": verdict, "reason": reason }))
        .collect();
    json!({
        "concept": found.concept.name(),
        "verdict": word(found.implementable),
        "summary": summary(found.concept, found.implementable),
        "conditions": conditions,
        "size": size_value(found.size),
        "asked": found.asked,
        "by-symmetry": found.by_symmetry,
        "monotonicity": match &found.monotonicity {
            Ok(Monotonicity::Holds(refutation)) => {
                json!({ "verdict": "holds", "refutation": refutation_value(environment, refutation) })
            }
            Ok(Monotonicity::Fails(standing)) => json!({
                "verdict": "fails",
                "deception": deception_value(environment, &standing.deception),
                "truth": profile(environment.without_beliefs(), standing.truth),
                "report": profile(environment.without_beliefs(), standing.report),
                "silences": silences_value(environment, &standing.silences),
            }),
            Err(why) => json!({ "verdict": "undecided", "reason": open(why) }),
        },
        "pairwise": match &found.pairwise {
            Ok(Pairwise::Holds(objections)) => {
                json!({ "verdict": "holds", "objections": objections_value(environment, objections) })
            }
            Ok(Pairwise::Fails { truth, report, silences }) => json!({
                "verdict": "fails",
                "truth": profile(environment.without_beliefs(), *truth),
                "report": profile(environment.without_beliefs(), *report),
                "silences": silences_value(environment, silences),
            }),
            Err(why) => json!({ "verdict": "undecided", "reason": open(why) }),
        },
    })
}

/// The answer when the search is too large to begin.
pub fn robust_too_large_value(concept: Concept, size: SearchSize, limit: u128) -> Value {
    let why = ambimech_model::robust::MonotonicityOpen::TooLarge(size, limit);
    json!({ "concept": concept.name(), "verdict": "undecided", "summary": open(&why), "size": size_value(size) })
}

fn size_value(size: SearchSize) -> Value {
    let mut value = json!({ "questions": size.questions.to_string(), "programs": size.programs.to_string() });
    if let Some(programs) = size.of_orbits {
        value["programs-of-orbits"] = json!(programs.to_string());
    }
    value
}

fn lottery_value(environment: &PayoffEnvironment, lottery: &Lottery) -> Value {
    let frame = environment.without_beliefs();
    let parts = lottery.parts().iter().map(|(outcome, share)| (name::outcome(frame, *outcome), number(share)));
    Value::Object(parts.collect::<Map<String, Value>>())
}

fn deception_value(environment: &PayoffEnvironment, deception: &Deception) -> Value {
    let frame = environment.without_beliefs();
    let (space, lies) = (environment.space(), deception.lies());
    let of_agent = |agent| {
        let of_type = |truth| {
            let reports: Vec<&str> = lies
                .iter()
                .filter(|lie| lie.agent == agent && lie.truth == truth)
                .map(|lie| frame.type_name(agent, lie.report))
                .collect();
            (frame.type_name(agent, truth).to_string(), json!(reports))
        };
        (name::agent(frame, agent), Value::Object(space.types(agent).map(of_type).collect::<Map<String, Value>>()))
    };
    Value::Object(space.agents().map(of_agent).collect::<Map<String, Value>>())
}

fn objection_value(environment: &PayoffEnvironment, objection: &Objection) -> Value {
    let frame = environment.without_beliefs();
    let rest = objection.coalition.complement(environment.agent_count());
    let reward = objection.reward.iter().enumerate().map(|(place, lottery)| {
        let reports = if rest.is_empty() {
            String::new()
        } else {
            name::type_labels(frame, rest, ambimech_model::index::JointTypeId(place)).join(" ")
        };
        (reports, lottery_value(environment, lottery))
    });
    json!({
        "coalition": members(frame, objection.coalition),
        "truth": types(frame, objection.coalition, objection.truth),
        "report": types(frame, objection.coalition, objection.report),
        "reward": Value::Object(reward.collect::<Map<String, Value>>()),
    })
}

fn objections_value(environment: &PayoffEnvironment, objections: &[Objection]) -> Value {
    Value::Array(objections.iter().map(|objection| objection_value(environment, objection)).collect())
}

fn refutation_value(environment: &PayoffEnvironment, refutation: &Refutation) -> Value {
    match refutation {
        Refutation::Empty => json!({ "step": "empty" }),
        Refutation::Covered(objections) => {
            json!({ "step": "covered", "objections": objections_value(environment, objections) })
        }
        Refutation::Removed(objections, rest) => json!({
            "step": "removed",
            "objections": objections_value(environment, objections),
            "then": refutation_value(environment, rest),
        }),
        Refutation::Divided(objection, branches) => {
            let branches: Vec<Value> =
                branches.iter().map(|branch| refutation_value(environment, branch)).collect();
            json!({ "step": "divided", "objection": objection_value(environment, objection), "branches": branches })
        }
    }
}

fn silences_value(environment: &PayoffEnvironment, silences: &[Silence]) -> Value {
    let frame = environment.without_beliefs();
    let value = |silence: &Silence| {
        json!({
            "coalition": members(frame, silence.coalition),
            "truth": types(frame, silence.coalition, silence.truth),
            "report": types(frame, silence.coalition, silence.report),
            "proof": proof_value(environment, silence, &silence.proof),
        })
    };
    Value::Array(silences.iter().map(value).collect())
}

fn proof_value(environment: &PayoffEnvironment, silence: &Silence, proof: &NoReward) -> Value {
    let frame = environment.without_beliefs();
    let rest = silence.coalition.complement(environment.agent_count());
    let labels = |set: ambimech_model::coalition::Coalition, joint| {
        if set.is_empty() { json!([]) } else { types(frame, set, joint) }
    };
    match proof {
        NoReward::Sum { gains, bounds } => {
            let gains: Vec<Value> = gains
                .iter()
                .map(|gain| {
                    json!({
                        "agent": name::agent(frame, gain.agent),
                        "reports": labels(rest, gain.reports),
                        "others": labels(rest, gain.others),
                        "weight": number(&gain.weight),
                    })
                })
                .collect();
            let bounds: Vec<Value> = bounds
                .iter()
                .map(|bound| {
                    json!({
                        "agent": name::agent(frame, bound.agent),
                        "reports": labels(rest, bound.reports),
                        "truth": profile(frame, bound.truth),
                        "weight": number(&bound.weight),
                    })
                })
                .collect();
            json!({ "gains": gains, "bounds": bounds })
        }
        NoReward::Cases { requirement, cases } => {
            let large = requirement.coalition;
            let between = large.members().filter(|agent| !silence.coalition.contains(*agent)).collect();
            let cases: Vec<Value> = cases.iter().map(|case| proof_value(environment, silence, case)).collect();
            json!({
                "coalition": members(frame, large),
                "truth": types(frame, large, requirement.truth),
                "reports": labels(between, requirement.reports),
                "cases": cases,
            })
        }
    }
}

/// `{"verdict":"accepted","concept","conclusion","summary","findings":[{"condition","verdict"}]}`.
pub fn accepted_robust_value(
    environment: &PayoffEnvironment,
    concept: Concept,
    findings: &[RobustFinding],
) -> Value {
    let of = |finding: &RobustFinding| json!({ "condition": finding.condition().name(), "verdict": if finding.holds() { "holds" } else { "fails" } });
    let follows = conclusion(environment.agent_count(), findings);
    json!({
        "verdict": "accepted",
        "concept": concept.name(),
        "conclusion": word(follows),
        "summary": summary(concept, follows),
        "findings": findings.iter().map(of).collect::<Vec<Value>>(),
    })
}
