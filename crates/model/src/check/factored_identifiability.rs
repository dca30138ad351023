//! Checks certificates about `identifiability` of a prior in factored form: the steps are those for a prior with a table, at the profiles
//! of [`deciding_profiles`], which decide whether the views of the first and another agent are the same.

use crate::certificate::Mixture;
use crate::coalition::Coalition;
use crate::factored::{
    FactoredCertificate, FactoredEnvironment, FactoredEvidence, FactoredRefusal, ProfilePayments, SpanningBeliefs,
    Types, deciding_profiles,
};
use crate::index::{AgentId, TypeId};
use crate::modular::{Echelon, PRIME, residue};
use crate::number::{Natural, Rational, sum};
use std::collections::BTreeMap;

pub(super) fn check(
    environment: &FactoredEnvironment,
    certificate: &FactoredCertificate,
) -> Result<(), FactoredRefusal> {
    let [piece] = certificate.evidence.as_slice() else { return Err(FactoredRefusal::Incomplete) };
    if certificate.holds == piece.is_against() {
        return Err(FactoredRefusal::VerdictDiffers);
    }
    match piece {
        FactoredEvidence::ImitatedDistribution { mixtures } => check_imitated(environment, mixtures),
        FactoredEvidence::IdentifyingTransfers { payments } => check_identifying(environment, payments),
        _ => Err(FactoredRefusal::Incomplete),
    }
}

/// The profile with the agent's type replaced.
fn with_type(profile: &Types, agent: AgentId, t: TypeId) -> Types {
    let mut profile = profile.clone();
    profile[agent.0] = t;
    profile
}

fn check_imitated(environment: &FactoredEnvironment, mixtures: &[Mixture]) -> Result<(), FactoredRefusal> {
    let (prior, counts) = (environment.prior(), environment.prior().counts());
    if !mixtures.is_sorted_by(|first, second| (first.agent, first.own) < (second.agent, second.own)) {
        return Err(FactoredRefusal::Incomplete);
    }
    for mixture in mixtures {
        let count = *counts.get(mixture.agent.0).ok_or(FactoredRefusal::OutOfRange)?;
        if mixture.own.0 >= count || mixture.weights.iter().any(|(other, _)| other.0 >= count) {
            return Err(FactoredRefusal::OutOfRange);
        }
        let ordered = mixture.weights.is_sorted_by(|first, second| first.0 < second.0);
        if !ordered || mixture.weights.iter().any(|(_, weight)| *weight <= Rational::ZERO) {
            return Err(FactoredRefusal::Incomplete);
        }
    }
    let of_first = mixtures.iter().filter(|mixture| mixture.agent == AgentId(0));
    if sum(of_first.flat_map(|mixture| &mixture.weights).map(|(_, weight)| weight)) != Rational::ONE {
        return Err(FactoredRefusal::Incomplete);
    }
    let totals: Vec<Vec<Natural>> = (0..counts.len())
        .map(|agent| {
            let single = Coalition::single(AgentId(agent));
            (0..counts[agent]).map(|t| prior.chain().joint_weight(single, &[TypeId(t)])).collect()
        })
        .collect();
    // p̃ at a profile, by the mixtures of one agent.
    let view = |agent: AgentId, profile: &Types| -> Rational {
        let here = mixtures.iter().find(|mixture| mixture.agent == agent && mixture.own == profile[agent.0]);
        let parts: Vec<Rational> = here
            .into_iter()
            .flat_map(|mixture| &mixture.weights)
            .map(|(other, weight)| {
                let joint = prior.chain().weight(&with_type(profile, agent, *other));
                weight * Rational::from_parts(joint.into(), totals[agent.0][other.0].clone())
            })
            .collect();
        sum(&parts)
    };
    let mut is_prior = true;
    for other in (1..counts.len()).map(AgentId) {
        for profile in deciding_profiles(prior, AgentId(0), other)? {
            let found = view(AgentId(0), &profile);
            is_prior = is_prior && found == prior.probability(&profile);
            if found != view(other, &profile) {
                return Err(FactoredRefusal::ViewsDiffer(other, profile));
            }
        }
    }
    if is_prior { Err(FactoredRefusal::IsPrior) } else { Ok(()) }
}

