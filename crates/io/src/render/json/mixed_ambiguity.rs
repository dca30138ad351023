//! The least amount of ambiguity against mixed reports, as JSON.

use super::number;
use crate::render::sentence::scenario::state_label;
use ambimech_model::implementability::{BeliefFamily, Flow, LeastMixedAmbiguity};
use ambimech_model::index::{AgentId, JointTypeId};
use ambimech_model::number::Rational;
use serde_json::{Value, json};

/// `{"reports":"mixed","families":[{"family","verdict","epsilon","agents":[{"agent","epsilon","binding":[{"type","report","weight"}],"rewards",
/// "beliefs","independent"}]}]}`; `beliefs` are those that hold all reports of a type down, by type and then by the others' types.
pub fn mixed_ambiguity_value(answers: &[(BeliefFamily, Vec<LeastMixedAmbiguity>)]) -> Value {
    let shown = |(family, found): &(BeliefFamily, Vec<LeastMixedAmbiguity>)| {
        let agents = family.environment().space().agents().zip(found);
        let agents: Vec<Value> = agents.map(|(agent, answer)| agent_value(family, agent, answer)).collect();
        let all: Option<Vec<&Rational>> = found.iter().map(LeastMixedAmbiguity::epsilon).collect();
        json!({
            "family": family.growth().name(),
            "verdict": if all.is_some() { "done" } else { "infeasible" },
            "epsilon": all.and_then(|all| all.into_iter().max().map(number)),
            "agents": agents,
        })
    };
    json!({ "reports": "mixed", "families": answers.iter().map(shown).collect::<Vec<Value>>() })
}

fn agent_value(family: &BeliefFamily, agent: AgentId, answer: &LeastMixedAmbiguity) -> Value {
    let environment = family.environment();
    let binding = |flows: &[Flow]| {
        let lie = |flow: &Flow| {
            json!({
                "type": environment.type_name(agent, flow.truth),
                "report": environment.type_name(agent, flow.report),
                "weight": number(&flow.weight),
            })
        };
        flows.iter().map(lie).collect::<Vec<Value>>()
    };
    let mut value = json!({
        "agent": environment.agent_name(agent),
        "epsilon": answer.epsilon().map(number),
        "independent": family.is_independent(agent),
    });
    match answer {
        LeastMixedAmbiguity::Never { flows } => value["binding"] = json!(binding(flows)),
        LeastMixedAmbiguity::From { flows, rewards, beliefs, .. } => {
            value["binding"] = json!(binding(flows));
            for ((own, reward), belief) in environment.space().types(agent).zip(rewards).zip(beliefs) {
                let name = environment.type_name(agent, own);
                let possible = belief.probabilities().iter().enumerate().filter(|(_, share)| !share.is_zero());
                let shares =
                    possible.map(|(x, share)| (state_label(environment, agent, JointTypeId(x)), number(share)));
                value["rewards"][name] = number(reward);
                value["beliefs"][name] = Value::Object(shares.collect());
            }
        }
    }
    value
}
