//! Checks certificates about `coalitional-identifiability`.
//!
//! # Mathematics
//! Let coalition S, neither single nor grand, emerge with probability ξ(S) and report by δ_S; an agent that is in none of them
//! reports by δ_i. Seen through agent i, reports are distributed as
//!
//! > (1 − Σ_{S∋i} ξ(S)) π^{δ_i} + Σ_{S∋i} ξ(S) π^{δ_S}.
//!
//! With weight ξ(T) of a coalition and 1 − Σ_{S∋i} ξ(S) of a single agent, this is p plus, for every T with i in it and every
//! lie θ̄_T → θ̂_T, the weight times δ_T(θ̂_T|θ̄_T) times what the lie does: it takes p(θ̄_T, ·) away from the row of θ̄_T and
//! puts it into the row of θ̂_T. The condition fails when, with some lie that is ever told, this is the same for all agents.
//! A lie of a coalition that emerges with probability 0, or of types that never occur, is never told; otherwise
//! the condition would always fail.
//!
//! **Holds.** Balanced payments y that make every coalition of the pattern (the grand one left out) strictly worse off by any
//! misreport. If all agents saw the same change z, then 0 = Σ_θ z(θ) Σ_i y_i(θ) would be the sum over all lies of their weights times
//! what the liar gains by them, which is negative as soon as there is one.
//!
//! **Fails.** The strategies; or two complementary coalitions in the pattern: each of the two reports types drawn from the
//! prior, whatever its own are, and emerges with probability 1/2. Both make p_S × p_−S of p.

use super::require_verdict;
use crate::certificate::{ConditionCertificate, Evidence, Payments, Strategy};
use crate::check::payments::{Expected, require_balanced};
use crate::check::require_joint_type;
use crate::coalition::{Coalition, Pattern};
use crate::environment::Environment;
use crate::index::ProfileId;
use crate::number::{Rational, sum};
use crate::prior::Prior;
use crate::refusal::{FalseEvidence, Refusal};
use std::collections::BTreeMap;

pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
    match certificate.evidence.as_slice() {
        [Evidence::ComplementaryCoalitions { coalition }] => {
            require_verdict(certificate, false)?;
            check_complementary(environment, *coalition)
        }
        [Evidence::ImitatingStrategies { emergence, strategies }] => {
            require_verdict(certificate, false)?;
            check_strategies(environment, prior, emergence, strategies)
        }
        [Evidence::TruthfulTransfers { payments }] => {
            require_verdict(certificate, true)?;
            check_truthful(environment, prior, payments)
        }
        _ => Err(Refusal::EvidenceIncomplete),
    }
}

fn check_complementary(environment: &Environment, coalition: Coalition) -> Result<(), Refusal> {
    let agents = environment.agent_count();
    let other = coalition.complement(agents);
    for side in [coalition, other] {
        if side.is_empty() || !side.is_subset_of(environment.grand_coalition()) {
            return Err(Refusal::EvidenceOutOfRange);
        }
        if !environment.pattern().contains(side) {
            return Err(Refusal::EvidenceFalse(FalseEvidence::CannotForm(side)));
        }
    }
    // With a second profile, one of the two has a second joint type; every type occurs.
    if environment.space().size() > 1 { Ok(()) } else { Err(Refusal::NotApplicable) }
}

fn check_truthful(environment: &Environment, prior: &Prior, payments: &Payments) -> Result<(), Refusal> {
    require_balanced(environment, payments)?;
    if environment.space().size() == 1 {
        return Ok(());
    }
    if *environment.pattern() == Pattern::All {
        // A coalition and its complement lose the opposite of each other: one of them gains, and there are many.
        return Err(Refusal::NotApplicable);
    }
    for coalition in environment.pattern().proper_coalitions(environment.agent_count()) {
        let expected = Expected::new(environment, prior, coalition, payments);
        for truth in expected.joint_types().filter(|truth| expected.occurs(*truth)) {
            let honest = expected.value(truth, truth);
            for report in expected.joint_types().filter(|report| *report != truth) {
                if expected.value(truth, report) >= honest {
                    return Err(expected.refuse(truth, report));
                }
            }
        }
    }
    Ok(())
}

