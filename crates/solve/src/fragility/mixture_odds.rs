//! The smallest change of odds at which the belief of a type becomes a mixture of the beliefs of the agent's other types.
//!
//! # Mathematics
//! Write r_j for the rows of weights of the agent's types and θ for the one in question. There is a prior within a change of μ at
//! which r_θ is Σ_j w_j r_j for some w ≥ 0 exactly when some w ≥ 0 has 1 ≤ Σ_j w_j r_j(x) / r_θ(x) ≤ μ² wherever one of the two is positive: row
//! cells can be raised by factors from 1 to μ, and so sums of them, and only the ratio of a sum to r_θ(x) matters; w is found up to
//! a factor. So μ² is the value κ of the linear program
//!
//! minimise κ subject to Σ_j w_j r_j(x) ≥ r_θ(x) and κ r_θ(x) ≥ Σ_j w_j r_j(x) for all x, w ≥ 0,
//!
//! and its dual solution are the prices that prove it ([`ambimech_model::fragility::Prices`]). Where the program is infeasible, no prior with the same support
//! will do.

use super::rows::Rows;
use crate::lp::{Dual, Farkas, Outcome, Primal, Program, Relation, Sign, solve};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, UndecidedReason};
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Distance, Measure, NoNearer, Prices, Root};
use ambimech_model::index::{AgentId, JointTypeId, TypeId};
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;

/// The distance under the change of odds, not yet checked.
pub(super) fn distance(environment: &Environment, prior: &Prior) -> Result<Distance, UndecidedReason> {
    let space = environment.space();
    let mut proof: Vec<(AgentId, TypeId, Prices)> = Vec::new();
    let mut best: Option<(Rational, Rows, JointTypeId, Vec<Rational>)> = None;
    for agent in space.agents().filter(|agent| space.type_count(*agent) > 1) {
        let rows = Rows::new(space, prior, Coalition::single(agent));
        for (own, row) in rows.list() {
            let program = program(&rows, own);
            let too_large =
                |_| UndecidedReason::TooLarge { steps: (program.row_count() * program.entry_count()) as u128 };
            let multipliers = match solve(&program).map_err(too_large)? {
                Outcome::Optimal { value, primal: Primal(weights), dual: Dual(multipliers) } => {
                    if best.as_ref().is_none_or(|(known, ..)| value < *known) {
                        best = Some((value, rows.clone(), own, weights[..rows.count() - 1].to_vec()));
                    }
                    multipliers
                }
                Outcome::Infeasible { farkas: Farkas(multipliers) } => multipliers,
                Outcome::Unbounded { .. } => return Err(UndecidedReason::CertificateRefused),
            };
            let (gains, losses) = multipliers.split_at(row.len());
            let prices = Prices { gains: gains.to_vec(), losses: losses.to_vec() };
            proof.push((agent, TypeId(own.0), prices));
        }
    }
    let proof = NoNearer::Prices(proof);
    let Some((value, rows, own, weights)) = best else { return Ok(Distance::Never(proof)) };
    let moved = mixed_prior(environment, prior, &rows, own, &weights, &value);
    let moved = moved.ok_or(UndecidedReason::CertificateRefused)?;
    let exact = Root::new(Rational::ZERO, value);
    super::nearest(environment, Condition::ConvexIndependence, Measure::Odds, exact, moved, proof)
        .ok_or(UndecidedReason::CertificateRefused)
}

/// Variables: the weights of the other types in order, then κ; rows: what the sums are at least, then what they are at most.
fn program(rows: &Rows, own: JointTypeId) -> Program {
    let mut program = Program::new();
    let others: Vec<(usize, &[Rational])> = rows
        .list()
        .filter(|(other, _)| *other != own)
        .map(|(_, row)| (program.add_variable(Sign::NonNegative), row))
        .collect();
    let bound = program.add_variable(Sign::Free);
    program.set_cost(bound, Rational::ONE);
    let row = rows.row(own);
    for (x, weight) in row.iter().enumerate() {
        let entries = others.iter().map(|(variable, other)| (*variable, other[x].clone()));
        program.add_row(Relation::AtLeast, entries.collect(), weight.clone());
    }
    for (x, weight) in row.iter().enumerate() {
        let entries = others.iter().map(|(variable, other)| (*variable, -other[x].clone()));
        program.add_row(Relation::AtLeast, entries.chain([(bound, weight.clone())]).collect(), Rational::ZERO);
    }
    program
}

/// The prior in which cells that are too small are raised until the row is the mixture.
fn mixed_prior(
    environment: &Environment,
    prior: &Prior,
    rows: &Rows,
    own: JointTypeId,
    weights: &[Rational],
    value: &Rational,
) -> Option<Prior> {
    let factor = super::pair::near_root(value);
    let others: Vec<(JointTypeId, &[Rational], &Rational)> = rows
        .list()
        .filter(|(other, _)| *other != own)
        .zip(weights)
        .map(|((other, row), weight)| (other, row, weight))
        .collect();
    let mut raised: Vec<Vec<Rational>> =
        (0..rows.count()).map(|place| rows.row(JointTypeId(place)).to_vec()).collect();
    for (x, weight) in rows.row(own).iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
        let sum = others.iter().fold(Rational::ZERO, |sum, (_, row, share)| sum + &row[x] * *share) / &factor;
        if sum >= *weight {
            raised[own.0][x] = sum;
        } else {
            let up = weight / &sum;
            for (other, row, _) in others.iter().filter(|(_, _, share)| !share.is_zero()) {
                raised[other.0][x] = &row[x] * &up;
            }
        }
    }
    let raised: Vec<(JointTypeId, Vec<Rational>)> =
        raised.into_iter().enumerate().map(|(place, row)| (JointTypeId(place), row)).collect();
    Prior::new(environment.space(), &rows.with(environment.space(), prior, &raised)).ok()
}
