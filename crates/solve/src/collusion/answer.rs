//! Whether a mechanism leaves room for a profitable side contract.

use super::MOST_STEPS;
use super::construction::{Aim, build};
use super::game::{Best, Values};
use super::levels::Levels;
use super::program::{OfType, Program, alike_types};
use super::study::study_contract;
use crate::verification::RuleTables;
use ambimech_model::check::{check_contract, check_exclusions};
use ambimech_model::coalition::Coalition;
use ambimech_model::collusion::{
    Collusion, ContractCertificate, ContractClaim, ContractExclusion, ContractMethod, ContractProperty,
    FoundContract, PairWeights, SideContract, SideRule, SideTable, Strategy,
};
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, RuleId, TypeId};
use ambimech_model::interim::Interim;
use ambimech_model::mechanism::Mechanism;
use ambimech_model::number::Rational;
use ambimech_model::property::{Claim, Property, Reports};
use ambimech_model::verification::{PropertyAnswer, Verification, Worst};
use std::collections::BTreeMap;

/// The verification with the answer about WCIC, which is the same as CIC against mixed reports: a deviation that gains is carried out by
/// the contract that always makes the same report.
pub(crate) fn with_weak_answer(environment: &Environment, mut verification: Verification) -> Verification {
    let claim = Claim::new(Property::Wcic, Reports::Mixed);
    if !environment.attitudes().are_worst_case() {
        verification.undecided.push((claim, UndecidedReason::NotWorstCase));
        return verification;
    }
    let strong = verification.answer(Claim::new(Property::Cic, Reports::Mixed)).cloned();
    let Some(strong) = strong else {
        verification.undecided.push((claim, UndecidedReason::NeedsCommonPrior));
        return verification;
    };
    let worst = strong.worst.map(|worst| match worst {
        Worst::Deviation(deviation) if !strong.holds => Worst::SideContract(deviation),
        other => other,
    });
    verification.answers.push(PropertyAnswer { claim, holds: strong.holds, worst });
    verification
}

/// Looks for a profitable side contract of the coalition, or of the coalitions that can form one after another, and otherwise proves
/// that there is none. A voluntary one has S-IR. The checker has accepted whichever it is.
pub fn find_collusion(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Option<Coalition>,
    voluntary: bool,
) -> Collusion {
    if !environment.attitudes().are_worst_case() {
        return Collusion::Undecided(UndecidedReason::NotWorstCase);
    }
    match crate::verification::work_estimate(environment, mechanism) {
        Some(steps) if steps <= MOST_STEPS => {}
        steps => return Collusion::Undecided(UndecidedReason::TooLarge { steps: steps.unwrap_or(u128::MAX) }),
    }
    let Some(rules) = RuleTables::new(environment, mechanism) else {
        return Collusion::Undecided(UndecidedReason::BeyondClosedForms);
    };
    let coalitions: Vec<Coalition> = match coalition {
        Some(one) => vec![one],
        None => environment.pattern().coalitions(environment.agent_count()).collect(),
    };
    let mut exclusions = Vec::new();
    let mut open = None;
    for one in coalitions {
        let Some(values) = Values::new(environment, &rules, one) else {
            open.get_or_insert(UndecidedReason::NeedsCommonPrior);
            continue;
        };
        match of_coalition(environment, mechanism, &values, voluntary) {
            Collusion::Excluded(found) => exclusions.extend(found),
            Collusion::Undecided(reason) => {
                open.get_or_insert(reason);
            }
            found => return found,
        }
    }
    if let Some(reason) = open {
        return Collusion::Undecided(reason);
    }
    if check_exclusions(environment, mechanism, coalition, voluntary, &exclusions).is_ok() {
        Collusion::Excluded(exclusions)
    } else {
        Collusion::Undecided(UndecidedReason::CertificateRefused)
    }
}