fn check_strategies(
    environment: &Environment,
    prior: &Prior,
    emergence: &[(Coalition, Rational)],
    strategies: &[Strategy],
) -> Result<(), Refusal> {
    let agents = environment.agent_count();
    let ordered = emergence.is_sorted_by(|first, second| first.0 < second.0)
        && strategies.is_sorted_by(|first, second| first.coalition < second.coalition);
    let proper = |coalition: Coalition| coalition.len() > 1 && coalition.len() < agents;
    if !ordered || !emergence.iter().all(|(coalition, _)| proper(*coalition)) {
        return Err(Refusal::EvidenceIncomplete);
    }
    let total = sum(emergence.iter().map(|(_, probability)| probability));
    if total > Rational::ONE || emergence.iter().any(|(_, probability)| *probability <= Rational::ZERO) {
        return Err(Refusal::EvidenceFalse(FalseEvidence::Number { stated: Rational::ONE, found: total }));
    }
    for (coalition, _) in emergence {
        require_can_form(environment, *coalition)?;
    }
    // The change of the distribution of reports as each agent sees it.
    let mut views: Vec<BTreeMap<ProfileId, Rational>> = vec![BTreeMap::new(); agents];
    let mut is_truthful = true;
    for strategy in strategies {
        let coalition = strategy.coalition;
        require_can_form(environment, coalition)?;
        let weight = match emergence.iter().find(|(other, _)| *other == coalition) {
            Some((_, probability)) => probability.clone(),
            None if coalition.len() == 1 => {
                let with = emergence.iter().filter(|(other, _)| coalition.is_subset_of(*other));
                Rational::ONE - sum(with.map(|(_, probability)| probability))
            }
            None => return Err(Refusal::EvidenceIncomplete),
        };
        require_strategy(environment, strategy)?;
        let change = change_by(environment, prior, strategy);
        is_truthful &= weight.is_zero() || !tells_a_lie(environment, prior, strategy);
        for member in coalition.members() {
            for (profile, amount) in &change {
                *views[member.0].entry(*profile).or_insert(Rational::ZERO) += &weight * amount;
            }
        }
    }
    if is_truthful {
        return Err(Refusal::EvidenceIncomplete);
    }
    let zero = Rational::ZERO;
    for (agent, view) in environment.space().agents().zip(&views).skip(1) {
        for profile in views[0].keys().chain(view.keys()) {
            if views[0].get(profile).unwrap_or(&zero) != view.get(profile).unwrap_or(&zero) {
                return Err(Refusal::EvidenceFalse(FalseEvidence::ViewsDiffer(agent, *profile)));
            }
        }
    }
    Ok(())
}

fn require_can_form(environment: &Environment, coalition: Coalition) -> Result<(), Refusal> {
    let proper = !coalition.is_empty()
        && coalition.is_subset_of(environment.grand_coalition())
        && coalition.len() < environment.agent_count();
    if !proper {
        return Err(Refusal::EvidenceOutOfRange);
    }
    match environment.pattern().contains(coalition) {
        true => Ok(()),
        false => Err(Refusal::EvidenceFalse(FalseEvidence::CannotForm(coalition))),
    }
}

/// Lies with positive probabilities, for every truth at most 1 in all, each pair once and in order.
fn require_strategy(environment: &Environment, strategy: &Strategy) -> Result<(), Refusal> {
    if !strategy.lies.is_sorted_by(|first, second| (first.truth, first.report) < (second.truth, second.report)) {
        return Err(Refusal::EvidenceIncomplete);
    }
    for lie in &strategy.lies {
        require_joint_type(environment, strategy.coalition, lie.truth)?;
        require_joint_type(environment, strategy.coalition, lie.report)?;
        if lie.truth == lie.report || lie.probability <= Rational::ZERO {
            return Err(Refusal::EvidenceIncomplete);
        }
    }
    for lies in strategy.lies.chunk_by(|first, second| first.truth == second.truth) {
        let total = sum(lies.iter().map(|lie| &lie.probability));
        if total > Rational::ONE {
            return Err(Refusal::EvidenceFalse(FalseEvidence::Number { stated: Rational::ONE, found: total }));
        }
    }
    Ok(())
}

/// π^{δ_S} − p, where it is not 0 or was touched.
fn change_by(environment: &Environment, prior: &Prior, strategy: &Strategy) -> BTreeMap<ProfileId, Rational> {
    let split = environment.space().split(strategy.coalition);
    let mut change = BTreeMap::new();
    for lie in &strategy.lies {
        for x in split.rest() {
            let from = split.profile(lie.truth, x);
            let mass = &lie.probability * prior.probability(from);
            *change.entry(split.profile(lie.report, x)).or_insert(Rational::ZERO) += &mass;
            *change.entry(from).or_insert(Rational::ZERO) -= mass;
        }
    }
    change
}

/// Whether some lie is about types that occur.
fn tells_a_lie(environment: &Environment, prior: &Prior, strategy: &Strategy) -> bool {
    let totals = prior.joint_weights(environment.space(), strategy.coalition);
    strategy.lies.iter().any(|lie| !totals[lie.truth.0].is_zero())
}
