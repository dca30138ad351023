//! Distances from failing a condition: against linear programs, against priors that fail, under relabelling and rescaling, and with
//! changed proofs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code)]

mod small_environment;

use ambimech_model::check::{DistanceRefusal, check_nearest, check_never};
use ambimech_model::coalition::Coalition;
use ambimech_model::condition::{Condition, Verdict};
use ambimech_model::design::DesignAnswer;
use ambimech_model::environment::Environment;
use ambimech_model::fragility::{Bets, Distance, Fragility, Grid, Measure, Nearest, NoNearer, Root, Towards};
use ambimech_model::index::JointTypeId;
use ambimech_model::number::Rational;
use ambimech_model::prior::Prior;
use ambimech_model::property::Reports;
use ambimech_solve::condition::decide_condition;
use ambimech_solve::fragility::grid::{Mesh, mix, move_each, other_end};
use ambimech_solve::fragility::way::{Plan, between, follow};
use ambimech_solve::fragility::{CONDITIONS, find_fragility};
use ambimech_solve::lp::{Outcome, Program, Relation, Sign, solve};
use proptest::prelude::*;
use small_environment::{Small, effort, small_environments};

fn ratio(top: i64, bottom: u64) -> Rational {
    Rational::from_parts(top.into(), bottom.into())
}

/// An environment with these weights in which nothing is at stake.
fn plain(counts: &[usize], weights: &[u64]) -> Small {
    let size = weights.len();
    Small {
        counts: counts.to_vec(),
        weights: weights.to_vec(),
        payoffs: vec![vec![vec![0; size]; counts.len()]],
        allocation: vec![0; size],
        outside: false,
        coalitions: None,
    }
}

fn distance(found: &Fragility, measure: Measure) -> &Distance {
    &found.distances.iter().find(|(known, _)| *known == measure).unwrap().1
}

fn nearest(found: &Fragility, measure: Measure) -> &Nearest {
    match distance(found, measure) {
        Distance::Nearest(nearest) => nearest,
        other => panic!("{other:?}"),
    }
}

/// The least total variation at which `combine` is met: a linear program over what is added to and removed from every weight.
fn least_moved(weights: &[u64], rows: &[Vec<(usize, Rational)>]) -> Rational {
    let mut program = Program::new();
    let mut variables = Vec::new();
    for weight in weights {
        let (added, removed) = (program.add_variable(Sign::NonNegative), program.add_variable(Sign::NonNegative));
        program.set_cost(added, Rational::ONE);
        program.add_row(Relation::AtLeast, vec![(removed, -Rational::ONE)], -Rational::from(*weight));
        variables.push((added, removed));
    }
    for row in rows {
        let mut entries = Vec::new();
        let mut right = Rational::ZERO;
        for (place, factor) in row {
            entries.extend([(variables[*place].0, factor.clone()), (variables[*place].1, -factor.clone())]);
            right -= factor * Rational::from(weights[*place]);
        }
        program.add_row(Relation::Equal, entries, right);
    }
    let all = variables.iter().flat_map(|(added, removed)| [(*added, Rational::ONE), (*removed, -Rational::ONE)]);
    program.add_row(Relation::Equal, all.collect(), Rational::ZERO);
    let Ok(Outcome::Optimal { value, .. }) = solve(&program) else { panic!("no optimum") };
    value / Rational::from(weights.iter().sum::<u64>())
}

/// For agent 0 with two types, the program for one ratio of the second row to the first.
fn at_ratio(weights: &[u64], s: &Rational) -> Rational {
    let width = weights.len() / 2;
    let rows: Vec<_> = (0..width).map(|x| vec![(x, s.clone()), (width + x, -Rational::ONE)]).collect();
    least_moved(weights, &rows)
}

