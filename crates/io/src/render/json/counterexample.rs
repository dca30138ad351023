//! `ambimech counterexample --format json`.

use super::conditions::{condition_value, evidence};
use super::design::infeasible;
use super::{members, number, types};
use crate::environment::render_environment_toml;
use crate::render::name;
use crate::render::payoff_rows::{TypeSet, allocation_rows, payoff_rows, shown_outcomes};
use crate::render::sentence::condition::evidence as in_words;
use crate::render::sentence::counterexample::{none, parts, title};
use crate::render::sentence::ordinary_counterexample::argument;
use ambimech_model::condition::Verdict;
use ambimech_model::counterexample::{Counterexample, NoCounterexample};
use ambimech_model::environment::Environment;
use serde_json::{Map, Value, json};

/// `{"verdict":"done","proof","title","source","goal","mechanism","reports","failure","parts","numbers","payoffs","allocation",
/// "environment","impossibility","idea","files"}`: `environment` is the text of the environment file, `idea` how a proof about one
/// rule goes, `files` where both were written.
pub fn counterexample_value(found: &Counterexample, files: Option<[String; 2]>) -> Value {
    let environment = &found.environment;
    let outcomes = shown_outcomes(environment);
    let failure: Vec<Value> = found
        .failure
        .iter()
        .map(|piece| json!({ "reason": in_words(environment, piece), "witness": evidence(environment, piece) }))
        .collect();
    let numbers: Map<String, Value> =
        found.numbers.iter().map(|(name, value)| ((*name).to_string(), number(value))).collect();
    let payoffs: Vec<Value> = payoff_rows(environment)
        .iter()
        .map(|row| {
            let agents: Vec<String> = row.agents.iter().map(|agent| name::agent(environment, *agent)).collect();
            let named = outcomes.iter().zip(&row.payoffs);
            let payoffs: Map<String, Value> =
                named.map(|(outcome, payoff)| (name::outcome(environment, *outcome), number(payoff))).collect();
            json!({ "agents": agents, "when": when(environment, &row.when), "payoffs": payoffs })
        })
        .collect();
    let allocation: Vec<Value> = allocation_rows(environment)
        .iter()
        .map(|(outcome, set)| {
            json!({ "outcome": name::outcome(environment, *outcome), "when": when(environment, set) })
        })
        .collect();
    let mut value = json!({
        "verdict": "done",
        "proof": found.proof.name(),
        "title": title(found.proof),
        "source": found.proof.citation(),
        "goal": found.goal.to_string(),
        "mechanism": found.mechanism.name(),
        "reports": found.reports.name(),
        "failure": failure,
        "parts": parts(found),
        "numbers": numbers,
        "payoffs": payoffs,
        "allocation": allocation,
        "environment": render_environment_toml(environment),
        "impossibility": infeasible(environment, &found.certificate),
    });
    if let Some(words) = argument(found) {
        value["idea"] = json!(words);
    }
    if let Some([environment, certificate]) = files {
        value["files"] = json!({ "environment": environment, "certificate": certificate });
    }
    value
}

/// `{"verdict":"fails|undecided","reason","proof","source","conditions"}`: `conditions` as of `ambimech conditions`.
pub fn no_counterexample_value(environment: &Environment, why: &NoCounterexample) -> Value {
    let (verdict, reason) = none(environment, why);
    let mut value = json!({ "verdict": verdict, "reason": reason });
    if let NoCounterexample::Reached { proof, goal, certificates } = why {
        let conditions: Vec<Value> = certificates
            .iter()
            .map(|certificate| {
                let condition = certificate.condition;
                let certificate = certificate.clone();
                let verdict =
                    if certificate.holds { Verdict::Holds(certificate) } else { Verdict::Fails(certificate) };
                condition_value(environment, condition, &verdict)
            })
            .collect();
        value["proof"] = json!(proof.name());
        value["source"] = json!(proof.citation());
        value["goal"] = json!(goal.to_string());
        value["conditions"] = Value::Array(conditions);
    }
    value
}

/// `null` for always, else whose types and which.
fn when(environment: &Environment, set: &TypeSet) -> Value {
    if set.is_everything(environment) {
        return Value::Null;
    }
    let listed: Vec<Value> = set.types.iter().map(|joint| types(environment, set.of, *joint)).collect();
    json!({ "agents": members(environment, set.of), "types": listed })
}
