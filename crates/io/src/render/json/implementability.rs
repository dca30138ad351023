//! Answers about allocation rules under sets of beliefs as JSON.

use super::number;
use crate::render::sentence::implementability::{BY_SEVERAL, not_insured, rule_reason, rule_word, scheme_name};
use crate::render::sentence::scenario::state_label;
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::SetVerdict;
use ambimech_model::environment::Environment;
use ambimech_model::implementability::{
    AgentDevice, BeliefFamily, Impossibility, LeastAmbiguity, NotInsured, RuleAnswer, RuleStudy,
};
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::transfer::TransferTable;
use serde_json::{Map, Value, json};

/// `{"criteria":[{"criterion","reports","verdict","reason","schemes","values","transfers","proof"}]}`; `values` are worst cases of the
/// truth by agent and type.
pub fn rule_studies_value(environment: &AmbiguousEnvironment, studies: &[RuleStudy]) -> Value {
    let frame = environment.without_beliefs();
    let shown = |study: &RuleStudy| {
        let mut value = json!({
            "criterion": study.criterion.name(),
            "about": if study.covers_several() { "one-rule-or-several" } else { "one-rule" },
            "reports": study.reports.name(),
            "verdict": rule_word(&study.answer),
            "reason": rule_reason(frame, &study.answer),
        });
        if let Some(scheme) = &study.several {
            let rules = scheme.rules.iter();
            let rules =
                rules.map(|rule| json!({ "name": rule.name, "transfers": table_value(frame, &rule.table) }));
            value["several"] =
                json!({ "verdict": "feasible", "reason": BY_SEVERAL, "rules": rules.collect::<Vec<Value>>() });
        }
        match &study.answer {
            RuleAnswer::Implementable(scheme) => {
                let schemes = scheme.kinds.iter().enumerate();
                let schemes = schemes.map(|(agent, kind)| {
                    (frame.agent_name(AgentId(agent)).to_string(), json!(scheme_name(*kind)))
                });
                value["schemes"] = Value::Object(schemes.collect());
                value["values"] = values_value(frame, &scheme.values);
                value["transfers"] = table_value(frame, &scheme.table);
            }
            RuleAnswer::Impossible(proof) => value["proof"] = proof_value(frame, proof),
            RuleAnswer::Undecided(_) => {}
        }
        value
    };
    json!({ "criteria": studies.iter().map(shown).collect::<Vec<Value>>() })
}

/// By agent and type.
fn values_value(environment: &Environment, values: &[Vec<Rational>]) -> Value {
    let of_agent = |(agent, values): (AgentId, &Vec<Rational>)| {
        let types = environment.space().types(agent).zip(values);
        let entries = types.map(|(own, value)| (environment.type_name(agent, own).to_string(), number(value)));
        (environment.agent_name(agent).to_string(), Value::Object(entries.collect()))
    };
    Value::Object(environment.space().agents().zip(values).map(of_agent).collect())
}

/// By profile, in agent order.
pub(super) fn table_value(environment: &Environment, table: &TransferTable) -> Value {
    let row = |profile: ProfileId| {
        let payments: Vec<Value> = table.at(profile).iter().map(number).collect();
        (environment.profile_label(profile), Value::Array(payments))
    };
    Value::Object(environment.space().profiles().map(row).collect())
}

fn proof_value(environment: &Environment, proof: &Impossibility) -> Value {
    let agent = proof.agent();
    let of_type = |own: TypeId| environment.type_name(agent, own);
    let lies: Vec<Value> = match proof {
        Impossibility::Circulation { flows, .. } => flows
            .iter()
            .map(|flow| {
                json!({ "type": of_type(flow.truth), "report": of_type(flow.report), "weight": number(&flow.weight) })
            })
            .collect(),
        Impossibility::Beliefs { flows, .. } => flows
            .iter()
            .map(|flow| {
                let beliefs = flow.parts.iter().map(|(weight, prior)| {
                    let possible = prior.probabilities().iter().enumerate().filter(|(_, p)| !p.is_zero());
                    let entries = possible
                        .map(|(state, p)| (state_label(environment, agent, JointTypeId(state)), number(p)));
                    json!({ "weight": number(weight), "belief": Value::Object(entries.collect::<Map<String, Value>>()) })
                });
                json!({
                    "type": of_type(flow.truth),
                    "report": of_type(flow.report),
                    "beliefs": beliefs.collect::<Vec<Value>>(),
                })
            })
            .collect(),
    };
    json!({ "agent": environment.agent_name(agent), "criterion": proof.criterion().name(), "lies": lies })
}