/// The answer for one coalition; exclusions are checked by the caller.
fn of_coalition(environment: &Environment, mechanism: &Mechanism, values: &Values, voluntary: bool) -> Collusion {
    let coalition = values.coalition;
    if values.rows.len() == 1 {
        return Collusion::Excluded(Vec::new());
    }
    let best: BTreeMap<JointTypeId, Best> =
        values.occurring().filter_map(|types| Some((types, values.best(types)?))).collect();
    let exclude = |(types, best): (&JointTypeId, &Best)| ContractExclusion {
        coalition,
        types: *types,
        weights: best.weights.clone(),
        imitations: Vec::new(),
        budget: Vec::new(),
    };
    if !best.values().any(Best::gains) {
        return Collusion::Excluded(best.iter().map(exclude).collect());
    }
    let truthful = |own: usize| vec![(JointTypeId(own), Rational::ONE)];
    let mut strategy: Strategy = (0..values.rows.len()).map(truthful).collect();
    for (types, best) in &best {
        strategy[types.0].clone_from(&best.report);
    }
    let refused = || Collusion::Undecided(UndecidedReason::BeyondClosedForms);
    if coalition.len() == 1 {
        return alone(environment, mechanism, coalition, strategy, &best).unwrap_or_else(refused);
    }
    if alike_types(environment, coalition).is_empty()
        && let Some(found) = built(environment, mechanism, values, strategy, &Aim::AsBefore)
        && (!voluntary || is_voluntary(&found))
    {
        return found;
    }
    by_program(environment, mechanism, values, &best, &exclude, voluntary)
}

/// Whether the contract found has S-IR.
fn is_voluntary(found: &Collusion) -> bool {
    let claim = ContractClaim::new(ContractProperty::SIr, Reports::Mixed);
    matches!(found, Collusion::Found(found) if found.study.holds(claim))
}

/// The report that gains most somewhere, always, and no payments.
fn constant(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &Values,
    best: &BTreeMap<JointTypeId, Best>,
) -> Option<Collusion> {
    let gain = |best: &Best| &best.value - &best.on_path;
    let most = best.values().reduce(|most, next| if gain(next) > gain(most) { next } else { most })?;
    let coalition = values.coalition;
    let split = environment.space().split(coalition);
    let tables = vec![SideTable::on_own_types(&split, |_, _| Rational::ZERO)];
    let contract = SideContract {
        name: String::new(),
        source: String::new(),
        coalition,
        strategy: vec![most.report.clone(); values.rows.len()],
        common: Vec::new(),
        rules: vec![SideRule { name: "nothing".to_string(), tables }],
    };
    let study = study_contract(environment, mechanism, &contract).ok()?;
    accepted(environment, mechanism, contract, study.certificate.weights, ContractMethod::Constant, None)
}

/// A single agent deviates; nothing is paid.
fn alone(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
    strategy: Strategy,
    best: &BTreeMap<JointTypeId, Best>,
) -> Option<Collusion> {
    let agent = coalition.members().next()?;
    let split = environment.space().split(coalition);
    let tables = vec![SideTable::on_own_types(&split, |_, _| Rational::ZERO)];
    let rules = vec![SideRule { name: "nothing".to_string(), tables }];
    let (name, source) = (String::new(), String::new());
    let contract = SideContract { name, source, coalition, strategy, common: Vec::new(), rules };
    let pair = |rule: &RuleId| ambimech_model::collusion::RulePair { rule: *rule, side: 0 };
    let weights = best.iter().map(|(types, best)| PairWeights {
        agent,
        truth: TypeId(types.0),
        weights: best.weights.iter().map(|(rule, weight)| (pair(rule), weight.clone())).collect(),
    });
    let weights = weights.collect();
    accepted(environment, mechanism, contract, weights, ContractMethod::Alone, None)
}

fn built(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &Values,
    strategy: Strategy,
    aim: &Aim,
) -> Option<Collusion> {
    let built = build(environment, mechanism, values, strategy, aim)?;
    let method = match aim {
        Aim::AsBefore => ContractMethod::EqualShares,
        Aim::Levels(_) => ContractMethod::Program,
    };
    accepted(environment, mechanism, built.contract, built.weights, method, built.scale)
}

