//! Side contracts by their definitions alone: values, lies, strategies, all tried out.

use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{FoundContract, SideContract};
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::{Rational, sum};
use ambimech_model::posterior::shares_posterior;
use ambimech_model::transfer::TransferTable;
use ambimech_solve::verification::verify_mechanism;

use crate::small_environment::profiles;

/// Min over t of what the members get in all, when the coalition of these types reports by the mixture.
pub fn coalition_worst(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
    types: JointTypeId,
    mixture: &[(JointTypeId, Rational)],
) -> Rational {
    let split = environment.space().split(coalition);
    let prior = environment.common_prior().unwrap();
    let total: Rational =
        split.rest().fold(Rational::ZERO, |sum, x| sum + prior.probability(split.profile(types, x)));
    let under = |rule| {
        let table = mechanism.table(environment, RuleId(rule)).unwrap();
        let mut value = Rational::ZERO;
        for x in split.rest() {
            let profile = split.profile(types, x);
            for (report, share) in mixture {
                let at = split.profile(*report, x);
                for agent in coalition.members() {
                    let payoff = environment.payoff(agent, environment.allocation(at), profile);
                    value += (payoff + &table.at(at)[agent.0]) * share * prior.probability(profile);
                }
            }
        }
        value / &total
    };
    (0..mechanism.rule_count(environment).unwrap()).map(under).min().unwrap()
}

/// W_i(t, τ; truth, report) for every pair, from the definition.
pub fn lie_values(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    agent: AgentId,
    truth: TypeId,
    report: TypeId,
) -> Vec<Rational> {
    let space = environment.space();
    let prior = environment.common_prior().unwrap();
    let coalition = contract.coalition;
    let split = space.split(coalition);
    let place = coalition.members().position(|member| member == agent).unwrap();
    let mut all = Vec::new();
    for rule in (0..mechanism.rule_count(environment).unwrap()).map(RuleId) {
        let table = mechanism.table(environment, rule).unwrap();
        for side in 0..contract.rules.len() {
            let (mut value, mut total) = (Rational::ZERO, Rational::ZERO);
            for profile in space.profiles().filter(|profile| space.type_of(*profile, agent) == truth) {
                let p = prior.probability(profile);
                total += &p;
                let told = space.with_type(profile, agent, report);
                let own = space.joint_type_of(told, coalition);
                let x = space.joint_type_of(told, split.outside());
                for (reported, share) in &contract.strategy[own.0] {
                    let at = split.profile(*reported, x);
                    let payoff = environment.payoff(agent, environment.allocation(at), profile);
                    value += (payoff + &table.at(at)[agent.0]) * share * &p;
                }
                value += &contract.payments(side, rule, own, x).unwrap()[place] * &p;
            }
            all.push(value / total);
        }
    }
    all
}

/// All mixtures over so many reports in steps of 1/parts.
pub fn mixtures(reports: usize, parts: u64) -> Vec<Vec<Rational>> {
    if reports == 1 {
        return vec![vec![Rational::from(parts)]];
    }
    (0..=parts)
        .flat_map(|first| {
            let rest = mixtures(reports - 1, parts - first);
            rest.into_iter().map(move |tail| [vec![Rational::from(first)], tail].concat())
        })
        .collect()
}

/// S-IC over a grid of mixtures, S-BB everywhere, and the profit, all from the definitions.
pub fn assert_works(environment: &Environment, mechanism: &Mechanism, found: &FoundContract) {
    let contract = &found.contract;
    let space = environment.space();
    let split = space.split(contract.coalition);
    let prior = environment.common_prior().unwrap();
    for agent in contract.coalition.members() {
        let totals = prior.joint_weights(space, Coalition::single(agent));
        for truth in space.types(agent).filter(|truth| !totals[truth.0].is_zero()) {
            let rows: Vec<Vec<Rational>> = space
                .types(agent)
                .map(|report| lie_values(environment, mechanism, contract, agent, truth, report))
                .collect();
            let on_path = rows[truth.0].iter().min().unwrap().clone();
            for mixture in mixtures(rows.len(), 6) {
                let worth = |pair: usize| {
                    let parts = rows.iter().zip(&mixture).map(|(row, share)| &row[pair] * share);
                    parts.fold(Rational::ZERO, |sum, part| sum + part) / Rational::from(6)
                };
                let worst = (0..rows[0].len()).map(worth).min().unwrap();
                assert!(worst <= on_path, "{agent:?} {truth:?} {mixture:?}: {worst} > {on_path}");
            }
        }
    }
    for rule in (0..mechanism.rule_count(environment).unwrap()).map(RuleId) {
        for side in 0..contract.rules.len() {
            for own in split.own() {
                for x in split.rest() {
                    assert!(sum(&contract.payments(side, rule, own, x).unwrap()).is_zero());
                }
            }
        }
    }
    let best = found.study.best_gain().unwrap();
    let worst = |mixture: &[_]| coalition_worst(environment, mechanism, contract.coalition, best.types, mixture);
    let (with, without) = (worst(&contract.strategy[best.types.0]), worst(&[(best.types, Rational::ONE)]));
    assert_eq!((&with, &without), (&best.with, &best.without));
    assert!(with > without);
}

