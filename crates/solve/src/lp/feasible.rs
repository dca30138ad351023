//! Can all rows be kept at once? The fast path: interior point, then exact recovery.
//!
//! # Steps
//! 1. Few inequalities beside many variables: all of them as equations, one exact linear solve, no floating point. Equations
//!    that contradict each other end here too.
//! 2. The equations are eliminated in floating point ([`super::half_spaces`]) and the largest violation of the rest is
//!    minimised ([`super::interior`]).
//! 3. Below 0 there is room: the point is rounded, equations are solved exactly for the rest.
//! 4. Above 0 the multipliers of that program are a Farkas certificate; their support is solved for exactly.
//!    A certificate that fails is repaired: a wider support, then one from the middle of the method's path.
//! 5. Near 0 both are tried: a point with exactly the tight rows as equations, and the certificate.
//! 6. When nothing of this proves anything: exact pivots from the proposal ([`super::refinement`]).

use super::half_spaces::{HalfSpaces, Source};
use super::interior::{Interior, Until, least_violation, run, work_of};
use super::outcome::{Farkas, Feasibility};
use super::patience::Patience;
use super::program::{Program, Relation, Sign};
use super::recovery::{Picked, PointAnswer, recover_farkas, recover_point};
use super::refinement::refine;
use super::stage::{Observer, Stage};
use super::verify::Proved;
use ambimech_model::number::Rational;

/// Most coordinates for which dense factors are made: they take 8 bytes for each pair, 1.2 gigabytes at most.
pub(super) const LARGEST_DIMENSION: usize = 12_000;

/// By how much a row's multiplier must exceed its slack to count as in the support, tried in turn.
const THRESHOLDS: [f64; 3] = [1.0, 1e4, 1e-3];

/// How often a support that does not solve its equations is widened.
const MOST_WIDENINGS: usize = 7;

/// A proved answer, or `None` when the path does not reach one, or not within the patience.
pub(super) fn find(program: &Program, patience: &mut Patience, observer: &mut Observer) -> Option<Proved> {
    let equations = program.rows().iter().filter(|row| row.relation() == Relation::Equal).count();
    let signs = program.signs().iter().filter(|sign| **sign == Sign::NonNegative).count();
    let inequalities = program.row_count() - equations;
    if inequalities == 0
        || (signs == 0
            && 2 * inequalities + equations.min(program.variable_count()) / 2 <= program.variable_count())
    {
        observer(Stage::Recovery);
        if let Some(answer) = all_tight(program) {
            return Some(answer);
        }
    }
    observer(Stage::Reduction);
    let Some(picture) = HalfSpaces::new(program, LARGEST_DIMENSION) else {
        observer(Stage::Recovery);
        return contradictory_equations(program).or_else(|| refine(program, &[], patience, observer));
    };
    let picture = picture.without_parallel_columns();
    if picture.count() == 0 || picture.dimension == 0 {
        observer(Stage::Recovery);
        return at(program, &[], &picture.variables(&vec![0.0; picture.dimension])).or_else(|| {
            // Without coordinates every half-space is a fact or a contradiction by itself.
            let row = (0..picture.count()).max_by(|a, b| picture.rights[*a].total_cmp(&picture.rights[*b]))?;
            contradiction(program, &vec![(picture.sources[row], 1.0)])
        });
    }
    observer(Stage::Interior);
    let narrow = picture.count() < picture.dimension;
    let coordinates = if narrow { picture.in_row_space() } else { picture.clone() };
    let room = coordinates.rights.iter().fold(0.0f64, |largest, right| largest.max(right.abs()));
    let room = if room > 0.0 { room } else { 1.0 };
    let lifted = least_violation(&coordinates, &[], room);
    let mut start = vec![0.0; lifted.dimension];
    start[coordinates.dimension] = 2.0 * room;
    patience.propose(work_of(&lifted))?;
    let Some(interior) = run(&lifted, start, Until::Room) else { return refine(program, &[], patience, observer) };
    observer(Stage::Recovery);
    let violation = interior.point[coordinates.dimension];
    let z = &interior.point[..coordinates.dimension];
    let proposal = if narrow { picture.variables(&picture.combination(z)) } else { picture.variables(z) };
    if violation < 0.0
        && let Some(answer) = at(program, &[], &proposal)
    {
        return Some(answer);
    }
    let near = violation.abs() <= 1e-6 * room;
    if near || violation < 0.0 {
        for threshold in THRESHOLDS {
            let support = support(&coordinates, &interior, threshold, violation);
            let tight: Vec<Source> = support.iter().map(|(source, _)| *source).collect();
            if let Some(answer) = at(program, &tight, &proposal).or_else(|| contradiction(program, &support)) {
                return Some(answer);
            }
        }
    }
    if violation > 0.0
        && let Some(answer) = widened(program, &coordinates, &interior, violation, patience)
            .or_else(|| centred(program, &coordinates, &interior, room, patience))
    {
        return Some(answer);
    }
    let order = by_certainty(&interior, coordinates.count());
    let order: Vec<Source> = order.into_iter().map(|row| coordinates.sources[row]).collect();
    refine(program, &order, patience, observer)
}

