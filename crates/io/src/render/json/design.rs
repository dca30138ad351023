//! `ambimech design --format json`.

use super::combination::combination_value;
use super::conditions::condition_value;
use super::limits::limits_value;
use super::verification::{report_value, worst_value};
use super::{claim, members, number, profile, types};
use crate::render::name;
use crate::render::sentence::design::{base_name, construction_name};
use crate::render::sentence::excluded::{excluded, statement};
use crate::render::sentence::impossibility::{headline, kind, proof_lines};
use crate::render::sentence::obstacle;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::Verdict;
use ambimech_model::design::{Design, DesignAnswer, Obstacle};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, ProfileId, RuleId};
use ambimech_model::number::Rational;
use ambimech_model::transfer::base::Base;
use ambimech_model::verification::Report;
use serde_json::{Value, json};

/// `{"goal","verdict":"done|infeasible|undecided",…}`: with the construction, claims and stakes; with the proof; or with the
/// obstacles and the goals that are in reach.
pub fn design_value(environment: &Environment, answer: &DesignAnswer) -> Value {
    match answer {
        DesignAnswer::Done(design) => done(environment, design),
        DesignAnswer::Infeasible(certificate) => infeasible(environment, certificate),
        DesignAnswer::Undecided { goal, obstacles, reachable } => json!({
            "goal": goal.to_string(),
            "verdict": "undecided",
            "obstacles": obstacles.iter().map(|found| obstacle_value(environment, found)).collect::<Vec<Value>>(),
            "reachable": reachable.iter().map(ToString::to_string).collect::<Vec<String>>(),
        }),
    }
}

fn done(environment: &Environment, design: &Design) -> Value {
    let claimant = match design.base {
        Some(Base::ResidualClaimant(agent)) => Some(name::agent(environment, agent)),
        _ => None,
    };
    let rule = |rule: RuleId| name::rule(environment, &design.mechanism, rule);
    let turnover = design.stakes.expected_turnover.as_ref();
    let extreme = |(at, place, agent, amount): &(RuleId, ProfileId, AgentId, Rational)| {
        json!({
            "amount": number(amount),
            "agent": name::agent(environment, *agent),
            "profile": profile(environment, *place),
            "rule": rule(*at),
        })
    };
    let mut value = json!({
        "goal": design.goal.to_string(),
        "verdict": "done",
        "claims": design.certificate.claims.iter().map(claim).collect::<Vec<Value>>(),
        "construction": construction_name(design.construction),
        "base": design.base.map(base_name),
        "claimant": claimant,
        "scale": design.scale.as_ref().map(number),
        "rules": design.mechanism.rule_count(environment),
        "stakes": {
            "largest-payment": extreme(&design.stakes.largest_payment),
            "largest-receipt": extreme(&design.stakes.largest_receipt),
            "expected-turnover": turnover.map(|(at, amount)| json!({ "amount": number(amount), "rule": rule(*at) })),
        },
    });
    if !design.certificate.limits.is_none() {
        value["limits"] = limits_value(environment, &design.certificate.limits);
    }
    value
}

/// A proof that a goal is out of reach.
pub(super) fn infeasible(environment: &Environment, certificate: &ImpossibilityCertificate) -> Value {
    let mut witness = json!({ "kind": kind(&certificate.reason) });
    let details = match &certificate.reason {
        Impossibility::Inefficient { profile: at, outcome, gain } => json!({
            "profile": profile(environment, *at),
            "outcome": name::outcome(environment, *outcome),
            "gain": number(gain),
        }),
        Impossibility::NegativeExpectedSurplus { value } => json!({ "value": number(value) }),
        Impossibility::NegativeSurplus { profile: at, value } => {
            json!({ "profile": profile(environment, *at), "value": number(value) })
        }
        Impossibility::GrandCoalitionGains { truth, report, gain } => json!({
            "truth": profile(environment, *truth),
            "report": profile(environment, *report),
            "gain": number(gain),
        }),
        Impossibility::EqualPosteriorsTempted { coalition, first, second, gain } => json!({
            "coalition": members(environment, *coalition),
            "first": types(environment, *coalition, *first),
            "second": types(environment, *coalition, *second),
            "gain": number(gain),
        }),
        Impossibility::ExtractionTempted { coalition, truth, report, gain } => json!({
            "coalition": members(environment, *coalition),
            "types": types(environment, *coalition, *truth),
            "report": types(environment, *coalition, *report),
            "gain": number(gain),
        }),
        Impossibility::Combination(combination) => combination_value(environment, &certificate.goal, combination),
        Impossibility::OneBet(proof) => json!({ "base": base_name(proof.base), "cases": proof.cases.len() }),
    };
    if let (Value::Object(witness), Value::Object(details)) = (&mut witness, details) {
        witness.extend(details);
    }
    let excluded: Vec<Value> = excluded(certificate)
        .into_iter()
        .map(|(kind, reports)| json!({ "mechanism": kind.name(), "reports": reports.name() }))
        .collect();
    json!({
        "goal": certificate.goal.to_string(),
        "verdict": "infeasible",
        "excludes": excluded,
        "statement": statement(environment, certificate).text(),
        "reason": headline(environment, certificate),
        "witness": witness,
        "proof": proof_lines(environment, certificate),
    })
}