fn check_identifying(
    environment: &FactoredEnvironment,
    payments: &ProfilePayments,
) -> Result<(), FactoredRefusal> {
    let (prior, counts) = (environment.prior(), environment.prior().counts());
    for (profile, row) in payments {
        let known = profile.len() == counts.len() && profile.iter().zip(counts).all(|(t, count)| t.0 < *count);
        if !known || row.len() != counts.len() {
            return Err(FactoredRefusal::OutOfRange);
        }
        if !sum(row).is_zero() {
            return Err(FactoredRefusal::Unbalanced(profile.clone()));
        }
    }
    let mut spans: Vec<Vec<Vec<TypeId>>> = Vec::with_capacity(counts.len());
    for (agent, count) in counts.iter().enumerate().map(|(agent, count)| (AgentId(agent), *count)) {
        let mut of_agent = Vec::with_capacity(count);
        for report in (0..count).map(TypeId) {
            let paid = || payments.iter().filter(|(profile, _)| profile[agent.0] == report);
            let mut indifferent = vec![report];
            for truth in (0..count).map(TypeId) {
                let parts: Vec<Rational> = paid()
                    .map(|(profile, row)| {
                        &row[agent.0] * Rational::from(prior.chain().weight(&with_type(profile, agent, truth)))
                    })
                    .collect();
                let value = sum(&parts);
                if value > Rational::ZERO || (truth == report && !value.is_zero()) {
                    return Err(FactoredRefusal::Tempted { agent, truth, report });
                }
                if truth != report && value.is_zero() {
                    indifferent.push(truth);
                }
            }
            let rows: Vec<Types> = indifferent.iter().map(|t| vec![*t]).collect();
            let beliefs = SpanningBeliefs::new(prior, Coalition::single(agent), &rows)?;
            of_agent.push(beliefs.independent_rows()?.into_iter().map(|place| indifferent[place]).collect());
        }
        spans.push(of_agent);
    }
    if leaves_only_one(environment, &spans)? { Ok(()) } else { Err(FactoredRefusal::NotIdentified) }
}

/// Whether the functions z on Θ with z(θ_i, ·) in the span of the weights of the types `spans[i][θ_i]`, for all i and θ_i, are the
/// multiples of one: by a rank modulo a prime, which is at most the true one.
fn leaves_only_one(
    environment: &FactoredEnvironment,
    spans: &[Vec<Vec<TypeId>>],
) -> Result<bool, FactoredRefusal> {
    let prior = environment.prior();
    // One unknown for every agent, type and member of its basis.
    let mut place: BTreeMap<(AgentId, TypeId), usize> = BTreeMap::new();
    let mut unknowns = 0;
    for (agent, of_agent) in spans.iter().enumerate() {
        for (own, basis) in of_agent.iter().enumerate() {
            place.insert((AgentId(agent), TypeId(own)), unknowns);
            unknowns += basis.len();
        }
    }
    let mut equations = Echelon::default();
    for other in (1..spans.len()).map(AgentId) {
        for profile in deciding_profiles(prior, AgentId(0), other)? {
            let terms = |agent: AgentId| {
                let own = profile[agent.0];
                let start = place.get(&(agent, own)).copied().unwrap_or(0);
                let weight = |t: &TypeId| residue(&prior.chain().weight(&with_type(&profile, agent, *t)));
                let weights: Vec<u64> = spans[agent.0][own.0].iter().map(weight).collect();
                weights.into_iter().enumerate().map(move |(step, weight)| (start + step, weight))
            };
            let mut row = vec![0; unknowns];
            terms(AgentId(0)).for_each(|(place, weight)| row[place] = weight);
            terms(other).for_each(|(place, weight)| row[place] = if weight == 0 { 0 } else { PRIME - weight });
            equations.insert(row);
        }
    }
    Ok(equations.rank() + 1 >= unknowns)
}
