//! Comonotonic Independence: is the set of beliefs the core of a convex capacity?
//!
//! Contamination, a Prokhorov ball and a single density are; the hull of finitely many densities of which two differ never is. The proofs
//! are in the book, on the page about auctions.

use ambimech_model::auction::Auction;
use ambimech_model::auction::belief::BeliefSet;
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open};
use ambimech_model::check::{are_same, differ};
use ambimech_model::index::AgentId;

/// Decides Comonotonic Independence.
pub(super) fn decide_comonotonic_independence(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    match &auction.bidder(bidder).beliefs {
        BeliefSet::Contamination { .. } => AuctionVerdict::Holds(Holds::Contamination),
        BeliefSet::Prokhorov { .. } => AuctionVerdict::Holds(Holds::ProkhorovBall),
        BeliefSet::Hull(densities) => {
            match (1..densities.len()).find(|other| differ(auction, bidder, 0, *other)) {
                Some(other) => AuctionVerdict::Fails(Fails::TwoDensities(0, other)),
                None if (1..densities.len()).all(|other| are_same(auction, bidder, 0, other)) => {
                    AuctionVerdict::Holds(Holds::OneDensity)
                }
                // Orders between components may leave a difference of the description nothing to differ about.
                None => AuctionVerdict::Undecided(Open::NotSettled),
            }
        }
    }
}
