//! Expectations over sets of beliefs: closed forms against linear programs written from the definitions, brute force on small sets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::belief_set::{
    Ball, BeliefSet, BeliefSetError, Capacity, Contamination, Distortion, Distribution, Event, EventCapacity,
    Hull, Inequality, LinearBeliefs, Metric, MetricError, Multipliers,
};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::{Rational, parse_number, sum};
use ambimech_solve::belief_set::{NoExpectation, Shadow, contains, lower, upper};
use ambimech_solve::lp::{self, Outcome, Program, Relation, Sign};
use proptest::prelude::*;
use small_environment::effort;

fn number(text: &str) -> Rational {
    parse_number(text).unwrap()
}

fn fraction(top: i64, bottom: i64) -> Rational {
    Rational::from(top) / Rational::from(bottom)
}

fn distribution(weights: &[u8]) -> Distribution {
    let mut weights: Vec<Rational> = weights.iter().map(|weight| Rational::from(*weight)).collect();
    if sum(&weights).is_zero() {
        weights[0] = Rational::ONE;
    }
    Distribution::from_weights(weights).unwrap()
}

/// min Σ p f over the set, by the description that programs use.
fn by_shadow(set: &BeliefSet, values: &[Rational]) -> Rational {
    let mut program = Program::new();
    let shadow = Shadow::new(&mut program, set, None);
    let mut entries = Vec::new();
    let constant = shadow.add_expectation(&mut entries, values, &Rational::ONE);
    let goal = program.add_variable(Sign::Free);
    program.set_cost(goal, Rational::ONE);
    entries.push((goal, -Rational::ONE));
    program.add_row(Relation::Equal, entries, -constant);
    let Ok(Outcome::Optimal { value, .. }) = lp::solve(&program) else { panic!("no optimum over {set:?}") };
    value
}

/// min Σ p f over couplings: mass moves from x to y; farther than the radius at most `mass` of it.
fn by_coupling(
    centre: &Distribution,
    metric: &Metric,
    radius: &Rational,
    mass: &Rational,
    values: &[Rational],
) -> Rational {
    let states = centre.states();
    let mut program = Program::new();
    let mut far = Vec::new();
    for (x, f) in centre.probabilities().iter().enumerate() {
        let mut leaving = Vec::new();
        for (y, value) in values.iter().enumerate() {
            let moved = program.add_variable(Sign::NonNegative);
            program.set_cost(moved, value.clone());
            leaving.push((moved, Rational::ONE));
            if metric.distance(JointTypeId(x), JointTypeId(y)) > radius {
                far.push((moved, -Rational::ONE));
            }
        }
        assert_eq!(leaving.len(), states);
        program.add_row(Relation::Equal, leaving, f.clone());
    }
    program.add_row(Relation::AtLeast, far, -mass.clone());
    let Ok(Outcome::Optimal { value, .. }) = lp::solve(&program) else { panic!("couplings exist") };
    value
}

/// A metric: distances of points on a line, or of corners with two coordinates.
fn metric(places: &[u8], planar: bool) -> Metric {
    let coordinate = |place: &u8| {
        let place = Rational::from(*place);
        if planar { vec![place.clone(), place.clone() * place] } else { vec![place] }
    };
    Metric::of_coordinates(&places.iter().map(coordinate).collect::<Vec<_>>())
}

/// ν(A) = Σ_{B ⊆ A} m(B) is convex for masses m ≥ 0.
fn belief_function(states: usize, masses: &[u8]) -> Vec<Rational> {
    let events = 1usize << states;
    let mass = |event: usize| {
        if event == 0 { 0 } else { u64::from(masses[event % masses.len()]) + u64::from(event == events - 1) }
    };
    let total: u64 = (0..events).map(mass).sum();
    let value = |event: usize| {
        let inside: u64 = (0..events).filter(|part| part & event == *part).map(mass).sum();
        Rational::from(inside) / Rational::from(total)
    };
    (0..events).map(value).collect()
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let with = |first: usize| {
        let rest: Vec<usize> = items.iter().copied().filter(|item| *item != first).collect();
        permutations(&rest).into_iter().map(move |tail| [vec![first], tail].concat()).collect::<Vec<_>>()
    };
    items.iter().flat_map(|first| with(*first)).collect()
}