#[test]
fn two_by_two_and_two_by_three_against_linear_programs() {
    for (counts, weights) in [
        (vec![2, 2], vec![1u64, 4, 4, 1]),
        (vec![2, 2], vec![3, 1, 1, 2]),
        (vec![2, 2], vec![10, 1, 3, 2]),
        (vec![2, 3], vec![1, 2, 3, 3, 2, 2]),
        (vec![2, 3], vec![9, 1, 1, 2, 1, 5]),
        (vec![2, 3], vec![1, 2, 1, 1, 1, 4]),
    ] {
        let small = plain(&counts, &weights);
        let width = weights.len() / 2;
        let found = find_fragility(&small.environment(), Condition::Bdp);
        let tv = nearest(&found, Measure::TotalVariation);
        let steps = || (1..400u64).map(|step| ratio(1, 1) * ratio(step as i64, 40));
        let first = steps().map(|s| at_ratio(&weights, &s)).min().unwrap();
        // Agent 1: its rows are the columns.
        let turned: Vec<u64> = (0..width).flat_map(|x| [weights[x], weights[width + x]]).collect();
        let mut second = first.clone();
        for a in 0..width {
            for b in 0..a {
                for s in steps() {
                    let rows: Vec<_> =
                        (0..2).map(|y| vec![(2 * a + y, s.clone()), (2 * b + y, -Rational::ONE)]).collect();
                    second = second.min(least_moved(&turned, &rows));
                }
            }
        }
        let by_program = first.min(second);
        assert!(tv.low <= by_program, "{weights:?}: {tv:?} {by_program}");
        assert!(by_program <= &tv.high + ratio(1, 200), "{weights:?}: {tv:?} {by_program}");
        // Convex Independence of two types is the same.
        if counts == [2, 2] {
            let mixed = find_fragility(&small.environment(), Condition::ConvexIndependence);
            for measure in Measure::ALL {
                assert_eq!(nearest(&mixed, measure).exact, nearest(&found, measure).exact);
            }
        }
    }
}

#[test]
fn known_distances() {
    let found = find_fragility(&plain(&[2, 2], &[1, 4, 4, 1]).environment(), Condition::Bdp);
    let tv = nearest(&found, Measure::TotalVariation);
    assert_eq!(tv.exact, Some(Root::new(ratio(-1, 1), ratio(8, 5))));
    assert!(tv.low < tv.high && &tv.high - &tv.low < ratio(1, 1_000_000_000));
    // The ratios are 1/4 and 4.
    assert_eq!(nearest(&found, Measure::Odds).exact, Some(Root::from(Rational::from(4))));
    assert_eq!(nearest(&found, Measure::Odds).low, nearest(&found, Measure::Odds).high);
    // Nothing can fail with one type, and nothing with the same support where supports differ.
    let lone = find_fragility(&plain(&[1, 1], &[1]).environment(), Condition::Bdp);
    assert!(Measure::ALL.iter().all(|measure| matches!(distance(&lone, *measure), Distance::Never(_))));
    let holes = plain(&[2, 2, 2], &[0, 1, 1, 1, 1, 1, 1, 0]);
    let found = find_fragility(&holes.environment(), Condition::Bdp);
    assert_eq!(found.verdict.word(), "holds");
    assert!(matches!(distance(&found, Measure::Odds), Distance::Never(_)));
    assert!(matches!(distance(&found, Measure::TotalVariation), Distance::Nearest(_)));
    // Profiles of probability 0: as near as one likes, and nowhere.
    let found = find_fragility(&holes.environment(), Condition::Cbdp);
    if let Verdict::Holds(_) = found.verdict {
        assert!(nearest(&found, Measure::TotalVariation).high > Rational::ZERO);
    }
}

