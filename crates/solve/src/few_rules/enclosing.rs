//! Rules that enclose all others: as many as there are bets, and one more.
//!
//! # Definition
//! With a basis φ^1, …, φ^d of the bets that change nothing on path, the rules are η + Mφ^1, …, η + Mφ^d and η − M(φ^1 + … + φ^d). Every
//! η + φ with φ in the span is a mixture of them when M is large: the d + 1 vectors e_1, …, e_d, −(1, …, 1) have 0 in the interior of
//! their convex hull. So whatever single rule around η stops a type, some mixture of these does, and d + 1 rules are enough whenever the
//! usual design has its rules around η. Rules that are not needed are left out, one after another, as long as the rest is enough.

use super::descent::Shape;
use super::directions::Directions;
use super::found::{Found, Ground};

/// Multiplications for leaving out one rule, times the number of rules, beyond which none are left out.
const MOST_WORK: u64 = 2_000_000_000;

/// The directions with their scale; `None` when they are not enough.
pub fn enclose(ground: &Ground<'_>) -> Option<Found> {
    let dimension = ground.bets.len();
    let unit = |place: usize| (0..dimension).map(|other| i64::from(other == place)).collect();
    let mut multiples: Vec<Vec<i64>> = (0..dimension).map(unit).collect();
    multiples.push(vec![-1; dimension]);
    let mut known = Directions { multiples, shape: Shape::OneByOne };
    let misreports: usize = ground.targets.iter().map(|target| target.misreports.len()).sum();
    // A program of one type takes about rules² · misreports, each rule is tried once.
    let work = (misreports as u64).saturating_mul((dimension as u64).saturating_pow(3));
    let mut order: Vec<usize> = (0..ground.targets.len()).collect();
    let mut place = 0;
    while work <= MOST_WORK && place < known.multiples.len() && known.multiples.len() > 2 {
        let mut fewer = known.clone();
        fewer.multiples.remove(place);
        if ground.proposed_payment(&fewer, &mut order).is_some() && ground.decide(fewer.clone()).is_some() {
            known = fewer;
        } else {
            place += 1;
        }
    }
    ground.decide(known)
}
