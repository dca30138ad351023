//! Files with what is found about the conditions on an auction, accepted or refused.

use super::Page;
use super::table::{Align, Table, paragraph};
use crate::auction_verdict::{AcceptedAuction, AuctionCheckError};
use crate::render::sentence::as_sentence;
use crate::render::sentence::auction::{
    auction_verdict_word, bidder_name, efficient_rule, efficient_rule_word, reason,
};
use ambimech_model::auction::Auction;
use ambimech_model::auction::condition::AuctionVerdict;
use ambimech_model::check::{AnswerRefusal, AuctionRefusal, FindingsRefusal};

/// That a file of verdicts was accepted, what it proves, and what follows.
pub fn render_accepted_auction(auction: &Auction, accepted: &AcceptedAuction, page: Page) -> String {
    let mut table = Table::new(&[
        ("condition", Align::Left),
        ("about", Align::Left),
        ("verdict", Align::Left),
        ("proved", Align::Left),
    ]);
    for finding in &accepted.findings {
        let proved = match &finding.verdict {
            AuctionVerdict::Undecided(_) => "nothing is claimed".to_string(),
            AuctionVerdict::Holds(_) | AuctionVerdict::Fails(_) => reason(auction, finding),
        };
        table.row(vec![
            finding.condition.name().to_string(),
            bidder_name(auction, finding.bidder),
            auction_verdict_word(&finding.verdict).to_string(),
            proved,
        ]);
    }
    let (word, conclusion) = (efficient_rule_word(accepted.conclusion), efficient_rule(accepted.conclusion));
    let conclusion =
        paragraph(&format!("What follows for the efficient rule: {word}, {conclusion}."), 0, page.width);
    format!("accepted: every proof of the file\n\n{}\n{conclusion}", table.render(2, page.width))
}

/// Why a file of verdicts was not accepted; the error must be no [`AuctionCheckError::Unreadable`], which is no answer.
pub fn render_refused_auction(auction: &Auction, error: &AuctionCheckError, page: Page) -> String {
    match error {
        AuctionCheckError::Content(diagnostic) => format!("refused: {diagnostic}"),
        _ => paragraph(&format!("refused: {}", why_auction_refused(auction, error)), 0, page.width),
    }
}

/// Why, in a sentence.
pub fn why_auction_refused(auction: &Auction, error: &AuctionCheckError) -> String {
    let or_none = |stated: &Option<String>| stated.clone().unwrap_or_else(|| "none".to_string());
    match error {
        AuctionCheckError::Unreadable(diagnostic) | AuctionCheckError::Content(diagnostic) => {
            diagnostic.to_string()
        }
        AuctionCheckError::OtherAuction { stated, found } => {
            format!("the file is about another auction: it names {}, and this one is {found}", or_none(stated))
        }
        AuctionCheckError::Seal { stated, found } => format!(
            "the content is not the one that was sealed: the file states {}, its content has {found}",
            or_none(stated)
        ),
        AuctionCheckError::Empty => "the file proves nothing: every verdict is undecided".to_string(),
        AuctionCheckError::Refused(FindingsRefusal::Missing { place, condition, bidder }) => format!(
            "verdict {} of the file should be about {} of {}",
            place + 1,
            condition.name(),
            bidder_name(auction, *bidder)
        ),
        AuctionCheckError::Refused(FindingsRefusal::TooMany) => {
            "the file has more verdicts than there are questions".to_string()
        }
        AuctionCheckError::Refused(FindingsRefusal::Evidence(place, refusal)) => {
            format!("verdict {} of the file: {}", place + 1, refused(*refusal))
        }
        AuctionCheckError::Answer { place, refusal } => {
            let row = place.map_or_else(String::new, |place| format!("row {} of the file: ", place + 1));
            format!("{row}{}", answer_refused(*refusal))
        }
    }
}

fn answer_refused(refusal: AnswerRefusal) -> String {
    match refusal {
        AnswerRefusal::Premises(place) => {
            format!("premise {} is missing, about something else, or one too many", place + 1)
        }
        AnswerRefusal::Premise(place, refusal) => format!("premise {}: {}", place + 1, refused(refusal)),
        AnswerRefusal::Bidders => {
            "there is not one entry for each bidder that stands for others or itself".to_string()
        }
        AnswerRefusal::InformationalSize => {
            "the informational size is not what the proof says, or the proof leaves something out".to_string()
        }
        AnswerRefusal::Answer(refusal) => refused(refusal).to_string(),
    }
}

fn refused(refusal: AuctionRefusal) -> &'static str {
    match refusal {
        AuctionRefusal::WrongKind => "this proof is not of the right kind for this auction",
        AuctionRefusal::Sign => "a sign is not what the proof says",
        AuctionRefusal::Gap => "the proof leaves something out, or reaches outside the auction",
        AuctionRefusal::Number => "a number is not what the proof says",
    }
}

/// Where the verdicts were written.
pub fn auction_verdicts_line(path: &str) -> String {
    as_sentence(&format!("verdicts with their proofs written to {path}"))
}