/// A prior with a pair of proportional rows, or a row that is a mixture, is never nearer than the distance says.
fn failing_prior(small: &Small, condition: Condition, seed: &[u64]) -> Option<Prior> {
    let space = small.space();
    let environment = small.environment();
    let coalition = match condition {
        Condition::Cbdp => environment.pattern().maximal_proper_coalitions(small.counts.len()),
        _ => space.agents().map(Coalition::single).collect(),
    };
    let coalition = coalition[seed[0] as usize % coalition.len()];
    let split = space.split(coalition);
    if split.own_count() < 2 {
        return None;
    }
    let target = JointTypeId(seed[1] as usize % split.own_count());
    let mut weights: Vec<Rational> = small
        .weights
        .iter()
        .zip(seed.iter().cycle().skip(3))
        .map(|(weight, noise)| Rational::from(*weight) * (Rational::from(20) + Rational::from(noise % 5)))
        .collect();
    let others: Vec<JointTypeId> = split.own().filter(|own| *own != target).collect();
    let mixed = if condition == Condition::ConvexIndependence { others.len() } else { 1 };
    let start = seed[2] as usize;
    for x in split.rest() {
        let sum = (0..mixed).fold(Rational::ZERO, |sum, place| {
            let share = Rational::from(1 + seed[(3 + place) % seed.len()] % 4);
            sum + share * &weights[split.profile(others[(start + place) % others.len()], x).0]
        });
        weights[split.profile(target, x).0] = sum / Rational::from(2 + seed[2] % 5);
    }
    Prior::new(&space, &weights).ok()
}

proptest! {
    #![proptest_config(effort(48))]

    #[test]
    fn no_failing_prior_is_nearer(small in small_environments(), seeds in proptest::collection::vec(proptest::collection::vec(0u64..1000, 9), 12)) {
        let environment = small.environment();
        for condition in CONDITIONS {
            let found = find_fragility(&environment, condition);
            let fails = matches!(decide_condition(&environment, condition), Verdict::Fails(_));
            prop_assert_eq!(found.verdict.word() == "fails", fails);
            prop_assert_eq!(found.distances.is_empty(), fails);
            for (measure, distance) in &found.distances {
                match distance {
                    Distance::Nearest(nearest) => {
                        prop_assert!(check_nearest(&environment, condition, *measure, nearest).is_ok());
                        let none = if *measure == Measure::Odds { Rational::ONE } else { Rational::ZERO };
                        prop_assert!(nearest.high > none && nearest.low >= none);
                        let there = environment.with_prior(nearest.prior.clone()).unwrap();
                        prop_assert_eq!(decide_condition(&there, condition).word(), "fails");
                    }
                    Distance::Never(proof) => prop_assert!(check_never(&environment, condition, *measure, proof).is_ok()),
                    Distance::Undecided(reason) => prop_assert!(false, "{:?}", reason),
                }
            }
            for seed in &seeds {
                let Some(prior) = failing_prior(&small, condition, seed) else { continue };
                let there = environment.with_prior(prior.clone()).unwrap();
                if decide_condition(&there, condition).word() != "fails" {
                    continue;
                }
                for (measure, distance) in &found.distances {
                    let between = measure.between(environment.space(), environment.common_prior().unwrap(), &prior);
                    match (distance, between) {
                        (Distance::Nearest(nearest), Some(between)) => prop_assert!(between >= nearest.low),
                        (Distance::Never(_), between) => prop_assert!(between.is_none()),
                        _ => {}
                    }
                }
            }
        }
    }

    #[test]
    fn names_and_units_do_not_matter(small in small_environments(), factor in 2u64..9) {
        let mut scaled = small.clone();
        if scaled.weights.iter().all(|weight| *weight < 1 << 40) {
            scaled.weights.iter_mut().for_each(|weight| *weight *= factor);
        }
        let order: Vec<usize> = (0..small.counts.len()).rev().collect();
        let others = [scaled, small.with_types_reversed(), small.with_agents_in_order(&order)];
        let environment = small.environment();
        for condition in CONDITIONS {
            let found = find_fragility(&environment, condition);
            for other in &others {
                let other = find_fragility(&other.environment(), condition);
                prop_assert_eq!(found.verdict.word(), other.verdict.word());
                for ((measure, one), (_, two)) in found.distances.iter().zip(&other.distances) {
                    match (one, two) {
                        (Distance::Nearest(one), Distance::Nearest(two)) => {
                            prop_assert!(one.low <= two.high && two.low <= one.high);
                            if condition != Condition::ConvexIndependence || *measure == Measure::Odds {
                                prop_assert_eq!(&one.exact, &two.exact);
                                prop_assert_eq!(&one.low, &two.low);
                            }
                        }
                        (Distance::Never(_), Distance::Never(_)) => {}
                        _ => prop_assert!(false, "{:?} {:?}", one, two),
                    }
                }
            }
        }
    }
}

