//! Files with answers about an auction beside its conditions, accepted, as JSON.

use super::auction_device::auction_device_value;
use super::auction_least::auction_least_value;
use super::auction_scheme::scheme_value;
use crate::auction_verdict::{AcceptedAnswer, AuctionAnswer};
use crate::render::sentence::auction_answer::{proved_curve, proved_report, proved_schemes, question_name};
use crate::render::sentence::auction_scheme::{grid_sentence, grid_word};
use serde_json::{Value, json};

/// `verdict` `accepted`, the `question`, `premises` (whether they are proved to hold, row by row or for all) and the `answer`, with the keys of the command;
/// what the file does not prove is null.
pub fn accepted_answer_value(accepted: &AcceptedAnswer) -> Value {
    let auction = &accepted.auction;
    let answer = match &accepted.answer {
        AuctionAnswer::Least(answer) => auction_least_value(&proved_curve(answer, &accepted.premises)),
        AuctionAnswer::Scheme(answer) => {
            let verdict = proved_schemes(&answer.schemes);
            let each = auction.representatives().into_iter().zip(&answer.schemes);
            let each = each.map(|(bidder, scheme)| scheme_value(auction, bidder, scheme.as_ref()));
            json!({ "verdict": grid_word(verdict), "words": grid_sentence(verdict), "bidders": each.collect::<Value>() })
        }
        AuctionAnswer::Device(answer) => {
            let holds = accepted.premises.iter().all(|holds| *holds);
            proved_report(auction, answer, holds).as_ref().map(auction_device_value).unwrap_or_default()
        }
    };
    json!({
        "verdict": "accepted",
        "question": question_name(accepted),
        "premises": accepted.premises,
        "answer": answer,
    })
}
