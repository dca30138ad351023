//! The outline of a set of beliefs over two or three states: its corners, in the order in which they are passed.
//!
//! # Method
//! Over three states the simplex is a triangle. Two beliefs that are extreme in a direction are corners of the outline; beyond the line through two
//! corners lies another corner or nothing, which the smallest expectation of the payoff that is constant on the line says. Every step finds
//! a face of the polytope that was not known, so that this ends.

use super::{NoExpectation, lower};
use ambimech_model::belief_set::{BeliefSet, Distribution};
use ambimech_model::number::Rational;

/// Corners at most; a set with more is not outlined.
pub const MAX_CORNERS: usize = 64;

/// The corners of the set, counted once; `None` over one state or more than three, or with more than [`MAX_CORNERS`] corners.
///
/// # Errors
/// As [`lower`].
pub fn outline(set: &BeliefSet) -> Result<Option<Vec<Distribution>>, NoExpectation> {
    if !(2..=3).contains(&set.states()) {
        return Ok(None);
    }
    let at = |values: &[Rational]| lower(set, values).map(|bound| bound.extreme.prior);
    let unit = |state: usize, size: i64| -> Vec<Rational> {
        (0..set.states()).map(|x| Rational::from(if x == state { size } else { 0 })).collect()
    };
    for state in 0..set.states() {
        let (first, last) = (at(&unit(state, 1))?, at(&unit(state, -1))?);
        if first == last {
            continue;
        }
        if set.states() == 2 {
            return Ok(Some(vec![first, last]));
        }
        let mut corners = vec![first.clone()];
        let is_whole = beyond(set, &first, &last, &mut corners)? && {
            corners.push(last.clone());
            beyond(set, &last, &first, &mut corners)?
        };
        return Ok(is_whole.then(|| without_inner(corners)));
    }
    Ok(Some(vec![at(&unit(0, 1))?]))
}

/// The points without those on the line through their neighbours: a smallest expectation may be attained within an edge.
fn without_inner(points: Vec<Distribution>) -> Vec<Distribution> {
    let count = points.len();
    if count < 3 {
        return points;
    }
    let is_corner = |place: usize| {
        let [a, b, c] = [count - 1, 0, 1].map(|step| points[(place + step) % count].probabilities());
        let minor = |x: usize, y: usize| &b[x] * &c[y] - &b[y] * &c[x];
        !(&a[0] * minor(1, 2) - &a[1] * minor(0, 2) + &a[2] * minor(0, 1)).is_zero()
    };
    let corners: Vec<bool> = (0..count).map(is_corner).collect();
    points.into_iter().zip(corners).filter_map(|(point, is_corner)| is_corner.then_some(point)).collect()
}

/// The corners on one side of a line between two of them, in order; whether there are few enough.
fn beyond(
    set: &BeliefSet,
    from: &Distribution,
    to: &Distribution,
    corners: &mut Vec<Distribution>,
) -> Result<bool, NoExpectation> {
    if corners.len() > MAX_CORNERS {
        return Ok(false);
    }
    let step: Vec<Rational> =
        to.probabilities().iter().zip(from.probabilities()).map(|(to, from)| to - from).collect();
    // Constant on the line, smaller on one side of it.
    let values: Vec<Rational> = (0..3).map(|x| &step[(x + 1) % 3] - &step[(x + 2) % 3]).collect();
    let found = lower(set, &values)?.extreme;
    if found.value >= from.expectation(&values) {
        return Ok(true);
    }
    let corner = found.prior;
    if !beyond(set, from, &corner, corners)? {
        return Ok(false);
    }
    corners.push(corner.clone());
    beyond(set, &corner, to, corners)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambimech_model::belief_set::{Ball, Contamination, Hull};

    fn belief(weights: [i64; 3]) -> Distribution {
        Distribution::from_weights(weights.map(Rational::from).to_vec()).unwrap()
    }

    fn half() -> Rational {
        Rational::from(1) / Rational::from(2)
    }

    #[test]
    fn inner_points_are_no_corners() {
        let corners = [belief([6, 1, 1]), belief([1, 6, 1]), belief([1, 1, 6])];
        let mut points = corners.to_vec();
        points.extend([belief([1, 1, 1]), belief([2, 2, 3])]);
        let set = BeliefSet::Hull(Hull::new(points).unwrap());
        let found = outline(&set).unwrap().unwrap();
        assert_eq!(found.len(), 3);
        assert!(corners.iter().all(|corner| found.contains(corner)));
    }

    /// A ball in total variation around the middle has six corners, and a contamination the three of a smaller triangle.
    #[test]
    fn balls_and_contaminations_have_their_corners() {
        let ball = Ball::total_variation(belief([1, 1, 1]), Rational::from(1) / Rational::from(6)).unwrap();
        let found = outline(&BeliefSet::Ball(ball)).unwrap().unwrap();
        assert_eq!(found.len(), 6);
        let around = |place: usize| (&found[place], &found[(place + 1) % 6]);
        for place in 0..6 {
            let (one, next) = around(place);
            let moved = one.probabilities().iter().zip(next.probabilities()).filter(|(a, b)| a != b).count();
            assert_eq!(moved, 2, "neighbours on the outline differ by mass moved between two states");
        }
        let mixed = Contamination::new(half(), belief([2, 1, 1]), BeliefSet::Wald(3)).unwrap();
        let found = outline(&BeliefSet::Contamination(mixed)).unwrap().unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.contains(&belief([6, 1, 1])));
    }

    #[test]
    fn one_belief_and_two_states() {
        assert_eq!(outline(&BeliefSet::single(belief([1, 2, 3]))).unwrap().unwrap(), [belief([1, 2, 3])]);
        assert_eq!(outline(&BeliefSet::Wald(2)).unwrap().unwrap().len(), 2);
        assert_eq!(outline(&BeliefSet::Wald(4)).unwrap(), None);
    }
}
