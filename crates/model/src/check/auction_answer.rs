//! Checking the answers about an auction beside its conditions: least parameters, the full-insurance scheme, messages that create ambiguity.
//!
//! Each comes with its *premises*, findings about conditions of the same auction on which what follows from it rests.

use super::auction::AuctionRefusal;
use super::{check_auction_finding, check_least_parameter};
use crate::auction::Auction;
use crate::auction::condition::{AuctionCondition, AuctionFinding, AuctionVerdict};
use crate::auction::device::{DeviceClaim, after_message};
use crate::auction::informational_size::InformationalSize;
use crate::auction::least::LeastParameter;
use crate::auction::scheme::{Scheme, full_insurance};
use crate::index::AgentId;

/// What, with Minimal Ambiguity, is enough for the efficient rule (SONG Theorem 4.1).
pub const SUFFICIENT: [AuctionCondition; 3] =
    [AuctionCondition::Increasing, AuctionCondition::Monotonicity, AuctionCondition::Linearity];

/// Why an answer about an auction is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerRefusal {
    /// The premise at this place, from 0, is about something else than it should be, missing, or there are more than there should be.
    Premises(usize),
    /// The evidence of the premise at this place, from 0, is not accepted.
    Premise(usize, AuctionRefusal),
    /// There is not one entry for each bidder that stands for others or itself.
    Bidders,
    /// The informational size is not proved.
    InformationalSize,
    /// The evidence of the answer itself is not accepted.
    Answer(AuctionRefusal),
}

/// Whether all premises hold: one for each of the conditions and of these bidders, in this order.
///
/// # Errors
/// A premise is missing or its evidence is not accepted.
pub fn check_premises(
    auction: &Auction,
    conditions: &[AuctionCondition],
    bidders: &[AgentId],
    premises: &[AuctionFinding],
) -> Result<bool, AnswerRefusal> {
    let asked = conditions.iter().flat_map(|condition| bidders.iter().map(move |bidder| (*condition, *bidder)));
    let asked: Vec<(AuctionCondition, AgentId)> = asked.collect();
    let mut all_hold = true;
    for (place, wanted) in asked.iter().enumerate() {
        let premise = premises.get(place).filter(|premise| (premise.condition, premise.bidder) == *wanted);
        let premise = premise.ok_or(AnswerRefusal::Premises(place))?;
        check_auction_finding(auction, premise).map_err(|refusal| AnswerRefusal::Premise(place, refusal))?;
        all_hold &= matches!(premise.verdict, AuctionVerdict::Holds(_));
    }
    if premises.len() > asked.len() { Err(AnswerRefusal::Premises(asked.len())) } else { Ok(all_hold) }
}

/// Checks the least parameter for one bidder; one that claims nothing is accepted. Then its informational size, where one is claimed. Whether the premises of
/// Theorem 4.1 hold for the bidder.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_least_answer(
    auction: &Auction,
    least: &LeastParameter,
    size: Option<&InformationalSize>,
    premises: &[AuctionFinding],
) -> Result<bool, AnswerRefusal> {
    if least.bidder.0 >= auction.bidders().len() {
        return Err(AnswerRefusal::Answer(AuctionRefusal::WrongKind));
    }
    if least.too_little.is_some() || least.enough.is_some() {
        check_least_parameter(auction, least).map_err(AnswerRefusal::Answer)?;
    }
    if size.is_some_and(|size| size.bidder != least.bidder || !is_size_proved(auction, size)) {
        return Err(AnswerRefusal::InformationalSize);
    }
    check_premises(auction, &SUFFICIENT, &[least.bidder], premises)
}

/// Whether both measures are proved (SONG Section 5, footnote 16), from the derivatives and differences of the auction. Orders cut signal spaces out of the
/// boxes that the proofs are about.
fn is_size_proved(auction: &Auction, size: &InformationalSize) -> bool {
    !auction.has_orders()
        && size.derivative.is_proved(&auction.influences(size.bidder))
        && auction.spreads(size.bidder).is_some_and(|spreads| size.spread.is_proved(&spreads))
}

/// Checks the full-insurance scheme of every bidder that stands for others or itself, on the grid that cuts the range of the own index into `parts` equal
/// parts, by computing it again: every reward, probability and gain must come out. The premise is that values increase.
///
/// # Errors
/// What does not come out.
pub fn check_scheme_answer(
    auction: &Auction,
    parts: usize,
    schemes: &[Option<Scheme>],
    premises: &[AuctionFinding],
) -> Result<bool, AnswerRefusal> {
    let bidders = auction.representatives();
    if schemes.len() != bidders.len() {
        return Err(AnswerRefusal::Bidders);
    }
    for (bidder, scheme) in bidders.iter().zip(schemes) {
        let Some(claimed) = scheme else { continue };
        // The work is bounded by the size of what is claimed: a grid of so many parts has more rows than parts.
        if claimed.rows.len() <= parts {
            return Err(AnswerRefusal::Answer(AuctionRefusal::Number));
        }
        let found = full_insurance(auction, *bidder, parts);
        let found = found.map_err(|_| AnswerRefusal::Answer(AuctionRefusal::WrongKind))?;
        if found != *claimed {
            return Err(AnswerRefusal::Answer(AuctionRefusal::Number));
        }
    }
    check_premises(auction, &[AuctionCondition::Increasing], &bidders, premises)
}

/// Checks messages about a component of the rivals' signals for every bidder that stands for others or itself, one claim for each or none. Whether the
/// premises of Theorem 4.1 hold.
///
/// # Errors
/// What is wrong with the evidence.
pub fn check_device_answer(
    auction: &Auction,
    component: &str,
    claims: &[Option<DeviceClaim>],
    premises: &[AuctionFinding],
) -> Result<bool, AnswerRefusal> {
    let bidders = auction.representatives();
    if claims.len() != bidders.len() {
        return Err(AnswerRefusal::Bidders);
    }
    let wrong_kind = || AnswerRefusal::Answer(AuctionRefusal::WrongKind);
    for (bidder, claim) in bidders.iter().zip(claims) {
        let Some(DeviceClaim { cuts, finding }) = claim else { continue };
        let is_asked = finding.condition == AuctionCondition::MinimalAmbiguity && finding.bidder == *bidder;
        if !is_asked || !matches!(finding.verdict, AuctionVerdict::Holds(_)) {
            return Err(wrong_kind());
        }
        let after = after_message(auction, *bidder, component, cuts).ok_or_else(wrong_kind)?;
        check_auction_finding(&after, finding).map_err(AnswerRefusal::Answer)?;
    }
    check_premises(auction, &SUFFICIENT, &bidders, premises)
}