/// The half-spaces whose multiplier exceeds their slack, with the multiplier of the source so that b·y is about 1.
pub(super) fn support(picture: &HalfSpaces, interior: &Interior, threshold: f64, value: f64) -> Picked {
    let unit = if value.abs() > 1e-300 { value.abs() } else { 1.0 };
    (0..picture.count())
        .filter(|row| interior.multipliers[*row] > threshold * interior.slacks[*row])
        .map(|row| (picture.sources[row], interior.multipliers[row] / (picture.lengths[row] * unit)))
        .collect()
}

/// Half-spaces from the one most surely in the support to the least.
fn by_certainty(interior: &Interior, count: usize) -> Vec<usize> {
    sorted_by_certainty(interior, (0..count).collect())
}

fn sorted_by_certainty(interior: &Interior, mut rows: Vec<usize>) -> Vec<usize> {
    let certainty: Vec<f64> = interior.multipliers.iter().zip(&interior.slacks).map(|(y, s)| y / s).collect();
    rows.sort_unstable_by(|a, b| certainty[*b].total_cmp(&certainty[*a]).then(a.cmp(b)));
    rows
}

/// A certificate when tiny multipliers were taken for none: more and more half-spaces in the support until their equations
/// have a solution; those that turn out negative leave it.
fn widened(
    program: &Program,
    picture: &HalfSpaces,
    interior: &Interior,
    violation: f64,
    patience: &mut Patience,
) -> Option<Proved> {
    let is_certain = |row: &usize| interior.multipliers[*row] > interior.slacks[*row];
    let (certain, others): (Vec<usize>, Vec<usize>) = (0..picture.count()).partition(is_certain);
    let mut order = sorted_by_certainty(interior, certain);
    let (mut kept, mut others) = (order.len(), Some(others));
    let mut step = 1;
    for _ in 0..MOST_WIDENINGS {
        if kept > order.len()
            && let Some(others) = others.take()
        {
            order.extend(sorted_by_certainty(interior, others));
        }
        let rows = order.get(..kept)?;
        let weight = |row: usize| interior.multipliers[row] / (picture.lengths[row] * violation);
        let mut support: Picked = rows.iter().map(|row| (picture.sources[*row], weight(*row))).collect();
        for _ in 0..MOST_WIDENINGS {
            patience.repair(program)?;
            let Some(farkas) = recover_farkas(program, &support) else { break };
            let negative = |source: &Source| match source {
                Source::Row(row) => farkas.0[*row] < Rational::ZERO,
                Source::Sign(_) => false,
            };
            let before = support.len();
            support.retain(|(source, _)| !negative(source));
            if support.len() == before {
                return Proved::new(program, Feasibility::Infeasible { farkas });
            }
        }
        kept += step;
        step *= 2;
    }
    None
}

/// A certificate from the middle: on the half-spaces that matter most the method is stopped as soon as its multipliers
/// prove the contradiction, when none of them is near 0 yet, so that rounding cannot turn a sign.
fn centred(
    program: &Program,
    picture: &HalfSpaces,
    interior: &Interior,
    room: f64,
    patience: &mut Patience,
) -> Option<Proved> {
    let order = by_certainty(interior, picture.count());
    let mut kept = picture.dimension + picture.dimension / 4 + 2;
    loop {
        let mut rows = order.get(..kept).unwrap_or(&order).to_vec();
        rows.sort_unstable();
        let part = picture.restricted(&rows);
        let lifted = least_violation(&part, &[], room);
        let mut start = vec![0.0; lifted.dimension];
        start[part.dimension] = 2.0 * room;
        patience.propose(work_of(&lifted))?;
        let middle = run(&lifted, start, Until::Contradiction)?;
        let violation = middle.point[part.dimension];
        patience.repair(program)?;
        if violation > 0.0
            && let Some(answer) = contradiction(program, &support(&part, &middle, 0.0, violation))
        {
            return Some(answer);
        }
        if kept >= order.len() {
            return None;
        }
        kept *= 3;
    }
}

/// A point with these rows tight, or the contradiction between them.
fn at(program: &Program, tight: &[Source], proposal: &[f64]) -> Option<Proved> {
    match recover_point(program, tight, proposal)? {
        PointAnswer::Point(proved) => Some(proved),
        PointAnswer::Contradiction(farkas) => Proved::new(program, Feasibility::Infeasible { farkas }),
    }
}

fn contradiction(program: &Program, support: &Picked) -> Option<Proved> {
    let farkas: Farkas = recover_farkas(program, support)?;
    Proved::new(program, Feasibility::Infeasible { farkas })
}

/// Step 1.
fn all_tight(program: &Program) -> Option<Proved> {
    let rows = (0..program.row_count()).filter(|row| program.rows()[*row].relation() == Relation::AtLeast);
    let tight: Vec<Source> = rows.map(Source::Row).collect();
    at(program, &tight, &[])
}

/// The equations alone, which the elimination took for contradictory.
fn contradictory_equations(program: &Program) -> Option<Proved> {
    at(program, &[], &[])
}
