//! Whether findings about an auction are complete and proved, and what then follows for the efficient rule.

use super::auction::AuctionRefusal;
use super::{check_auction_finding, check_general_finding};
use crate::auction::Auction;
use crate::auction::condition::{AuctionCondition, AuctionFinding};
use crate::auction::general::GeneralAuction;
use crate::auction::theorem::{EfficientRule, efficient_rule, efficient_rule_of_general};
use crate::index::AgentId;

/// Why findings are not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingsRefusal {
    /// At this place should be what is found about this condition for this bidder: without it nothing follows about all bidders.
    Missing {
        /// The place, from 0.
        place: usize,
        /// The condition.
        condition: AuctionCondition,
        /// The bidder.
        bidder: AgentId,
    },
    /// There are findings after the last one.
    TooMany,
    /// The evidence at a place, from 0, is not accepted.
    Evidence(usize, AuctionRefusal),
}

/// Checks the findings about all conditions, one for each bidder that stands for others or itself, in the order of the conditions, and draws
/// the conclusion again.
///
/// # Errors
/// What is missing, or what is wrong with the evidence.
pub fn check_auction_findings(
    auction: &Auction,
    findings: &[AuctionFinding],
) -> Result<EfficientRule, FindingsRefusal> {
    check_all(auction, findings, |finding| check_auction_finding(auction, finding))?;
    Ok(efficient_rule(findings))
}

/// As [`check_auction_findings`], for values of any kind.
///
/// # Errors
/// What is missing, or what is wrong with the evidence.
pub fn check_general_findings(
    general: &GeneralAuction,
    findings: &[AuctionFinding],
) -> Result<EfficientRule, FindingsRefusal> {
    check_all(general.frame(), findings, |finding| check_general_finding(general, finding))?;
    Ok(efficient_rule_of_general(general, findings))
}

fn check_all(
    auction: &Auction,
    findings: &[AuctionFinding],
    check: impl Fn(&AuctionFinding) -> Result<(), AuctionRefusal>,
) -> Result<(), FindingsRefusal> {
    let bidders = auction.representatives();
    let asked = AuctionCondition::ALL.into_iter().flat_map(|condition| bidders.iter().map(move |who| (condition, *who)));
    let mut given = findings.iter();
    for (place, (condition, bidder)) in asked.enumerate() {
        let finding = given.next().filter(|finding| (finding.condition, finding.bidder) == (condition, bidder));
        let finding = finding.ok_or(FindingsRefusal::Missing { place, condition, bidder })?;
        check(finding).map_err(|refusal| FindingsRefusal::Evidence(place, refusal))?;
    }
    if given.next().is_some() { Err(FindingsRefusal::TooMany) } else { Ok(()) }
}
