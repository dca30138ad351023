//! Checks a side contract: S-IC against pure and mixed reports, S-BB, S-IR, and where it is profitable.
//!
//! Every number is computed anew by [`ContractInterim`]; of the certificate only the claims and the weights over pairs of rules are
//! used. Types of members that never occur are asked nothing.

use crate::coalition::Coalition;
use crate::collusion::{
    ContractCertificate, ContractClaim, ContractInterim, ContractProperty, ContractRefusal, MemberValues,
    RulePair, SideContract,
};
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, RuleId, TypeId};
use crate::mechanism::Mechanism;
use crate::number::{Rational, sum};
use crate::property::Reports;
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// What the checker looked at when it accepted a side contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedContract {
    /// Number of rules of the mechanism.
    pub rules: usize,
    /// Number of side rules.
    pub side_rules: usize,
    /// Number of lies to the mediator (member, type, report) that are held down.
    pub misreports: u64,
}

/// Accepts the certificate when the side contract has every property it claims, and is profitable wherever it claims to be.
///
/// # Errors
/// The first claim that fails, with both sides exact; environments in which somebody does not look at the worst case.
pub fn check_contract(
    environment: &Environment,
    mechanism: &Mechanism,
    contract: &SideContract,
    certificate: &ContractCertificate,
) -> Result<CheckedContract, Refusal> {
    if !environment.attitudes().are_worst_case() {
        return Err(Refusal::NotApplicable);
    }
    if certificate.claims.is_empty() && certificate.profitable.is_empty() {
        return Err(ContractRefusal::NoClaims.into());
    }
    for claim in &certificate.claims {
        if (claim.property == ContractProperty::SIc) != claim.reports.is_some() {
            return Err(ContractRefusal::ReportsMissing(*claim).into());
        }
    }
    let is_known = contract.coalition.is_subset_of(environment.grand_coalition());
    if is_known && !contract.coalition.is_empty() && environment.coalition_belief(contract.coalition).is_none() {
        return Err(Refusal::NeedsCommonPrior);
    }
    let view = ContractInterim::new(environment, mechanism, contract).ok_or(ContractRefusal::Malformed)?;
    let has = |property| certificate.claims.iter().any(|claim| claim.property == property);
    if has(ContractProperty::SBb) {
        require_balanced(environment, contract, &view)?;
    }
    let weights = weights_of(environment, contract, certificate, view.rule_count())?;
    let mut misreports = 0;
    for agent in contract.coalition.members() {
        let values = view.member(agent);
        for truth in environment.space().types(agent).filter(|truth| values.occurs(*truth)) {
            let on_path = values.worst(truth, truth);
            for claim in certificate.claims.iter().filter(|claim| claim.property == ContractProperty::SIc) {
                let held = weights.get(&(agent, truth));
                require_truthful(environment, contract, *claim, &values, truth, &on_path, held)?;
            }
            if has(ContractProperty::SIc) {
                misreports += values.type_count() as u64 - 1;
            }
            if has(ContractProperty::SIr)
                && let Some(without) = view.without(agent, truth).filter(|without| on_path < *without)
            {
                return Err(ContractRefusal::NotRational { agent, truth, value: on_path, without }.into());
            }
        }
    }
    for types in &certificate.profitable {
        require_profit(contract.coalition, &view, *types)?;
    }
    Ok(CheckedContract { rules: view.rule_count(), side_rules: contract.rules.len(), misreports })
}

/// Σ_j τ_j(t, θ) = 0 at every profile, those that never occur included.
fn require_balanced(
    environment: &Environment,
    contract: &SideContract,
    view: &ContractInterim<'_>,
) -> Result<(), Refusal> {
    let _ = environment;
    for side in 0..contract.rules.len() {
        for rule in (0..view.rule_count()).map(RuleId) {
            for own in view.split().own() {
                for x in view.split().rest() {
                    let payments = contract.payments(side, rule, own, x).ok_or(ContractRefusal::Malformed)?;
                    let total = sum(&payments);
                    if !total.is_zero() {
                        let (pair, profile) = (RulePair { rule, side }, view.split().profile(own, x));
                        return Err(ContractRefusal::Unbalanced { pair, profile, total }.into());
                    }
                }
            }
        }
    }
    Ok(())
}

type Weights<'c> = BTreeMap<(AgentId, TypeId), &'c [(RulePair, Rational)]>;

/// The weights by member and type: positive, of pairs that exist, each once, adding up to 1.
fn weights_of<'c>(
    environment: &Environment,
    contract: &SideContract,
    certificate: &'c ContractCertificate,
    rules: usize,
) -> Result<Weights<'c>, Refusal> {
    let mut all = Weights::new();
    for entry in &certificate.weights {
        let (agent, truth) = (entry.agent, entry.truth);
        let exists = agent.0 < environment.agent_count()
            && contract.coalition.contains(agent)
            && truth.0 < environment.space().type_count(agent);
        if !exists || all.insert((agent, truth), &entry.weights).is_some() {
            return Err(ContractRefusal::WeightsMissing { agent, truth }.into());
        }
        let sum = sum(entry.weights.iter().map(|(_, weight)| weight));
        let mut named = BTreeSet::new();
        let is_valid = |(pair, weight): &(RulePair, Rational)| {
            let exists = pair.rule.0 < rules && pair.side < contract.rules.len();
            exists && *weight > Rational::ZERO && named.insert(*pair)
        };
        if !entry.weights.iter().all(is_valid) || !sum.is_one() {
            return Err(ContractRefusal::WeightsInvalid { sum }.into());
        }
    }
    Ok(all)
}

/// No report of this type of the member is worth more than the truth: in its worst case (pure reports), or under the weights
/// (mixed reports).
fn require_truthful(
    environment: &Environment,
    contract: &SideContract,
    claim: ContractClaim,
    values: &MemberValues,
    truth: TypeId,
    on_path: &Rational,
    held: Option<&&[(RulePair, Rational)]>,
) -> Result<(), Refusal> {
    let agent = values.agent;
    let is_mixed = claim.reports == Some(Reports::Mixed);
    if is_mixed && values.type_count() == 1 {
        return Ok(());
    }
    let held = match (is_mixed, held) {
        (true, None) => return Err(ContractRefusal::WeightsMissing { agent, truth }.into()),
        (_, held) => held,
    };
    for report in environment.space().types(agent) {
        let of_pairs = values.values(truth, report);
        let value = match held.filter(|_| is_mixed) {
            None => of_pairs.into_iter().min().unwrap_or(Rational::ZERO),
            Some(held) => held.iter().fold(Rational::ZERO, |total, (pair, weight)| {
                total + &of_pairs[pair.rule.0 * contract.rules.len() + pair.side] * weight
            }),
        };
        if value > *on_path {
            let on_path = on_path.clone();
            return Err(ContractRefusal::Tempted { claim, agent, truth, report, value, on_path }.into());
        }
    }
    Ok(())
}

/// min_t V_S[δ_S](t, θ_S) > min_t V_S(t, θ_S), at types that occur.
fn require_profit(coalition: Coalition, view: &ContractInterim<'_>, types: JointTypeId) -> Result<(), Refusal> {
    if types.0 >= view.split().own_count() {
        return Err(Refusal::EvidenceOutOfRange);
    }
    let nothing = || (Rational::ZERO, Rational::ZERO);
    let (value, truthful) = view.gains(types).map_or_else(nothing, |gains| gains.worst());
    if value > truthful {
        Ok(())
    } else {
        Err(ContractRefusal::NotProfitable { coalition, types, value, truthful }.into())
    }
}
