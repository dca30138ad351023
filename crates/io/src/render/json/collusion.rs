//! Answers about collusion, `--format json`.

use super::{members, number, types};
use crate::collusion::AcceptedCollusion;
use crate::render::name;
use crate::render::sentence::collusion::{excluded, method};
use crate::render::sentence::condition::undecided;
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    Collusion, ContractAnswer, ContractClaim, ContractExclusion, ContractMethod, ContractStudy, ContractWorst,
    Lie, SideContract, SideTable,
};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::mechanism::Mechanism;
use serde_json::{Map, Value, json};

/// `{"verdict":"done|infeasible|undecided","coalition":…}` with `contract`, `method`, `scale` and the study, or `exclusions`, or
/// `reason`.
pub fn collusion_value(
    environment: &Environment,
    mechanism: &Mechanism,
    (coalition, voluntary): (Option<Coalition>, bool),
    answer: &Collusion,
) -> Value {
    let asked = coalition.map_or(Value::Null, |one| members(environment, one));
    match answer {
        Collusion::Found(found) => {
            let kind = match found.method {
                ContractMethod::Alone => "alone",
                ContractMethod::EqualShares => "equal-shares",
                ContractMethod::Program => "program",
                ContractMethod::Constant => "constant",
            };
            let mut value = json!({
                "verdict": "done",
                "coalition": members(environment, found.contract.coalition),
                "voluntary": voluntary,
                "method": kind,
                "reason": method(found),
                "scale": found.scale.as_ref().map(number),
                "contract": contract_value(environment, mechanism, &found.contract),
            });
            merge(&mut value, study_parts(environment, mechanism, &found.contract, &found.study));
            value
        }
        Collusion::Excluded(exclusions) => json!({
            "verdict": "infeasible",
            "coalition": asked,
            "voluntary": voluntary,
            "exclusions": exclusions_value(environment, mechanism, exclusions),
        }),
        Collusion::Undecided(reason) => {
            json!({ "verdict": "undecided", "coalition": asked, "voluntary": voluntary, "reason": undecided(reason) })
        }
    }
}

/// `{"verdict":"holds|fails","coalition":…,"properties":[…],"profits":[…],"members":[…]}` for a side contract of one's own; the
/// verdict is about the claims `asked` for.
pub fn study_value(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    study: &ContractStudy,
    asked: &[ContractClaim],
) -> Value {
    let holds = asked.iter().all(|claim| study.holds(*claim));
    let mut value = json!({
        "verdict": if holds { "holds" } else { "fails" },
        "coalition": members(environment, contract.coalition),
    });
    merge(&mut value, study_parts(environment, mechanism, contract, study));
    value
}

/// What `ambimech check` accepted.
pub fn accepted_collusion_value(
    environment: &Environment,
    mechanism: &Mechanism,
    accepted: &AcceptedCollusion,
) -> Value {
    match accepted {
        AcceptedCollusion::Contract { contract, certificate, checked } => json!({
            "verdict": "accepted",
            "coalition": members(environment, contract.coalition),
            "claims": certificate.claims.iter().map(claim_value).collect::<Vec<Value>>(),
            "profitable": certificate
                .profitable
                .iter()
                .map(|own| types(environment, contract.coalition, *own))
                .collect::<Vec<Value>>(),
            "checked": {
                "rules": checked.rules,
                "side-rules": checked.side_rules,
                "misreports": checked.misreports,
            },
        }),
        AcceptedCollusion::Excluded(found) => json!({
            "verdict": "accepted",
            "coalition": found.coalition.map_or(Value::Null, |one| members(environment, one)),
            "voluntary": found.voluntary,
            "exclusions": exclusions_value(environment, mechanism, &found.exclusions),
        }),
    }
}

fn merge(value: &mut Value, parts: Map<String, Value>) {
    if let Value::Object(map) = value {
        map.extend(parts);
    }
}

fn claim_value(claim: &ContractClaim) -> Value {
    json!({ "name": claim.property.name(), "reports": claim.reports.map(|reports| reports.name()) })
}

fn own_type(environment: &Environment, agent: AgentId, own: TypeId) -> String {
    name::types(environment, Coalition::single(agent), JointTypeId(own.0))
}

fn study_parts(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    study: &ContractStudy,
) -> Map<String, Value> {
    let properties = study.answers.iter().map(|answer| answer_value(environment, mechanism, contract, answer));
    let profits = study.gains.iter().map(|gain| {
        json!({
            "types": types(environment, contract.coalition, gain.types),
            "with": number(&gain.with),
            "without": number(&gain.without),
            "gain": number(&gain.gain()),
        })
    });
    let gains = study.members.iter().map(|gain| {
        json!({
            "agent": name::agent(environment, gain.agent),
            "type": own_type(environment, gain.agent, gain.own),
            "with": number(&gain.with),
            "without": number(&gain.without),
            "gain": number(&(&gain.with - &gain.without)),
        })
    });
    let mut parts = Map::new();
    parts.insert("properties".to_string(), properties.collect());
    parts.insert("profits".to_string(), profits.collect());
    parts.insert("members".to_string(), gains.collect());
    parts
}