/// Everything that is true of every set: the value is that of its belief, the belief is in the set, a program agrees.
fn assert_sound(set: &BeliefSet, values: &[Rational]) -> Rational {
    let low = lower(set, values).unwrap();
    let high = upper(set, values).unwrap();
    assert!(low.extreme.value <= high.extreme.value);
    for bound in [&low, &high] {
        assert_eq!(bound.extreme.prior.expectation(values), bound.extreme.value);
        assert!(contains(set, &bound.extreme.prior).unwrap(), "{set:?} without {:?}", bound.extreme.prior);
    }
    assert_eq!(set.lower_bound(values, low.multipliers.as_ref()), Some(low.extreme.value.clone()));
    assert_eq!(by_shadow(set, values), low.extreme.value, "{set:?} at {values:?}");
    low.extreme.value
}

type Material = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<i8>, u8, bool, Vec<u8>);

fn material() -> impl Strategy<Value = Material> {
    (1usize..=5).prop_flat_map(|states| {
        (
            proptest::collection::vec(0u8..5, states),
            proptest::collection::vec(0u8..5, states),
            proptest::collection::vec(0u8..6, states),
            proptest::collection::vec(-4i8..5, states),
            0u8..=8,
            any::<bool>(),
            proptest::collection::vec(0u8..3, 32),
        )
    })
}