fn environment(text: &str) -> Environment {
    ambimech_io::parse_environment(text, "environment.toml", ambimech_io::Format::Toml, None).unwrap()
}

#[test]
fn changed_answers_are_refused() {
    let small = plain(&[3, 3], &[5, 2, 1, 1, 6, 2, 2, 1, 7]);
    let environment = small.environment();
    let tiny = ratio(1, 1_000_000);
    for condition in CONDITIONS {
        let found = find_fragility(&environment, condition);
        for measure in Measure::ALL {
            let nearest = nearest(&found, measure).clone();
            let check = |changed: &Nearest| check_nearest(&environment, condition, measure, changed);
            assert_eq!(check(&nearest), Ok(()));
            let farther = Nearest { low: &nearest.high + &tiny, exact: None, ..nearest.clone() };
            assert_eq!(check(&farther), Err(DistanceRefusal::BoundsCross));
            let nearer = Nearest { high: &nearest.high - &tiny, exact: None, ..nearest.clone() };
            assert!(matches!(check(&nearer), Err(DistanceRefusal::AtAnotherDistance(_))));
            if nearest.exact.is_some() {
                let worse = Nearest { exact: Some(Root::from(&nearest.low - &tiny)), ..nearest.clone() };
                assert_eq!(check(&worse), Err(DistanceRefusal::BoundsCross));
            }
            // A prior farther away still fails; the true lower bound is all that is left to refuse.
            let own = environment.common_prior().unwrap();
            let at_home = Nearest { prior: own.clone(), ..nearest.clone() };
            assert!(check(&at_home).is_err());
            assert!(check_never(&environment, condition, measure, &nearest.proof).is_err());
            let other = if condition == Condition::Bdp { Condition::ConvexIndependence } else { Condition::Bdp };
            assert_eq!(check_nearest(&environment, other, measure, &nearest), Err(DistanceRefusal::WrongProof));
        }
    }
    // A lower bound that is too high beside a failing prior that is far.
    let uniform = Prior::from_integers(environment.space(), vec![1; 9]).unwrap();
    for condition in CONDITIONS {
        let found = find_fragility(&environment, condition);
        for measure in Measure::ALL {
            let nearest = nearest(&found, measure);
            let there = environment.with_prior(uniform.clone()).unwrap();
            let Verdict::Fails(certificate) = decide_condition(&there, condition) else { panic!() };
            let high =
                measure.between(environment.space(), environment.common_prior().unwrap(), &uniform).unwrap();
            let far = |low: Rational| Nearest {
                low,
                high: high.clone(),
                exact: None,
                prior: uniform.clone(),
                certificate: certificate.clone(),
                proof: nearest.proof.clone(),
            };
            assert_eq!(check_nearest(&environment, condition, measure, &far(nearest.low.clone())), Ok(()));
            let wrong = check_nearest(&environment, condition, measure, &far(&nearest.low + ratio(1, 100)));
            assert!(
                matches!(wrong, Err(DistanceRefusal::Nearer(_) | DistanceRefusal::NotSeparated(_))),
                "{condition} {measure:?} {wrong:?}"
            );
        }
    }
}

