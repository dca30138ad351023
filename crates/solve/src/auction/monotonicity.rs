//! Monotonicity: with either extreme report, who wins at an own index wins at every higher one.
//!
//! It holds when the margin over every rival never falls in the own index (generalised single crossing, SONG appendix C). Where a margin falls, a
//! profile of the others is looked for against which the lower index wins, just so, and the higher one does not.

use super::lattice::steps;
use super::sign::{Sign, decide_sign};
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open, Point};
use ambimech_model::auction::derivative::MarginSlope;
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::report::Report;
use ambimech_model::auction::variable::{SignalId, Variable};
use ambimech_model::auction::{Auction, Signal, Symmetry};
use ambimech_model::check::general_wins;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Own indices that are tried on a piece where a margin falls.
const STEPS: usize = 8;
/// So often the way from the others' lowest to their highest signals is halved.
const HALVINGS: usize = 24;

/// Decides Monotonicity.
pub(super) fn decide_monotonicity(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    let Some(slopes) = auction.margin_slopes(bidder) else { return AuctionVerdict::Undecided(Open::TooLarge) };
    let mut proofs = Vec::new();
    let mut falling = Vec::new();
    for margin in &slopes {
        match decide_sign(&auction.within(&margin.slope), &margin.ranges) {
            Sign::Nonnegative(proof) => proofs.push(proof),
            _ => falling.push(margin),
        }
    }
    if falling.is_empty() {
        return AuctionVerdict::Holds(Holds::Margins(proofs));
    }
    let general = GeneralAuction::of(auction);
    let won = |report, own: &Rational, others: &Point| {
        general_wins(&general, bidder, report, own, others).unwrap_or(false)
    };
    let search = |margin: &MarginSlope| lost(auction, bidder, (margin.rival, margin.report, &margin.own), &won);
    match falling.into_iter().find_map(search) {
        Some(found) => AuctionVerdict::Fails(found),
        None => AuctionVerdict::Undecided(Open::NotSettled),
    }
}

/// A pair of own indices of the piece and signals of the others with which the higher index loses.
pub(super) fn lost(
    auction: &Auction,
    bidder: AgentId,
    (rival, report, piece): (AgentId, Report, &(Rational, Rational)),
    wins: &dyn Fn(Report, &Rational, &Point) -> bool,
) -> Option<Fails> {
    let own = steps(piece, STEPS);
    let won = |index: &Rational, share: &Rational| wins(report, index, &on_the_way(auction, bidder, rival, share));
    let found = |(from, to): (&Rational, &Rational), share: &Rational| Fails::Lost {
        report,
        from: from.clone(),
        to: to.clone(),
        others: on_the_way(auction, bidder, rival, share),
    };
    for pair in own.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        let (mut won_at, mut lost_at) = (Rational::ZERO, Rational::ONE);
        if !won(from, &won_at) || won(from, &lost_at) {
            // Still the two ends themselves may tell.
            for share in [&won_at, &lost_at] {
                if won(from, share) && !won(to, share) {
                    return Some(found((from, to), share));
                }
            }
            continue;
        }
        for _ in 0..HALVINGS {
            let share = (&won_at + &lost_at) / Rational::from(2);
            if won(from, &share) {
                won_at = share;
            } else {
                lost_at = share;
            }
            if !won(to, &won_at) {
                return Some(found((from, to), &won_at));
            }
        }
    }
    None
}

/// Signals of the others: the rival's components this share of the way from the lowest to the highest, of exchangeable rivals all alike; those
/// of all others the lowest.
fn on_the_way(auction: &Auction, bidder: AgentId, rival: AgentId, share: &Rational) -> Point {
    let mut point = Point::new();
    for other in auction.agents().filter(|other| *other != bidder) {
        let moves = other == rival || auction.symmetry() == Symmetry::Exchangeable;
        for (component, (low, high)) in ends(auction, other).into_iter().enumerate() {
            let value = if moves { &low + (high - &low) * share } else { low };
            point.insert(Variable::Signal(SignalId { bidder: other, component }), value);
        }
    }
    point
}

/// For every component its values at two possible signals of a bidder, those with the least and the greatest sum of components: in a sublattice the least and
/// the greatest signal. What lies between the two is possible as well.
fn ends(auction: &Auction, bidder: AgentId) -> Vec<(Rational, Rational)> {
    let Some(space) = auction.space(bidder) else {
        let range = |signal: &Signal| (signal.low.clone(), signal.high.clone());
        return auction.bidder(bidder).signals.iter().map(range).collect();
    };
    let sum = |vertex: &&Vec<Rational>| vertex.iter().fold(Rational::ZERO, |sum, value| sum + value);
    let (least, greatest) = (space.vertices().iter().min_by_key(sum), space.vertices().iter().max_by_key(sum));
    least
        .zip(greatest)
        .map(|(low, high)| low.iter().cloned().zip(high.iter().cloned()).collect())
        .unwrap_or_default()
}
