//! Proofs by combinations of rows: what papers add up, and what two types with the same belief do to ambiguous mechanisms.
#![allow(dead_code)] // every test file uses a part of it

use ambimech_io::reference::References;
use ambimech_io::source::Source;
use ambimech_model::certificate::{Impossibility, ImpossibilityCertificate};
use ambimech_model::coalition::{Coalition, Pattern};
use ambimech_model::combination::{Combination, Constraint, RequiredRule, Term};
use ambimech_model::environment::{Agent, Environment, EnvironmentParts, Outcome, Type};
use ambimech_model::index::{AgentId, JointTypeId, OutcomeId, TypeId};
use ambimech_model::number::{Rational, parse_number};
use ambimech_model::payment_limits::PaymentLimits;
use ambimech_model::payoff::Payoff;
use ambimech_model::prior::{Beliefs, Prior};
use ambimech_model::property::{Goal, MechanismKind, Property, Reports};
use ambimech_model::type_space::TypeSpace;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder of an example.
pub fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// IC or CIC.
pub fn incentive(coalition: Coalition, truth: JointTypeId, report: JointTypeId) -> Constraint {
    Constraint::Incentive { coalition, truth, report }
}

/// The combination of `expected/no-simple-mechanism.json`, which gives the constraints that a paper adds up. "No rent" is what
/// full surplus leaves to a type: the revenue, less the participation of everyone else.
pub fn printed(name: &str, environment: &Environment) -> ImpossibilityCertificate {
    let text = std::fs::read_to_string(example(name).join("expected/no-simple-mechanism.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let references = References::new(Source::new("x", ""), environment);
    let labels = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|label| label.as_str().unwrap().to_string()).collect()
    };
    let mut terms: Vec<Term> = Vec::new();
    let mut add =
        |constraint, multiplier: Rational| match terms.iter_mut().find(|term| term.constraint == constraint) {
            Some(term) => term.multiplier += multiplier,
            None => terms.push(Term { constraint, multiplier }),
        };
    let mut extracts = false;
    for entry in file["constraints"].as_array().unwrap() {
        let members = labels(&entry["coalition"]);
        let agents = environment.agents().iter().enumerate();
        let coalition: Coalition =
            agents.filter(|(_, agent)| members.contains(&agent.name)).map(|(place, _)| AgentId(place)).collect();
        let joint = |key: &str| {
            let types: Vec<_> = coalition
                .members()
                .zip(labels(&entry[key]))
                .map(|(agent, label)| {
                    let known = references.names.types[agent.0].names();
                    TypeId(known.iter().position(|known| *known == label).unwrap())
                })
                .collect();
            environment.space().joint_type(coalition, &types)
        };
        let weight = parse_number(entry["weight"].as_str().unwrap()).unwrap();
        let types = joint("types");
        match entry["kind"].as_str().unwrap() {
            "ic" => add(incentive(coalition, types, joint("report")), weight),
            "ir" => add(Constraint::Participation { coalition, types }, weight),
            "no-rent" => {
                extracts = true;
                let only = coalition.members().next().unwrap();
                let scale = &weight / probability(environment, only, types);
                add(Constraint::Revenue { rule: RequiredRule::Any }, -scale.clone());
                for (agent, own, other) in all_types(environment) {
                    if (agent, other) != (only, types) {
                        let row = Constraint::Participation { coalition: own, types: other };
                        add(row, &scale * probability(environment, agent, other));
                    }
                }
            }
            other => panic!("{other}"),
        }
    }
    let goal = match (extracts, file["uses-budget-balance"].as_bool().unwrap()) {
        (true, _) => Goal::Extract,
        (false, true) => Goal::Properties(vec![Property::Cic, Property::Bb]),
        (false, false) => Goal::Properties(vec![Property::Cic]),
    };
    let combination = Combination {
        mechanism: MechanismKind::Simple,
        reports: Reports::Pure,
        limits: PaymentLimits::none(),
        terms,
    };
    ImpossibilityCertificate { goal, reason: Impossibility::Combination(combination) }
}

fn probability(environment: &Environment, agent: AgentId, own: JointTypeId) -> Rational {
    let prior = environment.common_prior().unwrap();
    let weights = prior.joint_weights(environment.space(), Coalition::single(agent));
    Rational::from_parts(weights[own.0].clone().into(), prior.total().clone())
}

/// Every type of every agent.
fn all_types(environment: &Environment) -> Vec<(AgentId, Coalition, JointTypeId)> {
    let space = environment.space();
    let types =
        |agent| (0..space.type_count(agent)).map(move |t| (agent, Coalition::single(agent), JointTypeId(t)));
    space.agents().flat_map(types).collect()
}

fn ambiguous(goal: Goal, reports: Reports, terms: Vec<(Constraint, Rational)>) -> ImpossibilityCertificate {
    let terms = terms.into_iter().map(|(constraint, multiplier)| Term { constraint, multiplier }).collect();
    let reason = Impossibility::Combination(Combination {
        mechanism: MechanismKind::Ambiguous,
        reports,
        limits: PaymentLimits::none(),
        terms,
    });
    ImpossibilityCertificate { goal, reason }
}

