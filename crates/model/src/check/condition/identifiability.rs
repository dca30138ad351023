//! Checks certificates about `identifiability`.
//!
//! # If it fails
//! A distribution p̃ ≠ p, given by what it is mixed of at every type: computed from one agent's mixtures after the other,
//! which must agree.
//!
//! # If it holds
//! Balanced payments y under which the truth is worth 0 to every type of every agent and no misreport is worth more. Let p̃ be
//! a distribution with p̃(θ_i, x) = Σ_θ'_i w_i(θ_i, θ'_i) p(x|θ'_i) and w ≥ 0 for every agent. Then
//!
//! > 0 = Σ_θ p̃(θ) Σ_i y_i(θ) = Σ_i Σ_θi Σ_θ'i w_i(θ_i, θ'_i) E\[y_i(θ_i, x)|θ'_i\],
//!
//! where no term is positive. So w_i(θ_i, θ'_i) = 0 wherever type θ'_i would lose by reporting θ_i, and p̃(θ_i, ·) is in the
//! span of the beliefs of θ_i and of the types indifferent about reporting it. The linear space of all functions on Θ that
//! are in these spans for every agent and type contains p. When its dimension is 1, p̃ = p.
//!
//! The dimension is bounded from above: of every span a basis is chosen, exactly, and the equations between the coefficients of
//! the first agent's and another agent's bases have a rank that is at least their rank modulo a prime.

use super::{require_verdict, require_weights};
use crate::belief::TypeBeliefs;
use crate::certificate::{ConditionCertificate, Evidence, Mixture, Payments};
use crate::check::payments::{Expected, require_balanced};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::index::{AgentId, JointTypeId, ProfileId, TypeId};
use crate::modular::{Echelon, PRIME, residue};
use crate::number::Rational;
use crate::prior::Prior;
use crate::refusal::{FalseEvidence, Refusal};
use std::collections::BTreeMap;

pub(super) fn check(environment: &Environment, certificate: &ConditionCertificate) -> Result<(), Refusal> {
    let prior = environment.common_prior().ok_or(Refusal::NeedsCommonPrior)?;
    let all_occur =
        |beliefs: &TypeBeliefs<'_>| beliefs.types().count() == environment.space().type_count(beliefs.agent());
    let beliefs = TypeBeliefs::of_all(environment);
    if !beliefs.iter().all(all_occur) {
        return Err(Refusal::NotApplicable);
    }
    match certificate.evidence.as_slice() {
        [Evidence::ImitatedDistribution { mixtures }] => {
            require_verdict(certificate, false)?;
            check_imitated(environment, prior, &beliefs, mixtures)
        }
        [Evidence::IdentifyingTransfers { payments }] => {
            require_verdict(certificate, true)?;
            check_identifying(environment, prior, payments)
        }
        _ => Err(Refusal::EvidenceIncomplete),
    }
}

/// The distribution that the mixtures of one agent make up, profile by profile.
fn distribution(environment: &Environment, beliefs: &TypeBeliefs<'_>, mixtures: &[Mixture]) -> Vec<Rational> {
    let mut found = vec![Rational::ZERO; environment.space().size()];
    for mixture in mixtures.iter().filter(|mixture| mixture.agent == beliefs.agent()) {
        for (other, weight) in &mixture.weights {
            for x in beliefs.others() {
                found[beliefs.profile(mixture.own, x).0] += weight * beliefs.probability(*other, x);
            }
        }
    }
    found
}

