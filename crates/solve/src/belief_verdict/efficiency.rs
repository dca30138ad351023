//! Efficiency under sets of beliefs, interim and ex ante: supporting beliefs or an improvement; see [`Stage`].
//!
//! # Program
//! Look for weights w_i(θ_i) and worst-case beliefs p whose products w p agree on all agents: masses m(θ) ≥ 0 with m(θ_i, ·) = w_i(θ_i) p,
//! w_i(θ_i) E_p W ≤ w_i(θ_i) V_i(θ_i), m = 0 where the outcome is inefficient, and w_i(θ_i) ≥ 1 (ex ante: w_i(θ_i) = a_i p(θ_i), a_i ≥ 1).
//!
//! If there are none, the multipliers of the contradiction are an improvement. Write τ_i(θ) for those of the agreement, g ≥ 0 for those of
//! the worst cases, and s ≥ 0, Σ s > 0, for those of the normalisation. They satisfy E_p(g W − τ_i) ≥ g V + s for all beliefs p of the type,
//! and Σ_i τ_i(θ) ≥ 0 where the outcome is efficient. Since E_p W ≥ V, g may be raised to one large number G for all; then the payments
//! c = −τ / G leave every type at least V + s / G, cost nothing where the outcome is efficient, and elsewhere, G being large, no more than
//! the better outcome adds.

use super::no_expectation;
use crate::belief_set::{Shadow, lower};
use crate::lp::{Feasibility, Method, Program, Relation, Sign, solve_feasibility_by};
use ambimech_model::ambiguous_environment::AmbiguousEnvironment;
use ambimech_model::belief_verdict::{Acts, Floor, NoVerdict, Stage, TypeEvidence, WeightedBelief};
use ambimech_model::certificate::Payments;
use ambimech_model::check::{best_outcome, first_inefficient};
use ambimech_model::coalition::Coalition;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId, RuleId, TypeId};
use ambimech_model::mechanism::NamedRule;
use ambimech_model::number::{Rational, sum};

/// Up to so many numbers in its table the program is left to the simplex method.
const LARGEST_TABLE: usize = 40_000;

/// Whether it holds, what is shown about the types, and the payments that improve on it if it fails.
type Found = (bool, Vec<TypeEvidence>, Payments);

struct OneType {
    agent: AgentId,
    own: TypeId,
    act: Vec<Rational>,
    value: Rational,
    prior: ambimech_model::belief_set::Distribution,
    floor: Floor,
    shadow: Shadow,
    /// The row of the worst case.
    worst: usize,
}

