//! The mechanism `kosenok-severinov`.
#![doc = include_str!("../../../io/glossary/kosenok-severinov.md")]
//!
//! # Why ψ exists
//! By Farkas' lemma there is no ψ only if some weights w_i(θ̂_i, θ_i) ≥ 0 on misreports, not all 0, and weights w_i(θ_i, θ_i) of any
//! sign make Σ_θ'i w_i(θ_i, θ'_i) p(θ'_i, θ_−i) = z(θ) the same function for every agent. With enough of p added to z all weights
//! are at least 0, and identifiability says that z is a multiple of p. Then a belief with a positive misreport is a combination of
//! others with non-negative weights, which convex independence excludes.
//!
//! # Proof
//! η + cψ balances the budget; on path ψ is worth 0, so that everybody expects its share of the expected surplus, which is not
//! negative; a misreport that gains g under η loses at least c under cψ.

use super::{Made, missing, unless_any};
use crate::construction::BaseTable;
use crate::lp::{Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::condition::Condition;
use ambimech_model::design::Obstacle;
use ambimech_model::environment::Environment;
use ambimech_model::index::{AgentId, JointTypeId, ProfileId};
use ambimech_model::interim::Interim;
use ambimech_model::number::Rational;
use ambimech_model::transfer::base::{Base, BaseRule};
use ambimech_model::transfer::{TransferRule, TransferTable};

/// Variables beyond which the program is not set up.
const MOST_UNKNOWNS: usize = 4_000;

/// The payments.
///
/// # Errors
/// No common prior, beliefs that are not convexly independent or not identifiable, a negative expected surplus; a program that
/// is too large.
pub fn make(environment: &Environment) -> Result<Made, Vec<Obstacle>> {
    if environment.common_prior().is_none() {
        return Err(vec![Obstacle::NeedsCommonPrior]);
    }
    let needed = [Condition::ConvexIndependence, Condition::Identifiability, Condition::SociallyRational];
    unless_any(missing(environment, &needed))?;
    let base = Base::LevelInterim;
    let rule = BaseRule::new(environment, base).ok_or_else(|| vec![Obstacle::NeedsCommonPrior])?;
    let eta = rule.table(environment.space());
    let views: Vec<Interim<'_>> =
        environment.space().agents().map(|agent| Interim::of_agent(environment, agent)).collect();
    let gains = gains(environment, &views, base);
    if gains.iter().all(|(.., gain)| *gain <= Rational::ZERO) {
        return Ok(Made { table: eta, base: Some(base), scale: None });
    }
    let punishment = punishment(environment, &views).map_err(|obstacle| vec![obstacle])?;
    let totals: Vec<_> = views.iter().map(|view| view.totals(&punishment.scaled())).collect();
    let mut scale = Rational::ZERO;
    for (agent, truth, report, gain) in gains {
        let loss = -views[agent.0].transfer(&totals[agent.0], truth, report);
        if gain > Rational::ZERO {
            scale = scale.max(gain / loss);
        }
    }
    let table = TransferTable::from_fn(environment.space(), |agent, profile| {
        &eta.at(profile)[agent.0] + &punishment.at(profile)[agent.0] * &scale
    });
    Ok(Made { table, base: Some(base), scale: Some(scale) })
}

/// What every misreport of every agent gains under the base rule.
fn gains(
    environment: &Environment,
    views: &[Interim<'_>],
    base: Base,
) -> Vec<(AgentId, JointTypeId, JointTypeId, Rational)> {
    let Some(written) = BaseTable::new(environment, base) else { return Vec::new() };
    let mut all = Vec::new();
    for (agent, view) in environment.space().agents().zip(views) {
        let totals = written.totals(view);
        let worth = |truth, report| view.payoff(truth, report) + view.transfer(&totals, truth, report);
        for truth in view.split().own() {
            let honest = worth(truth, truth);
            let misreports = view.split().own().filter(|report| *report != truth);
            all.extend(misreports.map(|report| (agent, truth, report, worth(truth, report) - &honest)));
        }
    }
    all
}

/// ψ with the smallest sum of all payments' sizes.
fn punishment(environment: &Environment, views: &[Interim<'_>]) -> Result<TransferTable, Obstacle> {
    let space = environment.space();
    let agents = space.agent_count();
    let unknowns = 2 * space.size() * agents;
    if unknowns > MOST_UNKNOWNS {
        return Err(Obstacle::ProgramTooLarge { unknowns });
    }
    let mut program = Program::new();
    // Variable 2k is the payment's positive part, 2k + 1 its negative part.
    for _ in 0..unknowns {
        let variable = program.add_variable(Sign::NonNegative);
        program.set_cost(variable, Rational::ONE);
    }
    let payment = |agent: AgentId, profile: ProfileId, factor: Rational| {
        let place = 2 * (profile.0 * agents + agent.0);
        [(place, factor.clone()), (place + 1, -factor)]
    };
    for profile in space.profiles() {
        let entries = space.agents().flat_map(|agent| payment(agent, profile, Rational::ONE)).collect();
        program.add_row(Relation::Equal, entries, Rational::ZERO);
    }
    for (agent, view) in space.agents().zip(views) {
        for truth in view.split().own() {
            for report in view.split().own() {
                let weights = view.posterior_weights(truth).iter().zip(view.split().rest());
                // −E[ψ_i(report, ·) | truth] times the weight of the truth.
                let entries = weights.filter(|(weight, _)| !weight.is_zero()).flat_map(|(weight, x)| {
                    payment(agent, view.split().profile(report, x), -Rational::from(weight.clone()))
                });
                let (relation, right) = if report == truth {
                    (Relation::Equal, Rational::ZERO)
                } else {
                    (Relation::AtLeast, Rational::from(view.total_weight(truth).clone()))
                };
                program.add_row(relation, entries.collect(), right);
            }
        }
    }
    match solve(&program) {
        Ok(Outcome::Optimal { primal: Primal(values), .. }) => {
            Ok(TransferTable::from_fn(space, |agent, profile| {
                let place = 2 * (profile.0 * agents + agent.0);
                &values[place] - &values[place + 1]
            }))
        }
        // The conditions were checked: a contradiction would be a defect.
        Ok(_) => Err(Obstacle::CertificateRefused),
        Err(_) => Err(Obstacle::ProgramTooLarge { unknowns }),
    }
}