/// `{"verdict","insured","reason","twin":{"values","transfers","properties":[…]}}`.
pub fn insured_value(
    environment: &Environment,
    found: &Result<Vec<Vec<Rational>>, NotInsured>,
    twin: (&[Vec<Rational>], &TransferTable, &[SetVerdict]),
) -> Value {
    let verdict = |verdict: &SetVerdict| {
        json!({
            "name": verdict.claim.property.name(),
            "criterion": verdict.claim.criterion.name(),
            "reports": verdict.claim.property.reports().map(|reports| reports.name()),
            "verdict": if verdict.holds { "holds" } else { "fails" },
        })
    };
    json!({
        "verdict": if found.is_ok() { "holds" } else { "fails" },
        "reason": found.as_ref().err().map(|not| not_insured(environment, not)),
        "twin": {
            "values": values_value(environment, twin.0),
            "transfers": table_value(environment, twin.1),
            "properties": twin.2.iter().map(verdict).collect::<Vec<Value>>(),
        },
    })
}

/// `{"verdict":"accepted","excludes","proof":{…},"sum"}`.
pub fn accepted_no_transfers_value(environment: &Environment, proof: &Impossibility, sum: &Rational) -> Value {
    json!({
        "verdict": "accepted",
        "excludes": if proof.covers_several() { "one-rule-or-several" } else { "one-rule" },
        "proof": proof_value(environment, proof),
        "sum": number(sum),
    })
}

fn cycle_value(environment: &Environment, agent: AgentId, cycle: &[TypeId]) -> Value {
    json!(cycle.iter().map(|own| environment.type_name(agent, *own)).collect::<Vec<&str>>())
}

/// `{"families":[{"family","verdict","epsilon","agents":[{"agent","epsilon","binding","rewards","independent"}]}]}`.
pub fn ambiguity_value(answers: &[(BeliefFamily, Vec<LeastAmbiguity>)]) -> Value {
    let shown = |(family, found): &(BeliefFamily, Vec<LeastAmbiguity>)| {
        let environment = family.environment();
        let agents = environment.space().agents().zip(found).map(|(agent, answer)| {
            let mut value = json!({
                "agent": environment.agent_name(agent),
                "epsilon": answer.epsilon().map(number),
                "independent": family.is_independent(agent),
            });
            match answer {
                LeastAmbiguity::From { cycle, rewards, .. } => {
                    value["binding"] = cycle_value(environment, agent, cycle);
                    let types = environment.space().types(agent).zip(rewards);
                    let entries =
                        types.map(|(own, reward)| (environment.type_name(agent, own).to_string(), number(reward)));
                    value["rewards"] = Value::Object(entries.collect());
                }
                LeastAmbiguity::Never { cycle } => value["binding"] = cycle_value(environment, agent, cycle),
            }
            value
        });
        let all: Option<Vec<&Rational>> = found.iter().map(LeastAmbiguity::epsilon).collect();
        json!({
            "family": family.growth().name(),
            "verdict": if all.is_some() { "done" } else { "infeasible" },
            "epsilon": all.and_then(|all| all.into_iter().max().map(number)),
            "agents": agents.collect::<Vec<Value>>(),
        })
    };
    json!({ "families": answers.iter().map(shown).collect::<Vec<Value>>() })
}

/// `{"agents":[{"agent","verdict","messages","cells","rewards","tried","binding"}]}`.
pub fn devices_value(environment: &Environment, devices: &[AgentDevice]) -> Value {
    let shown = |(agent, device): (AgentId, &AgentDevice)| {
        let mut value = json!({ "agent": environment.agent_name(agent) });
        match device {
            AgentDevice::Enough { cells, rewards, tried } => {
                value["verdict"] = json!("done");
                value["messages"] = json!(cells.0.len());
                let cell = |cell: &Vec<JointTypeId>| {
                    json!(
                        cell.iter().map(|state| state_label(environment, agent, *state)).collect::<Vec<String>>()
                    )
                };
                value["cells"] = cells.0.iter().map(cell).collect();
                let types = environment.space().types(agent).zip(rewards);
                let entries =
                    types.map(|(own, reward)| (environment.type_name(agent, own).to_string(), number(reward)));
                value["rewards"] = Value::Object(entries.collect());
                value["tried"] = json!(tried);
            }
            AgentDevice::Never { cycle } => {
                value["verdict"] = json!("infeasible");
                value["binding"] = cycle_value(environment, agent, cycle);
            }
            AgentDevice::TypesDiffer => {
                value["verdict"] = json!("undecided");
                value["reason"] = json!("types-differ");
            }
            AgentDevice::TooManyStates(count) => {
                value["verdict"] = json!("undecided");
                value["reason"] = json!("too-many-states");
                value["at-most"] = json!(count);
            }
        }
        value
    };
    json!({ "agents": environment.space().agents().zip(devices).map(shown).collect::<Vec<Value>>() })
}