#[test]
fn changed_bets_and_prices_are_refused() {
    let environment = plain(&[3, 3], &[5, 2, 1, 1, 6, 2, 2, 1, 7]).environment();
    let found = find_fragility(&environment, Condition::ConvexIndependence);
    for measure in Measure::ALL {
        let nearest = nearest(&found, measure);
        let check = |proof: NoNearer| {
            let changed = Nearest { proof, ..nearest.clone() };
            check_nearest(&environment, Condition::ConvexIndependence, measure, &changed)
        };
        assert_eq!(check(NoNearer::Pairs), Err(DistanceRefusal::WrongProof));
        match &nearest.proof {
            NoNearer::Bets(list) => {
                let mut short = list.clone();
                short.pop();
                assert_eq!(check(NoNearer::Bets(short)), Err(DistanceRefusal::WrongProof));
                for place in 0..list.len() {
                    for bet in [vec![Rational::ZERO; 3], vec![Rational::ONE; 2], Vec::new()] {
                        let mut changed = list.clone();
                        changed[place].2 = Bets::Bet(bet);
                        let agent = changed[place].0;
                        assert_eq!(check(NoNearer::Bets(changed)), Err(DistanceRefusal::NotSeparated(agent)));
                    }
                    let mut changed = list.clone();
                    let halves = Box::new([list[place].2.clone(), list[place].2.clone()]);
                    changed[place].2 = Bets::Cut { first: 0, second: 7, halves };
                    assert!(check(NoNearer::Bets(changed)).is_err());
                }
            }
            NoNearer::Prices(list) => {
                for place in 0..list.len() {
                    let mut changed = list.clone();
                    changed[place].2.gains[0] = ratio(-1, 1);
                    assert_eq!(
                        check(NoNearer::Prices(changed)),
                        Err(DistanceRefusal::NotSeparated(list[place].0))
                    );
                    let mut empty = list.clone();
                    empty[place].2.gains.fill(Rational::ZERO);
                    assert!(check(NoNearer::Prices(empty)).is_err());
                }
            }
            NoNearer::Pairs => panic!("three types need bets"),
        }
    }
}

/// The bounds for three types are near each other, and a failing prior from a fine search over mixtures is not below them.
#[test]
fn bounds_for_three_types_are_close() {
    let weights = [5u64, 2, 1, 1, 6, 2, 2, 1, 7];
    let found = find_fragility(&plain(&[3, 3], &weights).environment(), Condition::ConvexIndependence);
    let tv = nearest(&found, Measure::TotalVariation);
    assert!(&tv.high - &tv.low <= &tv.high * ratio(1, 10), "{} {}", tv.low, tv.high);
    let mut best = Rational::ONE;
    for own in 0..3 {
        let others: Vec<usize> = (0..3).filter(|other| *other != own).collect();
        for first in 0..=12i64 {
            for second in 0..=12i64 {
                let row = |x: usize| {
                    vec![
                        (3 * own + x, ratio(-1, 1)),
                        (3 * others[0] + x, ratio(first, 8)),
                        (3 * others[1] + x, ratio(second, 8)),
                    ]
                };
                if first + second > 0 {
                    best = best.min(least_moved(&weights, &[row(0), row(1), row(2)]));
                }
            }
        }
    }
    assert!(tv.low <= best);
    assert!(tv.high <= &best + ratio(1, 100), "{} {best}", tv.high);
}

#[test]
fn own_beliefs_have_no_distance() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/guo-2017-no-common-prior/environment.toml"
    ));
    let found = find_fragility(&environment(&text.unwrap()), Condition::Bdp);
    assert_eq!(found.verdict.word(), "undecided");
    assert!(found.distances.is_empty());
}