/// Whether the coalition gains from some deviation at these types: two or more rules are settled by the verification's weights.
pub fn gains_somewhere(environment: &Environment, mechanism: &Mechanism, coalition: Coalition) -> bool {
    let alone = environment
        .with_pattern(ambimech_model::coalition::Pattern::listed(environment.agent_count(), [coalition]));
    let weights = match verify_mechanism(&alone, mechanism).unwrap().weights {
        ambimech_model::certificate::HoldingWeights::Listed(list) => list,
        _ => panic!("listed"),
    };
    let interim = Interim::new(environment, coalition).unwrap();
    let held = |types| weights.iter().any(|entry| entry.coalition == coalition && entry.types == types);
    if coalition == environment.grand_coalition() {
        let answer = verify_mechanism(&alone, mechanism).unwrap();
        let by_grand = |entry: &ambimech_model::certificate::RuleWeights| entry.coalition == coalition;
        if !weights.iter().any(by_grand) && interim.split().own_count() > 1 {
            // Settled by outcomes alone: then pure reports are enough.
            let _ = answer;
            return interim.split().own().filter(|types| interim.occurs(*types)).any(|types| {
                let worst =
                    |report| coalition_worst(environment, mechanism, coalition, types, &[(report, Rational::ONE)]);
                let truthful = worst(types);
                interim.split().own().any(|report| worst(report) > truthful)
            });
        }
    }
    interim.split().own_count() > 1
        && interim.split().own().filter(|types| interim.occurs(*types)).any(|types| !held(types))
}

/// D_i[δ](a, b) from its definition, for a pure strategy.
pub fn imitation(
    environment: &Environment,
    coalition: Coalition,
    strategy: &[usize],
    agent: AgentId,
    a: TypeId,
    b: TypeId,
) -> Rational {
    let space = environment.space();
    let prior = environment.common_prior().unwrap();
    let split = space.split(coalition);
    let (mut value, mut total) = (Rational::ZERO, Rational::ZERO);
    for profile in space.profiles().filter(|profile| space.type_of(*profile, agent) == b) {
        let own = space.joint_type_of(profile, coalition);
        let x = space.joint_type_of(profile, split.outside());
        let outcome = environment.allocation(split.profile(JointTypeId(strategy[own.0]), x));
        let p = prior.probability(profile);
        let as_a = space.with_type(profile, agent, a);
        value += (environment.payoff(agent, outcome, as_a) - environment.payoff(agent, outcome, profile)) * &p;
        total += p;
    }
    value / total
}

/// A pure strategy of the coalition that is profitable and could be carried out voluntarily, by trying all: members have two types
/// each, so that two-cycles are the only cycles.
pub fn workable_pure_strategy(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
) -> Option<Vec<usize>> {
    let space = environment.space();
    let count = space.joint_count(coalition);
    let prior = environment.common_prior().unwrap();
    let occurs = prior.joint_weights(space, coalition);
    let all = profiles(&vec![count; count]);
    let worst = |own: usize, report: usize| {
        coalition_worst(
            environment,
            mechanism,
            coalition,
            JointTypeId(own),
            &[(JointTypeId(report), Rational::ONE)],
        )
    };
    let gains: Vec<Vec<bool>> = (0..count)
        .map(|own| {
            let is_possible = !occurs[own].is_zero();
            (0..count).map(|report| is_possible && worst(own, report) > worst(own, own)).collect()
        })
        .collect();
    let rules: Vec<TransferTable> = (0..mechanism.rule_count(environment).unwrap())
        .map(|rule| mechanism.table(environment, RuleId(rule)).unwrap())
        .collect();
    let split = space.split(coalition);
    // What the members have in all, in expectation, under the rule that is worst.
    let there = |strategy: &Vec<usize>| {
        let under = |table: &TransferTable| {
            space.profiles().fold(Rational::ZERO, |sum, profile| {
                let own = space.joint_type_of(profile, coalition);
                let x = space.joint_type_of(profile, split.outside());
                let at = split.profile(JointTypeId(strategy[own.0]), x);
                let of_member = |agent: AgentId| {
                    environment.payoff(agent, environment.allocation(at), profile) + &table.at(at)[agent.0]
                };
                let value = coalition.members().fold(Rational::ZERO, |sum, agent| sum + of_member(agent));
                sum + value * prior.probability(profile)
            })
        };
        rules.iter().map(under).min().unwrap()
    };
    let before = |agent: AgentId, own: usize| {
        let single = Coalition::single(agent);
        coalition_worst(environment, mechanism, single, JointTypeId(own), &[(JointTypeId(own), Rational::ONE)])
    };
    all.into_iter().find(|strategy| {
        if !(0..count).any(|own| gains[own][strategy[own]]) {
            return false;
        }
        // The least that the members must be promised.
        let mut promised = Rational::ZERO;
        for agent in coalition.members() {
            assert_eq!(space.type_count(agent), 2);
            let (a, b) = (TypeId(0), TypeId(1));
            let (mut of_a, mut of_b) = (before(agent, 0), before(agent, 1));
            if shares_posterior(space, prior, Coalition::single(agent), JointTypeId(0), JointTypeId(1)) {
                let up = imitation(environment, coalition, strategy, agent, a, b);
                let down = imitation(environment, coalition, strategy, agent, b, a);
                if &up + &down > Rational::ZERO {
                    return false;
                }
                (of_a, of_b) = (of_a.clone().max(&of_b + up), of_b.max(of_a + down));
            }
            let weights = prior.joint_weights(space, Coalition::single(agent));
            let total = Rational::from(prior.total().clone());
            promised +=
                (of_a * Rational::from(weights[0].clone()) + of_b * Rational::from(weights[1].clone())) / total;
        }
        promised <= there(strategy)
    })
}
