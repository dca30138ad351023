//! The conditions of SONG sections 4 and 5 on an auction, and whether the efficient rule can be implemented.
//!
//! Every finding leaves only after [`check_auction_finding`] accepted its evidence; what it refuses is left open.

mod comonotonic_independence;
mod device;
mod enclosed;
mod general;
mod increasing;
mod increasing_differences;
mod informational_size;
mod lattice;
mod least;
mod linearity;
mod minimal_ambiguity;
mod minimum;
mod monotonicity;
mod sign;

use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict, Holds, Open};
use ambimech_model::auction::report::Report;
use ambimech_model::auction::theorem::{AuctionStudy, efficient_rule};
use ambimech_model::auction::winning::middle;
use ambimech_model::check::check_auction_finding;
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

pub use device::{AuctionDevice, DeviceSearch, find_device};
pub use enclosed::decide_enclosed;
pub use general::study_general_auction;
pub use informational_size::informational_size;
pub use least::least_parameter;
pub use minimal_ambiguity::contamination_need;

/// Every condition for every bidder that stands for others or itself, what contamination needs, and what follows.
pub fn study_auction(auction: &Auction) -> AuctionStudy {
    let mut findings = Vec::new();
    for condition in AuctionCondition::ALL {
        for bidder in auction.representatives() {
            findings.push(decide_auction_condition(auction, condition, bidder));
        }
    }
    let needs = auction.representatives().into_iter().filter_map(|bidder| contamination_need(auction, bidder));
    let conclusion = efficient_rule(&findings);
    AuctionStudy { needs: needs.collect(), findings, conclusion }
}

/// These conditions, for each of these bidders.
pub fn decide_premises(
    auction: &Auction,
    conditions: &[AuctionCondition],
    bidders: &[AgentId],
) -> Vec<AuctionFinding> {
    let each = conditions.iter().flat_map(|condition| bidders.iter().map(move |bidder| (*condition, *bidder)));
    each.map(|(condition, bidder)| decide_auction_condition(auction, condition, bidder)).collect()
}

/// Decides a condition for one bidder.
pub fn decide_auction_condition(
    auction: &Auction,
    condition: AuctionCondition,
    bidder: AgentId,
) -> AuctionFinding {
    let verdict = match condition {
        AuctionCondition::Increasing => increasing::decide_increasing(auction, bidder),
        AuctionCondition::Monotonicity => monotonicity::decide_monotonicity(auction, bidder),
        AuctionCondition::Linearity => linearity::decide_linearity(auction, bidder),
        AuctionCondition::IncreasingDifferences => {
            increasing_differences::decide_increasing_differences(auction, bidder)
        }
        AuctionCondition::ComonotonicIndependence => {
            comonotonic_independence::decide_comonotonic_independence(auction, bidder)
        }
        AuctionCondition::LipschitzContinuity => {
            AuctionVerdict::Holds(Holds::Constant(lipschitz_constant(auction, bidder)))
        }
        AuctionCondition::MinimalAmbiguity => minimal_ambiguity::decide_minimal_ambiguity(auction, bidder),
    };
    let finding = AuctionFinding { condition, bidder, verdict };
    match check_auction_finding(auction, &finding) {
        Ok(()) => finding,
        Err(_) => AuctionFinding { verdict: AuctionVerdict::Undecided(Open::NotSettled), ..finding },
    }
}

/// The steepest slope of an extreme report.
fn lipschitz_constant(auction: &Auction, bidder: AgentId) -> Rational {
    let kinks = auction.report_kinks(bidder);
    let mut constant = Rational::ZERO;
    for ends in kinks.windows(2) {
        for report in [Report::Favourable, Report::Unfavourable] {
            for reported in auction.reported(bidder, report, &middle(&ends[0], &ends[1])) {
                let slope = reported.value.coefficient(1);
                let size = if slope < Rational::ZERO { -slope } else { slope };
                if size > constant {
                    constant = size;
                }
            }
        }
    }
    constant
}