/// The contract with its study, once the checker has accepted the construction's own proof.
fn accepted(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: SideContract,
    weights: Vec<PairWeights>,
    method: ContractMethod,
    scale: Option<Rational>,
) -> Option<Collusion> {
    let mut study = match study_contract(environment, mechanism, &contract) {
        Ok(study) => study,
        Err(reason) => return Some(Collusion::Undecided(reason)),
    };
    // The pairs of the construction say more than those that the study happens to find.
    let certificate = ContractCertificate { weights, ..study.certificate.clone() };
    let needed = [ContractProperty::SIc, ContractProperty::SBb]
        .map(|property| ContractClaim::new(property, Reports::Mixed));
    let is_proved = needed.iter().all(|claim| certificate.claims.contains(claim))
        && !certificate.profitable.is_empty()
        && check_contract(environment, mechanism, &contract, &certificate).is_ok();
    if !is_proved {
        return Some(Collusion::Undecided(UndecidedReason::CertificateRefused));
    }
    study.certificate = certificate;
    Some(Collusion::Found(Box::new(FoundContract { contract, study, method, scale })))
}

/// Some members' types share a posterior, or equal shares leave somebody worse off.
fn by_program(
    environment: &Environment,
    mechanism: &Mechanism,
    values: &Values,
    best: &BTreeMap<JointTypeId, Best>,
    exclude: &dyn Fn((&JointTypeId, &Best)) -> ContractExclusion,
    voluntary: bool,
) -> Collusion {
    let Some(prior) = environment.common_prior() else {
        return Collusion::Undecided(UndecidedReason::NeedsCommonPrior);
    };
    let always = || {
        let found = constant(environment, mechanism, values, best);
        found.unwrap_or(Collusion::Undecided(UndecidedReason::CertificateRefused))
    };
    let levels = Levels::new(environment, prior, values.coalition);
    let program = Program::new(environment, values, &levels);
    if program.size() > MOST_STEPS / 500 {
        if !voluntary {
            return always();
        }
        return Collusion::Undecided(UndecidedReason::TooLarge { steps: program.size() });
    }
    let Some(without) = without_contract(environment, mechanism, values.coalition) else {
        return Collusion::Undecided(UndecidedReason::BeyondClosedForms);
    };
    if let Some(plan) = program.of_all(&without)
        && let Some(found) = built(environment, mechanism, values, plan.strategy, &Aim::Levels(plan.levels))
        && is_voluntary(&found)
    {
        return found;
    }
    if !voluntary {
        return always();
    }
    let mut exclusions = Vec::new();
    let mut open = None;
    for (types, best) in best {
        if !best.gains() {
            exclusions.push(exclude((types, best)));
            continue;
        }
        match program.of_type(*types, &without) {
            Some(OfType::Excluded(exclusion)) => exclusions.push(exclusion),
            Some(OfType::Gains(plan)) => {
                match built(environment, mechanism, values, plan.strategy, &Aim::Levels(plan.levels)) {
                    Some(found) if is_voluntary(&found) => return found,
                    _ => open = Some(UndecidedReason::BeyondClosedForms),
                }
            }
            None => open = Some(UndecidedReason::TooLarge { steps: program.size() }),
        }
    }
    open.map_or(Collusion::Excluded(exclusions), Collusion::Undecided)
}

/// min_t V_i(t, θ_i) for the members' types that occur.
fn without_contract(
    environment: &Environment,
    mechanism: &Mechanism,
    coalition: Coalition,
) -> Option<BTreeMap<(AgentId, TypeId), Rational>> {
    let mut all = BTreeMap::new();
    let count = mechanism.rule_count(environment)?;
    let tables: Vec<_> = (0..count)
        .map(|rule| Some(mechanism.table(environment, RuleId(rule))?.scaled()))
        .collect::<Option<_>>()?;
    for agent in coalition.members() {
        let interim = Interim::of_agent(environment, agent);
        for own in interim.split().own().filter(|own| interim.occurs(*own)) {
            let payoff = interim.payoff(own, own);
            let value = |table| &payoff + interim.transfer(&interim.totals(table), own, own);
            all.insert((agent, TypeId(own.0)), tables.iter().map(value).min()?);
        }
    }
    Some(all)
}
