//! The smallest value: the fast path by interior point, then exact recovery of both sides.
//!
//! # Steps
//! 1. The interior-point method with the costs. At its limit the rows split into those that are tight and those without
//!    multiplier; the tight ones as equations give x exactly, and Aᵀy = c on them gives y exactly.
//! 2. Where several points are the best, or nearly so, the split is not clear: a best corner ([`super::corner`]), whose tight rows give the vectors in the
//!    same way, or after some exact pivots ([`repair_optimum`]).
//! 3. If that proves nothing, the exact simplex method is the shorter way for a small program, and the rest is left out. For others: is the program feasible at
//!    all? Then, is there a ray (a·d ≥ 0, d ≥ 0 where x ≥ 0, c·d = −1), again a question of feasibility?
//! 4. Otherwise both optimality conditions in one feasibility program: rows of x, Aᵀy ≤ c, b·y ≥ c·x.

use super::corner::best_corner;
use super::feasible::{self, LARGEST_DIMENSION, support};
use super::half_spaces::{HalfSpaces, Source};
use super::interior::{Until, run, work_of};
use super::outcome::{Dual, Feasibility, Outcome, Point, Primal, Ray};
use super::patience::Patience;
use super::program::{Program, Relation, Sign};
use super::recovery::{Picked, PointAnswer, recover_dual, recover_point};
use super::refinement::repair_optimum;
use super::stage::{Observer, Stage};
use super::verify::{Proved, verify};
use ambimech_model::number::{Integer, Rational};

/// A proved answer, or `None` when the path does not reach one, or not within the patience; with `is_short` the path ends after the second step.
pub(super) fn find(
    program: &Program,
    is_short: bool,
    patience: &mut Patience,
    observer: &mut Observer,
) -> Option<Outcome> {
    if program.costs().iter().all(Rational::is_zero) {
        return Some(match feasible::find(program, patience, observer)?.into_inner() {
            Feasibility::Infeasible { farkas } => Outcome::Infeasible { farkas },
            Feasibility::Feasible { point: Point(point) } => Outcome::Optimal {
                value: Rational::ZERO,
                primal: Primal(point),
                dual: Dual(vec![Rational::ZERO; program.row_count()]),
            },
        });
    }
    let found = by_partition(program, patience, observer).or_else(|| at_corner(program, patience, observer));
    if found.is_some() || is_short {
        return found;
    }
    let point = match feasible::find(program, patience, observer)?.into_inner() {
        Feasibility::Infeasible { farkas } => return Some(Outcome::Infeasible { farkas }),
        Feasibility::Feasible { point } => point,
    };
    let ray = match feasible::find(&ray_program(program), patience, observer).map(Proved::into_inner) {
        Some(Feasibility::Feasible { point: Point(ray) }) => Some(ray),
        _ => None,
    };
    if let Some(ray) = ray {
        let outcome = Outcome::Unbounded { point, ray: Ray(ray) };
        return verify(program, &outcome).ok().map(|()| outcome);
    }
    by_both_conditions(program, patience, observer)
}

/// Step 1.
fn by_partition(program: &Program, patience: &mut Patience, observer: &mut Observer) -> Option<Outcome> {
    observer(Stage::Reduction);
    let picture = HalfSpaces::new(program, LARGEST_DIMENSION)?;
    if picture.dimension > LARGEST_DIMENSION {
        return None;
    }
    observer(Stage::Interior);
    let interior = if picture.dimension == 0 || picture.count() == 0 {
        None
    } else {
        patience.propose(work_of(&picture))?;
        Some(run(&picture, vec![0.0; picture.dimension], Until::Converged)?)
    };
    observer(Stage::Recovery);
    let proposal = match &interior {
        Some(interior) => picture.variables(&interior.point),
        None => picture.variables(&vec![0.0; picture.dimension]),
    };
    for threshold in [1.0, 1e4, 1e-3] {
        let support = match &interior {
            Some(interior) => support(&picture, interior, threshold, 1.0),
            None => Vec::new(),
        };
        if let Some(outcome) = recovered(program, &support, &proposal) {
            return Some(outcome);
        }
    }
    None
}

