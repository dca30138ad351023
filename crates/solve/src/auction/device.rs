//! Ambiguous communication devices in auctions (SONG Appendix D).
//!
//! A device by cells cuts the range of one component at some numbers, the same for every rival of the bidder, and names to the bidder the cells in which its rivals' components lie, with the
//! names interchanged by systems of which the bidder does not know which one is used. After any message it holds every
//! posterior possible: its set of beliefs is the hull of the prior given each combination of cells. Devices with the fewest cells come first, and of these the
//! one whose least slack is greatest; among cuts at multiples of an equal division of the range.

use super::decide_auction_condition;
use ambimech_model::auction::belief::{BeliefSet, Density};
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Holds};
use ambimech_model::auction::{Auction, Symmetry};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// So many devices are tried at most for each number of cells.
const MOST_TRIED: usize = 2_000;
/// So many beliefs a hull has at most.
const MOST_BELIEFS: usize = 64;

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
    /// The prior alone has Minimal Ambiguity.
    NotNeeded,
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
    let BeliefSet::Hull(list) = &auction.bidder(bidder).beliefs else { return DeviceSearch::NoPrior };
    let [prior] = list.as_slice() else { return DeviceSearch::NoPrior };
    let range = auction.agents().filter(|rival| *rival != bidder).find_map(|rival| {
        let signal = auction.bidder(rival).signals.iter().find(|signal| signal.name == component)?;
        Some((signal.low.clone(), signal.high.clone()))
    });
    let Some((low, high)) = range else { return DeviceSearch::NoPrior };
    let alone = decide_auction_condition(auction, AuctionCondition::MinimalAmbiguity, bidder);
    if matches!(alone.verdict, AuctionVerdict::Holds(_)) {
        return DeviceSearch::NotNeeded;
    }
    let step = (&high - &low) / Rational::from(parts.max(1));
    let mut tried = 0;
    for cells in 2..=most.min(parts) {
        let mut best: Option<(Rational, AuctionDevice)> = None;
        for places in choices(parts, cells - 1).into_iter().take(MOST_TRIED) {
            let cuts: Vec<Rational> = places.iter().map(|place| &low + &step * Rational::from(*place)).collect();
            let Some(after) = after_message(auction, bidder, prior, component, &cuts) else { continue };
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

/// The auction with the hull of the prior given every combination of cells as the bidder's beliefs; `None` when a combination never occurs, or there are too many.
fn after_message(
    auction: &Auction,
    bidder: AgentId,
    prior: &Density,
    component: &str,
    cuts: &[Rational],
) -> Option<Auction> {
    let mut beliefs = vec![prior.clone()];
    for rival in auction.agents().filter(|rival| *rival != bidder) {
        let Some(place) = auction.bidder(rival).signals.iter().position(|signal| signal.name == component) else {
            continue;
        };
        let signal = &auction.bidder(rival).signals[place];
        let ends: Vec<&Rational> =
            std::iter::once(&signal.low).chain(cuts.iter()).chain(std::iter::once(&signal.high)).collect();
        if beliefs.len() * (ends.len() - 1) > MOST_BELIEFS {
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