proptest! {
    #![proptest_config(effort(250))]

    #[test]
    fn every_kind_agrees_with_its_definition((centre, other, places, values, share, planar, masses) in material()) {
        let states = centre.len();
        let (centre, other) = (distribution(&centre), distribution(&other));
        let values: Vec<Rational> = values.iter().map(|value| Rational::from(*value)).collect();
        let share = fraction(i64::from(share), 8);
        let metric = metric(&places, planar);

        let hull = BeliefSet::Hull(Hull::new(vec![centre.clone(), other.clone()]).unwrap());
        let least = centre.expectation(&values).min(other.expectation(&values));
        prop_assert_eq!(assert_sound(&hull, &values), least);
        // A point between the two is in the hull, one beyond it is not.
        let middle = Contamination::new(number("1/2"), centre.clone(), hull.clone()).unwrap().mix(&other);
        prop_assert!(contains(&hull, &middle).unwrap());

        let wald = BeliefSet::Wald(states);
        prop_assert_eq!(assert_sound(&wald, &values), values.iter().min().unwrap().clone());

        for with in [wald.clone(), hull.clone()] {
            let inner = lower(&with, &values).unwrap().extreme.value;
            let set = BeliefSet::Contamination(Contamination::new(share.clone(), centre.clone(), with).unwrap());
            let expected = (Rational::ONE - &share) * centre.expectation(&values) + &share * inner;
            prop_assert_eq!(assert_sound(&set, &values), expected);
        }

        let variation = BeliefSet::Ball(Ball::total_variation(centre.clone(), share.clone()).unwrap());
        let discrete = Metric::new(
            states,
            (0..states * states).map(|place| Rational::from(u8::from(place / states != place % states))).collect(),
        ).unwrap();
        let expected = by_coupling(&centre, &discrete, &Rational::ZERO, &share, &values);
        prop_assert_eq!(assert_sound(&variation, &values), expected);

        let prokhorov = BeliefSet::Ball(Ball::prokhorov(centre.clone(), metric.clone(), share.clone()).unwrap());
        prop_assert_eq!(assert_sound(&prokhorov, &values), by_coupling(&centre, &metric, &share, &share, &values));
        // The definition of the metric, event by event.
        let is_within = |h: &Distribution| (0..1usize << states).all(|event| {
            let inside = |x: usize| event >> x & 1 == 1;
            let near = |y: usize| (0..states).any(|x| inside(x) && *metric.distance(JointTypeId(x), JointTypeId(y)) <= share);
            let mass = |p: &Distribution, of: &dyn Fn(usize) -> bool| {
                sum(p.probabilities().iter().enumerate().filter(|(x, _)| of(*x)).map(|(_, p)| p))
            };
            mass(&centre, &inside) <= mass(h, &near) + &share
        });
        prop_assert_eq!(prokhorov.contains(&other), Some(is_within(&other)));

        let capacity = EventCapacity::new(states, belief_function(states, &masses)).unwrap();
        let core = BeliefSet::Capacity(Capacity::Events(capacity.clone()));
        let all: Vec<usize> = (0..states).collect();
        let corner = |order: &Vec<usize>| {
            let mut event = 0u32;
            let mut p = vec![Rational::ZERO; states];
            for state in order {
                let before = capacity.value(Event(event)).clone();
                event |= 1 << state;
                p[*state] = capacity.value(Event(event)) - before;
            }
            Distribution::new(p).unwrap()
        };
        let corners: Vec<Distribution> = permutations(&all).iter().map(corner).collect();
        prop_assert!(corners.iter().all(|corner| core.contains(corner) == Some(true)));
        let expected = corners.iter().map(|corner| corner.expectation(&values)).min().unwrap();
        prop_assert_eq!(assert_sound(&core, &values), expected);

        // A distortion is the capacity of its values; the line (1 − ε) t is the contamination.
        let bent = vec![(number("0"), number("0")), (number("1/2"), number("1/8")), (number("1"), Rational::ONE - &share / Rational::from(4))];
        let distortion = Distortion::new(centre.clone(), bent).unwrap();
        let of_event = |event: usize| {
            if event + 1 == 1 << states { return Rational::ONE; }
            let inside = centre.probabilities().iter().enumerate().filter(|(x, _)| event >> x & 1 == 1);
            distortion.value(&sum(inside.map(|(_, p)| p)))
        };
        let written = EventCapacity::new(states, (0..1 << states).map(of_event).collect()).unwrap();
        let (distorted, written) = (
            BeliefSet::Capacity(Capacity::Distortion(distortion)),
            BeliefSet::Capacity(Capacity::Events(written)),
        );
        prop_assert_eq!(assert_sound(&distorted, &values), assert_sound(&written, &values));
        prop_assert_eq!(distorted.contains(&other), written.contains(&other));
        let line = vec![(number("0"), number("0")), (number("1"), Rational::ONE - &share)];
        let line = BeliefSet::Capacity(Capacity::Distortion(Distortion::new(centre.clone(), line).unwrap()));
        let narrow = BeliefSet::Contamination(Contamination::new(share.clone(), centre, wald).unwrap());
        prop_assert_eq!(assert_sound(&line, &values), assert_sound(&narrow, &values));
        prop_assert_eq!(line.contains(&other), narrow.contains(&other));
    }

    #[test]
    fn more_ambiguity_means_less((centre, other, places, values, share, planar, _) in material()) {
        let (centre, other) = (distribution(&centre), distribution(&other));
        let values: Vec<Rational> = values.iter().map(|value| Rational::from(*value)).collect();
        let sets = |share: Rational| {
            let hull = BeliefSet::Hull(Hull::new(vec![centre.clone(), other.clone()]).unwrap());
            [
                BeliefSet::Ball(Ball::total_variation(centre.clone(), share.clone()).unwrap()),
                BeliefSet::Ball(Ball::prokhorov(centre.clone(), metric(&places, planar), share.clone()).unwrap()),
                BeliefSet::Contamination(Contamination::new(share, centre.clone(), hull).unwrap()),
            ]
        };
        let next = (share + 1).min(8);
        let (less, more) = (sets(fraction(i64::from(share), 8)), sets(fraction(i64::from(next), 8)));
        for (small, large) in less.iter().zip(&more) {
            prop_assert!(lower(small, &values).unwrap().extreme.value >= lower(large, &values).unwrap().extreme.value);
            prop_assert!(contains(large, &lower(small, &values).unwrap().extreme.prior).unwrap());
        }
        for single in sets(Rational::ZERO).iter().filter(|set| !matches!(set, BeliefSet::Ball(ball) if ball.metric().is_some())) {
            prop_assert_eq!(lower(single, &values).unwrap().extreme.value, centre.expectation(&values));
        }
    }

    /// Three states: the vertices of a polygon are the cuts of two of its lines that satisfy everything.
    #[test]
    fn inequalities_agree_with_their_vertices(
        rows in proptest::collection::vec((proptest::collection::vec(-3i64..4, 3), -2i64..3), 0..4),
        values in proptest::collection::vec(-4i64..5, 3),
        share in 0i64..=4,
    ) {
        let values: Vec<Rational> = values.into_iter().map(Rational::from).collect();
        let row = |(a, b): &(Vec<i64>, i64)| Inequality { coefficients: a.iter().map(|a| Rational::from(*a)).collect(), least: fraction(*b, 2) };
        let rows: Vec<Inequality> = rows.iter().map(row).collect();
        let set = BeliefSet::Linear(LinearBeliefs::new(3, rows.clone()).unwrap());
        let mut lines: Vec<(Vec<Rational>, Rational)> = rows.iter().map(|row| (row.coefficients.clone(), row.least.clone())).collect();
        for state in 0..3 {
            lines.push(((0..3).map(|other| Rational::from(u8::from(other == state))).collect(), Rational::ZERO));
        }
        let mut vertices = Vec::new();
        for first in 0..lines.len() {
            for second in 0..first {
                // With p_3 = 1 − p_1 − p_2 two lines are two equations in two unknowns.
                let flat = |(a, b): &(Vec<Rational>, Rational)| (&a[0] - &a[2], &a[1] - &a[2], b - &a[2]);
                let ((a, b, e), (c, d, f)) = (flat(&lines[first]), flat(&lines[second]));
                let determinant = &a * &d - &b * &c;
                if determinant.is_zero() {
                    continue;
                }
                let p = (&e * &d - &b * &f) / &determinant;
                let q = (&a * &f - &e * &c) / &determinant;
                let rest = Rational::ONE - &p - &q;
                if let Ok(vertex) = Distribution::new(vec![p, q, rest]) && set.contains(&vertex) == Some(true) {
                    vertices.push(vertex);
                }
            }
        }
        let expected = vertices.iter().map(|vertex| vertex.expectation(&values)).min();
        match expected {
            None => prop_assert_eq!(lower(&set, &values).unwrap_err(), NoExpectation::EmptySet),
            Some(expected) => {
                prop_assert_eq!(assert_sound(&set, &values), expected.clone());
                let (share, centre) = (fraction(share, 4), distribution(&[1, 2, 1]));
                let mixed = (Rational::ONE - &share) * centre.expectation(&values) + &share * expected;
                let around = BeliefSet::Contamination(Contamination::new(share, centre, set.clone()).unwrap());
                prop_assert_eq!(assert_sound(&around, &values), mixed);
                // Multipliers that claim more prove nothing.
                let honest = lower(&set, &values).unwrap().multipliers.unwrap();
                let raised = Multipliers { total: &honest.total + Rational::ONE, ..honest.clone() };
                prop_assert_eq!(set.lower_bound(&values, Some(&raised)), None);
                prop_assert_eq!(set.lower_bound(&values, None), None);
                let negative = Multipliers { rows: honest.rows.iter().map(|_| -Rational::ONE).collect(), ..honest };
                prop_assert!(rows.is_empty() || set.lower_bound(&values, Some(&negative)).is_none());
            }
        }
    }
}