proptest! {
    #![proptest_config(effort(24))]

    /// Theorem 5 of the book: nobody does with less than every mechanism needs. And the condition holds before the end.
    #[test]
    fn stakes_on_the_way(small in small_environments()) {
        let environment = small.environment();
        for condition in [Condition::Bdp, Condition::Cbdp] {
            let found = find_fragility(&environment, condition);
            let plan = Plan { goal: None, reports: Reports::Mixed, halvings: 3 };
            let Some(way) = follow(&environment, &found, &plan) else { continue };
            prop_assert_eq!(way.stations.len(), 4);
            let prior = environment.common_prior().unwrap();
            let exact = |nearest: &Nearest| nearest.low > Rational::ZERO;
            let is_near = found.distances.iter().any(|(measure, distance)| {
                *measure == way.measure && matches!(distance, Distance::Nearest(nearest) if exact(nearest))
            });
            for station in &way.stations {
                let there = between(&environment, prior, &way.end, &(Rational::ONE - &station.remaining)).unwrap();
                if is_near {
                    prop_assert_eq!(decide_condition(&there, condition).word(), "holds");
                }
                if let (DesignAnswer::Done(design), Some(least)) = (&station.answer, &station.least) {
                    let stakes = &design.stakes;
                    prop_assert!(*least <= stakes.largest_payment.3 || *least <= stakes.largest_receipt.3);
                }
            }
        }
    }

    #[test]
    fn grids_say_what_the_conditions_say(small in small_environments()) {
        let environment = small.environment();
        let prior = environment.common_prior().unwrap();
        let mesh = Mesh { steps: 4, sizes: vec![ratio(1, 20), ratio(1, 2)] };
        for towards in [Towards::Uniform, Towards::Independent] {
            let end = other_end(environment.space(), prior, &towards).unwrap();
            let Some(Grid::Mixtures { lines, .. }) = mix(&environment, towards, &end, &CONDITIONS, &mesh) else { panic!() };
            let at = |place: usize| lines[place].1.as_ref().unwrap().iter().map(Verdict::word).collect::<Vec<_>>();
            let said = |environment: &Environment| CONDITIONS.map(|name| decide_condition(environment, name).word()).to_vec();
            prop_assert_eq!(lines.len(), 5);
            prop_assert_eq!(at(0), said(&environment));
            prop_assert_eq!(at(4), said(&environment.with_prior(end).unwrap()));
        }
        let Some(Grid::Moves { lines, .. }) = move_each(&environment, &CONDITIONS, &mesh) else { panic!() };
        for line in lines {
            prop_assert_eq!(line.possible + line.impossible, 2 * environment.space().size());
            for (tally, condition) in line.tallies.iter().zip(CONDITIONS) {
                prop_assert_eq!(tally.holds + tally.fails + tally.undecided, line.possible);
                let here = decide_condition(&environment, condition).word();
                let same = if here == "holds" { tally.holds } else { tally.fails };
                prop_assert_eq!(tally.first_change.is_none(), same == line.possible);
            }
        }
    }
}

/// Two types that come to believe the same and tempt each other: payments double when the way is halved, and cannot do less.
#[test]
fn payments_double_where_the_pair_is_tempted() {
    let text = r#"
format = "ambimech-environment/1"
agents = [{ name = "1", types = ["s", "t"] }, { name = "2", types = ["s", "t"] }]
prior = { "s s" = 3, "s t" = 1, "t s" = 1, "t t" = 3 }
outcomes.x = { "s *" = [0, 3], "t *" = [2, 3] }
outcomes.y = { "s *" = [2, 0], "t *" = [0, 0] }
allocation = { "s *" = "x", "t *" = "y" }
"#;
    let environment = environment(text);
    let found = find_fragility(&environment, Condition::Bdp);
    let goal = "ic,bb".parse().unwrap();
    let way =
        follow(&environment, &found, &Plan { goal: Some(goal), reports: Reports::Mixed, halvings: 8 }).unwrap();
    let largest: Vec<Rational> = way
        .stations
        .iter()
        .map(|station| {
            let DesignAnswer::Done(design) = &station.answer else { panic!("{:?}", station.answer) };
            design.stakes.largest_payment.3.clone().max(design.stakes.largest_receipt.3.clone())
        })
        .collect();
    let least: Vec<Rational> = way.stations.iter().map(|station| station.least.clone().unwrap()).collect();
    for numbers in [largest, least] {
        let growth = &numbers[8] / &numbers[7];
        assert!(growth > ratio(19, 10) && growth < ratio(21, 10), "{growth}");
    }
}
