//! The check of a file with an answer about an auction: content, auctions, seal, proofs, in this order.

use super::AUCTION_ANSWER_FORMAT;
use super::answer::AuctionAnswer;
use super::answer_read::{Changed, parse_auction_answer};
use super::answer_write::{answer_seal, digest};
use super::check::AuctionCheckError;
use crate::auction::Changes;
use crate::source::{Format, read_text};
use ambimech_model::auction::Auction;
use ambimech_model::check::{AnswerRefusal, check_device_answer, check_least_answer, check_scheme_answer};
use std::path::Path;

/// An accepted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedAnswer {
    /// The auction of the file.
    pub auction: Auction,
    /// What is proved about it.
    pub answer: AuctionAnswer,
    /// Whether all premises are proved to hold, row by row, or one for all.
    pub premises: Vec<bool>,
}

/// Whether a text seems to be an answer about an auction: for deciding how to read it, before it is read.
pub fn is_auction_answer_text(text: &str) -> bool {
    text.contains(AUCTION_ANSWER_FORMAT)
}

/// Checks an answer about an auction, which the function gives, with the changes of rows.
///
/// # Errors
/// Why it was not accepted.
pub fn check_auction_answer(path: &Path, changed: &Changed<'_>) -> Result<AcceptedAnswer, AuctionCheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(AuctionCheckError::Unreadable)?;
    let auction = changed(&Changes::default()).map_err(AuctionCheckError::Unreadable)?;
    let file = parse_auction_answer(&text, &path.display().to_string(), format, changed)
        .map_err(AuctionCheckError::Content)?;
    let rows = match &file.answer {
        AuctionAnswer::Least(answer) => answer.rows.as_slice(),
        AuctionAnswer::Scheme(_) | AuctionAnswer::Device(_) => &[],
    };
    let auctions = std::iter::once(&auction).chain(rows.iter().map(|row| &row.auction));
    for (stated, auction) in file.auctions.into_iter().zip(auctions) {
        let found = digest(auction);
        if stated.as_ref() != Some(&found) {
            return Err(AuctionCheckError::OtherAuction { stated, found });
        }
    }
    let sealed = answer_seal(&auction, &file.answer);
    if file.seal.as_ref() != Some(&sealed) {
        return Err(AuctionCheckError::Seal { stated: file.seal, found: sealed });
    }
    if file.answer.is_empty() {
        return Err(AuctionCheckError::Empty);
    }
    let refused = |place| move |refusal: AnswerRefusal| AuctionCheckError::Answer { place, refusal };
    let premises = match &file.answer {
        AuctionAnswer::Least(answer) => {
            let row = |(place, row): (usize, &super::LeastAnswerRow)| {
                let checked = check_least_answer(&row.auction, &row.least, row.size.as_ref(), &row.premises);
                checked.map_err(refused(Some(place)))
            };
            answer.rows.iter().enumerate().map(row).collect::<Result<_, _>>()?
        }
        AuctionAnswer::Scheme(answer) => {
            let checked = check_scheme_answer(&auction, answer.parts, &answer.schemes, &answer.premises);
            vec![checked.map_err(refused(None))?]
        }
        AuctionAnswer::Device(answer) => {
            let checked = check_device_answer(&auction, &answer.component, &answer.claims, &answer.premises);
            vec![checked.map_err(refused(None))?]
        }
    };
    Ok(AcceptedAnswer { auction, answer: file.answer, premises })
}