/// The optimum at which these rows and signs are tight, and nothing else has a multiplier, if it is one.
fn recovered(program: &Program, support: &Picked, proposal: &[f64]) -> Option<Outcome> {
    let tight: Vec<Source> = support.iter().map(|(source, _)| *source).collect();
    let dual = recover_dual(program, support)?;
    let PointAnswer::Point(proved) = recover_point(program, &tight, proposal)? else { return None };
    let Feasibility::Feasible { point: Point(point) } = proved.into_inner() else { return None };
    let value = (program.costs().iter().zip(&point))
        .filter(|(cost, number)| !cost.is_zero() && !number.is_zero())
        .fold(Rational::ZERO, |sum, (cost, number)| sum + cost * number);
    let outcome = Outcome::Optimal { value, primal: Primal(point), dual };
    verify(program, &outcome).is_ok().then_some(outcome)
}

/// Step 2.
pub(super) fn at_corner(program: &Program, patience: &mut Patience, observer: &mut Observer) -> Option<Outcome> {
    observer(Stage::Reduction);
    let picture = HalfSpaces::new(program, LARGEST_DIMENSION)?;
    let corner = best_corner(&picture, &[], patience)?;
    observer(Stage::Recovery);
    patience.repair(program)?;
    let support: Picked = corner.tight.into_iter().map(|source| (source, 0.0)).collect();
    recovered(program, &support, &picture.variables(&corner.point)).or_else(|| {
        let tight: Vec<Source> = support.iter().map(|(source, _)| *source).collect();
        repair_optimum(program, &tight, patience).filter(|outcome| verify(program, outcome).is_ok())
    })
}

/// Rows of the program with right side 0, and c·d = −1.
fn ray_program(program: &Program) -> Program {
    let mut rays = Program::new();
    for sign in program.signs() {
        rays.add_variable(*sign);
    }
    for row in program.rows() {
        rays.add_row(row.relation(), row.coefficients().collect(), Rational::ZERO);
    }
    let costs = program.costs().iter().cloned().enumerate().collect();
    rays.add_row(Relation::Equal, costs, Rational::from(Integer::NEG_ONE));
    rays
}

/// Step 4.
fn by_both_conditions(program: &Program, patience: &mut Patience, observer: &mut Observer) -> Option<Outcome> {
    let n = program.variable_count();
    let mut both = Program::new();
    for sign in program.signs() {
        both.add_variable(*sign);
    }
    for row in program.rows() {
        both.add_variable(match row.relation() {
            Relation::AtLeast => Sign::NonNegative,
            Relation::Equal => Sign::Free,
        });
    }
    let mut columns: Vec<Vec<(usize, Rational)>> = vec![Vec::new(); n];
    for (number, row) in program.rows().iter().enumerate() {
        both.add_row(row.relation(), row.coefficients().collect(), row.right().clone());
        row.coefficients().for_each(|(variable, coefficient)| columns[variable].push((n + number, -coefficient)));
    }
    for ((column, sign), cost) in columns.into_iter().zip(program.signs()).zip(program.costs()) {
        let relation = if *sign == Sign::Free { Relation::Equal } else { Relation::AtLeast };
        both.add_row(relation, column, -cost);
    }
    let worths = program.rows().iter().enumerate().map(|(row, data)| (n + row, data.right().clone()));
    let costs = program.costs().iter().enumerate().map(|(variable, cost)| (variable, -cost));
    both.add_row(Relation::AtLeast, costs.chain(worths).collect(), Rational::ZERO);
    let Feasibility::Feasible { point: Point(mut numbers) } =
        feasible::find(&both, patience, observer)?.into_inner()
    else {
        return None;
    };
    let dual = numbers.split_off(n);
    let value =
        program.costs().iter().zip(&numbers).fold(Rational::ZERO, |sum, (cost, number)| sum + cost * number);
    let outcome = Outcome::Optimal { value, primal: Primal(numbers), dual: Dual(dual) };
    verify(program, &outcome).ok().map(|()| outcome)
}
