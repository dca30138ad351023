//! Condition `coalitional-identifiability`.
#![doc = include_str!("../../../io/glossary/coalitional-identifiability.md")]
//!
//! # Run
//! ```
//! use ambimech_io::{Format, parse_environment};
//! use ambimech_model::condition::Condition;
//! use ambimech_solve::condition::decide_condition;
//!
//! let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guo-2021-public-good");
//! let text = std::fs::read_to_string(example.join("environment.toml")).unwrap();
//! let verdict = |text: &str| {
//!     let environment = parse_environment(text, "environment.toml", Format::Toml, None).unwrap();
//!     decide_condition(&environment, Condition::CoalitionalIdentifiability).word()
//! };
//! assert_eq!(verdict(&text), "fails");
//! assert_eq!(verdict(&text.replace("\"all\"", "\"singletons\"")), "holds");
//! ```
//!
//! # Method
//! What the strategies do to the distribution of reports is linear in the masses ℓ_T(θ̄_T → θ̂_T) = ξ(T) δ_T(θ̂_T|θ̄_T) of their lies
//! (for a single agent, 1 − Σ_{S∋i} ξ(S) in the place of ξ), and every small enough ℓ ≥ 0 comes from some ξ and δ. So:
//! 1. Two complementary coalitions in the pattern: it fails.
//! 2. Otherwise the largest Σ ℓ, at most 1, with which all agents see the same: a linear program. If it is positive, ℓ is
//!    turned into strategies, as large as they can be. If it is 0, the multipliers are balanced payments that
//!    make every lie of every coalition cost at least 1, times the probability of the truth.

use super::{require_steps, steps_of_program, too_large, whole_payments};
use crate::lp::{Dual, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::certificate::{Evidence, Lie, Strategy};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::UndecidedReason;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::number::{Rational, sum};
use ambimech_model::prior::Prior;
use std::collections::BTreeMap;

/// The strategies, or the payments.
///
/// # Errors
/// [`UndecidedReason::TooLarge`]; [`UndecidedReason::NeedsCommonPrior`].
pub fn evidence(environment: &Environment) -> Result<Vec<Evidence>, UndecidedReason> {
    let prior = environment.common_prior().ok_or(UndecidedReason::NeedsCommonPrior)?;
    let (space, agents) = (environment.space(), environment.agent_count());
    if space.size() == 1 {
        return Ok(vec![Evidence::TruthfulTransfers { payments: Vec::new() }]);
    }
    let pattern = environment.pattern();
    let complementary = |coalition: &Coalition| pattern.contains(coalition.complement(agents));
    if let Some(coalition) = pattern.proper_coalitions(agents).find(complementary) {
        return Ok(vec![Evidence::ComplementaryCoalitions { coalition }]);
    }
    let variables = pattern.proper_coalitions(agents).fold(0usize, |count, coalition| {
        count.saturating_add(space.joint_count(coalition).saturating_mul(space.joint_count(coalition) - 1))
    });
    require_steps(steps_of_program(space.size().saturating_mul(agents - 1), variables))?;
    let lies = lies(environment, prior);
    let program = program(environment, prior, &lies);
    let Ok(Outcome::Optimal { value, primal: Primal(masses), dual: Dual(multipliers) }) = solve(&program) else {
        return Err(too_large(program.row_count(), program.variable_count()));
    };
    if !value.is_zero() {
        return Ok(vec![strategies(agents, &lies, &masses)]);
    }
    // The multiplier of the equation between the first agent and another one at a profile is paid by the other to the first.
    let row = |(profile, row): (ProfileId, &[Rational])| {
        let mut payments = vec![sum(row)];
        payments.extend(row.iter().map(|multiplier| -multiplier.clone()));
        (profile, payments)
    };
    let payments = space.profiles().zip(multipliers.chunks(agents - 1)).map(row).collect();
    Ok(vec![Evidence::TruthfulTransfers { payments: whole_payments(payments) }])
}

/// A lie of a coalition whose types occur.
#[derive(Debug, Clone, Copy)]
struct OneLie {
    coalition: Coalition,
    truth: JointTypeId,
    report: JointTypeId,
}

fn lies(environment: &Environment, prior: &Prior) -> Vec<OneLie> {
    let space = environment.space();
    let mut lies = Vec::new();
    for coalition in environment.pattern().proper_coalitions(environment.agent_count()) {
        let weights = prior.joint_weights(space, coalition);
        for truth in (0..weights.len()).filter(|truth| !weights[*truth].is_zero()).map(JointTypeId) {
            let reports = (0..weights.len()).map(JointTypeId).filter(|report| *report != truth);
            lies.extend(reports.map(|report| OneLie { coalition, truth, report }));
        }
    }
    lies
}

/// Largest Σ ℓ ≤ 1 with the same change of the distribution for the first agent and every other one, at every profile.
fn program(environment: &Environment, prior: &Prior, lies: &[OneLie]) -> Program {
    let space = environment.space();
    let mut program = Program::new();
    // The changes that each lie makes, by profile.
    let mut changes: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); space.size()];
    for lie in lies {
        let variable = program.add_variable(Sign::NonNegative);
        program.set_cost(variable, -Rational::ONE);
        let split = space.split(lie.coalition);
        for x in split.rest() {
            let from = split.profile(lie.truth, x);
            let weight = Rational::from(prior.weight(from));
            if !weight.is_zero() {
                changes[split.profile(lie.report, x).0].push((variable, weight.clone()));
                changes[from.0].push((variable, -weight));
            }
        }
    }
    for change in &changes {
        for other in space.agents().skip(1) {
            // A coalition with both agents in it looks the same to both.
            let seen = change.iter().filter_map(|(variable, amount)| {
                let coalition = lies.get(*variable)?.coalition;
                match (coalition.contains(AgentId(0)), coalition.contains(other)) {
                    (true, false) => Some((*variable, amount.clone())),
                    (false, true) => Some((*variable, -amount.clone())),
                    _ => None,
                }
            });
            program.add_row(Relation::Equal, seen.collect(), Rational::ZERO);
        }
    }
    let cap = (0..lies.len()).map(|variable| (variable, -Rational::ONE)).collect();
    program.add_row(Relation::AtLeast, cap, -Rational::ONE);
    program
}

