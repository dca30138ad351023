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
//! 6. Where rows are close to tight all around such a point, the middle is looked for again with what is tight beyond doubt as equations: inside that face there
//!    may be room.
//! 7. When nothing of this proves anything: exact pivots from the proposal ([`super::refinement`]).

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

/// A violation below this part of the largest right side may be 0.
const NEAR: f64 = 1e-6;

/// By how much a row's multiplier must exceed its slack to be tight beyond doubt, and how often more rows are found to be.
const CERTAIN: f64 = 1e4;
const MOST_FACES: usize = 4;

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
    let Some(middle) = Middle::of(&picture, patience) else {
        return if patience.is_spent() { None } else { refine(program, &[], patience, observer) };
    };
    observer(Stage::Recovery);
    let Middle { coordinates, interior, violation, room, proposal } = &middle;
    if *violation < 0.0
        && let Some(answer) = at(program, &[], proposal)
    {
        return Some(answer);
    }
    if middle.is_near() {
        for threshold in THRESHOLDS {
            let support = support(coordinates, interior, threshold, *violation);
            let tight: Vec<Source> = support.iter().map(|(source, _)| *source).collect();
            if let Some(answer) = at(program, &tight, proposal).or_else(|| contradiction(program, &support)) {
                return Some(answer);
            }
        }
        if let Some(answer) = on_a_face(program, &middle, patience) {
            return Some(answer);
        }
    }
    if *violation > 0.0
        && let Some(answer) = widened(program, coordinates, interior, *violation, patience)
            .or_else(|| centred(program, coordinates, interior, *room, patience))
    {
        return Some(answer);
    }
    let order = by_certainty(interior, coordinates.count());
    let order: Vec<Source> = order.into_iter().map(|row| coordinates.sources[row]).collect();
    refine(program, &order, patience, observer)
}

/// Where the least violation of half-spaces is.
struct Middle {
    /// The half-spaces that the method ran on.
    coordinates: HalfSpaces,
    interior: Interior,
    /// The least violation of all half-spaces together; below 0 there is room.
    violation: f64,
    /// The unit that it is measured in: the largest right side.
    room: f64,
    /// All variables of the program there.
    proposal: Vec<f64>,
}

impl Middle {
    /// `None` when the method breaks down, or the patience is spent.
    fn of(picture: &HalfSpaces, patience: &mut Patience) -> Option<Middle> {
        let narrow = picture.count() < picture.dimension;
        let coordinates = if narrow { picture.in_row_space() } else { picture.clone() };
        let room = coordinates.rights.iter().fold(0.0f64, |largest, right| largest.max(right.abs()));
        let room = if room > 0.0 { room } else { 1.0 };
        let lifted = least_violation(&coordinates, &[], room);
        let mut start = vec![0.0; lifted.dimension];
        start[coordinates.dimension] = 2.0 * room;
        patience.propose(work_of(&lifted))?;
        let interior = run(&lifted, start, Until::Room)?;
        let violation = interior.point[coordinates.dimension];
        let z = &interior.point[..coordinates.dimension];
        let proposal = if narrow { picture.variables(&picture.combination(z)) } else { picture.variables(z) };
        Some(Middle { coordinates, interior, violation, room, proposal })
    }

    /// Whether the violation may be 0, or is below it.
    fn is_near(&self) -> bool {
        self.violation <= NEAR * self.room
    }

    /// What is tight beyond doubt wherever all rows are kept.
    fn certain(&self) -> Vec<Source> {
        support(&self.coordinates, &self.interior, CERTAIN, self.violation)
            .into_iter()
            .map(|(source, _)| source)
            .collect()
    }
}

