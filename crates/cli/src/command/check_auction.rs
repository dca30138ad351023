//! `ambimech check` for auctions with continuous signals. As the rest of the check it depends on `model` and `io` only.

use crate::argument::{Check, Format};
use crate::outcome::{Failure, Outcome};
use crate::{output, progress};
use ambimech_io::auction::{Changes, is_auction_text, read_changed_any_auction, read_changed_auction};
use ambimech_io::auction_verdict::{
    AuctionCheckError, check_auction_answer, check_auction_file, is_auction_answer_text,
};
use ambimech_io::render::{self, text::Page};
use ambimech_model::auction::Auction;

/// Whether the first file seems to be an auction.
pub fn is_about_auctions(options: &Check) -> bool {
    std::fs::read_to_string(&options.environment).is_ok_and(|text| is_auction_text(&text))
}

/// Runs the command.
pub fn run(options: &Check) -> Result<Outcome, Failure> {
    let settings = options.parameters.settings.iter().map(|setting| (setting.name.clone(), setting.value.clone()));
    let changes = Changes { bidders: None, parameters: settings.collect() };
    if std::fs::read_to_string(&options.file).is_ok_and(|text| is_auction_answer_text(&text)) {
        return check_answer(options, &changes);
    }
    let auction = read_changed_any_auction(&options.environment, &changes)?;
    match progress::during("checking", || check_auction_file(&options.file, &auction)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => {
                    let page = Page::default();
                    output::answer(&render::text::render_accepted_auction(auction.frame(), &accepted, page));
                }
                Format::Json => {
                    output::answer_json(&render::json::accepted_auction_value(auction.frame(), &accepted));
                }
            }
            Ok(Outcome::Holds)
        }
        Err(error) => refused(options, auction.frame(), error),
    }
}

/// The check of an answer to another question than the conditions; its rows may change what the settings say.
fn check_answer(options: &Check, settings: &Changes) -> Result<Outcome, Failure> {
    let changed = |changes: &Changes| {
        let is_free = |name: &str| changes.parameters.iter().all(|(known, _)| known != name);
        let kept = settings.parameters.iter().filter(|(name, _)| is_free(name));
        let parameters = changes.parameters.iter().chain(kept).cloned().collect();
        read_changed_auction(&options.environment, &Changes { bidders: changes.bidders, parameters })
    };
    let auction = changed(&Changes::default())?;
    match progress::during("checking", || check_auction_answer(&options.file, &changed)) {
        Ok(accepted) => {
            match options.printing.format {
                Format::Text => {
                    output::answer(&render::text::render_accepted_answer(&accepted, Page::default()));
                }
                Format::Json => output::answer_json(&render::json::accepted_answer_value(&accepted)),
            }
            Ok(Outcome::Holds)
        }
        Err(error) => refused(options, &auction, error),
    }
}

/// Says why a file was not accepted.
fn refused(options: &Check, auction: &Auction, error: AuctionCheckError) -> Result<Outcome, Failure> {
    if let AuctionCheckError::Unreadable(diagnostic) = error {
        return Err(Failure::Input(diagnostic));
    }
    match options.printing.format {
        Format::Text => {
            output::answer(&render::text::render_refused_auction(auction, &error, Page::default()));
        }
        Format::Json => output::answer_json(&render::json::refused_auction_value(auction, &error)),
    }
    Ok(Outcome::Fails)
}