pub(super) fn efficiency(
    environment: &AmbiguousEnvironment,
    rules: &[NamedRule],
    stage: Stage,
) -> Result<Found, NoVerdict> {
    if stage == Stage::ExPost {
        return Ok((first_inefficient(environment).is_none(), Vec::new(), Vec::new()));
    }
    if rules.len() != 1 {
        return Err(NoVerdict::SeveralRules);
    }
    let marginals = match (stage, environment.prior()) {
        (Stage::ExAnte, None) => {
            return Err(NoVerdict::NoPrior);
        }
        (Stage::ExAnte, prior) => prior,
        _ => None,
    };
    let space = environment.space();
    let mut program = Program::new();
    let masses: Vec<usize> = space.profiles().map(|_| program.add_variable(Sign::NonNegative)).collect();
    let excess: Vec<Rational> = space.profiles().map(|profile| best_outcome(environment, profile).1).collect();
    for (mass, excess) in masses.iter().zip(&excess) {
        if !excess.is_zero() {
            program.add_row(Relation::Equal, vec![(*mass, Rational::ONE)], Rational::ZERO);
        }
    }
    let mut types: Vec<OneType> = Vec::new();
    let mut agreements: Vec<(AgentId, ProfileId, usize)> = Vec::new();
    for agent in space.agents() {
        let split = environment.split(agent);
        let own_weights = marginals.map(|prior| prior.joint_weights(space, Coalition::single(agent)));
        let level = own_weights.as_ref().map(|_| program.add_variable(Sign::NonNegative));
        if let Some(level) = level {
            program.add_row(Relation::AtLeast, vec![(level, Rational::ONE)], Rational::ONE);
        }
        for own in space.types(agent) {
            let set = environment.set(agent, own);
            let acts = Acts::new(environment, rules, agent, own).ok_or(NoVerdict::NoRules)?;
            let act = acts.truth()[0].clone();
            let bound = lower(set, &act).map_err(no_expectation)?;
            let weight = program.add_variable(Sign::NonNegative);
            match (level, &own_weights) {
                (Some(level), Some(shares)) => {
                    let share = Rational::from(shares[own.0].clone());
                    program.add_row(
                        Relation::Equal,
                        vec![(weight, Rational::ONE), (level, -share)],
                        Rational::ZERO,
                    );
                }
                _ => {
                    program.add_row(Relation::AtLeast, vec![(weight, Rational::ONE)], Rational::ONE);
                }
            }
            let shadow = Shadow::new(&mut program, set, Some(weight));
            let mut entries = vec![(weight, bound.extreme.value.clone())];
            shadow.add_expectation(&mut entries, &act, &-Rational::ONE);
            let worst = program.add_row(Relation::AtLeast, entries, Rational::ZERO);
            for x in split.rest() {
                let profile = split.profile(JointTypeId(own.0), x);
                let mut only = vec![Rational::ZERO; set.states()];
                only[x.0] = Rational::ONE;
                let mut entries = vec![(masses[profile.0], -Rational::ONE)];
                shadow.add_expectation(&mut entries, &only, &Rational::ONE);
                agreements.push((agent, profile, program.add_row(Relation::Equal, entries, Rational::ZERO)));
            }
            types.push(OneType {
                agent,
                own,
                act,
                value: bound.extreme.value,
                prior: bound.extreme.prior,
                floor: Floor(vec![bound.multipliers]),
                shadow,
                worst,
            });
        }
    }
    // The simplex method ends at short numbers, the same on every machine.
    let size = program.row_count().saturating_mul(program.variable_count());
    let method = if size <= LARGEST_TABLE { Method::Simplex } else { Method::Automatic };
    match solve_feasibility_by(&program, method, &mut |_| {})
        .map_err(|error| NoVerdict::Unsolved(error.to_string()))?
    {
        Feasibility::Feasible { point } => {
            let shown = types.iter().map(|one| {
                let parts = one.shadow.mixture(environment.set(one.agent, one.own), &point.0).into_iter();
                let parts =
                    parts.map(|(weight, prior)| WeightedBelief { rule: RuleId(0), weight, prior }).collect();
                evidence(one, one.floor.clone(), parts)
            });
            Ok((true, shown.collect(), Vec::new()))
        }
        Feasibility::Infeasible { farkas } => improvement(environment, &types, &agreements, &excess, &farkas.0),
    }
}

fn evidence(one: &OneType, floor: Floor, mixture: Vec<WeightedBelief>) -> TypeEvidence {
    TypeEvidence { agent: one.agent, own: one.own, report: None, floors: vec![floor], mixtures: vec![mixture] }
}

/// The payments −τ / G of the multipliers of a contradiction.
fn improvement(
    environment: &AmbiguousEnvironment,
    types: &[OneType],
    agreements: &[(AgentId, ProfileId, usize)],
    excess: &[Rational],
    multipliers: &[Rational],
) -> Result<Found, NoVerdict> {
    let space = environment.space();
    let mut changes = vec![vec![Rational::ZERO; space.agent_count()]; space.size()];
    for (agent, profile, row) in agreements {
        changes[profile.0][agent.0] = -multipliers[*row].clone();
    }
    let mut scale = types.iter().map(|one| multipliers[one.worst].clone()).fold(Rational::ONE, Rational::max);
    for (changes, excess) in changes.iter().zip(excess).filter(|(_, excess)| !excess.is_zero()) {
        scale = scale.max(sum(changes) / excess);
    }
    changes.iter_mut().flatten().for_each(|change| *change /= &scale);
    let mut shown = Vec::new();
    for one in types {
        let split = environment.split(one.agent);
        let paid = split.rest().map(|x| &changes[split.profile(JointTypeId(one.own.0), x).0][one.agent.0]);
        let after: Vec<Rational> = one.act.iter().zip(paid).map(|(value, paid)| value + paid).collect();
        let bound = lower(environment.set(one.agent, one.own), &after).map_err(no_expectation)?;
        if one.prior.expectation(&one.act) != one.value {
            return Err(NoVerdict::NotAttained);
        }
        let before = WeightedBelief { rule: RuleId(0), weight: Rational::ONE, prior: one.prior.clone() };
        shown.push(evidence(one, Floor(vec![bound.multipliers]), vec![before]));
    }
    let changed = changes.into_iter().enumerate().filter(|(_, row)| row.iter().any(|change| !change.is_zero()));
    Ok((false, shown, changed.map(|(profile, row)| (ProfileId(profile), row)).collect()))
}