fn check_imitated(
    environment: &Environment,
    prior: &Prior,
    beliefs: &[TypeBeliefs<'_>],
    mixtures: &[Mixture],
) -> Result<(), Refusal> {
    if !mixtures.is_sorted_by(|first, second| (first.agent, first.own) < (second.agent, second.own)) {
        return Err(Refusal::EvidenceIncomplete);
    }
    for mixture in mixtures {
        crate::check::require_type(environment, mixture.agent, mixture.own)?;
        require_weights(environment, mixture.agent, &mixture.weights)?;
    }
    let mut first: Option<Vec<Rational>> = None;
    for beliefs in beliefs {
        let found = distribution(environment, beliefs, mixtures);
        let known = first.get_or_insert_with(|| found.clone());
        if let Some(place) = known.iter().zip(&found).position(|(known, found)| known != found) {
            return Err(Refusal::EvidenceFalse(FalseEvidence::ViewsDiffer(beliefs.agent(), ProfileId(place))));
        }
    }
    let found = first.unwrap_or_default();
    let total = crate::number::sum(&found);
    if total != Rational::ONE {
        return Err(Refusal::EvidenceFalse(FalseEvidence::Number { stated: Rational::ONE, found: total }));
    }
    let is_prior = found.iter().zip(environment.space().profiles()).all(|(p, at)| *p == prior.probability(at));
    if is_prior { Err(Refusal::EvidenceFalse(FalseEvidence::IsPrior)) } else { Ok(()) }
}

fn check_identifying(environment: &Environment, prior: &Prior, payments: &Payments) -> Result<(), Refusal> {
    require_balanced(environment, payments)?;
    let space = environment.space();
    let mut spans = Vec::with_capacity(space.agent_count());
    for agent in space.agents() {
        let expected = Expected::new(environment, prior, Coalition::single(agent), payments);
        let mut of_agent = Vec::with_capacity(space.type_count(agent));
        for report in expected.joint_types() {
            if !expected.value(report, report).is_zero() {
                return Err(expected.refuse(report, report));
            }
            let mut indifferent = vec![TypeId(report.0)];
            for truth in expected.joint_types().filter(|truth| *truth != report) {
                let value = expected.value(truth, report);
                if value > Rational::ZERO {
                    return Err(expected.refuse(truth, report));
                }
                if value.is_zero() {
                    indifferent.push(TypeId(truth.0));
                }
            }
            of_agent.push(independent(environment, prior, agent, &indifferent));
        }
        spans.push(of_agent);
    }
    if leaves_only_one(environment, prior, &spans) {
        Ok(())
    } else {
        Err(Refusal::EvidenceFalse(FalseEvidence::NotIdentified))
    }
}

/// Types whose beliefs are a basis of the span of the beliefs of these types: each that is no combination of those before
/// it, by elimination in exact numbers.
fn independent(environment: &Environment, prior: &Prior, agent: AgentId, types: &[TypeId]) -> Vec<TypeId> {
    let split = environment.space().split(Coalition::single(agent));
    let mut rows: Vec<(usize, Vec<Rational>)> = Vec::new();
    let mut chosen = Vec::new();
    for own in types {
        let mut row: Vec<Rational> =
            split.rest().map(|x| prior.weight(split.profile(JointTypeId(own.0), x)).into()).collect();
        for (pivot, known) in &rows {
            if !row[*pivot].is_zero() {
                let factor = &row[*pivot] / &known[*pivot];
                row.iter_mut().zip(known).for_each(|(entry, known)| *entry -= &factor * known);
            }
        }
        if let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) {
            rows.push((pivot, row));
            chosen.push(*own);
        }
    }
    chosen
}

/// Whether the functions z on Θ with z(θ_i, ·) in the span of the weights of the types `spans[i][θ_i]`, for all i and θ_i,
/// are the multiples of one.
fn leaves_only_one(environment: &Environment, prior: &Prior, spans: &[Vec<Vec<TypeId>>]) -> bool {
    let space = environment.space();
    // One unknown for every agent, type and member of its basis.
    let mut place: BTreeMap<(AgentId, TypeId), usize> = BTreeMap::new();
    let mut unknowns = 0;
    for (agent, of_agent) in space.agents().zip(spans) {
        for (own, basis) in space.types(agent).zip(of_agent) {
            place.insert((agent, own), unknowns);
            unknowns += basis.len();
        }
    }
    let mut equations = Echelon::default();
    for profile in space.profiles() {
        // z(θ) by this agent's coefficients: where they stand, and their factors.
        let terms = |agent: AgentId| {
            let own = space.type_of(profile, agent);
            let start = place.get(&(agent, own)).copied().unwrap_or(0);
            let basis = spans.get(agent.0).and_then(|of_agent| of_agent.get(own.0));
            let weight = move |other: &TypeId| residue(&prior.weight(space.with_type(profile, agent, *other)));
            basis.into_iter().flatten().map(weight).enumerate().map(move |(step, weight)| (start + step, weight))
        };
        for other in space.agents().skip(1) {
            if equations.rank() + 1 >= unknowns {
                return true;
            }
            let mut row = vec![0; unknowns];
            terms(AgentId(0)).for_each(|(place, weight)| row[place] = weight);
            terms(other).for_each(|(place, weight)| row[place] = if weight == 0 { 0 } else { PRIME - weight });
            equations.insert(row);
        }
    }
    equations.rank() + 1 >= unknowns
}
