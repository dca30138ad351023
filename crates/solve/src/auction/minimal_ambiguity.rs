//! Minimal Ambiguity, and how much contamination it needs.

use super::enclosed::decide_enclosed;
use super::minimum::find_minimum;
use ambimech_model::auction::Auction;
use ambimech_model::auction::ambiguity::{SlackPiece, contamination_pieces, slack_pieces};
use ambimech_model::auction::condition::{AuctionVerdict, Fails, Holds, Open};
use ambimech_model::auction::general::GeneralAuction;
use ambimech_model::auction::theorem::{ContaminationNeed, NeededPiece};
use ambimech_model::index::AgentId;
use ambimech_model::number::Rational;

/// Decides Minimal Ambiguity at almost every own index.
pub(super) fn decide_minimal_ambiguity(auction: &Auction, bidder: AgentId) -> AuctionVerdict {
    let pieces = match slack_pieces(auction, bidder) {
        Ok(pieces) => pieces,
        Err(reason) => {
            let enclosed = decide_enclosed(&GeneralAuction::of(auction), bidder);
            return enclosed.unwrap_or(AuctionVerdict::Undecided(Open::NoClosedForm(reason)));
        }
    };
    match find_minimum(&pieces) {
        Some(found) if found.tightest.at_least >= Rational::ZERO => {
            AuctionVerdict::Holds(Holds::Slack(found.tightest, found.cover))
        }
        Some(found) if found.tightest.slack < Rational::ZERO => {
            AuctionVerdict::Fails(Fails::Slack(found.tightest))
        }
        _ => AuctionVerdict::Undecided(Open::NotSettled),
    }
}

/// The least ε of contamination with the same centre, piece by piece; `None` for beliefs of another kind, and without a closed form.
///
/// On a piece the condition is (1 − ε) gap(s) ≤ ε reach, so the least ε is G/(G + reach) with G the greatest gap, if that is positive.
pub fn contamination_need(auction: &Auction, bidder: AgentId) -> Option<ContaminationNeed> {
    let pieces = contamination_pieces(auction, bidder).ok()??;
    let needed = pieces.into_iter().filter_map(|piece| {
        let negative = piece.gap.scaled(&-Rational::ONE);
        let slack =
            SlackPiece { low: piece.low.clone(), high: piece.high.clone(), alternatives: vec![vec![negative]] };
        let tightest = find_minimum(&[slack])?.tightest;
        let need = |gap: Rational| match gap > Rational::ZERO {
            false => Some(Rational::ZERO),
            true if piece.reach < Rational::ZERO => None,
            true => Some(&gap / (&gap + &piece.reach)),
        };
        Some(NeededPiece {
            at_least: need(-tightest.slack.clone()),
            enough: need(-tightest.at_least),
            low: piece.low,
            high: piece.high,
            own: tightest.own,
        })
    });
    Some(ContaminationNeed { bidder, pieces: needed.collect() })
}
