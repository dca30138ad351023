//! Ambiguous communication devices in auctions (SONG Appendix D).
//!
//! A device by cells cuts the range of one component at some numbers, the same for every rival of the bidder, and names to the bidder the cells in which its rivals' components lie, with the
//! names interchanged by systems of which the bidder does not know which one is used. After any message it holds every
//! posterior possible: its set of beliefs is the hull of the prior given each combination of cells. Devices with the fewest cells come first, and of these the
//! one whose least slack is greatest; among cuts at multiples of an equal division of the range.

use super::decide_auction_condition;
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Holds};
use ambimech_model::auction::device::{after_message, prior};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// So many devices are tried at most for each number of cells.
const MOST_TRIED: usize = 2_000;

/// A device with enough ambiguity for one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuctionDevice {
    /// The bidder that gets the messages.
    pub bidder: AgentId,
    /// The name of the component of its rivals that is cut.
    pub component: String,
    /// Where it is cut, increasing.
    pub cuts: Vec<Rational>,
    /// The auction with the bidder's beliefs after a message.
    pub after: Auction,
    /// Minimal Ambiguity of that auction for the bidder, which holds; accepted by the checker.
    pub finding: AuctionFinding,
}

/// What a search for devices found for one bidder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceSearch {
    /// The prior alone has Minimal Ambiguity, by this finding; accepted by the checker.
    NotNeeded(Box<AuctionFinding>),
    /// A device with the fewest cells among those that were tried.
    Found(Box<AuctionDevice>),
    /// None of those that were tried is enough; so many were.
    NoneOf(usize),
    /// The bidder's beliefs are not one density, or no rival has the component.
    NoPrior,
}

/// Looks for a device with at most `most` cells, cut at multiples of the `parts`-th part of the component's range.
pub fn find_device(
    auction: &Auction,
    bidder: AgentId,
    component: &str,
    parts: usize,
    most: usize,
) -> DeviceSearch {
    if prior(auction, bidder).is_none() {
        return DeviceSearch::NoPrior;
    }
    let range = auction.agents().filter(|rival| *rival != bidder).find_map(|rival| {
        let signal = auction.bidder(rival).signals.iter().find(|signal| signal.name == component)?;
        Some((signal.low.clone(), signal.high.clone()))
    });
    let Some((low, high)) = range else { return DeviceSearch::NoPrior };
    let alone = decide_auction_condition(auction, AuctionCondition::MinimalAmbiguity, bidder);
    if matches!(alone.verdict, AuctionVerdict::Holds(_)) {
        return DeviceSearch::NotNeeded(Box::new(alone));
    }
    let step = (&high - &low) / Rational::from(parts.max(1));
    let mut tried = 0;
    for cells in 2..=most.min(parts) {
        let mut best: Option<(Rational, AuctionDevice)> = None;
        for places in choices(parts, cells - 1).into_iter().take(MOST_TRIED) {
            let cuts: Vec<Rational> = places.iter().map(|place| &low + &step * Rational::from(*place)).collect();
            let Some(after) = after_message(auction, bidder, component, &cuts) else { continue };
            tried += 1;
            let finding = decide_auction_condition(&after, AuctionCondition::MinimalAmbiguity, bidder);
            let slack = match &finding.verdict {
                AuctionVerdict::Holds(Holds::Slack(tightest, _)) => tightest.slack.clone(),
                AuctionVerdict::Holds(_) => Rational::ZERO,
                _ => continue,
            };
            if best.as_ref().is_none_or(|(known, _)| slack > *known) {
                let component = component.to_string();
                best = Some((slack, AuctionDevice { bidder, component, cuts, after, finding }));
            }
        }
        if let Some((_, device)) = best {
            return DeviceSearch::Found(Box::new(device));
        }
    }
    DeviceSearch::NoneOf(tried)
}

/// All ways to choose so many of the numbers 1, …, parts − 1; those nearest to an equal division of the range first.
fn choices(parts: usize, count: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..count {
        let longer = |known: Vec<usize>| {
            let from = known.last().map_or(1, |last| last + 1);
            (from..parts).map(move |next| [known.clone(), vec![next]].concat())
        };
        found = found.into_iter().flat_map(longer).collect();
    }
    let unevenness = |places: &Vec<usize>| -> usize {
        let even = |(number, place): (usize, &usize)| ((number + 1) * parts).abs_diff(place * (count + 1));
        places.iter().enumerate().map(even).sum()
    };
    found.sort_by_key(unevenness);
    found
}
