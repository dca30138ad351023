//! The informational size of a bidder: greatest values of polynomials on boxes.

use super::sign::{Sign, decide_sign};
use ambimech_model::auction::Auction;
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
    let Some((first, rest)) = polynomials.split_first() else {
        return Some(Greatest { at_least: Rational::ZERO, at_most: Rational::ZERO, proofs: Vec::new() });
    };
    let at_lowest = |(polynomial, ranges): &(Polynomial, Ranges)| {
        polynomial.at(&|variable| ranges.get(&variable).map(|(low, _)| low.clone()))
    };
    let mut at_least = at_lowest(first)?;
    for other in rest {
        at_least = at_least.max(at_lowest(other)?);
    }
    // Points found on the way raise the lower bound until it is proved, or the two are near each other.
    let mut at_most: Option<(Rational, Vec<Subdivision>)> = None;
    let mut tried = at_least.clone();
    for _ in 0..ROUNDS {
        match exceeds(polynomials, &tried) {
            Bounded::Yes(proofs) => at_most = Some((tried.clone(), proofs)),
            Bounded::No(value) => at_least = at_least.max(value),
            Bounded::Open => {}
        }
        tried = match &at_most {
            Some((high, _)) if *high == at_least => break,
            Some((high, _)) => middle(&at_least, high),
            None if tried < at_least => at_least.clone(),
            None => {
                let tops = polynomials.iter().map(|(polynomial, ranges)| {
                    polynomial.range(&|variable| ranges.get(&variable).cloned()).map(|(_, high)| high)
                });
                tops.collect::<Option<Vec<_>>>()?.into_iter().max()?
            }
        };
    }
    let (at_most, proofs) = at_most?;
    let found = Greatest { at_least, at_most, proofs };
    found.is_proved(polynomials).then_some(found)
}

enum Bounded {
    Yes(Vec<Subdivision>),
    No(Rational),
    Open,
}

/// Whether no polynomial exceeds a number; otherwise a value that does.
fn exceeds(polynomials: &[(Polynomial, Ranges)], bound: &Rational) -> Bounded {
    let mut proofs = Vec::with_capacity(polynomials.len());
    for (polynomial, ranges) in polynomials {
        let room = Polynomial::constant(bound.clone()).minus(polynomial);
        match decide_sign(&room, ranges) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            Sign::Negative(point) => {
                return match polynomial.at(&|variable| point.get(&variable).cloned()) {
                    Some(value) => Bounded::No(value),
                    None => Bounded::Open,
                };
            }
            Sign::Unsettled => return Bounded::Open,
        }
    }
    Bounded::Yes(proofs)
}