fn answer_value(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    answer: &ContractAnswer,
) -> Value {
    let worst = answer.worst.as_ref().map(|worst| match worst {
        ContractWorst::Lie(lie) => lie_value(environment, lie),
        ContractWorst::Budget { pair, profile, total } => json!({
            "rule": name::rule(environment, mechanism, pair.rule),
            "side-rule": contract.rule_name(pair.side),
            "profile": super::profile(environment, *profile),
            "total": number(total),
        }),
        ContractWorst::Participation(found) => json!({
            "agent": name::agent(environment, found.agent),
            "type": own_type(environment, found.agent, found.own),
            "with": number(&found.with),
            "without": number(&found.without),
        }),
    });
    let mut value = claim_value(&answer.claim);
    value["verdict"] = json!(if answer.holds { "holds" } else { "fails" });
    value["worst"] = json!(worst);
    value
}

fn lie_value(environment: &Environment, lie: &Lie) -> Value {
    let report: Map<String, Value> =
        lie.report.iter().map(|(own, share)| (own_type(environment, lie.agent, *own), number(share))).collect();
    json!({
        "agent": name::agent(environment, lie.agent),
        "type": own_type(environment, lie.agent, lie.truth),
        "report": report,
        "value": number(&lie.value),
        "on-path": number(&lie.on_path),
        "gain": number(&lie.gain()),
    })
}

fn contract_value(environment: &Environment, mechanism: &Mechanism, contract: &SideContract) -> Value {
    let label = |own| name::type_labels(environment, contract.coalition, own).join(" ");
    let strategy: Map<String, Value> = contract
        .strategy
        .iter()
        .enumerate()
        .map(|(own, row)| {
            let row: Map<String, Value> =
                row.iter().map(|(report, share)| (label(*report), number(share))).collect();
            (label(JointTypeId(own)), Value::Object(row))
        })
        .collect();
    let tables = |tables: &[SideTable]| tables_value(environment, mechanism, contract, tables);
    let rules: Vec<Value> = contract
        .rules
        .iter()
        .map(|rule| {
            let mut value = json!({ "name": rule.name });
            merge(&mut value, tables(&rule.tables));
            value
        })
        .collect();
    let common = if contract.common.is_empty() { Value::Null } else { Value::Object(tables(&contract.common)) };
    json!({ "strategy": strategy, "common": common, "rules": rules })
}

fn tables_value(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    tables: &[SideTable],
) -> Map<String, Value> {
    let split = environment.space().split(contract.coalition);
    let table_value = |table: &SideTable| -> Value {
        let row =
            |payments: &[ambimech_model::number::Rational]| -> Value { payments.iter().map(number).collect() };
        let mut map = Map::new();
        for own in split.own() {
            if table.is_on_own_types() {
                let label = name::type_labels(environment, contract.coalition, own).join(" ");
                map.insert(label, row(table.at(own, JointTypeId(0))));
                continue;
            }
            for rest in split.rest() {
                map.insert(environment.profile_label(split.profile(own, rest)), row(table.at(own, rest)));
            }
        }
        json!({ "depends-on": if table.is_on_own_types() { "members" } else { "everybody" }, "payments": map })
    };
    let mut value = Map::new();
    if let [only] = tables {
        value.insert("transfers".to_string(), table_value(only));
    } else {
        let by_rule: Map<String, Value> = tables
            .iter()
            .enumerate()
            .map(|(rule, table)| (name::rule(environment, mechanism, RuleId(rule)), table_value(table)))
            .collect();
        value.insert("by-rule".to_string(), Value::Object(by_rule));
    }
    value
}

fn exclusions_value(
    environment: &Environment,
    mechanism: &Mechanism,
    exclusions: &[ContractExclusion],
) -> Vec<Value> {
    let value = |one: &ContractExclusion| {
        let weights: Map<String, Value> = one
            .weights
            .iter()
            .map(|(rule, weight)| (name::rule(environment, mechanism, *rule), number(weight)))
            .collect();
        let imitations = one.imitations.iter().map(|entry| {
            json!({
                "agent": name::agent(environment, entry.agent),
                "type": own_type(environment, entry.agent, entry.truth),
                "as": own_type(environment, entry.agent, entry.report),
                "multiplier": number(&entry.multiplier),
            })
        });
        json!({
            "coalition": members(environment, one.coalition),
            "types": types(environment, one.coalition, one.types),
            "reason": excluded(environment, mechanism, one),
            "weights": weights,
            "imitations": imitations.collect::<Vec<Value>>(),
            "budget": one
                .budget
                .iter()
                .map(|(rule, weight)| (name::rule(environment, mechanism, *rule), number(weight)))
                .collect::<Map<String, Value>>(),
        })
    };
    exclusions.iter().map(value).collect()
}
