//! Values that increase in the signals: the signs of the derivatives of v^i.

use super::sign::{Sign, decide_sign};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open, Point};
use ambimech_model::auction::variable::Variable;
use ambimech_model::index::AgentId;

/// Every derivative at least 0; in the own index not 0 everywhere, so that a polynomial that never falls increases.
pub(super) fn decide_increasing(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    let mut proofs = Vec::new();
    for (variable, derivative) in auction.value_derivatives(bidder) {
        if variable == Variable::Own(bidder) && derivative.is_zero() {
            return AuctionVerdict::Fails(Fails::Derivative(variable, Point::new()));
        }
        match decide_sign(&auction.within(&derivative), &auction.ranges(&derivative)) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            Sign::Negative(point) => return AuctionVerdict::Fails(Fails::Derivative(variable, point)),
            Sign::Unsettled => return AuctionVerdict::Undecided(Open::NotSettled),
        }
    }
    AuctionVerdict::Holds(Holds::Derivatives(proofs))
}
