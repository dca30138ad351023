//! The check of a file of verdicts about an auction: content, auction, seal, proofs, in this order.

use super::identity::auction_digest;
use super::read::parse_auction_verdicts;
use super::write::verdicts_seal;
use crate::auction::AnyAuction;
use crate::diagnostic::Diagnostic;
use crate::source::{Format, read_text};
use ambimech_model::auction::condition::{AuctionFinding, AuctionVerdict};
use ambimech_model::auction::theorem::EfficientRule;
use ambimech_model::check::{AnswerRefusal, FindingsRefusal, check_auction_findings, check_general_findings};
use std::path::Path;

/// An accepted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedAuction {
    /// What it proves, condition by condition.
    pub findings: Vec<AuctionFinding>,
    /// What follows, drawn again by the check.
    pub conclusion: EfficientRule,
}

/// Why a file of verdicts was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuctionCheckError {
    /// It could not be read.
    Unreadable(Box<Diagnostic>),
    /// Its content makes no sense about this auction.
    Content(Box<Diagnostic>),
    /// It is about another auction, or does not say about which.
    OtherAuction {
        /// The digest that it states.
        stated: Option<String>,
        /// The digest of the auction at hand.
        found: String,
    },
    /// It has no seal, or the content is not the one that was sealed.
    Seal {
        /// The seal that it states.
        stated: Option<String>,
        /// The seal of its content.
        found: String,
    },
    /// Every verdict is undecided.
    Empty,
    /// Something is missing, or a proof was refused.
    Refused(FindingsRefusal),
    /// The proof of an answer was refused.
    Answer {
        /// In which row, from 0, where there are rows.
        place: Option<usize>,
        /// Why.
        refusal: AnswerRefusal,
    },
}

/// Checks a file of verdicts about an auction.
///
/// # Errors
/// Why it was not accepted.
pub fn check_auction_file(path: &Path, auction: &AnyAuction) -> Result<AcceptedAuction, AuctionCheckError> {
    let format = Format::of_path(path);
    let text = read_text(path, format.max_line()).map_err(AuctionCheckError::Unreadable)?;
    let file = parse_auction_verdicts(&text, &path.display().to_string(), format, auction.frame())
        .map_err(AuctionCheckError::Content)?;
    let found = auction_digest(auction);
    if file.auction.as_ref() != Some(&found) {
        return Err(AuctionCheckError::OtherAuction { stated: file.auction, found });
    }
    let sealed = verdicts_seal(auction, &found, &file.findings);
    if file.seal.as_ref() != Some(&sealed) {
        return Err(AuctionCheckError::Seal { stated: file.seal, found: sealed });
    }
    if file.findings.iter().all(|finding| matches!(finding.verdict, AuctionVerdict::Undecided(_))) {
        return Err(AuctionCheckError::Empty);
    }
    let checked = match auction {
        AnyAuction::Polynomial(auction) => check_auction_findings(auction, &file.findings),
        AnyAuction::General(general) => check_general_findings(general, &file.findings),
    };
    let conclusion = checked.map_err(AuctionCheckError::Refused)?;
    Ok(AcceptedAuction { findings: file.findings, conclusion })
}
