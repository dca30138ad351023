//! Maximal incentive compatibility: Theorem 3 of [`ambimech_model::implementability`].

use super::bets::{bet, is_class, scaled, some_belief};
use super::paths::{least_potentials, lies_of};
use super::{AgentAnswer, OneAgent, insured, unit};
use ambimech_model::belief_set::Distribution;
use ambimech_model::belief_verdict::Criterion;
use ambimech_model::implementability::{Flow, Impossibility, Open, SchemeKind, sole_belief};
use ambimech_model::index::{JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::property::Reports;

pub(super) fn decide(one: &OneAgent<'_>) -> Result<AgentAnswer, Open> {
    let step = |truth: usize, report: usize| {
        (truth != report && is_class(one, truth, report))
            .then(|| sole_belief(one.set(truth)))
            .flatten()
            .map(|belief| belief.expectation(&one.advantages[truth][report]))
    };
    let all = 0..one.count();
    let d: Vec<Vec<Option<Rational>>> =
        all.clone().map(|truth| all.clone().map(|report| step(truth, report)).collect()).collect();
    let rewards = match least_potentials(&d) {
        Ok(rewards) => rewards,
        Err(cycle) => {
            let flow =
                |(truth, report)| Flow { truth: TypeId(truth), report: TypeId(report), weight: Rational::ONE };
            let flows = lies_of(&cycle).into_iter().map(flow).collect();
            let proof = match insured::impossible(one, Reports::Pure, flows)? {
                Impossibility::Circulation { agent, reports, flows, floors, .. } => {
                    Impossibility::Circulation { agent, criterion: Criterion::Maximal, reports, flows, floors }
                }
                other => other,
            };
            return Ok(AgentAnswer::Impossible(proof));
        }
    };
    let beliefs = different_beliefs(one)?;
    let acts: Vec<Vec<Rational>> = beliefs.iter().map(bet).collect();
    let mut scale = Rational::ZERO;
    for (truth, report) in one.lies() {
        let p = &beliefs[truth];
        let gap = p.expectation(&acts[truth]) - p.expectation(&acts[report]);
        if gap > Rational::ZERO {
            let gain = &rewards[report] - &rewards[truth] + p.expectation(&one.advantages[truth][report]);
            scale = scale.max(gain / gap);
        } else if !is_class(one, truth, report) {
            // Two types seem to have one belief in common and no other, and are not seen to.
            return Err(Open::Inconsistent);
        }
    }
    let kind = if scale.is_zero() { SchemeKind::Insured } else { SchemeKind::Bets };
    Ok(AgentAnswer::Truths(kind, scaled(&rewards, &acts, &scale)))
}

/// A belief of every type, different ones where a type has several: on the segment between two of its beliefs there is one that nobody else
/// was given.
fn different_beliefs(one: &OneAgent<'_>) -> Result<Vec<Distribution>, Open> {
    let known: Vec<Option<Distribution>> = (0..one.count()).map(|own| sole_belief(one.set(own))).collect();
    let mut chosen: Vec<Option<Distribution>> = known.clone();
    for own in 0..one.count() {
        if chosen[own].is_some() {
            continue;
        }
        let ends = two_beliefs(one, own)?;
        let candidates = (0..=2 * one.count() as i64).map(|step| {
            let share = Rational::from(step) / Rational::from(2 * one.count() as i64);
            between(&ends.0, &ends.1, &share)
        });
        let free = candidates.into_iter().flatten().find(|p| !chosen.contains(&Some(p.clone())));
        chosen[own] = free;
    }
    let all: Option<Vec<Distribution>> = chosen.into_iter().collect();
    all.ok_or(Open::Inconsistent)
}

/// Two different beliefs of a set that has them; one twice for a set with inequalities that has only one.
fn two_beliefs(one: &OneAgent<'_>, own: usize) -> Result<(Distribution, Distribution), Open> {
    let first = some_belief(one, own)?;
    for state in 0..one.states() {
        let act = unit(one.states(), JointTypeId(state));
        let negative: Vec<Rational> = act.iter().map(|value| -value.clone()).collect();
        for values in [act, negative] {
            let second = one.lower(own, &values)?.extreme.prior;
            if second != first {
                return Ok((first, second));
            }
        }
    }
    Ok((first.clone(), first))
}

fn between(a: &Distribution, b: &Distribution, share: &Rational) -> Option<Distribution> {
    let mixed = a.probabilities().iter().zip(b.probabilities()).map(|(a, b)| a + share * (b - a)).collect();
    Distribution::new(mixed).ok()
}