/// ξ and δ of the masses of lies: every coalition emerges as rarely as its most lying type allows, and all masses are as large as ξ
/// allows.
fn strategies(agents: usize, lies: &[OneLie], masses: &[Rational]) -> Evidence {
    let told: Vec<(OneLie, &Rational)> =
        lies.iter().copied().zip(masses).filter(|(_, mass)| !mass.is_zero()).collect();
    // The largest mass of lies of one joint type, for every coalition.
    let mut peaks: BTreeMap<Coalition, Rational> = BTreeMap::new();
    for of_type in told.chunk_by(|(a, _), (b, _)| (a.coalition, a.truth) == (b.coalition, b.truth)) {
        let mass = sum(of_type.iter().map(|(_, mass)| *mass));
        if let Some((first, _)) = of_type.first() {
            let peak = peaks.entry(first.coalition).or_insert(Rational::ZERO);
            *peak = mass.max(peak.clone());
        }
    }
    let larger = |coalition: &Coalition| coalition.len() > 1;
    let emerging = sum(peaks.iter().filter(|(coalition, _)| larger(coalition)).map(|(_, peak)| peak));
    let around = |agent| {
        let with = |coalition: &Coalition| coalition.contains(agent);
        sum(peaks.iter().filter(|(coalition, _)| with(coalition)).map(|(_, peak)| peak))
    };
    let busiest = (0..agents).map(|agent| around(AgentId(agent))).fold(emerging, Rational::max);
    let emergence: Vec<(Coalition, Rational)> = peaks
        .iter()
        .filter(|(coalition, _)| larger(coalition))
        .map(|(coalition, peak)| (*coalition, peak / &busiest))
        .collect();
    let weight = |coalition: Coalition| match emergence.iter().find(|(other, _)| *other == coalition) {
        Some((_, probability)) => probability.clone(),
        None => {
            let with = emergence.iter().filter(|(other, _)| coalition.is_subset_of(*other));
            Rational::ONE - sum(with.map(|(_, probability)| probability))
        }
    };
    let strategy = |told: &[(OneLie, &Rational)]| {
        let coalition = told.first().map_or(Coalition::EMPTY, |(lie, _)| lie.coalition);
        let scale = &busiest * weight(coalition);
        let lie = |(lie, mass): &(OneLie, &Rational)| Lie {
            truth: lie.truth,
            report: lie.report,
            probability: *mass / &scale,
        };
        Strategy { coalition, lies: told.iter().map(lie).collect() }
    };
    let strategies = told.chunk_by(|(a, _), (b, _)| a.coalition == b.coalition).map(strategy).collect();
    Evidence::ImitatingStrategies { emergence, strategies }
}

/// The program with what its variables are: the masses of the coalitions' lies. Its rows are, at every profile, the equations
/// between the first agent and each other one, and last the bound.
pub(super) fn whole_program(
    environment: &Environment,
    prior: &Prior,
) -> (Program, Vec<(Coalition, JointTypeId, JointTypeId)>) {
    let lies = lies(environment, prior);
    let variables = lies.iter().map(|lie| (lie.coalition, lie.truth, lie.report)).collect();
    (program(environment, prior, &lies), variables)
}
