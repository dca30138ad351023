//! Files with what is found about the conditions on an auction, accepted or refused, as JSON.

use super::auction::{finding_value, reason_name};
use crate::auction_verdict::{AcceptedAuction, AuctionCheckError};
use crate::render::sentence::auction::{efficient_rule, efficient_rule_word};
use crate::render::text::why_auction_refused;
use ambimech_model::auction::Auction;
use serde_json::{Value, json};

/// `verdict` `accepted`, `conditions` and the conclusion under `efficient-rule`.
pub fn accepted_auction_value(auction: &Auction, accepted: &AcceptedAuction) -> Value {
    json!({
        "verdict": "accepted",
        "conditions": accepted.findings.iter().map(|finding| finding_value(auction, finding)).collect::<Value>(),
        "efficient-rule": {
            "verdict": efficient_rule_word(accepted.conclusion),
            "reason": reason_name(accepted.conclusion),
            "words": efficient_rule(accepted.conclusion),
        },
    })
}

/// `verdict` `refused` and the `reason` in words.
pub fn refused_auction_value(auction: &Auction, error: &AuctionCheckError) -> Value {
    json!({ "verdict": "refused", "reason": why_auction_refused(auction, error) })
}
