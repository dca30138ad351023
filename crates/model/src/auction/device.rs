//! Ambiguous communication devices in auctions (SONG Appendix D): the beliefs after a message.
//!
//! A device by cells cuts the range of one component at some numbers, the same for every rival of the bidder. After any message the bidder holds every
//! posterior possible: its set of beliefs is the hull of the prior given each combination of cells of its rivals' components.

use super::belief::{BeliefSet, Density};
use super::condition::AuctionFinding;
use super::{Auction, Symmetry};
use crate::index::AgentId;
use crate::number::Rational;

/// So many beliefs a hull has at most.
const MOST_BELIEFS: usize = 64;

/// That messages about the cells between some cuts create enough ambiguity for a bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceClaim {
    /// Where the component is cut, increasing; empty when the prior alone is enough.
    pub cuts: Vec<Rational>,
    /// Minimal Ambiguity for the bidder after the message, with evidence.
    pub finding: AuctionFinding,
}

/// The one density that a bidder believes in, when it is one.
pub fn prior(auction: &Auction, bidder: AgentId) -> Option<&Density> {
    match &auction.bidder(bidder).beliefs {
        BeliefSet::Hull(list) => match list.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

/// The auction with the hull of the prior given every combination of cells as the bidder's beliefs; without cuts the auction itself.
///
/// `None` when the bidder has no prior, no rival has the component, the cuts do not increase inside its range, a combination never occurs, or there are
/// too many.
pub fn after_message(auction: &Auction, bidder: AgentId, component: &str, cuts: &[Rational]) -> Option<Auction> {
    let prior = prior(auction, bidder)?;
    let place = |rival: AgentId| auction.bidder(rival).signals.iter().position(|known| known.name == component);
    let rivals = auction.agents().filter(|rival| *rival != bidder);
    let rivals: Vec<(AgentId, usize)> = rivals.filter_map(|rival| Some((rival, place(rival)?))).collect();
    if rivals.is_empty() {
        return None;
    }
    if cuts.is_empty() {
        return Some(auction.clone());
    }
    let mut beliefs = vec![prior.clone()];
    for (rival, place) in rivals {
        let signal = &auction.bidder(rival).signals[place];
        let ends: Vec<&Rational> =
            std::iter::once(&signal.low).chain(cuts.iter()).chain(std::iter::once(&signal.high)).collect();
        let increases = ends.windows(2).all(|pair| pair[0] < pair[1]);
        if !increases || beliefs.len() * (ends.len() - 1) > MOST_BELIEFS {
            return None;
        }
        let mut longer = Vec::new();
        for known in &beliefs {
            for pair in ends.windows(2) {
                let mut next = known.clone();
                next.marginals[rival.0][place] = known.marginals[rival.0][place].given(pair[0], pair[1])?;
                longer.push(next);
            }
        }
        beliefs = longer;
    }
    // Beliefs about rivals differ after a message: bidders are described one by one.
    let mut bidders = auction.bidders().to_vec();
    bidders[bidder.0].beliefs = BeliefSet::Hull(beliefs);
    let title = (auction.name().to_string(), auction.source().to_string());
    let after = Auction::new(title, bidders, Symmetry::OneByOne, auction.ties().clone()).ok()?;
    Some(after.with_spaces_of(auction))
}