#[test]
fn data_that_are_no_sets_are_refused_with_the_place() {
    let half = || number("1/2");
    let values = ["0", "1/2", "1/2", "1/2", "1/4", "3/4", "3/4", "1"].map(number).to_vec();
    // {1} and {2} have 1/2 each, together 1/2.
    assert_eq!(EventCapacity::new(3, values).unwrap_err(), BeliefSetError::NotConvex(Event(1), Event(2)));
    let negative = ["0", "-1/4", "1/4", "1"].map(number).to_vec();
    assert_eq!(EventCapacity::new(2, negative).unwrap_err(), BeliefSetError::EventValue(Event(1)));
    let concave = vec![(number("0"), number("0")), (half(), number("3/4")), (number("1"), number("1"))];
    assert_eq!(Distortion::new(distribution(&[1, 1]), concave).unwrap_err(), BeliefSetError::NotConvexAt(1));
    let share = Contamination::new(number("9/8"), distribution(&[1]), BeliefSet::Wald(1)).unwrap_err();
    assert_eq!(share, BeliefSetError::Share(number("9/8")));
    let far = ["0", "1", "5", "1", "0", "1", "5", "1", "0"].map(number).to_vec();
    let (x, y, z) = (JointTypeId(0), JointTypeId(1), JointTypeId(2));
    assert_eq!(Metric::new(3, far).unwrap_err(), MetricError::Triangle(x, y, z));
    assert_eq!(
        Metric::new(2, ["0", "1", "2", "0"].map(number).to_vec()).unwrap_err(),
        MetricError::Asymmetric(x, y)
    );
    assert!(Distribution::new(vec![half(), number("1/3")]).is_err());
    assert!(Hull::new(Vec::new()).is_err());
}

/// A ball that no move leaves: with radius 1/4 the mass goes one step down everywhere, and 1/4 of it to the bottom.
#[test]
fn a_prokhorov_ball_by_hand() {
    let places: Vec<Vec<Rational>> = (0..5).map(|place| vec![fraction(place, 4)]).collect();
    let ball =
        Ball::prokhorov(distribution(&[1, 1, 1, 1, 1]), Metric::of_coordinates(&places), number("1/4")).unwrap();
    let values: Vec<Rational> = (0..5).map(|place| Rational::from(place * place)).collect();
    let found = lower(&BeliefSet::Ball(ball), &values).unwrap().extreme;
    // One step down: 2/5 at 0, 1/5 at 1, 2, 3. Then 1/5 from 3 and 1/20 from 2 to 0.
    assert_eq!(found.prior.probabilities(), ["13/20", "1/5", "3/20", "0", "0"].map(number));
    assert_eq!(found.value, number("4/5"));
}