/// Step 6.
fn on_a_face(program: &Program, middle: &Middle, patience: &mut Patience) -> Option<Proved> {
    let mut tight = middle.certain();
    for _ in 0..MOST_FACES {
        let picture =
            HalfSpaces::new(&program.with_equations(&tight), LARGEST_DIMENSION)?.without_parallel_columns();
        let face = Middle::of(&picture, patience)?;
        if !face.is_near() {
            return None;
        }
        let more = if face.violation < 0.0 { Vec::new() } else { face.certain() };
        patience.repair(program)?;
        if let Some(PointAnswer::Point(point)) =
            recover_point(program, &[&tight[..], &more].concat(), &face.proposal)
        {
            return Some(point);
        }
        if more.is_empty() {
            return None;
        }
        tight.extend(more);
    }
    None
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

#[cfg(test)]
mod tests {
    use super::super::verify::verify_feasibility;
    use super::*;

    fn picture(program: &Program) -> HalfSpaces {
        HalfSpaces::new(program, LARGEST_DIMENSION).unwrap()
    }

    fn row(program: &mut Program, entries: &[(usize, i64)], right: (i64, u64)) {
        let entries = entries.iter().map(|(variable, entry)| (*variable, Rational::from(*entry))).collect();
        let right = Rational::from_parts(right.0.into(), right.1.into());
        program.add_row(Relation::AtLeast, entries, right);
    }

    /// x + y = 1 as two half-spaces, and x − y between 0 and one part in ten million; z ≥ 3 has room.
    fn thin() -> Program {
        let mut program = Program::new();
        let (x, y, z) = (
            program.add_variable(Sign::Free),
            program.add_variable(Sign::NonNegative),
            program.add_variable(Sign::NonNegative),
        );
        row(&mut program, &[(x, 1), (y, 1)], (1, 1));
        row(&mut program, &[(x, -1), (y, -1)], (-1, 1));
        row(&mut program, &[(x, 1), (y, -1)], (0, 1));
        row(&mut program, &[(x, -1), (y, 1)], (-1, 10_000_000));
        row(&mut program, &[(z, 1)], (3, 1));
        program
    }

    #[test]
    fn a_thin_face_has_a_point() {
        let program = thin();
        let middle = Middle::of(&picture(&program), &mut Patience::endless()).unwrap();
        assert!(middle.is_near() && middle.violation > -1e-8, "{}", middle.violation);
        assert_eq!(middle.certain(), [Source::Row(0), Source::Row(1)]);
        let proved = on_a_face(&program, &middle, &mut Patience::endless()).unwrap().into_inner();
        assert_eq!(verify_feasibility(&program, &proved), Ok(()));
        assert!(matches!(proved, Feasibility::Feasible { .. }));
        // Without patience nothing is tried, and where rows contradict each other there is no point.
        assert!(on_a_face(&program, &middle, &mut Patience::of(1)).is_none());
        let mut contradictory = thin();
        row(&mut contradictory, &[(0, 2)], (2, 1));
        assert!(on_a_face(&contradictory, &middle, &mut Patience::endless()).is_none());
    }

    /// A face of variables at 0: their signs are equations there, and no half-spaces any more.
    #[test]
    fn signs_are_tight_on_a_face() {
        let mut program = thin();
        let w = program.add_variable(Sign::NonNegative);
        row(&mut program, &[(w, -1)], (0, 1));
        row(&mut program, &[(w, 5), (2, 1)], (3, 1));
        let face = program.with_equations(&[Source::Sign(w), Source::Row(0)]);
        assert_eq!((face.row_count(), program.row_count()), (8, 7));
        assert!(!picture(&face).sources.contains(&Source::Sign(w)));
        let answer = find(&program, &mut Patience::endless(), &mut |_| {}).unwrap().into_inner();
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
    }

    /// A row without coefficients that holds says nothing, however far it is from being tight; one that does not hold proves the contradiction.
    #[test]
    fn facts_are_not_in_the_picture() {
        let mut program = thin();
        let count = picture(&program).count();
        row(&mut program, &[], (-1_000_000_000, 1));
        row(&mut program, &[], (0, 1));
        assert_eq!(picture(&program).count(), count);
        let middle = Middle::of(&picture(&program), &mut Patience::endless()).unwrap();
        assert!(middle.room < 10.0);
        row(&mut program, &[], (1, 1000));
        assert_eq!(picture(&program).count(), count + 1);
        let answer = find(&program, &mut Patience::endless(), &mut |_| {}).unwrap().into_inner();
        assert!(matches!(answer, Feasibility::Infeasible { .. }));
        assert_eq!(verify_feasibility(&program, &answer), Ok(()));
    }
}
