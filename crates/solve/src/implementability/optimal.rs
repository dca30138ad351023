//! Optimal incentive compatibility: Theorem 2 of [`ambimech_model::implementability`].
//!
//! The program looks for measures G_θr in the cones over Π(θ) with Σ_r G_θr = Σ_r G_rθ in every state and Σ ⟨G_θr, f_θr⟩ = 1. If there are none,
//! the multipliers α_θ(x) of the balance rows and ν > 0 of the last row have ⟨G, α_θ − α_r + ν f_θr⟩ ≤ 0 for all G of the cone, so that
//! a_θ = −α_θ/ν are the truths.

use super::paths::{least_potentials, lies_of};
use super::{AgentAnswer, OneAgent, unit, unsolved_program};
use crate::belief_set::Shadow;
use crate::lp::{Feasibility, Program, Relation, Sign, solve_feasibility};
use ambimech_model::belief_set::Distribution;
use ambimech_model::implementability::{BeliefFlow, Impossibility, Open, SchemeKind};
use ambimech_model::index::{JointTypeId, TypeId};
use ambimech_model::number::Rational;

pub(super) fn decide(one: &OneAgent<'_>) -> Result<AgentAnswer, Open> {
    if let Some(flows) = common_belief(one) {
        return Ok(AgentAnswer::Impossible(Impossibility::Beliefs { agent: one.agent, flows }));
    }
    let states = one.states();
    let mut program = Program::new();
    let lies: Vec<(usize, usize)> = one.lies().collect();
    let mut shadows: Vec<Shadow> = Vec::new();
    for (truth, _) in &lies {
        let scale = program.add_variable(Sign::NonNegative);
        shadows.push(Shadow::new(&mut program, one.set(*truth), Some(scale)));
    }
    let first = program.row_count();
    for own in 0..one.count() {
        for state in 0..states {
            let only = unit(states, JointTypeId(state));
            let mut entries = Vec::new();
            for ((truth, report), shadow) in lies.iter().zip(&shadows) {
                if *truth == own {
                    shadow.add_expectation(&mut entries, &only, &Rational::ONE);
                }
                if *report == own {
                    shadow.add_expectation(&mut entries, &only, &-Rational::ONE);
                }
            }
            program.add_row(Relation::Equal, entries, Rational::ZERO);
        }
    }
    let mut entries = Vec::new();
    for ((truth, report), shadow) in lies.iter().zip(&shadows) {
        shadow.add_expectation(&mut entries, &one.advantages[*truth][*report], &Rational::ONE);
    }
    program.add_row(Relation::Equal, entries, Rational::ONE);
    match solve_feasibility(&program).map_err(unsolved_program)? {
        Feasibility::Feasible { point } => {
            let parts = lies.iter().zip(&shadows).map(|((truth, report), shadow)| BeliefFlow {
                truth: TypeId(*truth),
                report: TypeId(*report),
                parts: shadow.mixture(one.set(*truth), &point.0),
            });
            let flows = parts.filter(|flow| !flow.parts.is_empty()).collect();
            Ok(AgentAnswer::Impossible(Impossibility::Beliefs { agent: one.agent, flows }))
        }
        Feasibility::Infeasible { farkas } => {
            let multipliers = farkas.0.get(first..).unwrap_or_default();
            let (rows, last) = multipliers.split_at(multipliers.len().saturating_sub(1));
            let nu = last.first().filter(|nu| !nu.is_zero());
            let nu = nu.ok_or(Open::Inconsistent)?;
            let truths: Vec<Vec<Rational>> =
                rows.chunks(states).map(|row| row.iter().map(|alpha| -alpha / nu).collect()).collect();
            let insured = truths.iter().all(|truth| truth.windows(2).all(|pair| pair[0] == pair[1]));
            let kind = if insured { SchemeKind::Insured } else { SchemeKind::Program };
            Ok(AgentAnswer::Truths(kind, truths))
        }
    }
}

/// A short proof: a cycle of lies with a positive sum under one belief that all its types have. Beliefs are tried that are extreme for some
/// lie.
fn common_belief(one: &OneAgent<'_>) -> Option<Vec<BeliefFlow>> {
    let mut tried: Vec<Distribution> = Vec::new();
    for (truth, report) in one.lies() {
        let values = &one.advantages[truth][report];
        let negative: Vec<Rational> = values.iter().map(|value| -value.clone()).collect();
        for side in [values, &negative] {
            let belief = one.lower(truth, side).ok()?.extreme.prior;
            if tried.contains(&belief) {
                continue;
            }
            let shares: Vec<bool> =
                (0..one.count()).map(|own| one.set(own).contains(&belief) == Some(true)).collect();
            let step = |truth: usize, report: usize| {
                (shares[truth] && truth != report).then(|| belief.expectation(&one.advantages[truth][report]))
            };
            let all = 0..one.count();
            let d: Vec<Vec<Option<Rational>>> =
                all.clone().map(|truth| all.clone().map(|report| step(truth, report)).collect()).collect();
            if let Err(cycle) = least_potentials(&d) {
                let flow = |(truth, report)| BeliefFlow {
                    truth: TypeId(truth),
                    report: TypeId(report),
                    parts: vec![(Rational::ONE, belief.clone())],
                };
                return Some(lies_of(&cycle).into_iter().map(flow).collect());
            }
            tried.push(belief);
        }
    }
    None
}