/// Types 0 and 1 of the first agent share a belief and together gain by posing as each other: each misreport is held down by
/// some rule, which on path is worth at least the other type's worst case. For `public_good::troubled()`, where the gain
/// is 5.
pub fn exchange(reports: Reports) -> ImpossibilityCertificate {
    let coalition = Coalition::single(AgentId(0));
    let (first, second) = (JointTypeId(0), JointTypeId(1));
    let mut terms = Vec::new();
    for (truth, report) in [(first, second), (second, first)] {
        let held = Constraint::Held { coalition, truth, report };
        let rule = held.rule(reports).unwrap();
        terms.push((held, Rational::ONE));
        terms.push((Constraint::OnPath { rule, coalition, types: report }, Rational::ONE));
    }
    ambiguous(Goal::Properties(vec![Property::Ic]), reports, terms)
}

/// Types 0 (low) and 1 (mid) of the first agent share a belief, and mid's allocation is worth 1 more to low than to mid. The
/// rule against low's report mid has the full revenue and everyone takes part, so on path it is worth nothing to anyone, and
/// low has U = 0: (1/p(low)) (Σ p V − E\[Σ t\] − W) − U(low) ≥ 0. For the example `private-values-one-failing-agent`.
pub fn extraction(environment: &Environment, reports: Reports) -> ImpossibilityCertificate {
    let seller = AgentId(0);
    let coalition = Coalition::single(seller);
    let (low, mid) = (JointTypeId(0), JointTypeId(1));
    let held = Constraint::Held { coalition, truth: low, report: mid };
    let rule = held.rule(reports).unwrap();
    let scale = Rational::ONE / probability(environment, seller, low);
    let mut terms = vec![(held, Rational::ONE), (Constraint::Revenue { rule }, -scale.clone())];
    for (agent, coalition, types) in all_types(environment) {
        let more = if (agent, types) == (seller, mid) { Rational::ONE } else { Rational::ZERO };
        let multiplier = &scale * probability(environment, agent, types) + more;
        terms.push((Constraint::OnPath { rule, coalition, types }, multiplier.clone()));
        if (agent, types) != (seller, low) {
            terms.push((Constraint::Participation { coalition, types }, multiplier));
        }
    }
    ambiguous(Goal::Extract, reports, terms)
}

/// Guo (2017), Example 6.1, with a = 1 and B = 7, one choice with 0 < 145a < 21B: two agents with two types each, whose beliefs
/// come from no common prior.
pub fn without_common_prior() -> Environment {
    let space = TypeSpace::new(vec![2, 2]).unwrap();
    let beliefs = [["0.3", "0.7", "0.2", "0.8"], ["0.3", "0.25", "0.7", "0.75"]];
    let beliefs = beliefs.into_iter().enumerate().map(|(agent, weights)| {
        Prior::of_agent(&space, AgentId(agent), &weights.map(|weight| parse_number(weight).unwrap())).unwrap()
    });
    // What an agent gets from an outcome depends on the second agent's type.
    let payoff = |values: [i32; 2]| {
        Payoff::new(&space, Coalition::single(AgentId(1)), values.map(Rational::from).to_vec()).unwrap()
    };
    let outcome =
        |name: &str, first, second| Outcome { name: name.into(), payoffs: vec![payoff(first), payoff(second)] };
    let agent = |name: &str| Agent {
        name: name.into(),
        types: ["t1", "t2"].map(|name| Type { name: name.into(), attributes: Vec::new() }).to_vec(),
    };
    let parts = EnvironmentParts {
        name: "No common prior".into(),
        source: "Guo (2017), Mechanism Design with Ambiguous Transfers, Example 6.1".into(),
        agents: vec![agent("1"), agent("2")],
        beliefs: Beliefs::Individual(beliefs.collect()),
        outcomes: vec![
            outcome("x0", [0, 0], [0, 0]),
            outcome("x1", [1, 1], [0, 1]),
            outcome("x2", [1, 1 - 2 * 7], [1, 1 + 7]),
        ],
        outside: Some(OutcomeId(0)),
        allocation: space.profiles().map(|at| OutcomeId(2 - space.type_of(at, AgentId(1)).0)).collect(),
        pattern: Pattern::Singletons,
        attitudes: ambimech_model::preference::Attitudes::default(),
    };
    Environment::new(parts).unwrap()
}

/// The proof of Guo (2017), Example 6.1: "multiply IR(θ_1^1), IR(θ_1^2), IR(θ_2^1), IR(θ_2^2) and IC(θ_2^2 → θ_2^1) by 40, 105, 75,
/// 70 and 42 …, add them up: 290a ≥ 42B". IR is that the rule is worth at least U, and U at least 0; IC, that the rule is worth
/// at least U, and U at least the misreport.
pub fn five_constraints(reports: Reports) -> ImpossibilityCertificate {
    let second = Coalition::single(AgentId(1));
    let (one, two) = (JointTypeId(0), JointTypeId(1));
    let held = Constraint::Held { coalition: second, truth: two, report: one };
    let rule = held.rule(reports).unwrap();
    let mut terms = vec![(held, Rational::from(42))];
    for (agent, types, multiplier) in [(0, one, 40), (0, two, 105), (1, one, 75), (1, two, 70)] {
        let coalition = Coalition::single(AgentId(agent));
        let more = if (agent, types) == (1, two) { 42 } else { 0 };
        terms.push((Constraint::OnPath { rule, coalition, types }, Rational::from(multiplier + more)));
        terms.push((Constraint::Participation { coalition, types }, Rational::from(multiplier)));
    }
    ambiguous(Goal::Implement, reports, terms)
}
