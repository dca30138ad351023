//! The search for directions with a given number of rules.

use super::descent::{Landscape, Shape};
use super::directions::Directions;
use super::found::{Found, Ground};
use super::random::Random;
use ambimech_model::property::Reports;

/// Multiplications that the search for one number of rules, one base rule and one shape may take, about, where time does not matter.
pub const MOST_WORK: u64 = 1_500_000_000;
/// Multiplications of one step beyond which there is no search.
const MOST_WORK_OF_A_STEP: u64 = 300_000_000;
/// Steps of one descent, and how many of them one takes on average.
const STEPS: usize = 200;
const USUAL_STEPS: u64 = 60;
/// Starts of the search, at least and at most, and successful ones after which it is enough.
const FEWEST_STARTS: u64 = 3;
const MOST_STARTS: u64 = 240;
const ENOUGH: usize = 6;
/// How strongly bets are pulled together after a success, in turn.
const PULLS: [f64; 2] = [1e-2, 1e-3];
/// Largest multiples of the basis to which bets are rounded, in turn.
const SIZES: [f64; 18] =
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 30.0, 50.0, 100.0, 300.0, 1e3, 1e4, 1e5];
/// Roundings after the first one that does it, and how many are decided exactly at most.
const MORE_SIZES: usize = 3;
const MOST_DECIDED: usize = 6;
/// Bets tried at random against pure reports.
const DRAWS: u64 = 300;

/// Directions with so many rules, the best of a few by the largest payment; `None` when none were found.
pub fn find(ground: &Ground<'_>, rules: usize, shape: Shape) -> Option<Found> {
    match ground.reports {
        Reports::Pure => find_against_pure(ground, shape),
        Reports::Mixed => find_against_mixed(ground, rules, shape),
    }
}

/// The better of two: with the smaller largest payment, the first of equals.
pub fn better(known: Option<Found>, next: Option<Found>) -> Option<Found> {
    match (known, next) {
        (Some(known), Some(next)) if next.largest_payment < known.largest_payment => Some(next),
        (Some(known), _) => Some(known),
        (None, next) => next,
    }
}

fn find_against_mixed(ground: &Ground<'_>, rules: usize, shape: Shape) -> Option<Found> {
    let dimension = ground.bets.len();
    let bets = if shape == Shape::InPairs { rules / 2 } else { rules };
    let landscape = Landscape::new(ground.targets, dimension, shape);
    let work = landscape.work(bets).max(1);
    if work > MOST_WORK_OF_A_STEP {
        return None;
    }
    let starts = (ground.work / (work.saturating_mul(USUAL_STEPS))).clamp(FEWEST_STARTS, MOST_STARTS);
    let enough = if starts < 100 { 2 } else { ENOUGH };
    let mut random = Random::new(rules as u64 * 2 + u64::from(shape == Shape::InPairs));
    let mut order: Vec<usize> = (0..ground.targets.len()).collect();
    let (mut best, mut successes) = (None, 0);
    for _ in 0..starts {
        let mut place = landscape.start(bets, &mut || random.bell());
        if !landscape.descend(&mut place, bets, shape, 0.0, STEPS) {
            continue;
        }
        let mut places = vec![place];
        for pull in PULLS {
            let mut pulled = places[0].clone();
            landscape.descend(&mut pulled, bets, shape, pull, STEPS);
            places.push(pulled);
        }
        let bets: Vec<&[f64]> = places.iter().map(|place| place.bets.as_slice()).collect();
        let any = round(ground, &bets, shape, &mut order);
        successes += usize::from(any.is_some());
        best = better(best, any);
        if successes == enough {
            break;
        }
    }
    best
}

/// The best of the roundings of these bets that do it. What they cost is looked up in floating point, and the cheapest are decided
/// exactly.
fn round(ground: &Ground<'_>, places: &[&[f64]], shape: Shape, order: &mut Vec<usize>) -> Option<Found> {
    let mut proposals: Vec<(f64, Directions)> = Vec::new();
    for bets in places {
        let mut left = MORE_SIZES;
        for size in SIZES {
            let Some(directions) = Directions::rounded(bets, ground.bets.len(), size, shape) else { continue };
            if proposals.iter().any(|(_, known)| *known == directions) {
                continue;
            }
            if let Some(payment) = ground.proposed_payment(&directions, order) {
                proposals.push((payment, directions));
                if left == 0 {
                    break;
                }
                left -= 1;
            }
        }
    }
    proposals.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut exact = proposals.into_iter().take(MOST_DECIDED);
    exact.find_map(|(_, directions)| ground.decide(directions))
}

/// η ± Mφ with a φ that is worth something to every report that gains: almost every φ is, small multiples are tried at random and
/// the best is improved one multiple at a time.
fn find_against_pure(ground: &Ground<'_>, shape: Shape) -> Option<Found> {
    if shape == Shape::OneByOne {
        return None;
    }
    let dimension = ground.bets.len();
    let numbers: usize = ground.targets.iter().map(|target| target.misreports.len() * dimension).sum();
    let draws = (50_000_000 / (numbers as u64 + 1)).clamp(8, DRAWS);
    let mut random = Random::new(1);
    let mut order: Vec<usize> = (0..ground.targets.len()).collect();
    let mut attempt = |multiples: Vec<i64>| {
        let directions = Directions { multiples: vec![multiples], shape };
        let payment = ground.proposed_payment(&directions, &mut order);
        payment.map(|payment| (payment, directions))
    };
    let mut best: Option<(f64, Directions)> = None;
    let mut take = |best: &mut Option<(f64, Directions)>, multiples: Vec<i64>| {
        if let Some(next) = attempt(multiples)
            && best.as_ref().is_none_or(|known| next.0 < known.0)
        {
            *best = Some(next);
        }
    };
    for draw in 0..draws {
        // Sparse ones first, then larger multiples.
        let (size, rarity) = (1 + draw * 4 / draws, if draw.is_multiple_of(2) { 2 } else { 1 });
        let multiple = |_| if random.word().is_multiple_of(rarity) { random.whole(size) } else { 0 };
        take(&mut best, (0..dimension).map(multiple).collect());
    }
    for _ in 0..(draws as usize / dimension.max(1)).clamp(1, 4) {
        for place in 0..dimension {
            for change in [-1, 1] {
                let mut multiples = best.as_ref()?.1.multiples[0].clone();
                multiples[place] += change;
                take(&mut best, multiples);
            }
        }
    }
    ground.decide(best?.1)
}
