//! Increasing Differences: the functions ∂v^i/∂s(s, ·) of the others' signals are comonotonic for all s (Lemma B 13).
//!
//! They are when the derivative is a product g'(s) f(others) with a sign, and when it depends on the others through one component x and
//! ∂²v^i/∂s∂x has one sign. A pair of signals that two own indices order in opposite ways refutes it.

use super::lattice::{others, steps};
use super::linearity::proportional;
use super::sign::{Sign, decide_sign};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open};
use ambimech_model::auction::variable::Variable;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Decides Increasing Differences.
pub(super) fn decide_increasing_differences(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    let own = Variable::Own(bidder);
    let slope = auction.bidder(bidder).value.derivative(own);
    if let Some(verdict) = proportional(auction, bidder, &slope) {
        return verdict;
    }
    let theirs: Vec<Variable> = slope.variables().into_iter().filter(|variable| *variable != own).collect();
    if let [only] = theirs.as_slice() {
        let cross = slope.derivative(*only);
        for signed in [cross.clone(), cross.scaled(&-Rational::ONE)] {
            if let Sign::Nonnegative(proof) = decide_sign(&auction.within(&signed), &auction.ranges(&signed)) {
                return AuctionVerdict::Holds(Holds::OneComponent(*only, proof));
            }
        }
    }
    let points = others(auction, slope.variables(), bidder);
    let indices = steps(&auction.own_range(bidder), 4);
    let value = |own_index: &Rational, point: usize| {
        let at = |variable| match variable == own {
            true => Some(own_index.clone()),
            false => points[point].get(&variable).cloned(),
        };
        slope.at(&at).unwrap_or_default()
    };
    let values: Vec<Vec<Rational>> =
        indices.iter().map(|s| (0..points.len()).map(|point| value(s, point)).collect()).collect();
    for (s, at_s) in values.iter().enumerate() {
        for (t, at_t) in values.iter().enumerate().filter(|(t, _)| *t != s) {
            for x in 0..points.len() {
                for y in 0..points.len() {
                    if at_s[x] > at_s[y] && at_t[x] < at_t[y] {
                        return AuctionVerdict::Fails(Fails::NotComonotonic {
                            own: (indices[s].clone(), indices[t].clone()),
                            others: (points[x].clone(), points[y].clone()),
                        });
                    }
                }
            }
        }
    }
    AuctionVerdict::Undecided(Open::NotSettled)
}
