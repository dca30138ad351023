//! The informational size of a bidder: greatest values of polynomials on boxes.

use super::sign::{Sign, decide_sign};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::Point;
use ambimech_model::auction::informational_size::{Greatest, InformationalSize};
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::subdivision::{Ranges, Subdivision};
use ambimech_model::auction::winning::middle;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// The bounds are brought nearer to each other so often.
const ROUNDS: usize = 24;

/// Both measures, enclosed; `None` when a polynomial is too large, nothing was settled, or orders cut the signal spaces out of boxes.
pub fn informational_size(auction: &Auction, bidder: AgentId) -> Option<InformationalSize> {
    if auction.has_orders() {
        return None;
    }
    Some(InformationalSize {
        bidder,
        derivative: greatest(&auction.influences(bidder))?,
        spread: greatest(&auction.spreads(bidder)?)?,
    })
}

/// The greatest value of several polynomials, each on its box; 0 without polynomials, as for private values.
fn greatest(polynomials: &[(Polynomial, Ranges)]) -> Option<Greatest> {
    let mut best: Option<Attained> = None;
    for (number, (polynomial, ranges)) in polynomials.iter().enumerate() {
        let lowest = ranges.iter().map(|(variable, (low, _))| (*variable, low.clone())).collect();
        let found = Attained::new(number, polynomial, lowest)?;
        if best.as_ref().is_none_or(|best| best.value < found.value) {
            best = Some(found);
        }
    }
    let Some(mut best) = best else {
        let (at_least, at_most) = (Rational::ZERO, Rational::ZERO);
        return Some(Greatest { at_least, attained: None, at_most, proofs: Vec::new() });
    };
    // Points found on the way raise the lower bound until it is proved, or the two are near each other.
    let mut at_most: Option<(Rational, Vec<Subdivision>)> = None;
    let mut tried = best.value.clone();
    for _ in 0..ROUNDS {
        match exceeds(polynomials, &tried) {
            Bounded::Yes(proofs) => at_most = Some((tried.clone(), proofs)),
            Bounded::No(found) if best.value < found.value => best = found,
            Bounded::No(_) => {}
            Bounded::Open => {}
        }
        tried = match &at_most {
            Some((high, _)) if *high == best.value => break,
            Some((high, _)) => middle(&best.value, high),
            None if tried < best.value => best.value.clone(),
            None => {
                let tops = polynomials.iter().map(|(polynomial, ranges)| {
                    polynomial.range(&|variable| ranges.get(&variable).cloned()).map(|(_, high)| high)
                });
                tops.collect::<Option<Vec<_>>>()?.into_iter().max()?
            }
        };
    }
    let (at_most, proofs) = at_most?;
    let attained = Some((best.polynomial, best.at));
    let found = Greatest { at_least: best.value, attained, at_most, proofs };
    found.is_proved(polynomials).then_some(found)
}

/// A value of a polynomial, and where.
struct Attained {
    polynomial: usize,
    at: Point,
    value: Rational,
}

impl Attained {
    fn new(number: usize, polynomial: &Polynomial, at: Point) -> Option<Attained> {
        let value = polynomial.at(&|variable| at.get(&variable).cloned())?;
        Some(Attained { polynomial: number, at, value })
    }
}

enum Bounded {
    Yes(Vec<Subdivision>),
    No(Attained),
    Open,
}

/// Whether no polynomial exceeds a number; otherwise a value that does.
fn exceeds(polynomials: &[(Polynomial, Ranges)], bound: &Rational) -> Bounded {
    let mut proofs = Vec::with_capacity(polynomials.len());
    for (number, (polynomial, ranges)) in polynomials.iter().enumerate() {
        let room = Polynomial::constant(bound.clone()).minus(polynomial);
        match decide_sign(&room, ranges) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            Sign::Negative(point) => {
                return Attained::new(number, polynomial, point).map_or(Bounded::Open, Bounded::No);
            }
            Sign::Unsettled => return Bounded::Open,
        }
    }
    Bounded::Yes(proofs)
}
