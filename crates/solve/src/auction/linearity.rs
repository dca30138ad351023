//! Linearity: ∂v^i/∂s = g'(s) f(others).
//!
//! Written by powers of s, the derivative Σ_k s^k d_k(others) is such a product exactly when the d_k are multiples of one polynomial.

use super::lattice::{others, steps};
use super::sign::{Sign, decide_sign};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open};
use ambimech_model::auction::polynomial::Polynomial;
use ambimech_model::auction::variable::Variable;
use ambimech_model::check::is_proportional;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Decides Linearity.
pub(super) fn decide_linearity(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    let slope = auction.bidder(bidder).value.derivative(Variable::Own(bidder));
    if let Some(verdict) = proportional(auction, bidder, &slope) {
        return verdict;
    }
    let points = others(auction, slope.variables(), bidder);
    let own = steps(&auction.own_range(bidder), 4);
    let value = |own: &Rational, point: usize| {
        let at = |variable| match variable == Variable::Own(bidder) {
            true => Some(own.clone()),
            false => points[point].get(&variable).cloned(),
        };
        slope.at(&at).unwrap_or_default()
    };
    for s in &own {
        for t in own.iter().filter(|t| *t > s) {
            for x in 0..points.len() {
                for y in x + 1..points.len() {
                    if value(s, x) * value(t, y) != value(t, x) * value(s, y) {
                        return AuctionVerdict::Fails(Fails::NotProportional {
                            own: (s.clone(), t.clone()),
                            others: (points[x].clone(), points[y].clone()),
                        });
                    }
                }
            }
        }
    }
    AuctionVerdict::Undecided(Open::NotSettled)
}

/// Holds when the derivative is such a product and its sign is proved; `None` when it is no such product.
pub(super) fn proportional(auction: &Auction, bidder: AgentId, slope: &Polynomial) -> Option<AuctionVerdict> {
    is_proportional(slope, bidder).then(|| match decide_sign(&auction.within(slope), &auction.ranges(slope)) {
        Sign::Nonnegative(proof) => AuctionVerdict::Holds(Holds::Proportional(proof)),
        _ => AuctionVerdict::Undecided(Open::NotSettled),
    })
}