pub(super) fn obstacle_value(environment: &Environment, found: &Obstacle) -> Value {
    let reason = obstacle::obstacle(environment, found);
    match found {
        Obstacle::SharedPosteriors(temptations) => {
            let list: Vec<Value> = temptations
                .iter()
                .map(|found| {
                    json!({
                        "coalition": members(environment, found.coalition),
                        "types": types(environment, found.coalition, found.truth),
                        "report": types(environment, found.coalition, found.report),
                        "gain": number(&found.gain),
                    })
                })
                .collect();
            json!({ "kind": "shared-posteriors", "reason": reason, "temptations": list })
        }
        Obstacle::ZeroProbability(at) => {
            json!({ "kind": "zero-probability", "reason": reason, "profile": profile(environment, *at) })
        }
        Obstacle::Participation { coalition, types: own, value } => json!({
            "kind": "participation",
            "reason": reason,
            "coalition": members(environment, *coalition),
            "types": types(environment, *coalition, *own),
            "value": number(value),
        }),
        Obstacle::Unstopped { agent, truth, mixture } => {
            let own = Coalition::single(*agent);
            let report = if let [(only, _)] = mixture.as_slice() {
                Report::Pure(*only)
            } else {
                Report::Mixed(mixture.clone())
            };
            json!({
                "kind": "unstopped",
                "reason": reason,
                "coalition": members(environment, own),
                "types": types(environment, own, *truth),
                "report": report_value(environment, own, &report),
            })
        }
        Obstacle::NeedsCommonPrior => json!({ "kind": "needs-common-prior", "reason": reason }),
        Obstacle::ConditionFails(certificate) => json!({
            "kind": "condition-fails",
            "reason": reason,
            "condition": condition_value(
                environment,
                certificate.condition,
                &Verdict::Fails(certificate.as_ref().clone()),
            ),
        }),
        Obstacle::ConditionUndecided(condition, _) => {
            json!({ "kind": "condition-undecided", "reason": reason, "condition": condition.name() })
        }
        Obstacle::DependentTypes { profile: at, probability, product } => json!({
            "kind": "dependent-types",
            "reason": reason,
            "profile": profile(environment, *at),
            "probability": number(probability),
            "product": number(product),
        }),
        Obstacle::Lacks { mechanism, answer } => json!({
            "kind": "lacks",
            "reason": reason,
            "property": claim(&answer.claim),
            "worst": answer.worst.as_ref().map(|worst| worst_value(environment, mechanism, worst)),
        }),
        Obstacle::TooManySteps(steps) => {
            json!({ "kind": "too-many-steps", "reason": reason, "steps": steps.to_string() })
        }
        Obstacle::NoScale(found) => json!({
            "kind": "no-scale",
            "reason": reason,
            "coalition": members(environment, found.misreport.coalition),
            "types": types(environment, found.misreport.coalition, found.misreport.truth),
            "gain": number(&found.misreport.gain),
        }),
        Obstacle::ScaleUnsettled => json!({ "kind": "scale-unsettled", "reason": reason }),
        Obstacle::AskForCic => json!({ "kind": "ask-for-cic", "reason": reason }),
        Obstacle::OtherAttitude(coalition) => json!({
            "kind": "other-attitude",
            "coalition": members(environment, *coalition),
            "reason": reason,
        }),
        Obstacle::NoConstruction => json!({ "kind": "no-construction", "reason": reason }),
        Obstacle::TooManyRules => json!({ "kind": "too-many-rules", "reason": reason }),
        Obstacle::ProgramTooLarge { unknowns } => {
            json!({ "kind": "program-too-large", "reason": reason, "unknowns": unknowns })
        }
        Obstacle::ProgramTooLong { unknowns, proposals, pivots } => json!({
            "kind": "program-too-long",
            "reason": reason,
            "unknowns": unknowns,
            "proposals": proposals,
            "pivots": pivots,
        }),
        Obstacle::CertificateRefused => json!({ "kind": "certificate-refused", "reason": reason }),
    }
}
